"""Sendmail: the list of addresses that had errors, and the transcript of the session (savemail.c)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bounce.address import ADDRESS, tidy
from bot.bounce.claim import Claim, merged
from bot.bounce.notice import Notice, complete
from bot.bounce.pasted import has_any

_SIGNS = (
    "ranscript of session",
    "fatal errors",
    "elivery errors",
    "delivery problems",
    "have delivery notifications",
    "while talking to",
    "While talking to",
    "transient non-fatal",
    ">... Deferred",
)
_REASON = re.compile(r"\(reason: (.{0,1000}?)\)?$", re.IGNORECASE)
_EXPANDED = re.compile(r"\(expanded from: ?<?([^\s<>()]{1,250})>?\)", re.IGNORECASE)
_TALKING = re.compile(r"while talking to \[?([A-Za-z0-9._-]{1,250}?)\.?\]?:?\s*$", re.IGNORECASE)
_TOLD = re.compile(r"^(?:[45]\d\d[ -]\S*\s*)?<([^\s<>]{1,250}@[^\s<>]{1,250})>\.\.\. (.{0,1000})")
_RCPT = re.compile(r"^>>> RCPT To:\s?<([^\s<>]{1,250})>", re.IGNORECASE)
_CODE = re.compile(r"[45]\d\d[ -]")
# What Sendmail says of a refusal that it has no other word for (EX_UNAVAILABLE).
_NO_OTHER_WORD = re.compile(r"\bservice unavailable\W*$", re.IGNORECASE)
# The answer to a DATA that follows a refused RCPT: of the order of the commands, not of the mail.
_OUT_OF_ORDER = re.compile(r"503[ -]|.{0,80}need RCPT")
_PIPE = re.compile(r"^\"?\|")


def detect(notice: Notice) -> Sequence[Claim]:
    """One claim for each listed address, with the transcript's lines that speak of it."""
    if not has_any(notice.head, _SIGNS):
        return []
    listed = _listed(notice)
    transcript = _Transcript(notice.lines)
    if not listed:
        return merged(transcript.told())
    return merged(transcript.about(claim, alone=len(listed) == 1) for claim in listed)


def _listed(notice: Notice) -> list[Claim]:
    claims: list[Claim] = []
    inside = False
    for line in notice.lines:
        stripped = line.strip()
        if stripped == "--":
            # A signature (RFC 3676 §4.3) belongs to whoever shows the bounce.
            break
        title = _section_title(stripped)
        if title:
            inside = "address" in title or "recipient" in title
            continue
        if not inside or not stripped:
            continue
        if claims and stripped.startswith("("):
            claims[-1] = _annotated(claims[-1], stripped)
        elif (
            (match := ADDRESS.search(stripped))
            or _PIPE.match(stripped)
            or (stripped.startswith("<") and " " not in stripped)
        ):
            address = tidy(match[0]) if match and not _PIPE.match(stripped) else None
            if address is None and not _PIPE.match(stripped):
                address = complete(stripped, notice)
            rest = stripped[match.end() :].strip(" >") if match else ""
            alias = None if address else stripped.strip('"')
            claims.append(
                Claim(address, rest if rest[:1] in {"[", "(", ".", "-", ":"} else "", alias=alias, certain=0.95)
            )
    named = [claim for claim in claims if claim.recipient]
    return [claim for claim in named if claim.recipient and claim.recipient.lower() not in notice.senders] or named


def _section_title(line: str) -> str | None:
    """The title of "----- Transcript of session follows -----", lower case; None for any other line."""
    if line.startswith("--") and line.endswith("--"):
        return line.strip("- \t").lower()
    return line.lower() if line.lower().startswith("the following addresses had ") else None


def _annotated(claim: Claim, line: str) -> Claim:
    reason, expanded = _REASON.search(line), _EXPANDED.search(line)
    if expanded:
        original = tidy(expanded[1])
        if original:
            return Claim(original, claim.words, claim.alias or claim.recipient, certain=claim.certain)
    words = reason[1] if reason else line.strip("()")
    return Claim(claim.recipient, f"{claim.words} {words}".strip(), claim.alias, certain=claim.certain)


class _Transcript:
    """The session as Sendmail tells it: who was talked to, what was said (">>>"), what was answered ("<<<")."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.answers: list[tuple[str | None, str, str]] = []  # recipient asked for, the command, the answer
        self.verdicts: list[tuple[str, str, int, str | None]] = []  # recipient, the line, answers so far, the host
        self.host: str | None = None
        recipient, command = None, ""
        for line in lines:
            stripped = line.strip()
            if "alking to" in stripped.lower() and (talking := _TALKING.search(stripped)):
                self.host = talking[1].lower()
            elif stripped.startswith(">>> "):
                command = stripped[4:]
                asked = _RCPT.match(stripped)
                recipient = tidy(asked[1]) if asked else None
            elif stripped.startswith("<<< "):
                self.answers.append((recipient, command, stripped[4:]))
            elif ">... " in stripped and (told := _TOLD.match(stripped)):
                self.verdicts.append((told[1], _without_outer_code(stripped, told[2]), len(self.answers), self.host))
            elif _CODE.match(stripped):
                self.verdicts.append(("", stripped, len(self.answers), self.host))

    def about(self, claim: Claim, *, alone: bool) -> Claim:
        """`claim` with the answers that concern its recipient."""
        name = (claim.recipient or "").lower()
        own = [a for r, _, a in self.answers if r and r.lower() == name]
        if not own and (alone or not any(r for r, _, _ in self.answers)):
            own = [
                a for r, c, a in self.answers if not (c.upper().startswith(("RSET", "QUIT")) or _OUT_OF_ORDER.match(a))
            ]
        verdicts = [line for r, line, _, _ in self.verdicts if r.lower() == name or (not r and alone)]
        words = claim.words
        # A reason is cut at the end of its line; the answer behind it is whole.
        if own and words and own[0].startswith(words[:40]):
            words = ""
        told = " ".join([words, *own]).strip()
        around = " ".join(verdicts)
        if not told:
            told, around = around, ""
        return Claim(
            claim.recipient, " ".join(told.split()), claim.alias, around, remote_mta=self.host, certain=claim.certain
        )

    def told(self) -> list[Claim]:
        """The claims of a transcript without a list: "554 <bob@example.com>... Remote protocol error"."""
        claims = []
        used = 0
        for name, line, answers, host in self.verdicts:
            recipient = tidy(name) if name else None
            if recipient:
                before = [a for r, _, a in self.answers[used:answers] if r in (None, recipient)]
                words, around = line, " ".join(before)
                if _NO_OTHER_WORD.search(line) and any(a[:1] in "45" for a in before):
                    words, around = " ".join(a for a in before if a[:1] in "45"), line
                claims.append(Claim(recipient, words, around=around, remote_mta=host, certain=0.9))
                used = answers
        asked = [Claim(r, a, remote_mta=self.host, certain=0.85) for r, _, a in self.answers if r and a[:1] in "45"]
        return claims or asked


def _without_outer_code(line: str, words: str) -> str:
    """Of "554 <a@b>... 550 Host unknown" the inner reply, which is the one that says why."""
    return words if _CODE.match(words) else line
