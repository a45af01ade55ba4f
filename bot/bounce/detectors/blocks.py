"""A recipient that heads a block: Postfix, qmail, Courier, Yahoo, Exchange, OpenSMTPD, Gmail, Domino and most others.

<bob@example.com>: host mx.example.com[192.0.2.1] said: 550 …
bob@example.com
    Remote Server returned '550 …'
Recipient address: bob@example.com
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.bounce.address import ADDRESS, is_program_text, tidy
from bot.bounce.claim import Claim, merged
from bot.bounce.hosts import is_daemon, is_role
from bot.bounce.notice import Notice
from bot.bounce.pasted import has_any

# What may stand between a heading's address and the words about it.
_FATE = r"hard|soft|bounced?|blocked|failed|deferred|rejected|invalid|undelivered|dropped"
_DELIMITER = re.compile(
    r"^[>)\]\"'*]*\s*(?::|\.{3}|-{1,2}\s|—|–|[\[(]|[=-]>|→|;?\s?\bon\b|#|[45]\d\d[ -]"
    r"|(?:\s\(rerouted\))?\sat remote mailserver\b"
    rf"|[,;|\t]\s*\"?(?:error|{_FATE}|[45]\d\d)\b|\s{{1,12}}(?:{_FATE})\b)",
    re.IGNORECASE,
)
_ARROW = re.compile(r"[>\"')]{0,2}\s{0,2}(?:→|[=-]>)\s{0,2}[<\"'(]{0,2}\S{1,128}@")
_NUMBERED = re.compile(r"^\W{0,4}\d{1,3}[.)]\s")
# Two "@" in one, which a mail system repeats as it was typed.
_DOUBLED = re.compile(r"^ {0,2}<([^\s<>@]{1,64}@[^\s<>@]{1,200}@[^\s<>@]{1,200})>:")
_EXPANDED = re.compile(
    r"\(\s*(?:(?:ultimately )?generated from|expanded from:?|originally|original address:?|derived from"
    r"|forwarded (?:from|to):?)\s*<?([^\s<>()]{3,200})>?\s*\)",
    re.IGNORECASE,
)
_OF_EXPANSIONS = ("expanded", "generated", "derived", "forwarded")
_BEGUN = re.compile(r"\(\s*(?:expanded|(?:ultimately )?generated|derived|forwarded)(?: from:?)?$", re.IGNORECASE)
# Labels of a recipient that failed, in the words of servers and mail programs.
_GOOD_LABELS = (
    r"(?:failed |undeliverable |intended |final |original |invalid |bounced |envelope )?(?:recipient|addressee|rcpt)s?",
    r"(?:failed |undeliverable |intended |final |original |invalid |bounced )?address",
    r"recipient ?\(s\)|address ?\(es\)|(?:recipient|e-?mail) address|e-?mail|addressed to",
    r"undeliverable(?: address| to)?",
    r"undelivered to|could not be delivered to|unknown (?:user|recipient|address)|user'?s? mailbox is full",
    r"delivery failed[\w ]{0,20}|not delivered to|mailbox|user|(?:(?:hard|soft)[ -]?)?bounced?|failed|rejected",
    r"deliver(?:y|ed)? to|your (?:message|mail|e-?mail) to|message to|mail to|sent to|rcpt to",
    r"destinatarios?|destinataires?|empfänger(?:adresse)?|adresse|an|geadresseerden?|получател[ьи]|адресат|адрес",
    r"宛先(?:アドレス|メールアドレス)?|送信先(?:アドレス)?|受信者|あて先|メールアドレス|收件人(?:地址)?|收信人",
    r"받는 사람|수신자|수신인|mottagare|modtager|mottaker|vastaanottaja|adresat|odbiorca|příjemce|címzett",
    r"destinatar|alıcı",
)
_GOOD_LABEL = re.compile(rf"^\W*(?:{'|'.join(_GOOD_LABELS)})\s*[:：=]\s*[<\"'\[(]*$", re.IGNORECASE)
# … and of everybody else.
_BAD_LABELS = (
    r"from|sender|reply[- ]to|return[- ]path|contact|message[- ]id|mail from|subject|cc|bcc|support|postmaster|help",
    r"administrator|user-agent|received|for (?:further )?assistance|references|x-[\w-]+|差出人|送信者|发件人|von|de|от",
    r"absender|expéditeur|remitente|mittente|remetente|отправитель|보낸 사람",
)
_BAD_LABEL = re.compile(rf"(?:{'|'.join(_BAD_LABELS)})\s*[:：=]?\s*[<\"'\[(]*$", re.IGNORECASE)
_TO_LABEL = re.compile(
    r"^\W*(?:to|an|à|para|a|aan|кому|宛先|收件人|받는 사람|sent to)\s*[:：]\s*[<\"']*$", re.IGNORECASE
)
_PARENTHESIS_NAME = re.compile(r"^[\w .,'\"-]{1,60}[<(\[]$")
_CONTACT = re.compile(
    r"(?:to the address|contact|write to|(?:send|forward)[\w ]{0,30} to|reply to|e-?mail us(?: at)?"
    r"|questions?[\w ]{0,9}to)$",
    re.IGNORECASE,
)
_LONGEST_CONTACT = 48
# "450 4.1.8 <alice@example.org>: Sender address rejected", wrapped before the address, which is the sender's.
_SENDERS = re.compile(
    r"\W{0,4}(?:sender (?:address|domain|verify|rejected|is)|domain of sender|envelope sender)", re.IGNORECASE
)
_SAYS_SO = frozenset({"bounce", "ndr", "failed", "delayed", "dialog"})
_ADDRESSED = re.compile(
    r"[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3} <[^\s<>@]{1,128}@[^\s<>]{1,255}>:? ?(?!.{0,3}sender)", re.IGNORECASE
)
_A_DAEMON = re.compile(r"\W{0,3}(?:mailer-daemon|mail delivery (?:sub)?system|postmaster)\b", re.IGNORECASE)
_MAX_BLOCK_LINES = 40
_A_REPLY = re.compile(r"(?<![\w.])[45]\d\d[ -]")
_REPLY_WITHIN = 4
_NEAR = 160
_NEXT_LINES = 2
# Headings by kind: an address with its words on the line is surer than one that stands alone.
_WITH_WORDS, _LABELLED, _ALONE, _TO_LINE = 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    recipient: str
    alias: str | None
    rest: str
    kind: int


def detect(notice: Notice) -> Sequence[Claim]:
    """One claim for each recipient that heads a block of the head; the words are its block's."""
    if has_any(notice.head, _OF_EXPANSIONS):
        notice = replace(notice, lines=_unwrapped(notice.lines))
    headings = [
        h
        for n, line in enumerate(notice.lines)
        if "@" in line and (h := _doubled(n, line) or _heading(n, line, notice)) and not is_daemon(h.recipient)
    ]
    if not headings:
        return []
    best = max(h.kind for h in headings)
    if best == _TO_LINE:
        return []
    chosen = [h for h in headings if h.kind >= _ALONE]
    if best == _ALONE and _ADDRESSED.search(notice.head):
        # The reply itself names whom it is about.
        return []
    if best == _ALONE and not notice.signs.keys() & _SAYS_SO:
        # An address on a line of its own means nothing where nobody says that something failed.
        return []
    with_words = {h.recipient.lower() for h in chosen if h.kind == _WITH_WORDS}
    if with_words and (notice.head.startswith(("<", " <")) or "\n<" in notice.head or "\n <" in notice.head):
        # "<a@b>: words" is the writer's way here; a bare address elsewhere is a contact.
        chosen = [h for h in chosen if h.kind == _WITH_WORDS or h.recipient.lower() in with_words]
    people = [h for h in chosen if not is_role(h.recipient)] or chosen
    people = [h for h in people if not _SENDERS.match(h.rest)]
    if not people:
        return []
    others = [h for h in people if h.recipient.lower() not in notice.senders] or people
    others = _with_originals(others, notice.lines)
    expanded = Counter(h.alias.lower() for h in others if h.alias)
    claims = []
    for heading, words in zip(others, _shared(others, _blocks(notice.lines, others)), strict=True):
        recipient, alias = heading.alias or heading.recipient, heading.recipient if heading.alias else None
        if heading.alias and expanded[heading.alias.lower()] > 1:
            # A list whose members failed each in their own way.
            recipient, alias = heading.recipient, heading.alias
        claims.append(
            Claim(
                recipient=recipient,
                words=words,
                alias=alias,
                certain=0.9 if heading.kind == _WITH_WORDS else 0.8,
            )
        )
    return merged(claims)


