"""Throws mutated bounces at the reader: `python -m tests.fuzz.reader [--inputs N] [--seed N]`, or with `--atheris`.

Every input must be read without an exception, without a detector that slips, and within the time that 1 MB may take.
What is found is printed as Python source, to be kept as a test in `tests/bounce/test_found_by_fuzzing.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable

from bot.bounce import is_worth_reading, read_mail, read_text
from bot.bounce.jsonl import answer
from tests.bounce.sample_files import bounces, others

# Seconds of CPU for one input, whatever its size: what issue and README promise for 1 MB of text and for any mail.
_LIMIT = {"text": 0.2, "mail": 0.5, "gate": 0.2, "line": 0.2}
_ALPHABET = "<>@[]().:;|&`\"'\\/=+- \t\n\r\x00\u200b\u3000あИ🙂550.1"
_SEAMS = (
    "\n\n",
    "\n> ",
    " ",
    "```\n",
    "\n--x\n",
    "<mailto:",
    "&lt;",
    "Content-Type: multipart/report; boundary=x\n\n",
    "=?utf-8?Q?",
)
# Names that Python knows and that a mail may declare, however little they have to do with text.
_CHARSETS = (
    *("utf-7", "utf-16", "utf-32", "iso-2022-jp", "iso-2022-kr", "hz", "gb18030", "big5", "cp037", "koi8-r"),
    *("unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "rot13", "base64", "no-such-charset"),
)
# What is text to some of them, and half a character, or no character, to others.
_NO_CHARACTERS = (
    "\ud800",
    "\udfff",
    "\ud83d\ude42",
    "\\ud800",
    "\\udc80",
    "+2AA-",
    "+3AA-",
    "\x1b$B",
    "~{",
    "&#xd800;",
)
_CHARSET = re.compile(r"charset\s*=\s*\"?[\w.:+-]+\"?", re.IGNORECASE)
_NUMBERS = ("&#", "&#", "&#x", "&amp;#", "", '"code":', "550 ")
_DIGITS = ("9", "9", "0", "f", "1:", "aaaa:", "5.")


def _seeds() -> list[str]:
    return [sample.text for sample in (*bounces(), *others())]


def mutated(seeds: list[str], chance: random.Random) -> str:
    """One input: a sample cut, spliced, repeated and sprinkled with characters that mean something."""
    text = chance.choice(seeds)
    for _ in range(chance.randrange(1, 5)):
        turn = chance.randrange(10)
        at = chance.randrange(len(text) + 1)
        if turn == 0:
            text = text[:at]
        elif turn == 1:
            text = text[at:] + chance.choice(_SEAMS) + chance.choice(seeds)[: chance.randrange(1, 600)]
        elif turn == 2:
            text = text[:at] + chance.choice(_ALPHABET) * chance.choice((1, 2, 3, 200)) + text[at:]
        elif turn == 3:
            text = text[:at] + text[at + chance.randrange(1, 40) :]
        elif turn == 4:
            piece = text[at : at + chance.randrange(1, 40)]
            text = text[:at] + piece * chance.choice((2, 3, 50)) + text[at:]
        elif turn == 5:
            text = text.replace("\n", chance.choice(("\r\n", "\r", " ", "\n\n", "\n> ")))
        elif turn == 6:
            text = chance.choice(_SEAMS) + text
        elif turn == 7:
            number = chance.choice(_NUMBERS) + chance.choice(_DIGITS) * chance.choice((7, 20, 5_000))
            # A page is where an entity counts.
            page = chance.choice(("", "<html><body><p>"))
            text = page + text[:at] + number + chance.choice((";", "", " ")) + text[at:]
        elif turn == 8:
            text = text[:at] + chance.choice(_NO_CHARACTERS) * chance.choice((1, 2, 50)) + text[at:]
        else:
            text = _declared(text, chance)
        text = text[:20_000]
    return text


def _declared(text: str, chance: random.Random) -> str:
    """`text` in a charset that it is hardly in: a mail's whole text, its HTML, its subject, or what it declares."""
    charset = chance.choice(_CHARSETS)
    turn = chance.randrange(3)
    if turn == 0:
        return _CHARSET.sub(f"charset={charset}", text)
    if turn == 1:
        subtype = chance.choice(("plain", "html"))
        header = f"From: a@b.com\nTo: a@b.com\nSubject: x\nContent-Type: text/{subtype}; charset={charset}\n\n"
        return header + text
    return f"From: a@b.com\nTo: a@b.com\nSubject: =?{charset}?Q?{chance.choice(_NO_CHARACTERS)}?= undelivered\n\n{text}"


def _read_line(text: str) -> None:
    answer(json.dumps({"id": 1, "text": text}))


def check(text: str) -> list[str]:
    """What is wrong with reading `text`: exceptions, slips, slowness. Empty where all is well."""
    wrong = []
    raw = text.encode("utf-8", "surrogatepass")
    ways: list[tuple[str, Callable[[], object]]] = [
        ("text", lambda: read_text(text)),
        ("mail", lambda: read_mail(raw)),
        ("gate", lambda: is_worth_reading(text)),
        ("line", lambda: _read_line(text)),
    ]
    for name, read in ways:
        began = time.process_time()
        try:
            result = read()
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            wrong.append(f"{name}: {type(error).__name__}: {error}")
            continue
        notes = getattr(result, "notes", ())
        if notes:
            wrong.append(f"{name}: {notes}")
        if (took := time.process_time() - began) > _LIMIT[name]:
            wrong.append(f"{name}: {took:.2f} s")
    return wrong


def _run(inputs: int, seed: int) -> int:
    chance, seeds = random.Random(seed), _seeds()
    began, faults, slowest, by = time.monotonic(), 0, 0.0, ""
    for number in range(1, inputs + 1):
        text = mutated(seeds, chance)
        start = time.process_time()
        wrong = check(text)
        if (took := time.process_time() - start) > slowest:
            slowest, by = took, text
        if wrong:
            faults += 1
            print(f"{wrong}\n{text!r}", flush=True)
        if number % 50_000 == 0:
            rate = number / (time.monotonic() - began)
            print(f"{number:,} inputs, {faults} faults, slowest {slowest * 1000:.0f} ms, {rate:,.0f}/s", flush=True)
    print(f"{inputs:,} inputs, {faults} faults, slowest {slowest * 1000:.0f} ms, by {by!r}")
    return 1 if faults else 0


def _run_atheris() -> None:
    """Coverage-guided, where atheris is installed (it is no dependency of ours)."""
    import atheris

    def one(data: bytes) -> None:
        wrong = check(data.decode("utf-8", "replace"))
        if wrong:
            raise AssertionError(wrong)

    atheris.instrument_all()
    atheris.Setup(sys.argv[:1] + [argument for argument in sys.argv[1:] if argument != "--atheris"], one)
    atheris.Fuzz()


def main() -> int:
    """Run what the command line asks for; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=250_000, help="each is read in four ways")
    parser.add_argument("--seed", type=int, default=550)
    parser.add_argument("--atheris", action="store_true", help="coverage-guided, endless; needs atheris")
    arguments, _ = parser.parse_known_args()
    if arguments.atheris:
        _run_atheris()
        return 0
    return _run(arguments.inputs, arguments.seed)


if __name__ == "__main__":
    sys.exit(main())
