"""One question to DNS, one outcome as data: the thin rim between the checks' rules and dnspython's async resolver."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field, replace
from enum import StrEnum

import dns.asyncresolver
import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.resolver

from bot.checks.network import Network

MAX_RECORDS = 64
MAX_CNAME_CHAIN = 8
_EDNS_PAYLOAD = 1232  # what fits everywhere without fragments (DNS flag day 2020)
# EDE codes (RFC 8914 §4) that say why a resolver gave up.
_BOGUS = frozenset(range(5, 13)) | {1, 2, 27}  # DNSSEC: RFC 8914 §4.6-4.13; algorithms, NSEC3 iterations
_UNREACHABLE = frozenset({22, 23})  # "No Reachable Authority", "Network Error"
_LAME = frozenset({20})  # "Not Authoritative"


class Outcome(StrEnum):
    """How a look-up ended."""

    ANSWER = "answer"
    NODATA = "nodata"  # the name exists, without records of that type
    NXDOMAIN = "nxdomain"
    SERVFAIL = "servfail"
    BOGUS = "bogus"  # DNSSEC does not verify: an answer with CD, none without
    REFUSED = "refused"
    SILENT = "silent"
    UNASKABLE = "unaskable"  # not a name that DNS can carry


@dataclass(frozen=True, slots=True)
class Lookup:
    """What came of asking for `name` and `rdtype`. `records` are in presentation format, without TTLs, sorted.

    `aliases` is the CNAME chain that was followed, `canonical` its end. `ede` is the resolver's own reason (RFC 8914).
    """

    name: str
    rdtype: str
    outcome: Outcome
    records: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    canonical: str = ""
    ede: str = ""

    @property
    def found(self) -> bool:
        """Whether there are records."""
        return self.outcome is Outcome.ANSWER

    @property
    def answered(self) -> bool:
        """Whether DNS told what is there, be it nothing."""
        return self.outcome in (Outcome.ANSWER, Outcome.NODATA, Outcome.NXDOMAIN)


@dataclass(slots=True)
class Lookups:
    """The look-ups of one run: each question is asked once, however many checks want to know."""

    network: Network
    _running: dict[tuple[str, str], asyncio.Task[Lookup]] = field(default_factory=dict)
    _resolver: dns.asyncresolver.Resolver | None = None
    _closed: bool = False

    async def ask(self, name: str, rdtype: str) -> Lookup:
        """Ask for a name's records; never raises for what DNS does."""
        if self._closed:
            return Lookup(name, rdtype, Outcome.SILENT)
        key = (name.rstrip(".").lower(), rdtype)
        task = self._running.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._ask(key[0], rdtype))
            self._running[key] = task
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Drop what is still being asked; whoever asks from now on hears nothing."""
        self._closed = True
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _ask(self, name: str, rdtype: str) -> Lookup:
        try:
            qname = dns.name.from_text(name)
        except (dns.exception.DNSException, UnicodeError):
            return Lookup(name, rdtype, Outcome.UNASKABLE)
        lookup = await self._resolve(qname, name, rdtype, checking=True)
        if lookup.outcome is not Outcome.SERVFAIL:
            return lookup
        if not (await self._resolve(qname, name, rdtype, checking=False)).answered:
            return lookup
        # It answers with CD. A server that merely stumbled answers without it as well, the second time.
        again = await self._resolve(qname, name, rdtype, checking=True)
        return replace(again, outcome=Outcome.BOGUS) if again.outcome is Outcome.SERVFAIL else again

    async def _resolve(self, qname: dns.name.Name, name: str, rdtype: str, *, checking: bool) -> Lookup:
        resolver = self._configured()
        if not checking:
            resolver = _with_checking_disabled(resolver)
        try:
            answer = await resolver.resolve(
                qname, rdtype, search=False, raise_on_no_answer=False, lifetime=self.network.lookup_lifetime
            )
        except dns.resolver.NXDOMAIN as error:
            response: dns.message.Message = error.response(qname)  # type: ignore[no-untyped-call]
            return Lookup(name, rdtype, Outcome.NXDOMAIN, aliases=_aliases_of(response, qname))
        except dns.resolver.NoNameservers as error:
            return _given_up(name, rdtype, error)
        except dns.exception.Timeout:
            return Lookup(name, rdtype, Outcome.SILENT)
        except (dns.exception.DNSException, OSError):
            # A malformed answer, a loop of aliases, no route to the resolver: in no case an answer.
            return Lookup(name, rdtype, Outcome.SERVFAIL)
        return _answered(name, rdtype, answer, qname)

    def _configured(self) -> dns.asyncresolver.Resolver:
        if self._resolver is None:
            self._resolver = make_resolver(self.network)
        return self._resolver


def is_remembered(network: Network, name: str, rdtype: str) -> bool:
    """Whether the answer for a name's records is in the cache, be it that there are none."""
    try:
        qname = dns.name.from_text(name)
    except (dns.exception.DNSException, UnicodeError):
        return False
    # NXDOMAIN holds for all types and stands under ANY (RFC 8020).
    wanted = (dns.rdatatype.from_text(rdtype), dns.rdatatype.ANY)
    return any(network.cache.get((qname, kind, dns.rdataclass.IN)) is not None for kind in wanted)


