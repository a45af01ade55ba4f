"""Words → notice → claims → failures → a bounce with a measure of how sure: the stages of reading, in order."""

from __future__ import annotations

import functools
from itertools import islice

from bot.bounce import verdict
from bot.bounce.address import same
from bot.bounce.cause import Setting, decide, statuses
from bot.bounce.charset import decode, without_surrogates
from bot.bounce.claim import Claim
from bot.bounce.detectors import ORDER
from bot.bounce.hosts import refusing_host, same_organisation, sending_ip
from bot.bounce.lists import named_list
from bot.bounce.mail import Mail, looks_like_mail, parse_mail
from bot.bounce.msg import UnreadableMsgError, is_msg, parse_msg
from bot.bounce.notice import Notice, notice_of_mail, notice_of_text
from bot.bounce.pasted import plain
from bot.bounce.phrases import phrases
from bot.bounce.repeated import telling_words
from bot.bounce.smtp_reply import read_reply, status_in
from bot.model import Bounce, Cause, Failure, Reply

MAX_BYTES = 4 << 20
"""The most bytes of a file that are worth downloading; a mail is read up to `MAX_MAIL_BYTES` of it."""

UNREADABLE_MSG = "unreadable_msg"
"""The `format` of an Outlook file that is broken."""

MAX_MAIL_BYTES = 1 << 20
MAX_TEXT = 200_000
_MAX_FAILURES = 100
_MAX_DIAGNOSTIC = 1_000
# What a text that nobody thought of makes of code that takes it apart.
_SLIPS = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


@functools.cache
def load() -> None:
    """Read and compile the knowledge files now (60 ms) rather than at the first bounce."""
    for name in ("signs.tsv", "causes.tsv", "hints.tsv", "steps.tsv"):
        phrases(name)
    statuses()
    named_list("")


def read_text(text: str) -> Bounce:
    """What `text` (plain or Slack-escaped; up to 200,000 characters of it) says about a delivery that failed.

    Never raises. A text that is a whole mail's source is read as one.
    """
    truncated = len(text) > MAX_TEXT
    text = without_surrogates(text[:MAX_TEXT])
    shown = plain(text)
    # A source with a part in HTML is no web page.
    for source in (text, shown):
        if mail := _whole_mail(source):
            return _read_parsed(mail, truncated=truncated)
    return _read(notice_of_text(shown, truncated=truncated))


def _whole_mail(text: str) -> Mail | None:
    """The mail whose source `text` is, or None."""
    if "ontent-" not in text[:20_000] or not looks_like_mail(text[:4096].lstrip("\n ").encode("utf-8", "replace")):
        return None
    mail = parse_mail(text.encode("utf-8", "replace"))
    return mail if mail.text.strip() or mail.report else None


def read_mail(raw: bytes) -> Bounce:
    """What a mail's source, an `.eml`, an Outlook `.msg` or the bytes of a text say about a delivery that failed.

    Never raises; a `.msg` that is broken is a bounce of confidence 0.
    """
    if is_msg(raw):
        try:
            return _read(notice_of_mail(parse_msg(raw[:MAX_BYTES]), truncated=len(raw) > MAX_BYTES))
        except UnreadableMsgError:
            return Bounce(is_bounce=False, confidence=0.0, format=UNREADABLE_MSG)
    truncated = len(raw) > MAX_MAIL_BYTES
    raw = raw[:MAX_MAIL_BYTES]
    if looks_like_mail(raw):
        return _read_parsed(parse_mail(raw), truncated=truncated)
    return read_text(decode(raw[: MAX_TEXT * 4], None))


def _read_parsed(mail: Mail, *, truncated: bool) -> Bounce:
    """What a mail says; where it only carries a bounce along, what that one says."""
    bounce = _read(notice_of_mail(mail, truncated=truncated))
    if not bounce.is_bounce and mail.original and looks_like_mail(mail.original):
        attached = _read(notice_of_mail(parse_mail(mail.original), truncated=truncated))
        if attached.is_bounce:
            return attached
    return bounce


def _read(notice: Notice) -> Bounce:
    claims, name, notes = _claims(notice)
    failures: list[Failure] = []
    told = False
    for claim in claims or _anonymous(notice):
        try:
            failure, by_phrase = _failure(claim, notice, alone=len(claims) == 1)
            failures.append(failure)
            told = told or by_phrase
        except _SLIPS as error:
            notes = (*notes, f"failure: {type(error).__name__}: {error}")
    sure = verdict.confidence(notice, failures, name, told=told)
    if not failures or sure < verdict.SILENCE:
        return Bounce(is_bounce=False, confidence=0.0, truncated=notice.truncated, notes=notes)
    return Bounce(
        is_bounce=sure >= verdict.ANSWER,
        confidence=round(sure, 2),
        failures=tuple(failures),
        reporting_mta=notice.report.reporting_mta,
        sender=notice.original.sender or notice.report.sender,
        dkim_selector=notice.original.dkim_selector,
        format=name,
        truncated=notice.truncated,
        notes=notes,
    )


