"""The worst that somebody can paste or send: a megabyte of one thing, and how long reading it takes.

Promised: 0.2 s for any text, 0.5 s for any mail, 0.2 s for the look that the inbox takes.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.bounce import is_worth_reading, load, read_mail, read_text

_SIZE = 1 << 20
_REPLY = "<bob@example.com>: host mx.example.com[192.0.2.25] said: 550 5.1.1 User unknown\n"
_FIELDS = "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n\n"
# What is repeated until it is a megabyte.
_TEXTS = {
    "one long word": "x",
    "one long line of words": "mailbox full user unknown ",
    "blanks": " ",
    "line ends": "\n",
    "digits and dots": "5.5.5.5.5.5.",
    "reply codes": "550 ",
    "enhanced statuses": "5.1.1 ",
    "addresses": "bob@example.com ",
    "at signs": "@",
    "local parts": "a.b+c-d_",
    "one recipient a line": "<bob@example.com>:\n",
    "replies": _REPLY,
    "replies on one line": _REPLY.replace("\n", " "),
    "report fields": _FIELDS,
    "fields without end": "Diagnostic-Code: smtp; x\n y\n",
    "quoted": "> > > > 550 5.1.1 no\n",
    "quote marks": ">",
    "angle brackets": "<",
    "tags": "<p><div><br>",
    "half a tag": "<p ",
    "Slack's links": "<mailto:a@b.com|a@b.com> ",
    "half a link": "<mailto:a|",
    "ampersands": "&lt;&amp;",
    "log lines": "to=<a@b.com>, relay=mx.example.com, status=bounced (550 no)\n",
    "Exim's lines": "** a@b.com R=dns T=smtp: 550 no\n",
    "a session": ">>> RCPT To:<a@b.com>\n<<< 550 no\n... while talking to mx.example.com.:\n",
    "Markdown's links": "[a@b.com](mailto:",
    "breaks written out": r"\n550 5.1.1 no",
    "quotation marks": 'I get mail error "mailbox full ',
    "refusals": "reject: RCPT from x[192.0.2.1]: 550 no; from=<a@b.com> ",
    "lists": "<a@b.com> (expanded from\n",
    "names twice": "a@b.com (a@b.com)\n",
    "a wrapped log": "2024-01-01 00:00:00 a R=b == " + "x" * 90 + "\n",
    "events": '{"event":"bounce","email":"a@b.com","reason":"550 no"},',
    "IPv6": "2001:db8::1 ",
    "colons and hex": "abcd:",
    "colons and digits": "1:a",
    "brackets": "mx.example.com[192.0.2.1] (",
    "hosts": "host mx.example.com said ",
    "Japanese": "配信できませんでした。メールボックスが一杯です。",
    "kana": "ア",
    "Cyrillic": "почтовый ящик переполнен ",
    "emoji": "🙂",
    "combining": "a\u0301\u200b",
    "dotted capital I": "İ",
    "zero bytes": "\x00",
    "headers": "Subject: Undelivered\nFrom: MAILER-DAEMON@example.org\n",
    "original headers": "Received: from a by b; x\n",
}
# Each stands alone, and behind a reply, whose words are looked at closely; a report has many.
_BEHIND = "550 5.1.1 <bob@example.com>: User unknown "
_REPORT = "Final-Recipient: rfc822; bob{}@example.com\nAction: failed\nDiagnostic-Code: smtp; 550 no {}\n\n"
_REPORTED = 3_500
_HEADER = "From: MAILER-DAEMON@example.org\nTo: a@example.org\nSubject: Undelivered\n"
_MULTIPART = _HEADER + "Content-Type: multipart/report; boundary=x\n\n"


def _repeated(piece: str) -> str:
    return (piece * (_SIZE // len(piece.encode()) + 1))[:_SIZE]


def _texts() -> dict[str, str]:
    texts = {}
    for name, piece in _TEXTS.items():
        texts[name] = _repeated(piece)
        texts[f"{name}, behind a reply"] = (_BEHIND + texts[name])[:_SIZE]
        words = " ".join(texts[name][:_REPORTED].split("\n"))
        texts[f"{name}, in a report"] = "".join(_REPORT.format(number, words) for number in range(60))
    return texts


def _mails() -> dict[str, bytes]:
    base64_part = "Content-Transfer-Encoding: base64\n\n" + base64.b64encode(_REPLY.encode() * 9_000).decode()
    mails = {
        "many headers": _HEADER + "X-A: b\n" * 140_000,
        "one long header": _HEADER + "X-A: " + "b" * _SIZE,
        "folded header": _HEADER + "X-A: b\n" + " c\n" * 300_000,
        "folded subject": "From: a@b.com\nTo: b@c.com\nSubject: b\n" + " c\n" * 300_000,
        "encoded words": "From: a@b.com\nTo: b@c.com\nSubject: " + "=?utf-8?B?5q==?= " * 60_000 + "\n\nx",
        "half encoded words": "From: a@b.com\nTo: b@c.com\nSubject: " + "=?utf-8?Q?" * 100_000 + "\n\nx",
        "many parts": _MULTIPART + "--x\n\n550 no\n" * 80_000,
        "nested parts": _HEADER + "Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 20_000,
        "parts of reports": _MULTIPART + ("--x\nContent-Type: message/delivery-status\n\n" + _FIELDS * 20) * 600,
        "long report": _MULTIPART + "--x\nContent-Type: message/delivery-status\n\n" + _FIELDS * 14_000,
        "html": _HEADER + "Content-Type: text/html\n\n" + "<p>550 <b>no</b> &amp; " * 45_000,
        "half tags": _HEADER + "Content-Type: text/html\n\n" + "<p " * 350_000,
        "styles": _HEADER + "Content-Type: text/html\n\n" + "<style>a" * 130_000,
        "entities": _HEADER + "Content-Type: text/html\n\n" + "&#x41;&NotEqualTilde;" * 50_000,
        "base64": _HEADER + base64_part,
        "half base64": _HEADER + "Content-Transfer-Encoding: base64\n\n" + "=!" * 500_000,
        "quoted-printable": _HEADER + "Content-Transfer-Encoding: quoted-printable\n\n" + "=3D=\n" * 200_000,
        "UTF-7": _HEADER + "Content-Type: text/plain; charset=utf-7\n\n" + "+AGE-" * 200_000,
        "ISO-2022-JP": _HEADER + "Content-Type: text/plain; charset=iso-2022-jp\n\n" + "\x1b$B$\x22\x1b(B" * 120_000,
        "a mail in a mail": "Content-Type: message/rfc822\n\n" * 30_000,
    }
    return {name: mail.encode()[:_SIZE] for name, mail in mails.items()} | {
        "no charset": _HEADER.encode() + b"\n" + "配信できません".encode("shift_jis") * 80_000,
        "bytes": _HEADER.encode() + b"\n" + bytes(range(256)) * 4_000,
    }


def main() -> None:
    """Print the slowest of every kind."""
    load()
    texts = _texts()
    mails = _mails()
    console = Console(width=110)
    table = Table(title=f"{len(texts)} texts and {len(mails)} mails of a megabyte, seconds of CPU")
    for column in ("", "promised", "slowest", "by", "next", "by", "median"):
        table.add_column(column, justify="left" if column in {"", "by"} else "right")
    work: tuple[tuple[str, str, Callable[[Any], object], Mapping[str, str | bytes]], ...] = (
        ("text", "0.20", read_text, texts),
        ("inbox", "0.20", is_worth_reading, texts),
        ("text as a file", "0.50", read_mail, {name: text.encode() for name, text in texts.items()}),
        ("mail", "0.50", read_mail, mails),
    )
    for name, promised, read, inputs in work:
        table.add_row(name, promised, *_slowest({by: _seconds(partial(read, data)) for by, data in inputs.items()}))
    console.print(table)


def _slowest(seconds: dict[str, float]) -> list[str]:
    times = sorted(((took, name) for name, took in seconds.items()), reverse=True)
    (first, by), (second, next_by) = times[:2]
    return [f"{first:.3f}", by, f"{second:.3f}", next_by, f"{times[len(times) // 2][0]:.3f}"]


def _seconds(read: Callable[[], object]) -> float:
    fastest = float("inf")
    for _ in range(3):
        began = time.process_time()
        read()
        fastest = min(fastest, time.process_time() - began)
    return fastest


if __name__ == "__main__":
    main()