def make_resolver(network: Network) -> dns.asyncresolver.Resolver:
    """dnspython's resolver over our name servers, or the system's; with EDNS for reasons (EDE) and the shared cache."""
    try:
        resolver = dns.asyncresolver.Resolver(configure=not network.nameservers)
    except dns.resolver.NoResolverConfiguration:
        resolver = dns.asyncresolver.Resolver(configure=False)  # without servers every look-up is "could not check"
    if network.nameservers:
        resolver.nameservers = list(network.nameservers)
        resolver.port = network.port
    resolver.timeout = network.query_timeout
    resolver.lifetime = network.lookup_lifetime
    resolver.use_edns(0, 0, _EDNS_PAYLOAD)
    resolver.cache = network.cache
    return resolver


def random_label() -> str:
    """A label that nobody has given to anything, to find out whether a zone answers for every name."""
    return f"smtp550-{random.SystemRandom().getrandbits(48):012x}"


def _with_checking_disabled(resolver: dns.asyncresolver.Resolver) -> dns.asyncresolver.Resolver:
    """The same resolver with CD set (RFC 4035 §3.2.2), and apart from the cache, which knows no CD."""
    twin = dns.asyncresolver.Resolver(configure=False)
    twin.nameservers = resolver.nameservers
    twin.port = resolver.port
    twin.timeout, twin.lifetime = resolver.timeout, resolver.lifetime
    twin.use_edns(0, 0, _EDNS_PAYLOAD)
    twin.set_flags(dns.flags.RD | dns.flags.CD)
    return twin


def _answered(name: str, rdtype: str, answer: dns.resolver.Answer, qname: dns.name.Name) -> Lookup:
    aliases = _aliases_of(answer.response, qname)
    canonical = answer.canonical_name.to_text(omit_final_dot=True).lower()
    if len(aliases) > MAX_CNAME_CHAIN:
        return Lookup(name, rdtype, Outcome.SERVFAIL, aliases=aliases[:MAX_CNAME_CHAIN], canonical=canonical)
    if answer.rrset is None and answer.response.answer and not aliases:
        return Lookup(name, rdtype, Outcome.SERVFAIL)  # records of another name: an answer to another question
    if answer.rrset is None:
        return Lookup(name, rdtype, Outcome.NODATA, aliases=aliases, canonical=canonical)
    # Twice the same record is one to DNS; what we keep is capped, because strangers write it.
    records = tuple(sorted(rdata.to_text() for rdata in answer.rrset)[:MAX_RECORDS])
    return Lookup(name, rdtype, Outcome.ANSWER, records, aliases, canonical)


def _aliases_of(response: dns.message.Message, qname: dns.name.Name) -> tuple[str, ...]:
    """The targets of the CNAME chain that starts at `qname`, as far as the response shows it."""
    targets = {
        rrset.name: rrset[0].target for rrset in response.answer if rrset.rdtype == dns.rdatatype.CNAME and rrset
    }
    chain: list[str] = []
    while qname in targets and len(chain) <= MAX_CNAME_CHAIN:
        qname = targets[qname]
        chain.append(qname.to_text(omit_final_dot=True).lower())
    return tuple(chain)


def _given_up(name: str, rdtype: str, error: dns.resolver.NoNameservers) -> Lookup:
    """No name server gave a usable answer: the reason of the one that said most."""
    responses = [entry[4] for entry in error.kwargs.get("errors", ()) if entry[4] is not None]
    if not responses:
        return Lookup(name, rdtype, Outcome.SILENT)
    options = [option for response in responses for option in response.extended_errors()]
    codes = {int(option.code) for option in options}
    ede = "; ".join(_in_words(option) for option in options)[:200]
    rcodes = {response.rcode() for response in responses}
    if codes & _BOGUS and dns.rcode.SERVFAIL in rcodes:
        outcome = Outcome.SERVFAIL  # asked once more with CD before it is called bogus
    elif rcodes == {dns.rcode.REFUSED} or codes & _LAME:
        outcome = Outcome.REFUSED
    elif codes & _UNREACHABLE:
        outcome = Outcome.SILENT
    else:
        outcome = Outcome.SERVFAIL
    return Lookup(name, rdtype, outcome, ede=ede)


def _in_words(option: dns.edns.EDEOption) -> str:
    try:
        title = dns.edns.EDECode(option.code).name.replace("_", " ").lower()
    except ValueError:
        title = f"EDE {int(option.code)}"
    return f"{title}: {option.text}" if option.text else title
