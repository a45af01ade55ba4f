"""A recipient inside a sentence, an SMTP command or a reply: dialogs, Gmail's web text, hand-written words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.bounce.address import ADDRESS, is_program_text, tidy
from bot.bounce.claim import Claim
from bot.bounce.hosts import is_daemon, is_role
from bot.bounce.notice import Notice
from bot.bounce.phrases import phrases

_RETURNED = re.compile(r"return(?:ed)? to sender\s*[:：-]?\s*[<\"'\[(]{0,2}$", re.IGNORECASE)
_ANNOUNCED = re.compile(r"following (?:recipients?|recipient\(s\)|address(?:es)?|address\(es\)):\s*$", re.IGNORECASE)
_RCPT = re.compile(r"(?:rcpt to|recipient|recipients?|addressee)\s*[:=]?\s*[<\"'\[(]{0,2}$", re.IGNORECASE)
# Words after which an address is the sender's, a helper's or a greeting's.
_SENDER_WORDS = (
    "mail from|from|sender|sender address|by|contact|reply[- ]to|return[- ]path|envelope-from|message-id|e-?mail us at",
    "has moved,? (?:please )?try|please try|try instead|new address(?: is)?",
    "(?<!i )(?<!we )(?<!to )(?<!not )(?<!n't )write to",
    "forward(?:ed)? (?:it |this )?to|please e-?mail",
    "(?<!failed to )(?<!unable to )(?<!not )(?<!n't )(?<!trying to )(?<!tried to )send (?:an? )?(?:e-?mail|mail) to",
    "account|login",
    "user name|username|hello|hi|dear|bonjour|hola|ciao|olá|hallo|guten tag|sehr geehrter?|здравствуйте|von|de|da|от",
)
_SENDER = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(_SENDER_WORDS)})\s*[:=,]?\s*[<\"'\[(]{{0,2}}$", re.IGNORECASE)
# Words after, and before, which an address is the one that was written to.
_TOWARDS_WORDS = "to|delivered to|deliver to|reach|for|an|à|a|para|aan|bij|на|для|адресу|кому|给|至|발신|宛|宛先|送信先"
_TOWARDS = re.compile(rf"(?:\b(?:{_TOWARDS_WORDS})|→|->)\s*[:：]?\s*[<\"'“「（\[(]{{0,2}}$", re.IGNORECASE)
_AFTER_WORDS = "宛|宛て|に|へ|様|님|에게|에 |因|，|、|couldn't|could not|wasn't|was not|cannot|can't|\\.\\.\\.|:"
_AFTER = re.compile(rf"^[>\"'”」）\])]{{0,2}}\s*(?:{_AFTER_WORDS})")
_IN_REPLY = re.compile(r"(?:^|[\s'\"(#])[45]\d\d(?:[ -][#(\[]?[45]\.\d{1,3}\.\d{1,3})?[\s\S]{0,200}$")
# Behind these a reply names whom it is about.
_SPOKEN_OF = re.compile(r"(?:(?<!\w)[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}|[a-z]:) <$")
_FROM_LINE = re.compile(
    r"\W{0,4}(?:from|sender|reply-to|von|absender|de|expéditeur|remitente|da|mittente|от|отправитель"
    r"|差出人|送信者|发件人|보낸 사람)\s?:(?!.*\bto\b)",
    re.IGNORECASE,
)
# What stands behind a sender in Postfix's refusals.
_A_SENDER = re.compile(r"[>)\"']{0,2}:\s{0,2}sender ", re.IGNORECASE)
# A code of a refusal with its words, not a date or a count.
_CODE = re.compile(r"(?<![\w.:-])[45]\d\d[ -]{1,2}(?:[45]\.\d|[A-Za-z#<])")
# "bob@example.com or carol@example.com", "<bob@example.com>, <carol@example.com>"
_AND = "and|or|&|und|oder|et|ou|y|o|e|en|of|и|или|と|および|または|和|或|및|와|과"
_JOINED = re.compile(rf"[>'\")\]]{{0,2}}\s?(?:[,;、]|,? ?(?:{_AND}))\s?[<'\"(\[]{{0,2}}")
# Right behind these even "support@example.com" is one that was written to.
_FAILED_AT = re.compile(
    r"(?:deliver\w*(?: \w+)? to|(?:message|mail) to|rcpt to:|recipient:?|[45]\d\d(?:[ -][45]\.\d{1,3}\.\d{1,3})?)"
    r"\s?[<\"'(\[]{0,2}$",
    re.IGNORECASE,
)
# … and right behind these somebody tells that he wrote there.
_MAILED = re.compile(
    r"(?:e-?mails?|mails?|messages?|wr[io]te|writing|sen[dt]|sending|nachrichten?|schreiben?|geschrieben|courriels?|écri\w*"
    r"|correos?|escrib\w*|messaggi\w*|scriv\w*|mensage\w*|escrev\w*|письм\w*|пишу) (?:to|an|à|a|para|per|aan|на)"
    r"\s?[<\"'(\[]{0,2}$",
    re.IGNORECASE,
)
_MAX_CANDIDATES = 60
_NEAR = 40
_FAILING = frozenset({"bounce", "ndr", "failed", "delayed"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    recipient: str
    line: int
    score: int
    joined: bool = False


def detect(notice: Notice) -> Sequence[Claim]:
    """The best-placed addresses of the head, with the paragraph around each."""
    candidates = _candidates(notice)
    best = max((c.score for c in candidates), default=0)
    if best <= 0:
        return []
    placed = list({c.recipient.lower(): c for c in reversed(candidates) if c.score == best}.values())[::-1]
    rows = [c for c in placed if _CODE.search(notice.lines[c.line])]
    if len({c.line for c in rows}) > 1:
        # A table: a recipient and a reply in each line.
        placed = rows
    elif len(placed) > 1:
        failing = [c for c in placed if _fails(notice, c.line)] or placed
        # Several recipients come each with its own failure; otherwise the first one named is the one.
        placed = failing if best >= _STRONG and len(failing) > 1 else failing[:1]
    placed = _with_joined(placed, candidates)
    alone = len({c.line for c in placed}) == 1
    claims = []
    for candidate in placed:
        words = (notice.flat if alone else _near(notice, candidate.line))[:4000]
        claims.append(Claim(candidate.recipient, words, certain=0.75))
    return claims


_STRONG = 3


def _with_joined(placed: Sequence[_Candidate], candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Those `placed`, each with the addresses that its sentence lists behind it."""
    result = []
    for candidate in placed:
        result.append(candidate)
        for other in candidates[candidates.index(candidate) + 1 :]:
            if not other.joined:
                break
            if other not in placed and other.score >= 0:
                result.append(other)
    return result