def _unwrapped(lines: Sequence[str]) -> tuple[str, ...]:
    """`lines`, "(expanded from" with the line behind it: Postfix wraps at 79 columns."""
    result: list[str] = []
    for line in lines:
        if result and _BEGUN.search(result[-1]):
            result[-1] += " " + line.strip()
        else:
            result.append(line)
    return tuple(result)


def _blocks(lines: Sequence[str], headings: Sequence[_Heading]) -> list[str]:
    ends = [*(h.line for h in headings[1:]), len(lines)]
    return [_block(lines, heading, end) for heading, end in zip(headings, ends, strict=True)]


def _shared(headings: Sequence[_Heading], words: list[str]) -> list[str]:
    """The words of each heading; recipients that stand one below the other share those behind the last of them."""
    for n in range(len(headings) - 2, -1, -1):
        if not words[n] and headings[n + 1].line - headings[n].line <= _NEXT_LINES:
            words[n] = words[n + 1]
    return words


def _with_originals(headings: list[_Heading], lines: Sequence[str]) -> list[_Heading]:
    """The headings, an "Original address:" put to the recipient right above it."""
    result: list[_Heading] = []
    for heading in headings:
        label = lines[heading.line].strip().lower()
        if result and label.startswith("original") and heading.line - result[-1].line <= 2:
            above = result[-1]
            result[-1] = _Heading(heading.line, above.recipient, heading.recipient, heading.rest, above.kind)
        else:
            result.append(heading)
    return result


