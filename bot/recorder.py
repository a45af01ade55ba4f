"""What is worth counting while the bot works, as a protocol: who counts is handed in by the composition root."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Fate(StrEnum):
    """What became of something that Slack delivered, at the door."""

    STORED = "stored"
    PASSED = "passed"  # ours, and nothing is lost with it
    DROPPED = "dropped"  # none of our business: acknowledged, never stored
    DUPLICATE = "duplicate"
    LIMITED = "limited"  # one too many from that person, channel or workspace
    REFUSED = "refused"  # the store failed: not acknowledged, or the person was asked to try again


class Refusal(StrEnum):
    """Why a request over HTTP was not taken for Slack's."""

    MALFORMED = "malformed"
    UNSIGNED = "unsigned"
    TIMESTAMP = "timestamp"  # five minutes off: a replay, or a clock of ours
    SIGNATURE = "signature"  # somebody else's, or a signing secret that is not the app's


class Recorder(Protocol):
    """Takes notice. No method raises, waits, or keeps anything that people wrote."""

    def delivered(self, kind: str, fate: Fate) -> None:
        """Slack delivered something of that `bot.cases.inbox.Kind`."""
        ...

    def acknowledged(self, kind: str, seconds: float) -> None:
        """Slack has its ack, so long after the delivery was read from the wire."""
        ...

    def opened(self, source: str) -> None:
        """A case began; `source` is its `bot.cases.case.Source`."""
        ...

    def spoke(self, seconds: float) -> None:
        """Slack has the first words of a case's answer, so long after the case began."""
        ...

    def answered(self, cause: str, seconds: float) -> None:
        """Slack has the whole of a case's first answer, so long after the case began; `cause` is the main one."""
        ...

    def ended(self, cause: str | None, outcome: str) -> None:
        """A case came to `outcome`: a `bot.model.CaseState` in which nobody works on it any more."""
        ...

    def asked_slack(self, method: str, result: str, seconds: float) -> None:
        """One request to Slack's Web API ended; `result` is "ok", Slack's error, "http_429" or "unreachable"."""
        ...

    def connected(self) -> None:
        """A Socket Mode connection was opened."""
        ...

    def refused(self, refusal: Refusal) -> None:
        """A request over HTTP was not taken for Slack's."""
        ...


class Unrecorded:
    """A `Recorder` that forgets everything."""

    def delivered(self, kind: str, fate: Fate) -> None:
        """See `Recorder`."""

    def acknowledged(self, kind: str, seconds: float) -> None:
        """See `Recorder`."""

    def opened(self, source: str) -> None:
        """See `Recorder`."""

    def spoke(self, seconds: float) -> None:
        """See `Recorder`."""

    def answered(self, cause: str, seconds: float) -> None:
        """See `Recorder`."""

    def ended(self, cause: str | None, outcome: str) -> None:
        """See `Recorder`."""

    def asked_slack(self, method: str, result: str, seconds: float) -> None:
        """See `Recorder`."""

    def connected(self) -> None:
        """See `Recorder`."""

    def refused(self, refusal: Refusal) -> None:
        """See `Recorder`."""