def _candidates(notice: Notice) -> list[_Candidate]:
    found: list[_Candidate] = []
    for number, line in enumerate(notice.lines):
        if "@" not in line or "SMTPSenderRefused" in line:
            continue
        behind = -1
        for match in ADDRESS.finditer(line):
            recipient = tidy(match[0])
            if recipient:
                score = _score(recipient, line, match, notice, number)
                joined = behind >= 0 and _JOINED.fullmatch(line, behind, match.start()) is not None
                found.append(_Candidate(recipient, number, score, joined))
                behind = match.end()
            if len(found) >= _MAX_CANDIDATES:
                return found
    return found


def _score(recipient: str, line: str, match: re.Match[str], notice: Notice, number: int) -> int:
    before, after = line[max(0, match.start() - 240) : match.start()], line[match.end() : match.end() + 40]
    if not before.strip() and number:
        before = notice.lines[number - 1][-120:].rstrip() + " " + before
    near = before[-_NEAR:]
    if recipient.lower() in notice.senders or (_SENDER.search(near) and not _RETURNED.search(near)):
        return -1
    if "." not in recipient.rpartition("@")[2] and not before.endswith("<"):
        return -1
    if _FROM_LINE.match(line[: match.start()]) or is_program_text(line, match.end()) or _A_SENDER.match(after):
        return -1
    score = 2
    if match[0].lower().startswith(("rcpt=", "recipient=")):
        return 6
    if _RCPT.search(before[-_NEAR:]) or _is_listed(notice, number):
        score = 6
    elif _IN_REPLY.search(before):
        score = 5 if _SPOKEN_OF.search(near) and after.startswith(">") else 3
    elif _TOWARDS.search(before[-_NEAR:]) or _AFTER.match(after):
        score = 4
    if is_role(recipient) or any(recipient.lower() == a.lower() for a in notice.addressee):
        score = max(
            score - 3, 1 if (_FAILED_AT.search(near) or _MAILED.search(near)) and not is_daemon(recipient) else -1
        )
    return score


def _is_listed(notice: Notice, number: int) -> bool:
    """Whether the line above, blank ones aside, announces recipients: "did not reach the following recipient(s):"."""
    above = next((line for line in reversed(notice.lines[max(0, number - 3) : number]) if line.strip()), "")
    return _ANNOUNCED.search(above[-_NEAR:]) is not None


def _fails(notice: Notice, number: int) -> bool:
    near = " ".join(notice.lines[max(0, number - 1) : number + 2])
    return phrases("signs.tsv").any_says(near[:1000], _FAILING)


def _near(notice: Notice, number: int) -> str:
    kept = [notice.lines[number]]
    for line in notice.lines[number + 1 : number + 12]:
        if not line.strip() or "@" in line:
            break
        kept.append(line)
    return " ".join(" ".join(kept).split())
