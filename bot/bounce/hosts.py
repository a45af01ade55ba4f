"""Hosts and IP addresses: who refused, whom that server saw, and which addresses are no person's."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

# What stands before the name of a host that refused, in the words of the mail servers; earlier ones are surer.
_BEFORE_HOST = (
    *("host ", "talking to ", "connect to ", "connection to ", "recipient domain "),
    *("remote mailserver ", "system: dns;", "connected to ", "server "),
)
# "Client host [203.0.113.7] blocked", "your mail server (203.0.113.7)": the one that was refused.
_CLIENTS = re.compile(
    r"\b(?:client|sending|sender|sender's|your|your mail|originating)\W{0,3}(?:host|server|ip|mta)?\W{0,3}$", re.I
)
_HOST = re.compile(r"\[?([A-Za-z0-9](?:[A-Za-z0-9._-]{0,250}[A-Za-z0-9])?\.[A-Za-z0-9-]{1,62})(?![@\w])")
_RECIPIENT_DOMAIN = re.compile(r"\S{1,200} by ")
_QMAIL = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})$")
_BRACKETED_IP = re.compile(r"[\[(]([0-9A-Fa-f.:]{3,45})[\])]")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,24}\.?$")
# Both begin with a digit class: a pattern that begins with a look-behind is tried at every character.
_IPV4 = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![\w:]|\.\d)")
# The whole run, of which a parser tells what it is: a pattern for the groups tries every way to share the digits out.
_IPV6 = re.compile(r"[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]*")
_IPV6_SIGN = re.compile(r":[0-9A-Fa-f]{1,4}:")
_GOES_ON = re.compile(r"\w|\.\d")
_PRIVATE = ("10.", "192.168.", "0.", *(f"172.{n}." for n in range(16, 32)))
_HELO = re.compile(
    r"<([A-Za-z0-9][A-Za-z0-9.-]{0,252})>: Helo command rejected|\bhelo=<([A-Za-z0-9][A-Za-z0-9.-]{0,252})>"
)
_MAX_LOOKS = 8
_DAEMONS = frozenset({"mailer-daemon", "mailerdaemon"})
# RFC 2142 §3–5, and what mail systems use beside it.
_ROLE = frozenset(
    {
        *_DAEMONS,
        *(
            "postmaster",
            "hostmaster",
            "webmaster",
            "abuse",
            "security",
            "root",
            "admin",
        ),
        *("administrator", "sysadmin", "mail-admin", "mailadmin", "support", "help", "helpdesk", "feedback", "spam"),
        *("noreply", "no-reply", "donotreply", "do-not-reply", "delist", "unblock", "removal"),
    }
)


def is_role(address: str) -> bool:
    """Whether `address` is a mail system's own (RFC 2142) rather than somebody's."""
    return address.partition("@")[0].lower() in _ROLE


def is_daemon(address: str) -> bool:
    """Whether `address` is the one that bounces come from, which nobody writes to."""
    return address.partition("@")[0].lower() in _DAEMONS


def refusing_host(words: str) -> str | None:
    """The host that refused, where the words name it ("host mx.example.com[192.0.2.1] said"), lower case."""
    for before in _BEFORE_HOST:
        if before in words and (host := _host_behind(before, words)):
            return host
    if (at := words.find(" does not like recipient")) > 0 and (match := _QMAIL.search(words[max(0, at - 16) : at])):
        return match[1]
    return next((host for host, _ in _named_hosts(words)), None)


def _host_behind(before: str, words: str) -> str | None:
    at = -1
    for _ in range(3):
        at = words.find(before, at + 1)
        if at < 0:
            break
        start = at + len(before)
        if _is_clients(words, start):
            continue
        if before == "recipient domain " and (domain := _RECIPIENT_DOMAIN.match(words, start)):
            start = domain.end()
        if match := _HOST.match(words, start):
            return match[1].lower().rstrip(".")
    return None


def _is_clients(words: str, at: int) -> bool:
    """Whether the host that begins at `at` is said to be the sender's."""
    return _CLIENTS.search(words[max(0, at - 30) : at]) is not None


def _named_hosts(words: str) -> Iterator[tuple[str, str]]:
    """Every "mx.example.com[192.0.2.1]" and "mx.example.com (192.0.2.1)" in `words`, as (host, IP)."""
    for bracket in "[(":
        at = words.find(bracket)
        for _ in range(_MAX_LOOKS):
            if at < 0:
                break
            if address := _BRACKETED_IP.match(words, at):
                leading, _, name = words[max(0, at - 255) : at].rstrip().rpartition(" ")
                if _NAME.match(name) and not _is_clients(leading, len(leading)):
                    yield name.lower().rstrip("."), address[1]
            at = words.find(bracket, at + 1)


def sending_ip(reply: str, *, beside: str = "", remote_mta: str | None = None) -> str | None:
    """The IP address in a server's reply: the one that the server saw, since it does not name its own.

    The addresses of the hosts that `beside` names ("mx.example.com[192.0.2.1]") and `remote_mta` are the server's own.
    Private and loopback addresses are the sender's inner network and of no use to a blocklist; RFC 5737's are kept.
    """
    candidates = [*_ips_in(reply)]
    if not candidates:
        return None
    not_these = {remote_mta, *(address for _, address in _named_hosts(beside))}
    for written in candidates:
        try:
            address = ipaddress.ip_address(written)
        except ValueError:
            continue
        if written in not_these or str(address) in not_these or written.startswith(_PRIVATE):
            continue
        if address.is_loopback or address.is_unspecified or address.is_multicast or address.is_link_local:
            continue
        return str(address)
    return None


def helo_name(reply: str) -> str | None:
    """The name that the sending server gave in HELO or EHLO (RFC 5321 §4.1.1.1), where a reply quotes it; lower case.

    Postfix's smtpd writes "<mail.example.org>: Helo command rejected: …", and "helo=<mail.example.org>" in its log.
    """
    match = _HELO.search(reply)
    return (match[1] or match[2]).lower() if match else None


def _ips_in(text: str) -> Iterator[str]:
    for match in _IPV4.finditer(text):
        at = match.start()
        if not at or not (text[at - 1].isalnum() or text[at - 1] in ".:"):
            yield match[0]
    if sign := _IPV6_SIGN.search(text):
        for match in _IPV6.finditer(text, max(0, sign.start() - 4)):
            at = match.start()
            if not (at and (text[at - 1].isalnum() or text[at - 1] in "_.:")) and not _GOES_ON.match(text, match.end()):
                yield match[0]


def same_organisation(one: str | None, other: str | None) -> bool:
    """Whether two host names end in the same two labels (three below "co.jp" and its like)."""
    if not one or not other:
        return False
    return _organisation(one) == _organisation(other)


def _organisation(host: str) -> str:
    labels = host.lower().rstrip(".").split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-keep:])
