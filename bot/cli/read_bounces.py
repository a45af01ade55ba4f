"""`smtp550 read`: bounces from files or standard input, for a person or a program; no network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO

import typer

from bot.article import Words
from bot.bounce import read_mail
from bot.bounce.jsonl import answer, bounce_as_json
from bot.cli.as_json import json_line
from bot.cli.console import print_reply, words_in
from bot.cli.exits import EXIT_OK, EXIT_USAGE
from bot.diagnosis import diagnose
from bot.model import Bounce, CaseState
from bot.reply.view import CaseView

_STDIN = Path("-")
_READ_AT_ONCE = 1 << 16


def filter_bounces(source: BufferedIOBase, out: BinaryIO) -> int:
    """Answer each line of `source` with a line of `out`, in order; every answer is out before more is awaited."""
    for lines in _arriving(source):
        out.writelines([answer(line).encode("ascii") + b"\n" for line in lines if line.strip()])
        out.flush()
    return EXIT_OK


def _arriving(source: BufferedIOBase) -> Iterator[list[bytes]]:
    """The whole lines of `source` as they arrive, as many at once as there are."""
    begun = bytearray()
    while chunk := source.read1(_READ_AT_ONCE):
        begun += chunk
        if b"\n" in chunk:
            *lines, rest = bytes(begun).split(b"\n")
            begun = bytearray(rest)
            yield lines
    yield [bytes(begun)]


def read_files(files: list[Path], *, as_json: bool, lang: str | None) -> int:
    """Read each file and print what it says; exit code 2 if one cannot be opened."""
    words = words_in(lang)
    code = EXIT_OK
    for file in files:
        try:
            raw = sys.stdin.buffer.read() if file == _STDIN else file.read_bytes()
        except OSError as error:
            typer.echo(words.text("console-unreadable", file=str(file), reason=error.strerror or ""), err=True)
            code = EXIT_USAGE
            continue
        bounce = read_mail(raw)
        if as_json:
            sys.stdout.write(json_line({"id": str(file), **bounce_as_json(bounce)}))
        else:
            _print(file, bounce, words, titled=len(files) > 1)
    return code


def _print(file: Path, bounce: Bounce, words: Words, *, titled: bool) -> None:
    if titled:
        typer.echo(f"== {file}")
    if not bounce.failures:
        typer.echo(words.text("console-no-bounce"))
        return
    for failure in bounce.failures:
        diagnosis = diagnose(failure.recipient, (), failure)
        state = CaseState.ANSWERED
        print_reply(CaseView(case_id="", state=state, locale=words.locale, diagnoses=(diagnosis,)))
        typer.echo()
