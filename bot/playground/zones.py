"""The DNS of the playground: a small world with the typical faults, the same everywhere, for the built-in name server.

Names of real providers stand in it because typos are corrected towards them; their records here are made up, with
addresses of the documentation ranges (RFC 5737). What the table does not have, does not exist (NXDOMAIN).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

from bot.checks.blocklist_zones import Ask, BlocklistZone, Covers, load_zones
from bot.playground.nameserver import Behaviour, Fault, Records, Zone, blocklist_zone

LISTED_IP = "203.0.113.77"
"""Stands on several blocklists, Spamhaus ZEN among them: the mail server that needs Method 3."""
DYNAMIC_IP = "203.0.113.99"
"""Stands on policy lists only: an address that its provider has not declared as a mail server's."""
CLEAN_IP = "198.51.100.25"
"""A mail server in good order."""
LISTED_DOMAIN = "example.biz"

_QUICK = (0.02, 0.12)
_WORKING = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "yahoo.co.jp", "docomo.ne.jp", "example.co.jp")


def demo_zones() -> list[Zone]:
    """The whole world: mail domains, sending hosts, and every blocklist that the checks may ask."""
    return [*_mail_domains(), *_reverse_zones(), *_blocklists()]


def _mail_domains() -> Iterator[Zone]:
    slow = Behaviour(delay=_QUICK)
    for domain in _WORKING:
        yield Zone(domain, _mail_domain(), slow)
    yield Zone("example.com", {**_mail_domain(), "nomail": {"MX": ["0 ."]}}, slow)
    yield Zone("example.net", {**_mail_domain(sender=LISTED_IP), **_SENDERS, **_FAULTY}, slow, names=_FAULTY_SERVERS)
    yield Zone("example.org", {**_mail_domain(), "intranet": {"MX": ["10 mail.intranet"]}, **_INTRANET}, slow)
    yield Zone("example.biz", _mail_domain("203.0.113.78"), slow)
    # The faces of a typo domain: registered without mail, parked with a catch-all server, not registered at all
    # (every name that is missing here).
    yield Zone("gmial.com", {"www": {"A": ["203.0.113.201"]}}, slow)
    yield Zone("hotmial.com", {"@": {"MX": ["10 mx1.hostedmxserver.com."], "A": ["203.0.113.202"]}}, slow)
    yield Zone("hostedmxserver.com", {"mx1": {"A": ["203.0.113.203"]}}, slow)
    yield Zone("gmai.com", {"@": {"MX": ["0 ."]}}, slow)


def _mail_domain(sender: str = CLEAN_IP) -> Records:
    return {
        "@": {
            "MX": ["10 mx1", "20 mx2"],
            "A": ["198.51.100.80"],
            "TXT": [f'"v=spf1 {" ".join(dict.fromkeys((f"ip4:{sender}", f"ip4:{CLEAN_IP}")))} mx -all"'],
        },
        "mx1": {"A": ["198.51.100.21"]},
        "mx2": {"A": ["198.51.100.22"]},
        "mail": {"A": [sender]},
        "_dmarc": {"TXT": ['"v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"']},
    }


_SENDERS: Records = {
    "clean": {"MX": ["10 mx1"], "TXT": [f'"v=spf1 ip4:{CLEAN_IP} -all"']},
    "nospf": {"MX": ["10 mx1"]},
}

_FAULTY: Records = {
    "dead-mx": {"MX": ["10 mx.dead-mx"]},
    "half-dead": {"MX": ["10 mx.half-dead", "20 mx2"]},
    "alias-mx": {"MX": ["10 mail.alias-mx"]},
    "mail.alias-mx": {"CNAME": ["mx1"]},
    "literal-mx": {"MX": ["10 198.51.100.21."]},
    "doubled": {"MX": ["10 mail.doubled.example.net.doubled"]},
    "one-server": {"MX": ["10 mx1"]},
    "no-mx": {"A": ["198.51.100.80"]},
    "nothing": {"TXT": ['"this name has no mail server and no address"']},
    "localhost-mx": {"MX": ["10 localhost."]},
    "broken-dns": {"MX": ["10 mx1"]},
    "silent-dns": {"MX": ["10 mx1"]},
    "bogus": {"MX": ["10 mx1"]},
}
_FAULTY_SERVERS: Mapping[str, Behaviour] = {
    "broken-dns": Behaviour(Fault.SERVFAIL),
    "silent-dns": Behaviour(Fault.SILENT),
    "bogus": Behaviour(Fault.BOGUS),
}
_INTRANET: Records = {"mail.intranet": {"A": ["10.0.0.25"]}}


