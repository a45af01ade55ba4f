"""Why this recipient was not reached: the server's words first, its status next, the words around it after that.

The text outranks the code: 5.1.1 is used for spam refusals and 5.7.1 for everything, so a phrase that decides
(`data/causes.tsv`) beats a status (`data/statuses.tsv`), a status that tells beats a weak word (`data/hints.tsv`), and
what stands beside the reply comes last. Who said it decides too: relaying denied by the sender's own server is a login
that is missing, by the recipient's it is a wrong MX.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from bot.bounce.address import ADDRESS
from bot.bounce.phrases import phrases
from bot.bounce.priors import prior, step_of
from bot.model import Cause, Reply

NO_REASON = 0.3
"""The confidence of `unknown`: a mail system says that a recipient was not reached and gives no reason at all. "The
address does not exist" would be right for one such notice in three (7 of 21 that were measured), so nothing is guessed
and the whole text is asked for."""

_MAX_WORDS = 4_000
# More words than these beside the reply are worth a look at the reply alone.
_MAX_REPLY, _BESIDE = 400, 60
_FEW_WORDS = 600
_RELAY = "relay"
_AU_CLOSED = ("user(s) account is disabled", "user(s) account is temporarily limited")
# "host mail.invalid.example[203.0.113.7] said: … (in reply to RCPT TO command)": the sending server's words about whom
# and what it quotes, not a reason. Names of hosts are none either: nothing is spam because spam.example.com says it.
# Each begins with fixed letters, which is what makes them fast.
_NARRATED = (
    re.compile(r"host [^\s\[\]]{1,255} ?(?:\[[^\s\[\]]{1,64}\] ?)?said:"),
    re.compile(r"host (?!H=)[^\s\[\]]{0,255}\.[^\s\[\].]{1,63}(?= \[)"),
    re.compile(r"SMTP error from remote mail(?: server|er) after [^:]{1,40}:"),
    re.compile(r"while talking to [^\s]{1,255}"),
    re.compile(r"Generating server: [^\s]{1,255}"),
    re.compile(r"\(in reply to [^()]{1,40} command\)"),
)
_HOST_MAX = 255
_OF_A_HOST = string.ascii_letters + string.digits + ".-_"
_A_HOST = re.compile(r"\[[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}\]")
_A_PATH = re.compile(r"(://[^\s/]{1,255}/)([^\s<>\"')]{1,2000})")
_AN_IP = re.compile(r"\[[\da-fA-F.:]{3,45}\]")
_IN_QUOTES = re.compile(r"[45]\d\d[,\s]{1,3}[bu]?(['\"])(.{3,400}?)\1")
_FIRST_LINE = re.compile(r"([245]\d\d)-(?<![\w.-]\d\d\d-)(?:([245]\.\d{1,3}\.\d{1,3}) )?")
# What is no quota of the sender's, whoever says it.
_NO_QUOTA = re.compile(r"gr[ea]y-?list|connections?\b|too busy", re.IGNORECASE)
_DATA_PHASE = re.compile(r"end of data|>>> data|in reply to data|dot\b", re.I)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A cause, how sure (0–1), the words that it rests on, and whether a phrase
    or a status that decides (not a code, not a prior) told it."""

    cause: Cause
    confidence: float
    rests_on: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What a cause depends on besides the words: `own` is whether the sender's own server said it (None: unknown),
    `delayed` whether the mail is still being tried, `expired` whether it was for days, `dsn_status` the report's
    Status."""

    own: bool | None = None
    delayed: bool = False
    expired: bool = False
    dsn_status: str | None = None


def decide(reply: Reply | None, words: str, around: str, whole: str, setting: Setting) -> Verdict:
    """The cause of one failure. `words` are the server's, `around` the block's, `whole` the whole notification's."""
    words, around, whole = (_joined(text[:_MAX_WORDS]) for text in (words, around, whole))
    status = reply.enhanced_status if reply else None
    said, is_whole = _said(reply, words)
    said = _joined(said)
    if is_whole:
        # What stands around a reply in quotation marks is somebody's own.
        words = around = whole = said
    decides = _by_status(status, "decides", words)
    told = decides or (
        (_by_phrase("causes.tsv", said, 0.95) if said and len(words) - len(said) > _BESIDE else None)
        or _by_phrase("causes.tsv", words, 0.95)
        or (None if _tells(status) or around == words else _by_phrase("causes.tsv", around, 0.9))
        or (None if _tells(status) or whole == words else _by_phrase("causes.tsv", whole, 0.8))
    )
    found = (
        told
        or _by_status(status, "telling", words)
        or _by_status(setting.dsn_status, "decides", around)
        or _by_status(setting.dsn_status, "telling", around)
        or _by_phrase("hints.tsv", words, 0.7)
        or (None if around == words else _by_phrase("hints.tsv", around, 0.6))
        or _by_status(status, "vague", words)
        or _by_status(setting.dsn_status, "vague", around)
        or _by_prior(reply, words, whole)
    )
    says, confidence, rests_on = found or (Cause.UNKNOWN.value, NO_REASON, "")
    cause = _said_by(says, rests_on, setting)
    if cause is Cause.ADDRESS_NOT_FOUND and any(word in text for text in (around, whole) for word in _AU_CLOSED):
        # au answers "user unknown" for accounts that are disabled or limited, and says so above it.
        cause, confidence = Cause.MAILBOX_UNAVAILABLE, 0.8
    if cause is Cause.ADDRESS_NOT_FOUND and _is_docomo(words, around, whole):
        # NTT docomo answers "Unknown user" after DATA where the receiver's own filter refused.
        cause, confidence = Cause.SPAM_FILTER, 0.6
    if cause is Cause.DOMAIN_NOT_FOUND and step_of(words, around) == "mail":
        # "No such domain" in answer to MAIL FROM is about the sender's.
        cause = Cause.SENDER_DNS
    if setting.delayed and cause is Cause.UNKNOWN:
        cause = Cause.DELAYED
    if cause is Cause.DOMAIN_NOT_FOUND and (setting.delayed or setting.expired or (status or "").endswith(".4.7")):
        # A server that kept trying got no answer about the name: one that says "no such name" ends it at once.
        cause, confidence = Cause.RECIPIENT_SERVER_DOWN, min(confidence, 0.7)
    return Verdict(cause, confidence, rests_on, told is not None)


