"""The sample files beside this module: one file a family, samples parted by lines of "=== name | expectations"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
_PARTED = re.compile(r"^=== ", re.MULTILINE)
_NAMED = re.compile(r"(\S+)(?: \((\S+)\))?$")


@dataclass(frozen=True)
class Expected:
    """What a sample says of one recipient; "-" in the file is None here."""

    recipient: str | None
    alias: str | None
    status: str | None
    code: int | None
    cause: str


@dataclass(frozen=True)
class Sample:
    name: str
    text: str
    expected: tuple[Expected, ...] = ()


def samples(path: Path) -> Iterator[Sample]:
    """The samples of a file, with what they expect where their line says so."""
    for part in _PARTED.split(path.read_text(encoding="utf-8"))[1:]:
        head, _, text = part.partition("\n")
        name, *columns = [column.strip() for column in head.split("|")]
        yield Sample(f"{path.stem}: {name}", text.rstrip("\n"), _expected(columns) if columns else ())


def bounces() -> list[Sample]:
    """Every bounce of the corpus."""
    return [sample for path in sorted((SAMPLES / "bounces").glob("*.txt")) for sample in samples(path)]


def families() -> list[list[Sample]]:
    """The bounces of the corpus, by file: a test of a family says which of its samples failed."""
    return [list(samples(path)) for path in sorted((SAMPLES / "bounces").glob("*.txt"))]


def others() -> list[Sample]:
    """Every hand-written text of the corpus that is no bounce."""
    return [sample for path in sorted((SAMPLES / "other").glob("*.txt")) for sample in samples(path)]


def middling() -> list[Sample]:
    """What people say about a mail that did not get through."""
    return list(samples(SAMPLES / "middling.txt"))


def _expected(columns: list[str]) -> tuple[Expected, ...]:
    recipients, statuses, codes, causes = [[each.strip() for each in column.split(",")] for column in columns]
    result = []
    for written, status, code, cause in zip(recipients, statuses, codes, causes, strict=True):
        named = _NAMED.match(written)
        assert named, written
        recipient = None if named[1] == "-" else named[1]
        result.append(
            Expected(recipient, named[2], None if status == "-" else status, None if code == "-" else int(code), cause)
        )
    return tuple(result)
