"""What is right and wrong with a domain's mail route: pure functions of what DNS said, each rule with its RFC.

`fail`: mail cannot get through; `warn`: it works, but by luck or not for long; `pass`: for information; `unknown`: DNS
did not tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from bot.checks.lookup import Lookup, Outcome
from bot.checks.mx_records import Exchange, HostAddresses, MailRoute, is_local_name
from bot.checks.parking import parking_holder
from bot.checks.public_addresses import is_public, parse_ip
from bot.model import Check, Finding, FindingCode, Status

_Details = dict[str, str | int | float | bool]

# "Could not check", by how the look-up ended; DNSSEC that does not verify is a fault and no mere silence.
_NO_ANSWER = {
    Outcome.BOGUS: (Status.FAIL, FindingCode.DNSSEC_BOGUS, "RFC 4035 §5.5"),
    Outcome.SERVFAIL: (Status.UNKNOWN, FindingCode.SERVFAIL, "RFC 1035 §4.1.1"),
    Outcome.REFUSED: (Status.UNKNOWN, FindingCode.NAMESERVER_REFUSED, "RFC 1035 §4.1.1"),
    Outcome.SILENT: (Status.UNKNOWN, FindingCode.NAMESERVER_SILENT, "RFC 5321 §5.1"),
    Outcome.UNASKABLE: (Status.FAIL, FindingCode.NXDOMAIN, "RFC 1035 §2.3.4"),
}
# Endings that betray a name which was meant to be absolute: "mx.example.net" written without its final dot.
_ABSOLUTE_ENDINGS = frozenset({"com", "net", "org", "jp", "de", "uk", "fr", "eu", "io", "info"})


def judge_route(route: MailRoute, *, documentation: bool = False) -> list[Finding]:
    """Every fault of a mail route, or `mx_ok`. `documentation` takes the documentation ranges for public addresses."""
    mx = route.mx
    if not mx.answered:
        return [_no_answer(route.domain, mx)]
    if mx.outcome is Outcome.NXDOMAIN:
        rfc = "RFC 8020 §2"  # nothing below a name that does not exist
        return [_finding(Status.FAIL, FindingCode.NXDOMAIN, route.domain, {"rfc": rfc})]
    if not mx.found:
        return list(_without_mx(route, documentation=documentation))
    findings = [
        *_null_mx(route),
        *_names(route),
        *_targets(route, documentation=documentation),
        *_redundancy(route),
        *_wildcard(route),
    ]
    if any(finding.status in (Status.FAIL, Status.WARN, Status.UNKNOWN) for finding in findings):
        return findings
    return [*findings, _finding(Status.PASS, FindingCode.MX_OK, route.domain, _overview(route))]


def _without_mx(route: MailRoute, *, documentation: bool) -> Iterator[Finding]:
    """No MX: the domain's own address takes the mail (RFC 5321 §5.1, "implicit MX"), if it has one."""
    own = (route.hosts or {}).get(route.domain)
    if own is None or (own.ipv4.outcome is Outcome.NODATA and own.ipv6.outcome is Outcome.NODATA):
        yield _finding(Status.FAIL, FindingCode.NO_MX_NO_ADDRESS, route.domain, {"rfc": "RFC 5321 §5.1"})
        return
    if not own.addresses:
        unanswered = own.ipv4 if not own.ipv4.answered else own.ipv6
        if unanswered.answered:
            yield _finding(Status.FAIL, FindingCode.NO_MX_NO_ADDRESS, route.domain, {"rfc": "RFC 5321 §5.1"})
        else:
            yield _no_answer(route.domain, unanswered)
        return
    details: _Details = {"rfc": "RFC 5321 §5.1", "ip": str(own.addresses[0])}
    if route.invented:  # whether the domain exists at all cannot be told through this resolver
        yield _finding(Status.UNKNOWN, FindingCode.SERVFAIL, route.domain, details | {"why": "invented"})
        return
    yield _finding(Status.WARN, FindingCode.IMPLICIT_MX, route.domain, details)
    yield from _reachability(route.domain, {route.domain: own}, documentation=documentation)


def _null_mx(route: MailRoute) -> Iterator[Finding]:
    """RFC 7505: a lone "0 ." says that the domain takes no mail, and stands alone."""
    if all(exchange.host for exchange in route.exchanges):
        return
    if others := _hosts(route):
        details: _Details = {"mx": others[0], "rfc": "RFC 7505 §3"}
        yield _finding(Status.WARN, FindingCode.NULL_MX_WITH_OTHERS, route.domain, details)
    else:
        yield _finding(Status.FAIL, FindingCode.NULL_MX, route.domain, {"rfc": "RFC 7505 §3"})


