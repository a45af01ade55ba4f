"""One browser's conversation with the playground: the workspace as its person sees it, and what the person does."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.playground.page_words import page_words, sample_title
from bot.playground.samples import samples
from bot.playground.standin import FormError, Message, Person, Room, SlackStandIn, Upload, View
from bot.playground.standin.forms import Answer
from bot.playground.standin.payload import Payload
from bot.playground.standin.people import Outcome
from bot.playground.standin.records import SLACKBOT, Change, ChangeKind
from bot.playground.standin.shapes import message_json, view_json
from bot.playground.standin.traffic import ApiCall, Delivery
from bot.reply.actions import Dialog

UPLOAD_BYTES = 5 * 1024 * 1024
_TRAFFIC_SHOWN = 200


class ActError(ValueError):
    """What the browser sent makes no sense; the message says why."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody whom the page can act as, and the channels that they see."""

    person: Person
    rooms: tuple[Room, ...]


class Session:
    """What one open page knows and does. `updates` holds what is still to be sent to it.

    `seats` are the people by locale; changing the language is taking another seat, as colleagues would sit at it: an
    app may remember a person's locale for a while, and should.
    """

    def __init__(self, slack: SlackStandIn, seats: Mapping[str, Seat], *, online: bool) -> None:
        self.updates: asyncio.Queue[Payload] = asyncio.Queue()
        self._slack = slack
        self._seats = seats
        self._seat = next(iter(seats.values()))
        self._online = online
        self._acts: Mapping[str, Callable[[Payload], Awaitable[Outcome]]] = {
            "say": self._say,
            "command": self._command,
            "click": self._click,
            "click_in_view": self._click_in_view,
            "submit": self._submit,
            "close_modal": self._close_modal,
            "shortcut": self._shortcut,
            "paste_shortcut": self._paste_shortcut,
            "open_home": self._open_home,
            "locale": self._locale,
        }

    @property
    def _person(self) -> Person:
        return self._seat.person

    @property
    def _rooms(self) -> dict[str, Room]:
        return {room.id: room for room in self._seat.rooms}

    def open(self) -> None:
        """Begin: everything there is, then every change."""
        self._slack.workspace.listeners.append(self._on_change)
        self._slack.traffic.listeners.append(self._on_traffic)
        self.updates.put_nowait(self._welcome())

    def close(self) -> None:
        """End."""
        self._slack.workspace.listeners.remove(self._on_change)
        self._slack.traffic.listeners.remove(self._on_traffic)

    def bot_connected(self) -> None:
        """The bot has opened Socket Mode."""
        self.updates.put_nowait({"type": "bot", "connected": True})

    async def act(self, request: Payload) -> None:
        """Do what the browser asks; how it ended goes back as an update with its `id`."""
        update: Payload = {"type": "done", "id": request.get("id")}
        try:
            act = self._acts.get(_text(request, "act"))
            if act is None:
                raise ActError("no such act")
            outcome = await act(request)
            update |= {"error": outcome.error, "field_errors": dict(outcome.field_errors)}
        except (ActError, FormError) as error:
            update |= {"error": str(error), "field_errors": {}}
        self.updates.put_nowait(update)

    # --- what the person does ---

    async def _say(self, request: Payload) -> Outcome:
        room = self._room(request)
        thread = self._message(request, "thread") if request.get("thread") else None
        files = [_upload(file) for file in _list(request, "files")]
        text = _text(request, "text")
        if text.strip() or files:
            await self._person.says(room, text, thread=thread, files=files)
        return Outcome()

    async def _command(self, request: Payload) -> Outcome:
        return await self._person.command(_text(request, "text"), self._room(request))

    async def _click(self, request: Payload) -> Outcome:
        message = self._message(request, "ts")
        return await self._person.clicks(message, _text(request, "action"), _answer(request.get("answer")))

    async def _click_in_view(self, request: Payload) -> Outcome:
        view = self._view(request)
        answer = _answer(request.get("answer"))
        return await self._person.clicks_in_view(view, _text(request, "action"), answer, _answers(request))

    async def _submit(self, request: Payload) -> Outcome:
        return await self._person.submits(_answers(request), self._view(request))

    async def _close_modal(self, request: Payload) -> Outcome:
        await self._person.closes_modal(everything=bool(request.get("everything")))
        return Outcome()

    async def _shortcut(self, request: Payload) -> Outcome:
        return await self._person.shortcut(self._message(request, "ts"), Dialog.DIAGNOSE_MESSAGE)

    async def _paste_shortcut(self, request: Payload) -> Outcome:
        del request
        return await self._person.global_shortcut(Dialog.PASTE)

    async def _open_home(self, request: Payload) -> Outcome:
        del request
        await self._person.opens_home()
        return Outcome()

    async def _locale(self, request: Payload) -> Outcome:
        seat = self._seats.get(_text(request, "locale"))
        if seat is None:
            raise ActError("no such language")
        if seat is not self._seat:
            self._seat = seat
            self.updates.put_nowait(self._welcome())
        return Outcome()

    def _room(self, request: Payload) -> Room:
        room = self._rooms.get(_text(request, "channel"))
        if room is None:
            raise ActError("no such channel")
        return room

    def _message(self, request: Payload, key: str) -> Message:
        room = self._room(request)
        ts = _text(request, key)
        for message in (*room.messages, *room.ephemerals(self._person)):
            if message.ts == ts:
                return message
        raise ActError("this message is gone")

    def _view(self, request: Payload) -> View:
        view_id = _text(request, "view")
        for view in (self._person.modal, self._person.home):
            if view and view.id == view_id:
                return view
        raise ActError("this dialog is gone")

    # --- what the person sees ---

    def _welcome(self) -> Payload:
        workspace = self._slack.workspace
        user = self._person.user
        entries: list[ApiCall | Delivery] = [*self._slack.traffic.calls, *self._slack.traffic.deliveries]
        entries.sort(key=lambda entry: entry.at)
        return {
            "type": "welcome",
            "online": self._online,
            "connected": self._slack.is_connected,
            "me": {"id": user.id, "name": user.real_name, "locale": user.locale},
            "bot": {"id": workspace.app.bot_user, "name": workspace.app.name},
            "slackbot": SLACKBOT,
            "commands": list(workspace.app.commands),
            "users": {other.id: other.real_name for other in workspace.users.values()},
            "words": page_words(user.locale),
            "samples": [
                {
                    "id": sample.id,
                    "way": sample.way,
                    "lang": sample.lang,
                    "origin": sample.origin,
                    "title": sample_title(sample, user.locale),
                    "file": sample.file_name,
                    "text": sample.text,
                }
                for sample in samples()
            ],
            "channels": self._channels(),
            "messages": [
                self._seen(message)
                for room in self._rooms.values()
                for message in (*room.messages, *room.ephemerals(self._person))
            ],
            "modal": self._shown(self._person.modal),
            "home": self._shown(self._person.home),
            "traffic": [_entry(entry) for entry in entries[-_TRAFFIC_SHOWN:]],
        }

    def _channels(self) -> list[Payload]:
        bot = self._slack.workspace.app.bot_user
        return [
            {
                "id": room.id,
                "name": room.channel.name,
                "kind": room.channel.kind,
                "has_bot": bot in room.channel.members,
            }
            for room in self._rooms.values()
        ]

    def _seen(self, message: Message) -> Payload:
        body = message_json(self._slack.workspace, message, with_metadata=True)
        return body | {"channel": message.channel, "ephemeral": bool(message.ephemeral_to)}

    def _shown(self, view: View | None) -> Payload | None:
        return view_json(self._slack.workspace, view) if view else None

    def _on_change(self, change: Change) -> None:
        if change.channel is not None and change.channel not in self._rooms:
            return
        update: Payload | None = None
        match change.kind:
            case ChangeKind.MODAL if change.user == self._person.id:
                update = {"type": "modal", "view": self._shown(self._person.modal)}
            case ChangeKind.HOME if change.user == self._person.id:
                update = {"type": "home", "view": self._shown(self._person.home)}
            case ChangeKind.MEMBERS:
                update = {"type": "channels", "channels": self._channels()}
            case ChangeKind.EPHEMERAL if change.message and change.user == self._person.id:
                update = {"type": "message", "message": self._seen(change.message)}
            case ChangeKind.DELETED if change.message:
                update = {"type": "gone", "channel": change.channel, "ts": change.message.ts}
            case ChangeKind.POSTED | ChangeKind.EDITED | ChangeKind.REACTED if change.message:
                update = {"type": "message", "message": self._seen(change.message)}
        if update:
            self.updates.put_nowait(update)

    def _on_traffic(self, entry: ApiCall | Delivery) -> None:
        self.updates.put_nowait({"type": "traffic", "entry": _entry(entry)})


