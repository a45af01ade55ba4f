"""The domain's dataclasses as JSON for the database, and back."""

from __future__ import annotations

import functools
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@functools.cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_json(kind: Any, value: object) -> str:
    """`value`, which is of type `kind` (a dataclass, or a tuple or mapping of them), as JSON."""
    return _adapter(kind).dump_json(value).decode()


def from_json(kind: type[T], text: str) -> T:
    """The value of type `kind` that `to_json` wrote. Raises `ValueError` on anything else."""
    return cast("T", _adapter(kind).validate_json(text))
