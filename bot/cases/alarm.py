"""An alarm: what was found at one watched target at one time, and the message that tells it until it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cases.codec import Codec
from bot.model import Finding


@dataclass(frozen=True, slots=True)
class Trouble:
    """A list or a record that went bad. Times are epoch seconds; `over_at` is None as long as it lasts."""

    finding: Finding
    began_at: float
    over_at: float | None = None


Troubles = Mapping[str, Trouble]
TROUBLES = Codec[Troubles](Mapping[str, Trouble])


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm as it stands in the database. Times are epoch seconds.

    `troubles` by the name of their condition. `is_watched`: somebody still wants to know. `told_over` is how many ends
    were told in the thread. `revision` grows with every change, `shown` is the revision that Slack shows. `attempt` is
    the fencing token of the run that tells it; `about_to_post` names the post under way.
    """

    id: str
    team: str
    target: str
    channel: str
    locale: str
    troubles: Troubles
    is_watched: bool
    ended_at: float | None
    told_over: int
    revision: int
    shown: int
    root_ts: str | None
    about_to_post: str | None
    about_at: float | None
    attempt: int
    tries: int
    created_at: float

    @property
    def place(self) -> str:
        """The channel that it is told in."""
        return self.channel

    @property
    def thread(self) -> str | None:
        """The thread below its message."""
        return self.root_ts

    @property
    def over(self) -> list[Trouble]:
        """The troubles that are over, in the order in which they ended."""
        ended = [(trouble.over_at, name) for name, trouble in self.troubles.items() if trouble.over_at is not None]
        return [self.troubles[name] for _, name in sorted(ended)]
