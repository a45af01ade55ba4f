"""A sentence for a person, named below the floor that has the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """The id of a message in `bot/article/locales`, and its variables. `Words` says it in a language."""

    message_id: str
    variables: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """For the log, which is nobody's language: "setting-refused error=invalid_auth"."""
        return " ".join((self.message_id, *(f"{name}={value}" for name, value in self.variables.items())))
