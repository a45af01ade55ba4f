"""A few combinators for rules about JSON, with complaints in the words of Slack's own validator.

A rule takes a value and its JSON pointer and yields complaints such as
`must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

Rule = Callable[[object, str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with these fields and no others. Those in `required` must be there."""

    fields: Mapping[str, Rule]
    required: Collection[str] = ()

    def __call__(self, value: object, pointer: str) -> Iterator[str]:
        """Complaints about `value`."""
        if not isinstance(value, dict):
            yield complaint("must be an object", pointer)
            return
        for name in self.required:
            if value.get(name) is None:
                yield complaint(f"missing required field: {name}", pointer)
        for name, part in value.items():
            if name not in self.fields:
                yield complaint(f"invalid additional property: {name}", pointer)
            elif part is not None:
                yield from self.fields[name](part, f"{pointer}/{name}")


def complaint(words: str, pointer: str) -> str:
    """One complaint, Slack's way."""
    return f"{words} [json-pointer:{pointer}]"


def string(longest: int, shortest: int = 0) -> Rule:
    """A string of so many characters."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield complaint("must be a string", pointer)
        elif len(value) > longest:
            yield complaint(f"must be less than {longest + 1} characters", pointer)
        elif len(value) < shortest:
            yield complaint(f"must be more than {shortest - 1} characters", pointer)

    return rule


def boolean(value: object, pointer: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield complaint("must be a boolean", pointer)


def number(value: object, pointer: str) -> Iterator[str]:
    """An integer, as a number or in digits."""
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, str) and value.isdecimal())):
        yield complaint("must be an integer", pointer)


def one_of(*allowed: str) -> Rule:
    """One of these strings."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield complaint(f"must be a valid enum value: {', '.join(allowed)}", pointer)

    return rule


def list_of(rule_of_item: Rule, longest: int, shortest: int = 1) -> Rule:
    """A list of so many items, each by a rule."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield complaint("must be an array", pointer)
            return
        if len(value) > longest:
            yield complaint(f"no more than {longest} items allowed", pointer)
        if len(value) < shortest:
            yield complaint(f"no fewer than {shortest} items allowed", pointer)
        for number_of_item, item in enumerate(value):
            yield from rule_of_item(item, f"{pointer}/{number_of_item}")

    return rule


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """An object whose `type` picks the rule."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complaint("must be an object", pointer)
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in rules:
            yield complaint(f"unsupported type: {kind}", f"{pointer}/type")
            return
        yield from rules[kind](value, pointer)

    return rule
