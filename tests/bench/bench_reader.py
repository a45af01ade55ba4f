"""Reading, beside the others: what each finds in whole mails and in what is left of them when somebody pastes, and how
fast; and how often an answer that nobody asked for is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from bot.bounce import read_mail, read_text
from bot.bounce.verdict import ANSWER, OFFER
from bot.model import Bounce
from bot.playground.standin.composer import compose
from tests.bench.bounce_readers import Read, Reader, readers
from tests.bench.mails import BouncedMail, made_mails
from tests.bounce.non_bounces import made_texts
from tests.bounce.sample_files import bounces, middling, others

_FORMS: dict[str, Callable[[BouncedMail], bytes | str]] = {
    "raw": lambda mail: mail.raw,
    "full": lambda mail: mail.full,
    "first": lambda mail: mail.first,
    "slack": lambda mail: compose(mail.full).text,
}
_BUCKETS = (0.95, 0.9, ANSWER, OFFER)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A reading and whether it was right: a bounce, these recipients, a fair cause."""

    bounce: Bounce
    is_right: bool


def main() -> None:
    """Print the tables."""
    console = Console(width=110)
    mails = list(made_mails())
    console.print(_comparison(mails))
    console.print(
        "full, first and slack reach the others behind an invented mail header, without which they read nothing"
    )
    console.print(_calibration([*_judged_mails(mails), *_judged_samples()]))


def _comparison(mails: Sequence[BouncedMail]) -> Table:
    table = Table(title=f"{len(mails)} whole mails")
    for column in ("form", "reader", "found", "exact", "status", "code", "cause", "false alarms", "a second of CPU"):
        table.add_column(column, justify="left" if column in {"form", "reader"} else "right")
    quiet = [sample.text for sample in others()]
    for form, item in _FORMS.items():
        for reader in readers():
            answers, seconds = reader.read([item(mail) for mail in mails])
            alarms = sum(bool(read) for read in reader.read(quiet)[0]) if form == "full" else None
            table.add_row(
                form,
                reader.name,
                *_shares(mails, answers, reader),
                "" if alarms is None else f"{alarms} of {len(quiet)}",
                f"{len(mails) / seconds:,.0f}",
            )
        table.add_section()
    return table


def _shares(mails: Sequence[BouncedMail], answers: Sequence[list[Read]], reader: Reader) -> list[str]:
    pairs = list(zip(mails, answers, strict=True))
    shares = [_share(bool(read) for _, read in pairs), _share(_is_exact(mail, read) for mail, read in pairs)]
    if not reader.says_why:
        return [*shares, "–", "–", "–"]
    shares.append(_share(any(each.status == mail.status for each in read) for mail, read in pairs))
    shares.append(_share(any(each.code == mail.refusal.code for each in read) for mail, read in pairs))
    shares.append(_share(any(each.causes & mail.refusal.causes for each in read) for mail, read in pairs))
    return shares


def _is_exact(mail: BouncedMail, read: list[Read]) -> bool:
    return len(read) == 1 and read[0].recipient in {mail.recipient, mail.alias}


def _share(right: Iterable[bool]) -> str:
    each = list(right)
    return f"{sum(each) / len(each):.1%}"


def _judged_mails(mails: Sequence[BouncedMail]) -> list[_Judged]:
    judged = []
    for mail in mails:
        for bounce in (read_mail(mail.raw), read_text(mail.full), read_text(mail.first)):
            right = [f.recipient for f in bounce.failures] == [mail.recipient]
            judged.append(_Judged(bounce, right and bounce.failures[0].cause in mail.refusal.causes))
    return judged


def _judged_samples() -> list[_Judged]:
    judged = []
    for sample in bounces():
        bounce = read_text(sample.text)
        read = {(failure.recipient, failure.cause.value) for failure in bounce.failures}
        judged.append(_Judged(bounce, read == {(each.recipient, each.cause) for each in sample.expected}))
    for text in [*(sample.text for sample in (*others(), *middling())), *made_texts()]:
        # Nobody asked, and nothing came back: an answer would be wrong, whatever it says.
        judged.append(_Judged(read_text(text), is_right=False))
    return judged


def _calibration(judged: Sequence[_Judged]) -> Table:
    table = Table(title=f"{len(judged):,} readings by confidence")
    for column in ("confidence", "readings", "right", ""):
        table.add_column(column, justify="left" if not column else "right")
    above = 1.01
    for least in _BUCKETS:
        inside = [each for each in judged if least <= each.bounce.confidence < above]
        is_answered = least >= ANSWER
        # An offer asks; there is nothing in it to be right or wrong.
        right = _share(each.is_right for each in inside) if inside and is_answered else "–"
        table.add_row(f"from {least}", f"{len(inside):,}", right, "answered" if is_answered else "offered")
        above = least
    answered = [each for each in judged if each.bounce.is_bounce]
    table.add_row("", f"{len(answered):,}", _share(each.is_right for each in answered), "all that is answered unasked")
    return table


if __name__ == "__main__":
    main()
