"""Short messages that are about no case: help, the quiet offer, hints and errors."""

from __future__ import annotations

from enum import StrEnum

from bot.article import Words, locales
from bot.reply import outside
from bot.reply.actions import Action, ButtonValue
from bot.reply.buttons import button, row
from bot.reply.sentences import slug
from bot.reply.spans import Line, line, listing, paragraph, rich_text
from bot.reply.thread import fallback, render_reply
from bot.reply.view import Block, CaseView, Message

_TYPED = 150  # characters of what somebody typed that we repeat


class NoticeKind(StrEnum):
    """What a notice says; each has its words in command.ftl, with the next step beside them."""

    NO_ADDRESS = "no_address"
    SEVERAL_ADDRESSES = "several_addresses"
    BAD_SENDER = "bad_sender"
    NO_BOUNCE = "no_bounce"
    TOO_LARGE = "too_large"
    UNREADABLE_FILE = "unreadable_file"
    FILE_NOT_LOADED = "file_not_loaded"
    CASE_GONE = "case_gone"
    TRY_AGAIN = "try_again"
    WENT_WRONG = "went_wrong"
    TOO_MANY = "too_many"
    ONLY_MEMBERS = "only_members"
    THREAD_SOLVED = "thread_solved"


def render_notice(
    kind: NoticeKind,
    locale: str | None,
    *,
    typed: str = "",
    count: int = 0,
    limit_bytes: int = 0,
    error_id: str = "–",
) -> Message:
    """A hint or an error: what happened, and what to do.

    `typed` is what the person wrote, `count` the number of addresses in it, `limit_bytes` the most that is read, and
    `error_id` the id in the log.
    """
    words = Words(locale or "")
    message_id = f"notice-{slug(kind.value)}"
    variables: dict[str, str | float] = {
        "typed": outside.outside(typed, _TYPED),
        "count": count,
        "limit": round(limit_bytes / 1_000_000, 1),
        "id": outside.outside(error_id, 60),
        "example": _code(words, "help-address-example"),
        "reopen": words.text("button-reopen"),
    }
    first = line(words.text(message_id, **variables), bold=True)
    return _message([first, line(words.text(f"{message_id}.next", **variables))])


def render_help(locale: str | None) -> Message:
    """What `/smtp550` alone and `/smtp550 help` say."""
    words = Words(locale or "")
    title, points = help_lines(words)
    blocks = (rich_text(paragraph([title])), rich_text(listing(points, ordered=False)), *paste_button(words))
    return Message(fallback([title, *((*line("• "), *point) for point in points)]), blocks)


def paste_button(words: Words) -> list[Block]:
    """The button that opens the paste dialog."""
    return row([button(words.text("button-paste"), Action.OPEN_PASTE)])


def help_lines(words: Words) -> tuple[Line, list[Line]]:
    """The title of the help, and its points."""
    points = [
        words.text("help-address", command=_code(words, "help-address-example")),
        words.text("help-sender", command=_code(words, "help-sender-example")),
        words.text("help-paste"),
        words.text("help-thread"),
        words.text(
            "help-more",
            private=outside.outside("/smtp550 private someone@example.com", _TYPED),
            language=outside.outside(" | ".join(f"/smtp550 lang {name}" for name in locales()), _TYPED),
            settings=outside.outside("/smtp550 settings", _TYPED),
        ),
        words.text(
            "help-watch",
            watch=outside.outside("/smtp550 watch", _TYPED),
            report=outside.outside("/smtp550 report", _TYPED),
        ),
        words.text("help-privacy"),
    ]
    return line(words.text("help-title"), bold=True), [line(point) for point in points]


def render_offer(locale: str | None, case_id: str, address: str | None = None) -> Message:
    """The quiet offer for a text that may be about a bounce."""
    words = Words(locale or "")
    text = words.text("offer-address", address=outside.address(address)) if address else words.text("offer")
    value = ButtonValue(case_id)
    buttons = row(
        [
            button(words.text("button-offer-accept"), Action.OFFER_ACCEPT, value, "primary"),
            button(words.text("button-offer-decline"), Action.OFFER_DECLINE, value),
        ]
    )
    return _message([line(text)], buttons)


def render_offer_declined(locale: str | None) -> Message:
    """What becomes of an offer that was declined."""
    words = Words(locale or "")
    return _message([line(words.text("offer-declined", command=_code(words, "help-address-example")))])


def render_not_in_channel(view: CaseView) -> Message:
    """A case's reply for the asker alone, through `response_url`, with the hint to invite the bot."""
    words = Words(view.locale)
    reply = render_reply(view)
    hint = line(words.text("invite", command=_code(words, "invite-command")))
    return Message(f"{reply.text}\n{fallback([hint])}", (*reply.blocks, rich_text(paragraph([hint]))))


def _code(words: Words, message_id: str) -> str:
    """Something to type, shown as code."""
    return outside.outside(words.text(message_id), _TYPED)


def _message(lines: list[Line], more: list[Block] | None = None) -> Message:
    return Message(fallback(lines), (rich_text(paragraph(lines)), *(more or [])))