def _names(route: MailRoute) -> Iterator[Finding]:
    """What can be told from the names in the MX records alone. Without another working host these are fatal."""
    usable = [host for host in _hosts(route) if not _is_unusable(host)]
    fatal = Status.WARN if usable else Status.FAIL
    for host in _hosts(route):
        details: _Details = {"mx": host}
        if parse_ip(host) is not None:
            yield _finding(fatal, FindingCode.MX_IS_IP_LITERAL, host, details | {"rfc": "RFC 1035 §3.3.9"})
        elif _completed_literal(host, route.domain) and not _addresses(route, host):
            status = Status.FAIL if _all_dead(route) else Status.WARN
            yield _finding(status, FindingCode.MX_IS_IP_LITERAL, host, details | {"rfc": "RFC 1035 §3.3.9"})
        elif is_local_name(host):
            yield _finding(fatal, FindingCode.MX_LOCALHOST, host, details | {"rfc": "RFC 6761 §6.3"})
        if "_" in host:
            yield _finding(Status.WARN, FindingCode.MX_UNDERSCORE, host, details | {"rfc": "RFC 5321 §2.3.5"})
        if meant := _meant_name(host, route.domain):
            # It harms only where the doubled name leads nowhere; a wildcard may well catch it.
            status = Status.WARN if _addresses(route, host) else Status.FAIL if _all_dead(route) else Status.WARN
            rfc: _Details = {"rfc": "RFC 1035 §5.1", "meant": meant}
            yield _finding(status, FindingCode.MX_DOUBLED_NAME, host, details | rfc)
        if holder := parking_holder(host):
            parked: _Details = {"holder": holder, "rfc": "RFC 5321 §5.1"}
            yield _finding(Status.WARN, FindingCode.MX_PARKING, host, details | parked)
    if "_" in route.domain:
        yield _finding(Status.WARN, FindingCode.MX_UNDERSCORE, route.domain, {"rfc": "RFC 5321 §2.3.5"})
    for host, count in Counter(exchange.host for exchange in route.exchanges).items():
        if count > 1:
            repeated: _Details = {"mx": host, "count": count, "rfc": "RFC 5321 §5.1"}
            yield _finding(Status.WARN, FindingCode.MX_DUPLICATE, host, repeated)


def _targets(route: MailRoute, *, documentation: bool) -> Iterator[Finding]:
    """What becomes of the hosts that the MX records name."""
    hosts = route.hosts or {}
    dead = [host for host, found in hosts.items() if not found.addresses]
    # Where DNS did not tell of some host, that one may still take the mail.
    fatal = Status.FAIL if _all_dead(route) and all(_is_told(found) for found in hosts.values()) else Status.WARN
    for host, found in hosts.items():
        details: _Details = {"mx": host}
        if host in dead:
            yield _dead_target(host, found, fatal, others_live=len(dead) < len(hosts))
        if found.aliases:
            alias: _Details = {"alias": found.aliases[0], "rfc": "RFC 2181 §10.3"}
            yield _finding(Status.WARN, FindingCode.MX_IS_CNAME, host, details | alias)
    if dead and len(dead) < len(hosts):
        counts: _Details = {"dead": len(dead), "total": len(hosts), "mx": ", ".join(dead), "rfc": "RFC 5321 §5.1"}
        yield _finding(Status.WARN, FindingCode.SOME_MX_DEAD, route.domain, counts)
    yield from _reachability(route.domain, hosts, documentation=documentation)


def _dead_target(host: str, found: HostAddresses, fatal: Status, *, others_live: bool) -> Finding:
    lookup = found.ipv4 if not found.ipv4.answered or found.ipv6.answered else found.ipv6
    if lookup.outcome in (Outcome.NXDOMAIN, Outcome.UNASKABLE):
        return _finding(fatal, FindingCode.MX_TARGET_NXDOMAIN, host, {"mx": host, "rfc": "RFC 5321 §5.1"})
    if lookup.outcome is Outcome.NODATA:
        return _finding(fatal, FindingCode.MX_TARGET_NO_ADDRESS, host, {"mx": host, "rfc": "RFC 5321 §5.1"})
    if lookup.outcome is Outcome.SERVFAIL:
        details: _Details = {"mx": host, "rfc": "RFC 5321 §5.1"}
        if lookup.ede:
            details["ede"] = lookup.ede
        return _finding(Status.WARN if others_live else Status.UNKNOWN, FindingCode.MX_TARGET_SERVFAIL, host, details)
    unanswered = _no_answer(host, lookup)
    return replace(unanswered, status=Status.WARN) if others_live else unanswered


