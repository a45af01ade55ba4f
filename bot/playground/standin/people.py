"""People at Slack's client, as tests and the page drive them: they say, command, click, submit."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.playground.standin import interactions, limits
from bot.playground.standin.backstage import PATIENCE, Backstage
from bot.playground.standin.chat import checked_blocks, new_bot_message
from bot.playground.standin.composer import compose, escape
from bot.playground.standin.courier import COMMANDS, INTERACTIVE, NotAcknowledgedError
from bot.playground.standin.errors import SlackError
from bot.playground.standin.forms import Answer, FormError, action_of, check_required, state_of
from bot.playground.standin.payload import Payload
from bot.playground.standin.records import SLACKBOT, Change, ChangeKind, Message, User, View
from bot.playground.standin.rooms import Room, Upload
from bot.playground.standin.shapes import message_json
from bot.playground.standin.views import checked_view
from bot.playground.standin.visible import controls


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command, a click or a form ended for the person.

    `error` is what Slack's client shows: `operation_timeout` (no ack within 3 s), `dispatch_failed` (the app is not
    there or failed), or an error of the content. `payload` is what the ack carried, `field_errors` by block id.
    """

    error: str = ""
    payload: Payload | None = None
    field_errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return not self.error and not self.field_errors


class Person:
    """Somebody at Slack's client."""

    def __init__(self, backstage: Backstage, user: User) -> None:
        self._backstage = backstage
        self.user = user

    @property
    def id(self) -> str:
        """Slack's user id."""
        return self.user.id

    @property
    def modal(self) -> View | None:
        """The modal on top of this person's screen."""
        return self._backstage.workspace.modal_of(self.id)

    @property
    def home(self) -> View | None:
        """What the app published on this person's Home tab."""
        return self._backstage.workspace.homes.get(self.id)

    @property
    def direct(self) -> Room:
        """The direct message channel with the app."""
        return Room(self._backstage, self._backstage.workspace.direct_channel(self.id))

    # --- writing ---

    async def says(
        self, room: Room, text: str, *, thread: Message | None = None, files: Sequence[Upload] = ()
    ) -> Message:
        """Send a message as Slack's client does: escaped, linked, `@smtp550` a mention, a very long paste a snippet."""
        workspace = self._backstage.workspace
        text = re.sub(rf"(?<![\w.@-])@{re.escape(workspace.app.name)}(?![\w.-])", f"<@{workspace.app.bot_user}>", text)
        uploads = list(files)
        if len(text) > limits.PERSON_TEXT:
            uploads.append(_snippet(text))
            text = ""
        composed = compose(text)
        message = Message(
            room.id,
            workspace.new_ts(),
            self.id,
            composed.text,
            blocks=[dict(block) for block in composed.blocks],
            files=[room.store(upload, self) for upload in uploads],
            thread_ts=thread.thread if thread else None,
            subtype="file_share" if uploads else None,
            client_msg_id=str(uuid.uuid4()),
        )
        return workspace.post(message)

    async def mentions(self, room: Room, text: str = "", *, thread: Message | None = None) -> Message:
        """Send a message that begins with a mention of the app."""
        return await self.says(room, f"<@{self._backstage.workspace.app.bot_user}> {text}".rstrip(), thread=thread)

    async def edits(self, message: Message, text: str) -> None:
        """Change the words of one's own message."""
        before = message_json(self._backstage.workspace, message)
        composed = compose(text)
        message.text, message.blocks = composed.text, [dict(block) for block in composed.blocks]
        self._backstage.workspace.edit(message, before, by=self.id)

    async def deletes(self, message: Message) -> None:
        """Take one's own message away."""
        workspace = self._backstage.workspace
        workspace.delete(message, message_json(workspace, message))

    async def invites_bot(self, room: Room) -> None:
        """Bring the app into a channel, as `/invite @smtp550` does."""
        self._backstage.workspace.add_bot(room.channel, self.id)

    async def command(self, line: str, room: Room) -> Outcome:
        """Type a slash command into a channel (Slack has none in threads). The ack's text appears as a message."""
        workspace = self._backstage.workspace
        command, text = (*line.split(maxsplit=1), "", "")[:2]
        if command == "/invite" and text.strip() == f"@{workspace.app.name}":
            await self.invites_bot(room)
            return Outcome()
        if command not in workspace.app.commands:
            self._sees_from_slackbot(room, f"`{command}` is not a valid command.")
            return Outcome("unknown_command")
        token = workspace.add_response_url(room.id, self.id)
        payload = interactions.slash_command(
            workspace, self.user, room.channel, command, escape(text.strip()), self._response_url(token)
        )
        outcome = await self._request(COMMANDS, payload)
        if outcome.error:
            self._sees_from_slackbot(room, f"`{command}` failed with the error “{outcome.error}”")
        elif outcome.payload:
            return self._show_ack(room, outcome.payload)
        return outcome

    # --- pressing ---

    async def clicks(self, message: Message, action_id: str, answer: Answer = None) -> Outcome:
        """Press a button (or choose in a select) of a message. Raises `FormError` if it has no such control."""
        workspace = self._backstage.workspace
        block_id, element = _control(message.blocks, action_id)
        token = workspace.add_response_url(message.channel, self.id, message_ts=message.ts, thread_ts=message.thread_ts)
        payload = interactions.click_in_message(
            workspace, self.user, message, action_of(block_id, element, answer), self._response_url(token)
        )
        return await self._request(INTERACTIVE, payload)

    async def clicks_in_view(
        self, view: View, action_id: str, answer: Answer = None, filled: Mapping[str, Answer] | None = None
    ) -> Outcome:
        """Press a button (or choose in a select) of a modal or of the Home tab."""
        workspace = self._backstage.workspace
        block_id, element = _control(view.body["blocks"], action_id)
        state = state_of(view.body["blocks"], filled or {})
        payload = interactions.click_in_view(workspace, self.user, view, action_of(block_id, element, answer), state)
        return await self._request(INTERACTIVE, payload)

    async def shortcut(self, message: Message, callback_id: str) -> Outcome:
        """Use a message shortcut."""
        workspace = self._backstage.workspace
        token = workspace.add_response_url(message.channel, self.id, thread_ts=message.thread_ts)
        payload = interactions.message_shortcut(workspace, self.user, message, callback_id, self._response_url(token))
        return await self._request(INTERACTIVE, payload)

    async def global_shortcut(self, callback_id: str) -> Outcome:
        """Use a global shortcut."""
        workspace = self._backstage.workspace
        return await self._request(INTERACTIVE, interactions.global_shortcut(workspace, self.user, callback_id))

    async def submits(self, answers: Mapping[str, Answer] | None = None, view: View | None = None) -> Outcome:
        """Fill in and send the modal on top. Raises `FormError` if a required field is empty or one is unknown."""
        workspace = self._backstage.workspace
        view = view or self.modal
        if view is None:
            raise FormError("no modal is open")
        blocks = view.body["blocks"]
        state = state_of(blocks, answers or {})
        check_required(blocks, state)
        outcome = await self._request(INTERACTIVE, interactions.view_submission(workspace, self.user, view, state))
        return outcome if outcome.error else self._follow(view, outcome.payload or {})

    async def closes_modal(self, *, everything: bool = False) -> None:
        """Close the modal on top, or all; the app hears of it if it wants to."""
        workspace = self._backstage.workspace
        view = self.modal
        if view is None:
            return
        workspace.close_modal(self.id, everything=everything)
        if view.body.get("notify_on_close"):
            payload = interactions.view_closed(workspace, self.user, view, is_cleared=everything)
            await self._request(INTERACTIVE, payload)

    async def opens_home(self) -> None:
        """Open the app's Home tab."""
        self._backstage.workspace.tell(Change(ChangeKind.HOME_OPENED, user=self.id))

    async def wait_for_modal(self, wanted: Callable[[View], bool] = lambda _: True, within: float = PATIENCE) -> View:
        """The modal on top, once there is one as wanted. Raises `TimeoutError`."""
        return await self._backstage.watch.until(
            lambda: self.modal if self.modal and wanted(self.modal) else None,
            within,
            lambda: self.modal.words if self.modal else "no modal is open",
        )

    async def wait_for_home(self, wanted: Callable[[View], bool] = lambda _: True, within: float = PATIENCE) -> View:
        """The Home tab, once it is as wanted. Raises `TimeoutError`."""
        return await self._backstage.watch.until(
            lambda: self.home if self.home and wanted(self.home) else None,
            within,
            lambda: self.home.words if self.home else "nothing is published",
        )

    # --- inside ---

    async def _request(self, kind: str, payload: Payload) -> Outcome:
        try:
            return Outcome(payload=await self._backstage.courier.request(kind, payload))
        except NotAcknowledgedError as failure:
            timed_out = failure.reason in ("timeout", "http_timeout")
            return Outcome("operation_timeout" if timed_out else "dispatch_failed")

    def _response_url(self, token: str) -> str:
        return f"{self._backstage.base_url()}response/{token}"

    def _sees_from_slackbot(self, room: Room, text: str) -> None:
        workspace = self._backstage.workspace
        workspace.post(Message(room.id, workspace.new_ts(), SLACKBOT, text, ephemeral_to=self.id))

    def _show_ack(self, room: Room, payload: Payload) -> Outcome:
        workspace = self._backstage.workspace
        try:
            blocks = checked_blocks(payload.get("blocks"))
        except SlackError as error:
            self._sees_from_slackbot(room, f"failed with the error “{error.name}”")
            return Outcome(error.name, payload)
        message = new_bot_message(workspace, room.channel, str(payload.get("text") or ""), blocks)
        if payload.get("response_type") != "in_channel":
            message.ephemeral_to = self.id
        if message.words.strip():
            workspace.post(message)
        return Outcome(payload=payload)

    def _follow(self, view: View, payload: Payload) -> Outcome:
        """Do what the app's ack of a form says (docs.slack.dev, "Modals", response_action)."""
        workspace = self._backstage.workspace
        try:
            match payload.get("response_action"):
                case "errors":
                    return Outcome(payload=payload, field_errors=payload.get("errors", {}))
                case "update":
                    workspace.replace_view(view, checked_view(payload.get("view"), "modal"))
                case "push":
                    workspace.open_modal(self.id, checked_view(payload.get("view"), "modal"), push=True)
                case "clear":
                    workspace.close_modal(self.id, everything=True)
                case _:
                    workspace.close_modal(self.id)
        except SlackError as error:
            return Outcome(str(error), payload)
        return Outcome(payload=payload)


def _control(blocks: Sequence[Payload], action_id: str) -> tuple[str, Payload]:
    for block_id, element in controls(blocks):
        if element["action_id"] == action_id:
            return block_id, element
    known = ", ".join(element["action_id"] for _, element in controls(blocks)) or "none"
    raise FormError(f"no control {action_id!r}; there are: {known}")


def _snippet(text: str) -> Upload:
    extra: Payload = {
        "mode": "snippet",
        "editable": True,
        "preview": escape(text[:500]),
        "lines": text.count("\n") + 1,
        "preview_is_truncated": True,
    }
    return Upload("Untitled", text.encode(), "text", extra)
