"""`smtp550 check --jsonl`: a line in, a line out, in order, each flushed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Any, TextIO

from bot.checks.named_sender import names_a_sender
from bot.cli.as_json import answer_as_json, json_line
from bot.cli.asking import Asker, ask_offline, asker, needs_network, question_about
from bot.cli.exits import EXIT_OK
from bot.config import load_settings
from bot.diagnosis import diagnose
from bot.model import Check, Finding, Question


class BrokenLineError(ValueError):
    """A line is not `{"id", "address", "sender"?}`; the message says how not. `id` is the line's, where it has one."""

    def __init__(self, message: str, line_id: object = None) -> None:
        super().__init__(message)
        self.id = line_id


def filter_addresses(lines: Iterable[bytes], out: TextIO, checks: frozenset[Check], default_sender: str | None) -> int:
    """Answer every line; a broken one with `{"id", "error"}`. `default_sender` is for lines that name none."""
    with _Asking(checks) as ask:
        for line in lines:
            if line.strip():
                out.write(json_line(_answer(line, ask, checks, default_sender)))
                out.flush()
    return EXIT_OK


class _Asking:
    """The checks as a plain function; an event loop and a network only where a check needs them."""

    def __init__(self, checks: frozenset[Check]) -> None:
        self._online = needs_network(checks)
        self._stack = AsyncExitStack()
        self._runner = asyncio.Runner()
        self._ask: Asker | None = None

    def __enter__(self) -> _Asking:
        if self._online:
            self._ask = self._runner.run(self._stack.enter_async_context(asker(load_settings())))
        return self

    def __exit__(self, *_: object) -> None:
        if self._online:
            self._runner.run(self._stack.aclose())
            self._runner.close()

    def __call__(self, question: Question) -> list[Finding]:
        if self._ask is None:
            return ask_offline(question)
        return self._runner.run(_collect(self._ask, question))


async def _collect(ask: Asker, question: Question) -> list[Finding]:
    return [finding async for finding in ask(question)]


def _answer(line: bytes, ask: _Asking, checks: frozenset[Check], default_sender: str | None) -> dict[str, Any]:
    try:
        line_id, address, sender = _parsed(line)
    except BrokenLineError as error:
        return {"id": error.id, "error": str(error)}
    sender = sender or default_sender
    findings = ask(question_about(address, sender, checks))
    return {"id": line_id, **answer_as_json(address, sender, diagnose(address, findings), findings)}


def _parsed(line: bytes) -> tuple[object, str, str | None]:
    try:
        content = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BrokenLineError(f"not JSON: {error}") from None
    if not isinstance(content, dict):
        raise BrokenLineError("not a JSON object")
    line_id, address, sender = content.get("id"), content.get("address"), content.get("sender")
    if not isinstance(address, str):
        raise BrokenLineError('"address" is missing or no string', line_id)
    if sender is not None and not isinstance(sender, str):
        raise BrokenLineError('"sender" is no string', line_id)
    if sender and not names_a_sender(sender):
        raise BrokenLineError('"sender" is neither a domain nor an IP address', line_id)
    return line_id, address, sender


def _refuse(constant: str) -> None:
    # Python reads NaN and Infinity and would print them again; RFC 8259 §6 knows neither.
    raise ValueError(f"{constant} is no number")
