"""What a picture shows, as data: all words are there already, in one language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: solved and unsolved cases on top of each other; `note` stands at its end."""

    label: str
    solved: int
    unsolved: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The words and numbers of a picture. `description` is its alternative text."""

    title: str
    subtitle: str
    description: str
    solved: str
    unsolved: str
    causes_title: str
    causes: tuple[Bar, ...]
    days_title: str
    days: tuple[Bar, ...]
    methods_title: str
    methods: tuple[Bar, ...]
    footer: str

    @property
    def needs_japanese(self) -> bool:
        """Whether there are characters that the Latin font lacks (from U+3000 on: CJK)."""
        return any(character >= "\u3000" for character in json.dumps(asdict(self), ensure_ascii=False))

    def to_json(self) -> str:
        """For the process that draws."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Drawing:
        """What `to_json` wrote, parsed. Raises `TypeError` for anything else."""
        bars = {name: tuple(Bar(**bar) for bar in given[name]) for name in ("causes", "days", "methods")}
        return cls(**{**given, **bars})
