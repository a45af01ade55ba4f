"""The sample gallery: bounces and commands to click, one row of `samples/index.tsv` each."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from bot.model import Cause


class Way(StrEnum):
    """How a sample gets into the channel."""

    COMMAND = "command"
    PASTE = "paste"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Sample:
    """One entry. `cause` is the right answer, None where the bot should be silent; `origin` who writes such bounces."""

    id: str
    way: Way
    lang: str
    cause: Cause | None
    origin: str
    file_name: str
    content: bytes

    @property
    def text(self) -> str:
        """The words to paste or type; for a file its source."""
        return self.content.decode("utf-8")


@functools.cache
def samples() -> tuple[Sample, ...]:
    """The whole gallery, in its order."""
    folder = resources.files("bot.playground") / "samples"
    rows = csv.DictReader((folder / "index.tsv").read_text("utf-8").splitlines(), delimiter="\t")
    return tuple(
        Sample(
            id=row["id"],
            way=Way(row["way"]),
            lang=row["lang"],
            cause=None if row["cause"] == "-" else Cause(row["cause"]),
            origin="" if row["from"] == "-" else row["from"],
            file_name=row["content"] if row["way"] != Way.COMMAND else "",
            content=row["content"].encode()
            if row["way"] == Way.COMMAND
            else (folder / row["content"]).read_bytes().rstrip(b"\n"),
        )
        for row in rows
    )