def _reachability(domain: str, hosts: dict[str, HostAddresses], *, documentation: bool) -> Iterator[Finding]:
    """Whether the addresses can be reached from the Internet (RFC 6890), and by IPv4."""
    addressed = {host: found.addresses for host, found in hosts.items() if found.addresses}
    if not addressed:
        return
    outside = {
        host: [address for address in addresses if is_public(address, documentation=documentation)]
        for host, addresses in addressed.items()
    }
    fatal = Status.WARN if any(outside.values()) else Status.FAIL
    for host, addresses in addressed.items():
        hidden = [address for address in addresses if address not in outside[host]]
        if hidden:
            details: _Details = {"mx": host, "ip": str(hidden[0]), "rfc": "RFC 6890 §2.2.2"}
            yield _finding(fatal, FindingCode.MX_PRIVATE_ADDRESS, host, details)
    ipv4_known = all(found.ipv4.answered for found in hosts.values())
    if ipv4_known and not any(found.ipv4.found for found in hosts.values()):
        # RFC 3974 §2: a mail domain that IPv4-only senders cannot reach.
        yield _finding(Status.WARN, FindingCode.MX_IPV6_ONLY, domain, {"rfc": "RFC 3974 §2"})


def _redundancy(route: MailRoute) -> Iterator[Finding]:
    """One host only, or several names for one: no fault, yet nothing to fall back on."""
    hosts = route.hosts or {}
    names = {exchange.host for exchange in route.exchanges if exchange.host}
    if len(names) == 1 and len(route.exchanges) == 1 and _addresses(route, next(iter(names))):
        details: _Details = {"mx": next(iter(names)), "rfc": "RFC 5321 §5.1"}
        yield _finding(Status.PASS, FindingCode.MX_SINGLE, route.domain, details)
    holders: dict[str, list[str]] = {}
    for host, found in hosts.items():
        for address in found.addresses:
            holders.setdefault(str(address), []).append(host)
    for shared, sharing in holders.items():
        if len(sharing) > 1:
            same: _Details = {"ip": shared, "mx": ", ".join(sharing), "count": len(sharing), "rfc": "RFC 5321 §5.1"}
            yield _finding(Status.WARN, FindingCode.MX_SAME_IP, route.domain, same)
            return  # one address stands for all of them


def _wildcard(route: MailRoute) -> Iterator[Finding]:
    """RFC 4592: an MX for every name under a domain; a misspelt host part looks as good as a right one."""
    if route.wildcard_of:
        details: _Details = {"wildcard": f"*.{route.wildcard_of}", "rfc": "RFC 4592 §2.1.3"}
        yield _finding(Status.WARN, FindingCode.MX_WILDCARD, route.domain, details)


def _no_answer(subject: str, lookup: Lookup) -> Finding:
    status, code, rfc = _NO_ANSWER[lookup.outcome]
    details: _Details = {"rfc": rfc}
    if lookup.ede:
        details["ede"] = lookup.ede
    return _finding(status, code, subject, details)


def _finding(status: Status, code: FindingCode, subject: str, details: _Details) -> Finding:
    return Finding(Check.MX, status, code, subject, {key: value for key, value in details.items() if value != ""})


def _overview(route: MailRoute) -> _Details:
    best = next((exchange for exchange in route.exchanges if exchange.host), Exchange(0, ""))
    addresses = _addresses(route, best.host)
    return {"mx": best.host, "count": len(route.exchanges), "ip": str(addresses[0]) if addresses else ""}


def _hosts(route: MailRoute) -> list[str]:
    """The named hosts, each once, best first."""
    return list(dict.fromkeys(exchange.host for exchange in route.exchanges if exchange.host))


def _addresses(route: MailRoute, host: str) -> tuple[object, ...]:
    found = (route.hosts or {}).get(host)
    return found.addresses if found else ()


def _all_dead(route: MailRoute) -> bool:
    """Whether no host of the route has an address, of all that DNS told about."""
    return not any(found.addresses for found in (route.hosts or {}).values())


def _is_told(found: HostAddresses) -> bool:
    return found.ipv4.answered and found.ipv6.answered


def _is_unusable(host: str) -> bool:
    return parse_ip(host) is not None or is_local_name(host)


def _completed_literal(host: str, domain: str) -> bool:
    """Whether a host is an IPv4 address to which the zone file's origin was added, for want of a final dot."""
    return any(parse_ip(host.removesuffix("." + origin)) is not None for origin in _origins(domain))


def _meant_name(host: str, domain: str) -> str:
    """The name that a zone file meant before it was completed by the origin for want of a final dot; "" if none."""
    for origin in _origins(domain):
        if not host.endswith("." + origin):
            continue
        inner = host[: -len(origin) - 1]
        if inner == origin or inner.endswith("." + origin):
            return inner
        if inner.count(".") >= 2 and inner.rpartition(".")[2] in _ABSOLUTE_ENDINGS:
            return inner
    return ""


def _origins(domain: str) -> list[str]:
    """The zone origins that a domain may lie under: itself and its parents of two labels or more."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