def _said(reply: Reply | None, words: str) -> tuple[str, bool]:
    """The reply out of what stands around it, and whether that is all of it: "(550, b'relay not permitted')"."""
    if reply is None:
        return "", False
    at = 0 if reply.reply_code or not reply.enhanced_status else words.find(reply.enhanced_status)
    text = (words[at:] if not reply.reply_code else reply.text)[:_MAX_REPLY] if at >= 0 else ""
    if at > 0 and words[at - 1] == "#":
        return "", False  # qmail's "(#5.1.1)" ends a reply
    quoted = _IN_QUOTES.match(text)
    return (quoted[2], True) if quoted else (text, False)


def _joined(text: str) -> str:
    """`text` with a reply of several lines (RFC 5321 §4.2.1) as one, since a phrase may stand across two of them:
    "550-5.1.1 The account does 550 5.1.1 not exist" says that the account does not exist."""
    first = _FIRST_LINE.search(text)
    if not first:
        return text
    code, status = first.groups()
    again = f" {code}[- ](?:{re.escape(status)} )?" if status else f" {code}[- ]"
    return text[: first.end()] + re.sub(again, " ", text[first.end() :])


def _is_docomo(*texts: str) -> bool:
    """Whether NTT docomo refused after DATA."""
    for text in texts:
        if "mfsmax." in text or "docomo." in text:
            return any(_DATA_PHASE.search(each) for each in texts)
    return False


def _tells(status: str | None) -> bool:
    return status is not None and statuses().get(status, ("", ""))[1] in {"decides", "telling"}


