"""A zoo of mail domains, each broken in one way: the zones, and what the mail-route check must say of them.

One exhibit a fault; the same zones are served in process, by NSD in `tests/servers`, and printed by the benchmark.
Faults that no zone file can express (silence, refusal, bogus signatures) are `Behaviour`s of the in-process server.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model import FindingCode, Status
from bot.playground.nameserver import Behaviour, Fault, Records, Zone

ROOT = "zoo-example.com"
_GOOD = Behaviour()


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A zone `<name>.zoo-example.com`, the domain to ask about, and all findings that must come of it."""

    name: str
    records: Records
    expected: Mapping[FindingCode, Status]
    asked: str = ""
    behaviour: Behaviour = _GOOD
    names: Mapping[str, Behaviour] | None = None

    @property
    def origin(self) -> str:
        return f"{self.name}.{ROOT}"

    @property
    def domain(self) -> str:
        return f"{self.asked}.{self.origin}" if self.asked else self.origin

    @property
    def zone(self) -> Zone:
        return Zone(self.origin, self.records, self.behaviour, self.names or {})

    @property
    def in_zone_file(self) -> bool:
        """Whether the fault is one of data, so that any name server shows it."""
        return self.behaviour == _GOOD and not self.names and bool(self.records)


_OUTSIDE = Zone(
    "elsewhere-example.net",
    {
        "mx1": {"A": ["198.51.100.11"], "AAAA": ["2001:db8:1::11"]},
        "mx2": {"A": ["198.51.100.12"]},
        "nothing": {"TXT": ['"no address here"']},
        "alias": {"CNAME": ["mx1"]},
    },
)
_PARKING = Zone("h-email.net", {"mail": {"A": ["198.51.100.66"]}})
NEIGHBOURS = (_OUTSIDE, _PARKING)


def _two(*exchanges: str, **more: Mapping[str, Sequence[str]]) -> Records:
    return {"@": {"MX": list(exchanges)}, **more}


_MX1, _MX2 = "mx1.elsewhere-example.net.", "mx2.elsewhere-example.net."
_HEALTHY: Records = {"@": {"MX": [f"10 {_MX1}", f"20 {_MX2}"]}}