def _claims(notice: Notice) -> tuple[list[Claim], str | None, tuple[str, ...]]:
    """The claims of the first detector that has any, its name, and a note for each that slipped on the way."""
    notes: list[str] = []
    for name, detector in ORDER:
        try:
            claims = [*detector(notice)][:_MAX_FAILURES]
        except _SLIPS as error:
            # A text that one detector cannot take may still be another's; the caller logs the note.
            notes.append(f"{name}: {type(error).__name__}: {error}")
            continue
        if claims:
            return claims, name, tuple(notes)
    return [], None, tuple(notes)


def _anonymous(notice: Notice) -> list[Claim]:
    """A server's reply without a recipient is still a failure: "554 5.7.1 … blocked using zen.spamhaus.org"."""
    if notice.signs.keys() & {"bounce", "template", "sentence", "ndr", "delayed", "dialog", "exception"} or read_reply(
        notice.flat[:4000]
    ):
        return [Claim(None, notice.flat[:4000], certain=0.5)]
    return [Claim(None, words, certain=0.5) for words in islice(telling_words(notice), 1)]


def _failure(claim: Claim, notice: Notice, *, alone: bool) -> tuple[Failure, bool]:
    """What a claim says, and whether a phrase (rather than a code or a guess) gives its cause."""
    words, around, whole = claim.words, claim.around, notice.flat if alone else ""
    reply = _reply(words, around, whole)
    status = _status(reply, claim.status) or status_in(around)
    remote = claim.remote_mta or _refused_by(words, around, "" if whole == words else whole)
    delayed = claim.action == "delayed" or (claim.action == "" and alone and "delayed" in notice.signs)
    setting = Setting(
        own=_own(notice, remote),
        delayed=delayed,
        expired=claim.action == "expired" or (claim.status or "").endswith(".4.7"),
        dsn_status=claim.status,
    )
    beside = f"{words} {around}" if around else words
    text = reply.text if reply else ""
    decided = decide(reply, words or text, beside, whole, setting)
    failure = Failure(
        recipient=claim.recipient,
        cause=decided.cause,
        confidence=round(decided.confidence * (0.7 + 0.3 * claim.certain), 2),
        reply=Reply(reply.reply_code if reply else None, status, text[:_MAX_DIAGNOSTIC]),
        alias=claim.alias if not same(claim.alias, claim.recipient) else None,
        permanent=_permanent(reply, status, delayed=delayed),
        diagnostic=decided.rests_on[:_MAX_DIAGNOSTIC] or None,
        remote_mta=remote,
        sending_ip=sending_ip(text or words, beside=beside, remote_mta=remote),
        named_list=named_list(beside) if decided.cause in _LISTED else None,
        at_submission=setting.own is True,
    )
    return failure, decided.told


def _reply(words: str, around: str, whole: str) -> Reply | None:
    """The reply in the server's words; its code from what stands beside them where they have none."""
    reply = read_reply(words) if words else None
    if around and (reply is None or reply.reply_code is None):
        beside = read_reply(around)
        if beside and reply is None:
            reply = beside
        elif beside and reply and beside.reply_code:
            reply = Reply(beside.reply_code, reply.enhanced_status or beside.enhanced_status, reply.text)
    return reply or (read_reply(whole[:6000]) if whole and whole != words else None)


# So many phrases of a mail system's are its notice, whatever a mail program says too.
_A_MAIL_SYSTEMS = 2
_LISTED = frozenset({Cause.BLOCKLISTED, Cause.SPAM_FILTER, Cause.RATE_LIMITED, Cause.OUTBOUND_FILTER, Cause.SENDER_DNS})


def _status(reply: Reply | None, dsn: str | None) -> str | None:
    """The reply's enhanced status; the report's where the reply has none, or only "something" (x.0.0)."""
    own = reply.enhanced_status if reply else None
    if own is None:
        return dsn
    if own.endswith(".0.0") and dsn and not dsn.endswith(".0.0"):
        return dsn
    return own


def _permanent(reply: Reply | None, status: str | None, *, delayed: bool) -> bool | None:
    if delayed:
        return False
    if reply and reply.reply_code:
        return reply.reply_code >= 500
    if status:
        return status.startswith("5")
    return None


def _refused_by(*texts: str) -> str | None:
    """The host that refused, from the first of `texts` that names one."""
    for text in texts:
        if text and (host := refusing_host(text)):
            return host
    return None


def _own(notice: Notice, remote: str | None) -> bool | None:
    """Whether the sender's own server refused; None where the text does not show it."""
    signs = notice.signs
    if "dialog" in signs and "ndr" not in signs and signs.get("bounce", 0) < _A_MAIL_SYSTEMS:
        return None if "remote mailserver" in notice.head else True
    reporting = notice.report.reporting_mta
    if remote and reporting:
        return same_organisation(remote, reporting)
    if remote or "emote host said" in notice.head or "echnical details of " in notice.head:
        return False
    return None
