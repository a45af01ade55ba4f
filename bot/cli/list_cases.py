"""`smtp550 cases`: what is open and what was given up, for whoever operates the bot; addresses are masked."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.table import Table

from bot.article import Words
from bot.cases.case import Case
from bot.cases.database import StoreError, open_database
from bot.cases.standing import Standing, read_standing
from bot.cli.as_json import json_line
from bot.cli.console import say_unusable, words_in
from bot.cli.exits import EXIT_OK, EXIT_TROUBLE
from bot.config import load_settings
from bot.masking import masked
from bot.model import CaseState

_PIPED_WIDTH: Final = 240


def list_cases(team: str | None, limit: int, *, as_json: bool, lang: str | None) -> int:
    """Print how things stand; exit code 1 where the database cannot be used."""
    words = words_in(lang)
    try:
        standing = asyncio.run(_standing(team, limit))
    except StoreError as error:
        say_unusable(error, words)
        return EXIT_TROUBLE
    if as_json:
        sys.stdout.write(json_line(_as_json(standing)))
    else:
        _print(standing, words)
    return EXIT_OK


async def _standing(team: str | None, limit: int) -> Standing:
    database = await open_database(load_settings().sqlalchemy_url, there=True)
    try:
        return await read_standing(database, limit=limit, team=team)
    finally:
        await database.close()


def _address(case: Case) -> str | None:
    """Whom it is about, with the part before the @ masked."""
    found = case.diagnoses[0].address if case.diagnoses else None
    if found is None and case.bounce is not None and case.bounce.failures:
        found = case.bounce.failures[0].recipient
    found = found or case.address
    return masked(found) if found else None


def _cause(case: Case) -> str | None:
    return case.diagnoses[0].cause.value if case.diagnoses else None


def _as_json(standing: Standing) -> dict[str, object]:
    return {
        "counts": {state.value: standing.counts.get(state, 0) for state in CaseState},
        "deliveries": {"waiting": standing.waiting, "parked": standing.parked},
        "cases": [
            {
                "id": case.id,
                "team": case.team,
                "channel": case.channel,
                "state": case.state.value,
                "cause": _cause(case),
                "address": _address(case),
                "tries": case.tries,
                "error_id": case.error_id,
                "created_at": datetime.fromtimestamp(case.created_at, UTC).isoformat(timespec="seconds"),
            }
            for case in standing.cases
        ],
    }


def _print(standing: Standing, words: Words) -> None:
    # Where nobody looks at it, lines are whole, for grep.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)
    counts = " · ".join(
        f"{words.text(f'console-cases-{state.value}')} {standing.counts.get(state, 0)}" for state in CaseState
    )
    console.print(counts, style="bold")
    console.print(words.text("console-cases-deliveries", waiting=standing.waiting, parked=standing.parked))
    if not standing.cases:
        console.print(words.text("console-cases-none"))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("id", "opened", "place", "state", "cause", "address", "error"):
        table.add_column(words.text(f"console-cases-column-{column}"), overflow="fold")
    for case in standing.cases:
        table.add_row(
            case.id,
            f"{datetime.fromtimestamp(case.created_at, UTC):%Y-%m-%d %H:%M}",
            f"{case.team} {case.channel}",
            words.text(f"console-cases-{case.state.value}"),
            _cause(case) or "–",
            _address(case) or "–",
            case.error_id or "–",
            style="red" if case.state is CaseState.PARKED else None,
        )
    console.print(table)