EXHIBITS: tuple[Exhibit, ...] = (
    Exhibit("healthy", _HEALTHY, {FindingCode.MX_OK: Status.PASS}),
    Exhibit("nxdomain", {"@": {"TXT": ['"x"']}}, {FindingCode.NXDOMAIN: Status.FAIL}, asked="nowhere"),
    Exhibit("null-mx", _two("0 ."), {FindingCode.NULL_MX: Status.FAIL}),
    Exhibit(
        "null-mx-with-others",
        _two("0 .", f"10 {_MX1}", f"20 {_MX2}"),
        {FindingCode.NULL_MX_WITH_OTHERS: Status.WARN},
    ),
    Exhibit("implicit-mx", {"@": {"A": ["198.51.100.20"]}}, {FindingCode.IMPLICIT_MX: Status.WARN}),
    Exhibit(
        "implicit-mx-ipv6",
        {"@": {"AAAA": ["2001:db8:1::20"]}},
        {FindingCode.IMPLICIT_MX: Status.WARN, FindingCode.MX_IPV6_ONLY: Status.WARN},
    ),
    Exhibit(
        "implicit-mx-private",
        {"@": {"A": ["10.0.0.20"]}},
        {FindingCode.IMPLICIT_MX: Status.WARN, FindingCode.MX_PRIVATE_ADDRESS: Status.FAIL},
    ),
    Exhibit("no-mx-no-address", {"@": {"TXT": ['"x"']}}, {FindingCode.NO_MX_NO_ADDRESS: Status.FAIL}),
    Exhibit(
        "target-no-address",
        _two("10 nothing.elsewhere-example.net."),
        {FindingCode.MX_TARGET_NO_ADDRESS: Status.FAIL},
    ),
    Exhibit("target-nxdomain", _two("10 gone.elsewhere-example.net."), {FindingCode.MX_TARGET_NXDOMAIN: Status.FAIL}),
    Exhibit(
        "target-servfail",
        _two("10 mx", mx={"A": ["198.51.100.21"]}),
        {FindingCode.MX_TARGET_SERVFAIL: Status.UNKNOWN},
        names={"mx": Behaviour(Fault.SERVFAIL)},
    ),
    Exhibit(
        "some-mx-dead",
        _two(f"10 {_MX1}", "20 gone.elsewhere-example.net."),
        {FindingCode.MX_TARGET_NXDOMAIN: Status.WARN, FindingCode.SOME_MX_DEAD: Status.WARN},
    ),
    Exhibit(
        "all-mx-dead",
        _two("10 nothing.elsewhere-example.net.", "20 gone.elsewhere-example.net."),
        {FindingCode.MX_TARGET_NO_ADDRESS: Status.FAIL, FindingCode.MX_TARGET_NXDOMAIN: Status.FAIL},
    ),
    Exhibit(
        "some-servfail",
        _two(f"10 {_MX1}", "20 mx", mx={"A": ["198.51.100.22"]}),
        {FindingCode.MX_TARGET_SERVFAIL: Status.WARN, FindingCode.SOME_MX_DEAD: Status.WARN},
        names={"mx": Behaviour(Fault.SERVFAIL)},
    ),
    Exhibit(
        "mx-is-cname",
        _two("10 alias.elsewhere-example.net.", f"20 {_MX2}"),
        {FindingCode.MX_IS_CNAME: Status.WARN},
    ),
    Exhibit(
        "mx-is-dangling-cname",
        _two("10 mail", mail={"CNAME": ["gone.elsewhere-example.net."]}),
        {FindingCode.MX_IS_CNAME: Status.WARN, FindingCode.MX_TARGET_NXDOMAIN: Status.FAIL},
    ),
    Exhibit("mx-is-ip-literal", _two("10 198.51.100.23."), {FindingCode.MX_IS_IP_LITERAL: Status.FAIL}),
    Exhibit(
        "ip-literal-beside-host",
        _two(f"10 {_MX1}", "20 198.51.100.23."),
        {FindingCode.MX_IS_IP_LITERAL: Status.WARN},
    ),
    Exhibit(
        "private-address",
        _two("10 mx", mx={"A": ["192.168.1.25"]}),
        {FindingCode.MX_PRIVATE_ADDRESS: Status.FAIL, FindingCode.MX_SINGLE: Status.PASS},
    ),
    Exhibit(
        "loopback-address",
        _two("10 mx", mx={"A": ["127.0.0.1"]}),
        {FindingCode.MX_PRIVATE_ADDRESS: Status.FAIL, FindingCode.MX_SINGLE: Status.PASS},
    ),
    Exhibit(
        "zero-address",
        _two("10 mx", mx={"A": ["0.0.0.0"]}),
        {FindingCode.MX_PRIVATE_ADDRESS: Status.FAIL, FindingCode.MX_SINGLE: Status.PASS},
    ),
    Exhibit(
        "unique-local-ipv6",
        _two("10 mx", mx={"AAAA": ["fd00::25"]}),
        {
            FindingCode.MX_PRIVATE_ADDRESS: Status.FAIL,
            FindingCode.MX_IPV6_ONLY: Status.WARN,
            FindingCode.MX_SINGLE: Status.PASS,
        },
    ),
    Exhibit(
        "private-beside-public",
        _two(f"10 {_MX1}", "20 mx", mx={"A": ["172.16.0.25"]}),
        {FindingCode.MX_PRIVATE_ADDRESS: Status.WARN},
    ),
    Exhibit("localhost", _two("10 localhost."), {FindingCode.MX_LOCALHOST: Status.FAIL}),
    Exhibit(
        "doubled-name",
        _two(f"10 mail.doubled-name.{ROOT}"),
        {FindingCode.MX_DOUBLED_NAME: Status.FAIL, FindingCode.MX_TARGET_NXDOMAIN: Status.FAIL},
    ),
    Exhibit(
        "missing-final-dot",
        _two("10 mx1.elsewhere-example.net"),
        {FindingCode.MX_DOUBLED_NAME: Status.FAIL, FindingCode.MX_TARGET_NXDOMAIN: Status.FAIL},
    ),
    Exhibit(
        "ip-literal-without-dot",
        _two("10 198.51.100.21"),
        {FindingCode.MX_IS_IP_LITERAL: Status.FAIL, FindingCode.MX_TARGET_NXDOMAIN: Status.FAIL},
    ),
    Exhibit(
        "underscore",
        _two("10 mail_server", f"20 {_MX2}", mail_server={"A": ["198.51.100.24"]}),
        {FindingCode.MX_UNDERSCORE: Status.WARN},
    ),
    Exhibit(
        "duplicate",
        _two(f"10 {_MX1}", f"20 {_MX1}"),
        {FindingCode.MX_DUPLICATE: Status.WARN},
    ),
    Exhibit(
        "same-ip",
        _two("10 a", "20 b", a={"A": ["198.51.100.25"]}, b={"A": ["198.51.100.25"]}),
        {FindingCode.MX_SAME_IP: Status.WARN},
    ),
    Exhibit(
        "ipv6-only",
        _two("10 a", "20 b", a={"AAAA": ["2001:db8:1::26"]}, b={"AAAA": ["2001:db8:1::27"]}),
        {FindingCode.MX_IPV6_ONLY: Status.WARN},
    ),
    Exhibit("single", _two(f"10 {_MX1}"), {FindingCode.MX_SINGLE: Status.PASS, FindingCode.MX_OK: Status.PASS}),
    Exhibit(
        "parking",
        _two("10 mail.h-email.net."),
        {FindingCode.MX_PARKING: Status.WARN, FindingCode.MX_SINGLE: Status.PASS},
    ),
    Exhibit(
        "wildcard",
        {**_HEALTHY, "*": {"MX": [f"10 {_MX1}"]}},
        {FindingCode.MX_WILDCARD: Status.WARN},
    ),
    Exhibit(
        "only-by-wildcard",
        {"*": {"MX": [f"10 {_MX1}", f"20 {_MX2}"]}},
        {FindingCode.MX_WILDCARD: Status.WARN},
        asked="anything",
    ),
    Exhibit("dnssec-bogus", _HEALTHY, {FindingCode.DNSSEC_BOGUS: Status.FAIL}, behaviour=Behaviour(Fault.BOGUS)),
    Exhibit("servfail", _HEALTHY, {FindingCode.SERVFAIL: Status.UNKNOWN}, behaviour=Behaviour(Fault.SERVFAIL)),
    Exhibit("refused", _HEALTHY, {FindingCode.NAMESERVER_REFUSED: Status.UNKNOWN}, behaviour=Behaviour(Fault.REFUSED)),
    Exhibit("silent", _HEALTHY, {FindingCode.NAMESERVER_SILENT: Status.UNKNOWN}, behaviour=Behaviour(Fault.SILENT)),
    Exhibit("truncated", _HEALTHY, {FindingCode.MX_OK: Status.PASS}, behaviour=Behaviour(Fault.TRUNCATED)),
)
