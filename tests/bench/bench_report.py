"""A report of 10,000 cases: read from the database, counted, drawn in its own process; seconds and CPU of each."""

from __future__ import annotations

import asyncio
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from bot.cases.case import Source
from bot.cases.codec import Codec
from bot.cases.database import open_database
from bot.cases.picture import draw
from bot.cases.report_rows import rows_since
from bot.cases.tables import CASES
from bot.model import CAUSE_FACTS, CaseState, Check, Diagnosis, Failure, Finding, FindingCode, Reply, Status
from bot.reply.report_view import csv_of, drawing_of, render_table
from bot.report.figures import CaseRow, count_cases
from tests.report.month import SINCE, UNTIL, month

CASES_COUNT = 10_000
TEAM = "T1"


def main() -> None:
    """Print the table."""
    asyncio.run(_measure())


async def _measure() -> None:
    table = Table(title=f"A report of {CASES_COUNT:,} cases")
    for column in ("", "seconds", "CPU", "bytes"):
        table.add_column(column, justify="left" if not column else "right")
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/bench.sqlite3")
        await database.write(lambda connection: connection.execute(insert(CASES), _stored(month(CASES_COUNT))) and None)
        began = time.perf_counter()
        start, cpu = time.perf_counter(), _cpu()
        rows = await rows_since(database, TEAM, 0.0)
        table.add_row("read from the database", *_since(start, cpu), "")
        start, cpu = time.perf_counter(), _cpu()
        report = count_cases(rows, SINCE, UNTIL)
        drawing, sheet, message = drawing_of("ja", report), csv_of(report), render_table("ja", report)
        table.add_row("counted and put into words", *_since(start, cpu), str(len(sheet) + len(message.text)))
        start, cpu = time.perf_counter(), _cpu()
        picture = await draw(drawing)
        table.add_row("drawn, in a process of its own", *_since(start, cpu), str(len(picture or b"")))
        table.add_row("all of it", f"{time.perf_counter() - began:.2f}", "", "", style="bold")
        await database.close()
    assert report.all.cases == CASES_COUNT
    Console().print(table)


def _cpu() -> float:
    """Seconds of CPU, ours and our children's."""
    ours, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime


def _since(start: float, cpu: float) -> Sequence[str]:
    return f"{time.perf_counter() - start:.2f}", f"{_cpu() - cpu:.2f} s"


def _stored(rows: Sequence[CaseRow]) -> list[dict[str, object]]:
    """The cases as the database has them, with diagnoses as long as real ones."""
    codec, chance = Codec[tuple[Diagnosis, ...]](tuple[Diagnosis, ...]), random.Random(550)
    finding = Finding(
        Check.MX, Status.PASS, FindingCode.MX_OK, "example.com", {"mx": "mx1.example.com", "note": "x" * 80}
    )
    stored: list[dict[str, object]] = []
    for number, row in enumerate(rows):
        reply = Reply(550, "5.1.1", "550 5.1.1 " + "word " * chance.randrange(10, 40))
        failure = Failure("someone@example.com", row.cause, 0.9, reply, remote_mta="mx1.example.com")
        diagnosis = Diagnosis(row.cause, 0.9, CAUSE_FACTS[row.cause].method, True, (), address="someone@example.com")
        told = replace(diagnosis, failure=failure, rests_on=(finding,) * 3)
        stored.append(
            {
                "id": f"c{number}",
                "team": TEAM,
                "channel": row.channel or "C0PRIVATE0",
                "channel_kind": "channel" if row.channel else "group",
                "source_ts": f"{number}.0",
                "source": Source.MESSAGE.value,
                "asked": True,
                "diagnoses": codec.to_json((told,)),
                "state": (CaseState.SOLVED if row.is_solved else CaseState.ANSWERED).value,
                "solved_with": row.solved_with and int(row.solved_with),
                "solved_at": row.solved_at,
                "seconds": row.check_seconds,
                "created_at": row.created_at,
                "purge_after": row.created_at + 7 * 86_400,
            }
        )
    return stored


if __name__ == "__main__":
    main()