def _by_phrase(name: str, text: str, confidence: float) -> tuple[str, float, str] | None:
    if not text:
        return None
    reason = _reason_in(text)
    hit = phrases(name).first(reason)
    if hit and "://" in reason:
        # "Mailbox full, see https://example.com/antispam": the sentence says more than the path of the page. A server
        # that is only unavailable may say no more than the path does.
        sentence = phrases(name).first(_A_PATH.sub(_without_path, reason))
        if sentence and sentence.rule.says != Cause.RECIPIENT_SERVER_DOWN:
            hit = sentence
    return (hit.rule.says, confidence, _sentence(text, hit.end)) if hit else None


def _reason_in(text: str) -> str:
    """`text` without the names in it, at the same places: dmarc@example.com may have a full mailbox too."""
    for narrated in _NARRATED:
        text = narrated.sub(_blank, text)
    if "[" in text:
        for match in _AN_IP.finditer(text):
            at = match.start()
            before = text[max(0, at - _HOST_MAX) : at]
            name = before[len(before.rstrip(_OF_A_HOST)) :]
            if "." in name:
                text = text[: at - len(name)] + " " * len(name) + text[at:]
        text = _A_HOST.sub(_blank, text)
    return ADDRESS.sub(_blank, text) if "@" in text else text


def _without_path(match: re.Match[str]) -> str:
    return match[1] + " " * len(match[2])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _by_status(status: str | None, weight: str, text: str) -> tuple[str, float, str] | None:
    if status is None:
        return None
    known = statuses().get(status)
    if known is None and weight == "vague":
        # A status that the table does not know says at least which subject it is about (RFC 3463 §3).
        known = statuses().get(f"{status.rpartition('.')[0]}.0")
        known = (known[0], weight) if known else None
    if known is None or known[1] != weight:
        return None
    confidence = {"decides": 0.95, "telling": 0.85, "vague": 0.55}[weight]
    return known[0], confidence, text or status


def _by_prior(reply: Reply | None, words: str, whole: str) -> tuple[str, float, str] | None:
    """What the refused step and the code mean by themselves; a long text without a known word may mean anything."""
    if not reply or not reply.reply_code or len(words) >= _FEW_WORDS:
        return None
    known = prior(step_of(words, whole), reply.reply_code)
    return (known.cause.value, known.confidence, words) if known else None


def _said_by(says: str, rests_on: str, setting: Setting) -> Cause:
    """The cause behind what was said, by whose server said it."""
    if says == _RELAY:
        return Cause.MX_MISCONFIGURED if setting.own is False else Cause.SMTP_AUTH_FAILED
    cause = Cause(says)
    if setting.own and not _NO_QUOTA.search(rests_on):
        return _OWN.get(cause, cause)
    return cause


_OWN: Mapping[Cause, Cause] = MappingProxyType(
    {Cause.SPAM_FILTER: Cause.OUTBOUND_FILTER, Cause.RATE_LIMITED: Cause.SENDING_QUOTA}
)


def _sentence(text: str, end: int) -> str:
    """The part of `text` that a hit at `end` rests on: about a line, whole words."""
    start = max(0, end - 160)
    stop = min(len(text), end + 160)
    if start:
        start = text.find(" ", start) + 1
    if stop < len(text):
        stop = text.rfind(" ", end, stop) if text.rfind(" ", end, stop) > 0 else stop
    return text[start:stop].strip()


@functools.cache
def statuses() -> Mapping[str, tuple[str, str]]:
    """Enhanced status → (what it says, its weight), from `data/statuses.tsv`."""
    table: dict[str, tuple[str, str]] = {}
    for line in (resources.files(__package__) / "data" / "statuses.tsv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        status, says, weight, _source = line.split("\t")
        for each in _each_status(status):
            table.setdefault(each, (says, weight))
    return MappingProxyType(table)


def _each_status(pattern: str) -> list[str]:
    first, subject, detail = pattern.split(".")
    low, _, high = detail.partition("-")
    return [
        f"{c}.{subject}.{d}" for c in (first if first != "x" else "45") for d in range(int(low), int(high or low) + 1)
    ]
