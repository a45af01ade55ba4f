"""The domain's dataclasses as JSON for the database, and back."""

from __future__ import annotations

import functools
import re
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

# What no database takes in a text: NUL (https://www.postgresql.org/docs/current/datatype-character.html),
# and a surrogate, which is no character in UTF-8 (RFC 3629 §3).
_NOT_STORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """`text` with U+FFFD in place of what cannot be stored."""
    return _NOT_STORABLE.sub("\ufffd", text)


class Codec(Generic[T]):
    """Writes and reads values of one type: a dataclass of `bot.model`, or a tuple of them."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    @functools.cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self._kind)

    def to_json(self, value: T) -> str:
        """`value` as JSON."""
        return self._adapter.dump_json(value).decode()

    def from_json(self, text: str) -> T:
        """The value that `to_json` wrote. Raises `ValueError` on anything else."""
        return self._adapter.validate_json(text)