def _doubled(number: int, line: str) -> _Heading | None:
    match = _DOUBLED.match(line)
    return _Heading(number, match[1], None, line[match.end() :].strip(), _WITH_WORDS) if match else None


def _heading(number: int, line: str, notice: Notice) -> _Heading | None:
    match = ADDRESS.search(line)
    if not match or is_program_text(line, match.end()) or _A_DAEMON.match(line):
        return None
    recipient = tidy(match[0])
    if not recipient:
        return None
    before, after = line[: match.start()][-_NEAR:], line[match.end() :]
    # "user@a <user@b>: words": the one in brackets is the address.
    if after[:2] == " <" and (second := ADDRESS.match(after, 2)) and not before.strip(" \t<\"'>*-"):
        before, after = "", after[second.end() :]
        recipient = tidy(second[0]) or recipient
    bare = _NUMBERED.sub("", before).strip(" \t<\"'>*-•·●|([`")
    if not bare and (_is_contact(notice.lines, number) or _ARROW.match(after)):
        return None
    if not bare:
        expanded = _EXPANDED.search(after)
        alias = tidy(expanded[1]) if expanded else None
        if expanded:
            after = after[: expanded.start()] + after[expanded.end() :]
        rest = after.strip(" \t>)\"'`]|")
        kind = _ALONE if rest in {"", ":", ".", ","} else _WITH_WORDS if _DELIMITER.match(after) else 0
        if rest == ":":
            kind = _WITH_WORDS
        return _Heading(number, recipient, alias, rest.lstrip(":. "), kind) if kind else None
    # "Failed: alice@example.org → bob@example.com" names both.
    if (":" in before or "=" in before or "：" in before) and not _ARROW.match(after):
        if _TO_LABEL.match(before):
            return _Heading(number, recipient, None, after, _TO_LINE)
        if _GOOD_LABEL.search(before) and not _BAD_LABEL.search(before):
            return _Heading(number, recipient, None, after, _LABELLED)
    if _PARENTHESIS_NAME.match(before.strip()) and after.strip(" \t") in {">", ")", "]", ">:", ">,", ")>"}:
        # "Bob Example (bob@example.com)" on a line of its own: Exchange.
        return _Heading(number, recipient, None, "", _ALONE)
    return None


def _is_contact(lines: Sequence[str], number: int) -> bool:
    """Whether the line above sends the reader to this address: "please send mail to the address"."""
    above = next((line for line in reversed(lines[max(0, number - 3) : number]) if line.strip()), "")
    return _CONTACT.search(above.rstrip(" :,")[-_LONGEST_CONTACT:]) is not None


def _reply_follows(kept: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether the words so far have no reply, and the next paragraph announces one: Gmail's "… returned was:"."""
    if any(_A_REPLY.search(line) for line in kept):
        return False
    return any(
        line.rstrip().endswith(":") and _A_REPLY.match(after) for line, after in pairwise(behind[:_REPLY_WITHIN])
    )


def _block(lines: Sequence[str], heading: _Heading, end: int) -> str:
    """The words of a block: the heading's rest and the lines up to the next heading or the second gap."""
    kept = [heading.rest] if heading.rest else []
    seen_words = bool(kept)
    last = min(end, heading.line + 1 + _MAX_BLOCK_LINES)
    for number, line in enumerate(lines[heading.line + 1 : last], heading.line + 1):
        if not line.strip():
            # "because:" is followed by why.
            if seen_words and not kept[-1].endswith(":") and not _reply_follows(kept, lines[number + 1 : last]):
                break
            continue
        seen_words = True
        kept.append(line.strip())
    return " ".join(" ".join(kept).split())