def _entry(entry: ApiCall | Delivery) -> Payload:
    """One line of the inspector."""
    if isinstance(entry, ApiCall):
        return {
            "direction": "from_app",
            "at": entry.at,
            "name": entry.method,
            "ok": entry.ok,
            "note": str(entry.answer.get("error", "")) or (str(entry.http_status) if entry.http_status != 200 else ""),
            "seconds": entry.seconds,
            "sent": entry.args,
            "answer": entry.answer,
        }
    subtype = entry.payload.get("event", {}).get("subtype")
    return {
        "direction": "to_app",
        "at": entry.at,
        "name": f"{entry.event_type} ({subtype})" if subtype else entry.event_type,
        "ok": entry.acknowledged,
        "note": entry.failure,
        "seconds": entry.seconds,
        "sent": entry.payload,
        "answer": entry.ack_payload,
    }


def _text(request: Payload, key: str) -> str:
    value = request.get(key)
    if not isinstance(value, str):
        raise ActError(f"{key}: must be a string")
    return value


def _list(request: Payload, key: str) -> list[object]:
    value = request.get(key) or []
    if not isinstance(value, list):
        raise ActError(f"{key}: must be a list")
    return value


def _answer(value: object) -> Answer:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return value
    raise ActError("answer: must be a string or a list of strings")


def _answers(request: Payload) -> dict[str, Answer]:
    value = request.get("answers") or {}
    if not isinstance(value, dict):
        raise ActError("answers: must be an object")
    return {action: _answer(answer) for action, answer in value.items()}


def _upload(file: object) -> Upload:
    if not isinstance(file, dict):
        raise ActError("files: must be objects")
    try:
        content = base64.b64decode(_text(file, "content"), validate=True)
    except binascii.Error:
        raise ActError("files: must be base64") from None
    if len(content) > UPLOAD_BYTES:
        raise ActError("files: too large")
    return Upload(_text(file, "name").replace("/", "_")[:200] or "file", content)
