"""Names of our buttons and dialogs, and what a button carries: written here, read back here.

An id once published stays: messages that hold it live in channels for years, and a click on them must not fail.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.model import Method


class Action(StrEnum):
    """The `action_id` of everything that can be clicked."""

    SOLVED = "smtp550_solved"
    STILL_FAILING = "smtp550_still_failing"
    CHECK_AGAIN = "smtp550_check_again"
    SHOW_EVIDENCE = "smtp550_show_evidence"
    REOPEN = "smtp550_reopen"
    ONLY_THIS_RECIPIENT = "smtp550_only_this_recipient"
    ALL_RECIPIENTS = "smtp550_all_recipients"
    OFFER_ACCEPT = "smtp550_offer_accept"
    OFFER_DECLINE = "smtp550_offer_decline"
    OPEN_PASTE = "smtp550_open_paste"
    OPEN_SETTINGS = "smtp550_open_settings"
    CHECK_MAILBOX = "smtp550_check_mailbox"
    HAND_OFF = "smtp550_hand_off"
    HAND_OFF_LANGUAGE = "smtp550_hand_off_language"


class Dialog(StrEnum):
    """The `callback_id` of our shortcuts (as in manifest.yml) and modals; the paste shortcut opens the paste modal."""

    DIAGNOSE_MESSAGE = "smtp550_diagnose_message"
    PASTE = "smtp550_paste"
    EVIDENCE = "smtp550_evidence"
    SETTINGS = "smtp550_settings"
    HAND_OFF = "smtp550_hand_off_dialog"


PASTE_BLOCK = "smtp550_paste_block"
PASTE_INPUT = "smtp550_paste_input"

_LONGEST_VALUE = 300
_CASE_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


@dataclass(frozen=True, slots=True)
class ButtonValue:
    """What a button knows: its case, and the method that was shown when it was drawn.

    The method makes a click a compare-and-set: a second click on "Still failing → Method 2" finds the case at Method 2
    and changes nothing. None: no method was shown (advice beyond the article, or an offer).
    """

    case_id: str
    method: Method | None = None


def format_value(value: ButtonValue) -> str:
    """The button's `value` (at most 2,000 characters by Slack's limit; ours have about 40)."""
    method = None if value.method is None else int(value.method)
    return json.dumps({"case": value.case_id, "method": method}, separators=(",", ":"))


def parse_value(text: str | None) -> ButtonValue | None:
    """What a clicked button says; None if it is not ours, or from a version that we no longer understand.

    A bare case id is accepted too, and unknown keys are passed over, so that buttons of older and newer versions work.
    """
    if not text or len(text) > _LONGEST_VALUE:
        return None
    try:
        content = json.loads(text)
    except ValueError:
        content = {"case": text}
    if not isinstance(content, dict):
        content = {"case": str(content)}
    case_id, method = content.get("case"), content.get("method")
    if not isinstance(case_id, str) or not _CASE_ID.fullmatch(case_id):
        return None
    return ButtonValue(case_id, next((known for known in Method if known == method), None))