def _reverse_zones() -> Iterator[Zone]:
    behaviour = Behaviour(delay=_QUICK)
    pointers: Records = {
        "77": {"PTR": ["mail.example.net."]},
        "78": {"PTR": ["mail.example.biz."]},
        "99": {"PTR": ["pool-203-0-113-99.dynamic.example.net."]},
    }
    yield Zone("113.0.203.in-addr.arpa", pointers, behaviour)
    yield Zone("100.51.198.in-addr.arpa", {"25": {"PTR": ["mail.example.com."]}}, behaviour)


# --- the blocklists ---------------------------------------------------------------------------------------------------

_REFUSES_US = ("bl.score.senderscore.com", "multi.uribl.com")
"""Answer with an error code instead of an entry: the resolver is not registered, or asks too much."""
_SILENT = ("b.barracudacentral.org", "bl.spameatingmonkey.net", "dnsbl.kempt.net", "rbl.schulte.org")
_LISTS_EVERYTHING = ("dnsbl.antispam.or.id",)
"""Expired and parked: a wildcard answers for every address, the unlisted test point included."""
_NO_TEST_ENTRY = ("blacklist.woody.ch",)

_ENTRIES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "zen.spamhaus.org": {
        LISTED_IP: ("127.0.0.4", f"https://check.spamhaus.org/query/ip/{LISTED_IP}"),
        DYNAMIC_IP: ("127.0.0.10", f"https://check.spamhaus.org/query/ip/{DYNAMIC_IP}"),
    },
    "xbl.spamhaus.org": {LISTED_IP: ("127.0.0.4", f"https://check.spamhaus.org/query/ip/{LISTED_IP}")},
    "pbl.spamhaus.org": {DYNAMIC_IP: ("127.0.0.10", f"https://check.spamhaus.org/query/ip/{DYNAMIC_IP}")},
    "bl.spamcop.net": {LISTED_IP: ("127.0.0.2", f"Blocked - see https://www.spamcop.net/bl.shtml?{LISTED_IP}")},
    "bl.blocklist.de": {LISTED_IP: ("127.0.0.9", "Infected System (Service: postfix, Last-Attack: 1790000000)")},
    "dnsbl-2.uceprotect.net": {LISTED_IP: ("127.0.0.2", "Net 203.0.113.0/24 is UCEPROTECT-Level2 listed")},
    "dbl.spamhaus.org": {LISTED_DOMAIN: ("127.0.1.2", f"https://check.spamhaus.org/query/domain/{LISTED_DOMAIN}")},
    "list.dnswl.org": {CLEAN_IP: ("127.0.9.2", f"{CLEAN_IP} is a known sender")},
}


def _blocklists() -> Iterator[Zone]:
    seen: set[str] = set()
    for zone in load_zones():
        if zone.key is None and zone.ask is not Ask.NO and zone.shown_zone not in seen:
            seen.add(zone.shown_zone)
            yield _blocklist(zone)


def _blocklist(zone: BlocklistZone) -> Zone:
    name = zone.shown_zone
    delay = _delay(zone)
    if name in _SILENT:
        return Zone(name, behaviour=Behaviour(Fault.SILENT))
    if name in _REFUSES_US:
        refusal = "127.0.0.1" if Covers.DOMAIN in zone.covers else "127.255.255.254"
        return Zone(name, behaviour=Behaviour(Fault.ANSWER_ALL, delay, answer=refusal))
    if name in _LISTS_EVERYTHING:
        return Zone(name, behaviour=Behaviour(Fault.ANSWER_ALL, delay))
    entries = _ENTRIES.get(name, {})
    return blocklist_zone(
        name,
        {subject: reason for subject, (_, reason) in entries.items()},
        Behaviour(delay=delay),
        answers={subject: [code] for subject, (code, _) in entries.items()},
        test_points=name not in _NO_TEST_ENTRY,
    )


def _delay(zone: BlocklistZone) -> tuple[float, float]:
    """Seconds. The big lists answer quickly and the small ones one after another, so that findings are seen to come."""
    slowest = {1: 0.12, 2: 0.35, 3: 0.6}[zone.tier]
    longest = 0.05 + (slowest - 0.05) * (zlib.crc32(zone.shown_zone.encode()) % 100) / 100
    return longest * 0.8, longest
