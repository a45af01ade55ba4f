"""What goes into a message and what comes out: the view of a case, and a message for Slack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.model import CaseState, Cause, Diagnosis, Finding, Method, SendingIp

Block = dict[str, Any]


class Scope(StrEnum):
    """The article's first question: does it happen with this recipient only, or with all?"""

    ONE = "one"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Message:
    """A message for `chat.postMessage`, `chat.update` or a `response_url`.

    `text` says what the blocks say, escaped, for screen readers, phones and notifications.
    """

    text: str
    blocks: tuple[Block, ...]

    def arguments(self) -> dict[str, Any]:
        """The arguments that every one of our posts has.

        `parse: none` keeps Slack from turning URLs and domains of the fallback text into links; unfurling would fetch
        what a mail names (docs.slack.dev/reference/methods/chat.postMessage).
        """
        return {
            "text": self.text,
            "blocks": list(self.blocks),
            "parse": "none",
            "unfurl_links": False,
            "unfurl_media": False,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """All that a message about a case depends on; the same view gives the same message.

    `diagnoses`: the first is the one that the reply is about, the others are further recipients of the same bounce;
    empty while nothing is known yet. `address` is what was asked about. `findings` are all findings so far. `method`
    is shown now (None: where the diagnosis begins, a method or advice beyond the article); `tried` are those that did
    not help. `seconds` is how long the checks took. `sending_ips` are those that were tested.
    `asker` and `solved_by` are Slack user ids. `asks_scope` shows the question of `Scope` until `scope` is known.
    `error_id` is the id in the log of what went wrong (`PARKED`). `has_buttons` is false on a terminal: then nobody is
    told to press one; `is_private`: there is no thread, so nobody is told to paste into it. `created_at`: epoch
    seconds. `offers_mailbox`: the recipient's server may be asked whether the mailbox exists.
    """

    case_id: str
    state: CaseState
    locale: str = "en"
    diagnoses: tuple[Diagnosis, ...] = ()
    address: str | None = None
    findings: tuple[Finding, ...] = ()
    method: Method | None = None
    tried: tuple[Method, ...] = ()
    seconds: float | None = None
    sending_ips: tuple[SendingIp, ...] = ()
    asker: str | None = None
    solved_by: str | None = None
    solved_with: Method | None = None
    asks_scope: bool = False
    scope: Scope | None = None
    error_id: str | None = None
    has_buttons: bool = True
    is_private: bool = False
    created_at: float = 0.0
    offers_mailbox: bool = False

    @property
    def main(self) -> Diagnosis | None:
        """The diagnosis that the reply is about."""
        return self.diagnoses[0] if self.diagnoses else None

    @property
    def shown_method(self) -> Method | None:
        """The method whose steps are shown; None for advice beyond the article."""
        if self.method is not None or self.main is None:
            return self.method
        return self.main.method


UNSURE = 0.5
"""Below this confidence (0–1) a cause rests on a code or a step of the session, not on the server's words."""


def wants_text(diagnosis: Diagnosis) -> bool:
    """Whether the reply asks for the text of the bounce: what is then pasted in the thread belongs to the case."""
    if diagnosis.cause is Cause.DELAYED:
        return False  # a notice of delay seldom has more to say; the one that ends it is asked for in the steps
    unsure = diagnosis.failure is not None and diagnosis.confidence < UNSURE
    return unsure or diagnosis.cause in (Cause.UNKNOWN, Cause.NO_FAULT_FOUND)


def wants_scope(diagnosis: Diagnosis) -> bool:
    """Whether "this recipient only, or all?" would change the advice: where the text blames neither side for sure."""
    return diagnosis.failure is not None and diagnosis.cause in (Cause.UNKNOWN, Cause.SPAM_FILTER)
