"""Lines of mail logs: Postfix, Sendmail, Exim, Exchange's message tracking, qmail-send, msmtp, Python's smtplib.

to=<bob@example.com>, … status=bounced (host mx.example.com said: 550 …)
** bob@example.com R=dnslookup T=remote_smtp: 550 …
…,SMTP,FAIL,60129,<id@example.org>,bob@example.com,550 5.7.1 …
delivery 7: failure: 192.0.2.25_does_not_like_recipient./…
NOQUEUE: reject: RCPT from mx.example.org[192.0.2.1]: 554 5.7.1 …; from=<alice@example.org> to=<bob@example.com> proto=…
H=mx.example.org [192.0.2.1] F=<alice@example.org> rejected RCPT <bob@example.com>: Unrouteable address
host=smtp.example.org … recipients=bob@example.com smtpstatus=550 smtpmsg='550 …' errormsg='…'
SMTPRecipientsRefused: {'bob@example.com': (550, b'5.1.1 …')}
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bounce.address import tidy
from bot.bounce.claim import Claim, merged
from bot.bounce.hosts import refusing_host
from bot.bounce.notice import Notice
from bot.bounce.pasted import has_any

_POSTFIX = re.compile(
    r"\bto=<?([^\s<>,]{1,250}@[^\s<>,]{1,250})>?,(?:\s*orig_to=<([^\s<>]{1,250})>,)?([^\n]{0,400}?)\bstat(?:us)?=([^\n]{0,2000})"
)
_RELAY = re.compile(r"\brelay=([^\s,\[]{1,250})")
_STATUS = re.compile(r"\bdsn=([245]\.\d{1,3}\.\d{1,3})")
_EXIM = re.compile(r"(?:^|\s)(\*\*|==)\s+([^\s<>:]{1,250}@[^\s<>:]{1,250})(?:\s+<([^\s<>]{1,250})>)?([^\n]{0,2000})")
_EXIM_HOST = re.compile(r"\bH=([^\s\[]{1,250})")
# Message tracking (CSV): the recipient stands right before its status.
_TRACKED = (",FAIL,", ",DEFER,", ",BADMAIL,")
_TRACKED_RECIPIENT = re.compile(
    r",([^\s,<>;]{1,250}@[^\s,<>;]{1,250}),\"?[^,]{0,200}?(\b[45]\d\d[ -][^\"]{0,1000}?)\"?(?:,|$)"
)
_QMAIL_START = re.compile(r"starting delivery (\d{1,9}): msg \d{1,12} to (?:remote|local) ([^\s]{1,250}@[^\s]{1,250})")
_QMAIL_END = re.compile(r"delivery (\d{1,9}): (failure|deferral): ([^\n]{1,2000})")
_EXIM_REJECTED = re.compile(r"\brejected RCPT <([^\s<>]{1,250}@[^\s<>]{1,250})>: ([^\n]{1,2000})")
_SMTPLIB = re.compile(r"['\"]([^\s\"]{1,250}@[^\s'\"]{1,250})['\"]: \(([45]\d\d), [bu]?(['\"])([^\n]{0,1000}?)\3\)")
# Postfix's smtpd and cleanup. A milter's own reply may have no code.
_POSTFIX_REJECT = re.compile(
    r"\breject: [A-Z-]{3,20}(?: command)? from [^\s]{1,300}: ([^\n]{3,1500}?); from=<[^<>]{0,250}>"
    r"(?: to=<([^<>]{0,250})>)?"
)
_MSMTP = re.compile(r"\brecipients=([^\s=]{1,1000}) smtpstatus=[45]\d\d smtpmsg='([^\n]{3,1000}?)'(?: \w+=|$)")
_STATUS_ALONE = re.compile(r"\bstatus=(bounced|deferred|expired) \(([^\n]{3,2000})\)")
_NAMED = re.compile(r"(?:loop for |\d <)([^\s<>()]{1,250}@[^\s<>()]{1,250})")
_SIGNS = (
    "smtpmsg=",
    "rejected RCPT <",
    "reject: ",
    ": (",
    "status=",
    "** ",
    "== ",
    *_TRACKED,
    ": failure: ",
    ": deferral: ",
)
_FINE = ("sent", "deliver", "ok")


def detect(notice: Notice) -> Sequence[Claim]:
    """One claim for each recipient whose log line says that it was not reached."""
    head = notice.head
    if not ("to=" in head and "stat" in head) and not has_any(head, _SIGNS):
        return []
    claims: list[Claim] = []
    started: dict[str, str] = {}
    for line in notice.lines:
        if "stat" in line and "to=" in line:
            claims += _postfix(line)
        elif ("** " in line or "== " in line) and "@" in line:
            claims += _exim(line)
        elif any(event in line for event in _TRACKED):
            claims += _tracked(line)
        elif "delivery " in line:
            claims += _qmail(line, started)
        elif rejected := _EXIM_REJECTED.search(line):
            claims.append(Claim(tidy(rejected[1]), rejected[2], action="failed", certain=0.95))
        elif "reject: " in line and (refused := _POSTFIX_REJECT.search(line)):
            claims.append(Claim(tidy(refused[2] or ""), refused[1], action="failed", certain=0.95))
        elif "smtpmsg='" in line and (sent := _MSMTP.search(line)):
            claims += [Claim(tidy(each), sent[2], action="failed", certain=0.95) for each in sent[1].split(",")]
        elif ": (" in line and "@" in line:
            claims += [
                Claim(tidy(address), f"{code} {words}", action="failed", certain=0.95)
                for address, code, _, words in _SMTPLIB.findall(line)
            ]
    return merged(claims) or _nobodys(notice)


def _nobodys(notice: Notice) -> list[Claim]:
    """The claim of a line that was cut down to its end: "status=deferred (…)"."""
    for line in notice.lines:
        if "status=" in line and "to=" not in line and (match := _STATUS_ALONE.search(line)):
            action = "delayed" if match[1] == "deferred" else "failed"
            named = _NAMED.search(match[2])
            recipient = tidy(named[1]) if named else None
            return [Claim(recipient, match[2], action=action, remote_mta=refusing_host(match[2]), certain=0.9)]
    return []


def _postfix(line: str) -> list[Claim]:
    match = _POSTFIX.search(line)
    if not match or match[4].lower().startswith(_FINE):
        return []
    recipient = tidy(match[1])
    original = tidy(match[2]) if match[2] else None
    relay = _RELAY.search(match[3])
    status = _STATUS.search(match[3])
    kind, _, words = match[4].partition("(")
    words = (words.removesuffix(")") or kind).strip()
    delayed = kind.strip().lower().startswith("deferred")
    return [
        Claim(
            recipient=original or recipient,
            words=words,
            alias=recipient if original else None,
            action="delayed" if delayed else "failed",
            status=status[1] if status else None,
            remote_mta=refusing_host(words) or (relay[1].lower() if relay and relay[1] != "none" else None),
            certain=0.97,
        )
    ]


def _exim(line: str) -> list[Claim]:
    match = _EXIM.search(line)
    if not match or not (" R=" in line or " T=" in line or ": " in match[4]):
        return []
    recipient, original = tidy(match[2]), tidy(match[3] or "")
    host = _EXIM_HOST.search(match[4])
    _, _, words = match[4].partition(": ")
    return [
        Claim(
            recipient=original or recipient,
            words=words or match[4].strip(),
            alias=recipient if original and original != recipient else None,
            action="delayed" if match[1] == "==" else "failed",
            remote_mta=host[1].lower() if host else refusing_host(words),
            certain=0.95,
        )
    ]


def _tracked(line: str) -> list[Claim]:
    match = _TRACKED_RECIPIENT.search(line)
    if not match:
        return []
    words = match[2]
    action = "delayed" if ",DEFER," in line else "failed"
    return [Claim(tidy(match[1]), words, action=action, remote_mta=refusing_host(words), certain=0.97)]


def _qmail(line: str, started: dict[str, str]) -> list[Claim]:
    """The claim of a delivery that ended badly; one that starts is kept in `started` by its number."""
    if start := _QMAIL_START.search(line):
        started[start[1]] = start[2]
        return []
    end = _QMAIL_END.search(line)
    if not end or end[1] not in started:
        return []
    words = end[3].replace("_", " ").replace("/", " ")
    action = "delayed" if end[2] == "deferral" else "failed"
    return [Claim(tidy(started[end[1]]), words, action=action, remote_mta=refusing_host(words), certain=0.95)]
