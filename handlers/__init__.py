"""One file for each thing that Slack can send; thin: payload → case → done. `register` wires them to Bolt."""

from __future__ import annotations

import re
from typing import Final

from slack_bolt.async_app import AsyncApp

from bot.reply.actions import Action, Dialog
from handlers import buttons, command, errors, home, leaving, mention, message, settings, shortcut
from handlers.desk import Desk
from handlers.listening import Handler, listener

_ANY: Final = re.compile(".*")

_BUTTONS: Final[dict[Action, Handler]] = {
    Action.STILL_FAILING: buttons.on_still_failing,
    Action.SOLVED: buttons.on_solved,
    Action.REOPEN: buttons.on_reopen,
    Action.CHECK_AGAIN: buttons.on_check_again,
    Action.SHOW_EVIDENCE: buttons.on_show_evidence,
    Action.CHECK_MAILBOX: buttons.on_check_mailbox,
    Action.HAND_OFF: buttons.on_hand_off,
    Action.HAND_OFF_LANGUAGE: buttons.on_hand_off_language,
    Action.ONLY_THIS_RECIPIENT: buttons.on_scope,
    Action.ALL_RECIPIENTS: buttons.on_scope,
    Action.OFFER_ACCEPT: buttons.on_offer_accepted,
    Action.OFFER_DECLINE: buttons.on_offer_declined,
    Action.OPEN_PASTE: shortcut.on_paste_wanted,
    Action.OPEN_SETTINGS: settings.on_settings_wanted,
}


def register(app: AsyncApp, desk: Desk) -> None:
    """Register every handler. Bolt runs the first that matches, so what matches anything comes last."""
    # Whatever name a workspace gave to the command.
    app.command(_ANY)(listener(desk, command.on_command))
    app.event("app_mention")(listener(desk, mention.on_mention))
    app.event("message")(listener(desk, message.on_message))
    app.event("app_home_opened")(listener(desk, home.on_home_opened))
    app.event("app_uninstalled")(listener(desk, leaving.on_app_uninstalled))
    app.event("tokens_revoked")(listener(desk, leaving.on_tokens_revoked))
    # One of each kind: whatever the workspace's manifest calls them.
    app.message_shortcut(_ANY)(listener(desk, shortcut.on_message_shortcut))
    app.global_shortcut(_ANY)(listener(desk, shortcut.on_paste_wanted))
    app.view(Dialog.SETTINGS)(listener(desk, settings.on_settings_sent))
    app.view(Dialog.HAND_OFF)(listener(desk, buttons.on_hand_off_done))
    app.view(Dialog.PASTE)(listener(desk, shortcut.on_pasted))
    for action, handle in _BUTTONS.items():
        app.action(action.value)(listener(desk, handle))
    for accept in (app.action, app.view):
        accept(_ANY)(listener(desk, buttons.on_anything_else))
    app.error(errors.error_handler(desk))
