"""The words of the domain: causes, methods, replies, bounces, findings and diagnoses, as data that never changes.

Everything that flows between the rooms of the engine is one of these. They know no Slack, no network and no language:
words for people live in `bot/article/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Party(StrEnum):
    """Who can do something about a cause."""

    SENDER = "sender"
    SENDER_ADMIN = "sender_admin"
    RECIPIENT = "recipient"
    RECIPIENT_ADMIN = "recipient_admin"
    NOBODY = "nobody"


class Method(IntEnum):
    """The three methods of the article "Fix: SMTP error 550 when sending mail", in its order."""

    CHECK_ADDRESS = 1
    ASK_RECIPIENT = 2
    CHECK_BLOCKLISTS = 3


class Cause(StrEnum):
    """Why a mail came back. One vocabulary for code, JSON, database and metrics."""

    TYPO_IN_ADDRESS = "typo_in_address"
    ADDRESS_NOT_FOUND = "address_not_found"
    DOMAIN_NOT_FOUND = "domain_not_found"
    SPAM_FILTER = "spam_filter"
    BLOCKLISTED = "blocklisted"
    OUTBOUND_FILTER = "outbound_filter"
    SMTP_AUTH_FAILED = "smtp_auth_failed"
    RECIPIENT_SERVER_DOWN = "recipient_server_down"
    MAILBOX_UNAVAILABLE = "mailbox_unavailable"
    MAILBOX_FULL = "mailbox_full"
    MX_MISCONFIGURED = "mx_misconfigured"
    SENDER_AUTHENTICATION = "sender_authentication"
    SENDER_DNS = "sender_dns"
    TLS_REQUIRED = "tls_required"
    RECIPIENT_RESTRICTED = "recipient_restricted"
    MESSAGE_TOO_LARGE = "message_too_large"
    CONTENT_REJECTED = "content_rejected"
    RATE_LIMITED = "rate_limited"
    SENDING_QUOTA = "sending_quota"
    MAIL_LOOP = "mail_loop"
    DELAYED = "delayed"
    UNKNOWN = "unknown"
    NO_FAULT_FOUND = "no_fault_found"


@dataclass(frozen=True, slots=True)
class CauseFacts:
    """What holds for a cause in every case: the article's suspect number, the method to begin with, who can act."""

    suspect: int | None
    method: Method | None
    who: tuple[Party, ...]


_M1, _M2, _M3 = Method.CHECK_ADDRESS, Method.ASK_RECIPIENT, Method.CHECK_BLOCKLISTS

CAUSE_FACTS: Mapping[Cause, CauseFacts] = MappingProxyType(
    {
        Cause.TYPO_IN_ADDRESS: CauseFacts(1, _M1, (Party.SENDER,)),
        Cause.ADDRESS_NOT_FOUND: CauseFacts(2, _M1, (Party.SENDER, Party.RECIPIENT)),
        Cause.DOMAIN_NOT_FOUND: CauseFacts(None, _M1, (Party.SENDER,)),
        Cause.SPAM_FILTER: CauseFacts(3, _M2, (Party.RECIPIENT_ADMIN,)),
        Cause.BLOCKLISTED: CauseFacts(3, _M3, (Party.SENDER_ADMIN,)),
        Cause.OUTBOUND_FILTER: CauseFacts(4, None, (Party.SENDER_ADMIN,)),
        Cause.SMTP_AUTH_FAILED: CauseFacts(5, None, (Party.SENDER,)),
        Cause.RECIPIENT_SERVER_DOWN: CauseFacts(6, None, (Party.RECIPIENT_ADMIN,)),
        Cause.MAILBOX_UNAVAILABLE: CauseFacts(7, None, (Party.RECIPIENT,)),
        Cause.MAILBOX_FULL: CauseFacts(7, None, (Party.RECIPIENT,)),
        Cause.MX_MISCONFIGURED: CauseFacts(8, None, (Party.RECIPIENT_ADMIN,)),
        Cause.SENDER_AUTHENTICATION: CauseFacts(None, None, (Party.SENDER_ADMIN,)),
        Cause.SENDER_DNS: CauseFacts(None, None, (Party.SENDER_ADMIN,)),
        Cause.TLS_REQUIRED: CauseFacts(None, None, (Party.SENDER_ADMIN,)),
        Cause.RECIPIENT_RESTRICTED: CauseFacts(None, _M2, (Party.RECIPIENT,)),
        Cause.MESSAGE_TOO_LARGE: CauseFacts(None, None, (Party.SENDER,)),
        Cause.CONTENT_REJECTED: CauseFacts(None, None, (Party.SENDER,)),
        Cause.RATE_LIMITED: CauseFacts(None, None, (Party.NOBODY, Party.SENDER_ADMIN)),
        Cause.SENDING_QUOTA: CauseFacts(None, None, (Party.SENDER,)),
        Cause.MAIL_LOOP: CauseFacts(None, None, (Party.RECIPIENT_ADMIN,)),
        Cause.DELAYED: CauseFacts(None, None, (Party.NOBODY,)),
        Cause.UNKNOWN: CauseFacts(None, _M1, ()),
        Cause.NO_FAULT_FOUND: CauseFacts(None, _M1, ()),
    }
)


# --- what was read ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reply:
    """An SMTP server's reply (RFC 5321 §4.2), as far as the text shows it.

    `enhanced_status` is RFC 3463's "5.1.1" without the "#" or parentheses that some servers print around it.
    """

    reply_code: int | None = None
    enhanced_status: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class NamedList:
    """A blocklist that a bounce names, public (with a DNS zone) or a provider's own (with a delisting page).

    `delist_url` comes from our own tables, never from the mail.
    """

    name: str
    zone: str | None = None
    delist_url: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient whom the mail did not reach, what was said about it, and the cause that the words point to.

    `recipient` is the address that the person wrote to, as it stands in the text; `alias` the one it was forwarded to.
    `diagnostic` is the line that the cause rests on. `sending_ip` is the address that the refusing server saw.
    `at_submission`: the sender's own outgoing server (RFC 6409) refused it or could not be reached; it never left.
    """

    recipient: str | None
    cause: Cause
    confidence: float
    reply: Reply = field(default_factory=Reply)
    alias: str | None = None
    permanent: bool | None = None
    diagnostic: str | None = None
    remote_mta: str | None = None
    sending_ip: str | None = None
    named_list: NamedList | None = None
    at_submission: bool = False


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a text or a mail says about a delivery that failed.

    `is_bounce`: sure enough to answer without being asked; `confidence` is the measure behind it (0–1), so that a
    middling text can get a quiet offer instead. `failures` is empty where nothing was found. `sender` is the address
    that the mail was sent from, where the text shows it. `format` names the detector that knew the text. `notes` are
    for the log: detectors that slipped over this text and what they slipped over.
    """

    is_bounce: bool
    confidence: float
    failures: tuple[Failure, ...] = ()
    reporting_mta: str | None = None
    sender: str | None = None
    dkim_selector: str | None = None
    format: str | None = None
    truncated: bool = False
    notes: tuple[str, ...] = ()


# --- what was checked -------------------------------------------------------------------------------------------------


class Check(StrEnum):
    """The questions that we ask of DNS and SMTP."""

    ADDRESS = "address"
    TYPO = "typo"
    MX = "mx"
    BLOCKLIST = "blocklist"
    SENDER = "sender"
    MAILBOX = "mailbox"


class Status(StrEnum):
    """The outcome of a check. `UNKNOWN` is "could not check": never "fine" and never "listed"."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class FindingCode(StrEnum):
    """What exactly was found; stable names that other programs read."""

    # address
    VALID = "valid"
    REPAIRED_CHARACTERS = "repaired_characters"
    SYNTAX_ERROR = "syntax_error"
    RFC_BREAKING_LOCAL_PART = "rfc_breaking_local_part"
    RESERVED_DOMAIN = "reserved_domain"
    CASE_NOTE = "case_note"
    # typo
    NONE = "none"
    TYPO_TABLE = "typo_table"
    TYPO_DISTANCE = "typo_distance"
    TYPO_TLD = "typo_tld"
    NEAR_KNOWN_ADDRESS = "near_known_address"
    # mx
    MX_OK = "mx_ok"
    NXDOMAIN = "nxdomain"
    NULL_MX = "null_mx"
    NULL_MX_WITH_OTHERS = "null_mx_with_others"
    IMPLICIT_MX = "implicit_mx"
    NO_MX_NO_ADDRESS = "no_mx_no_address"
    MX_TARGET_NO_ADDRESS = "mx_target_no_address"
    MX_TARGET_NXDOMAIN = "mx_target_nxdomain"
    MX_TARGET_SERVFAIL = "mx_target_servfail"
    SOME_MX_DEAD = "some_mx_dead"
    MX_IS_CNAME = "mx_is_cname"
    MX_IS_IP_LITERAL = "mx_is_ip_literal"
    MX_PRIVATE_ADDRESS = "mx_private_address"
    MX_LOCALHOST = "mx_localhost"
    MX_DOUBLED_NAME = "mx_doubled_name"
    MX_UNDERSCORE = "mx_underscore"
    MX_DUPLICATE = "mx_duplicate"
    MX_SAME_IP = "mx_same_ip"
    MX_IPV6_ONLY = "mx_ipv6_only"
    MX_SINGLE = "mx_single"
    MX_PARKING = "mx_parking"
    MX_WILDCARD = "mx_wildcard"
    DNSSEC_BOGUS = "dnssec_bogus"
    SERVFAIL = "servfail"
    NAMESERVER_REFUSED = "nameserver_refused"
    NAMESERVER_SILENT = "nameserver_silent"
    # blocklist
    LISTED = "listed"
    CLEAR = "clear"
    POLICY = "policy"
    NETWORK = "network"
    INFORMATIONAL = "informational"
    WHITE = "white"
    BLOCKED = "blocked"
    BROKEN = "broken"
    UNHEALTHY = "unhealthy"
    SILENT = "silent"
    SHARED_PROVIDER = "shared_provider"
    # sender
    SPF_PASS = "spf_pass"
    SPF_FAIL = "spf_fail"
    SPF_SOFTFAIL = "spf_softfail"
    SPF_PERMERROR = "spf_permerror"
    SPF_NONE = "spf_none"
    DMARC_MISSING = "dmarc_missing"
    DMARC_POLICY = "dmarc_policy"
    DKIM_MISSING = "dkim_missing"
    PTR_MISSING = "ptr_missing"
    PTR_UNCONFIRMED = "ptr_unconfirmed"
    PTR_CONFIRMED = "ptr_confirmed"
    HELO_MISMATCH = "helo_mismatch"
    # mailbox
    EXISTS = "exists"
    DOES_NOT_EXIST = "does_not_exist"
    REFUSED_US = "refused_us"
    GREYLISTED = "greylisted"
    UNREACHABLE = "unreachable"
    PORT_BLOCKED_HERE = "port_blocked_here"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question: which check, how it came out, what exactly, and about what.

    `subject` is what was asked about (a zone, a host, a domain, an address). `details` holds the variables of the
    sentence that tells it (strings and numbers, by stable name: `suggestion`, `ip`, `reason`, `delist_url`, `list`,
    `tier`, `mx`, `answer`, `rfc` …); text in it that came from outside is hostile until it is escaped.
    """

    check: Check
    status: Status
    code: FindingCode
    subject: str
    details: Mapping[str, str | int | float | bool] = field(default_factory=dict)


class IpOrigin(StrEnum):
    """Where a sending IP that we test came from; the reply says so. In order of trust."""

    BOUNCE = "bounce"
    NAMED = "named"
    WORKSPACE = "workspace"
    SPF = "spf"
    MX = "mx"


@dataclass(frozen=True, slots=True)
class SendingIp:
    """An address that the mail was, or may have been, sent from, and how we know."""

    ip: str
    origin: IpOrigin


@dataclass(frozen=True, slots=True)
class Question:
    """All that the checks may know of a case. They ask nothing else and nobody else.

    `address` as it was typed, repaired nowhere. `sending_ips` and `sender_domain` are about the sender; where only the
    domain is known, its MX and SPF hosts are looked up. `assumed_domain`: neither the bounce nor a person named
    `sender_domain`; it is the asker's or the workspace's, and the mail may have come from another. `known_domains` and
    `known_addresses` are the workspace's own and seen ones: never corrected, and corrected towards. `checks` names the
    checks to run. `workspace` is who asks, for the limits on what may be asked through us; "" has none.
    """

    address: str | None = None
    sending_ips: tuple[SendingIp, ...] = ()
    sender_domain: str | None = None
    assumed_domain: bool = False
    named_zones: tuple[str, ...] = ()
    dkim_selector: str | None = None
    helo: str | None = None
    known_domains: frozenset[str] = frozenset()
    known_addresses: frozenset[str] = frozenset()
    checks: frozenset[Check] = frozenset(Check) - {Check.MAILBOX}
    workspace: str = ""


class CaseState(StrEnum):
    """Where a case stands. `READING` and `CHECKING` are the engine's; from `ANSWERED` on, people's buttons move it.

    `SOLVED` and `EXHAUSTED` (the last method did not help either) can be reopened; `PARKED` failed five times.
    """

    READING = "reading"
    CHECKING = "checking"
    ANSWERED = "answered"
    SOLVED = "solved"
    EXHAUSTED = "exhausted"
    PARKED = "parked"


# --- what it means ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RankedCause:
    """A cause with the confidence (0–1) that it is the one."""

    cause: Cause
    confidence: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why the mail came back, how sure we are, and what to do first.

    `ranked` holds the causes, likeliest first, and begins with `cause`. `rests_on` are the findings that confirm or
    refine it, `contradicted_by` those that speak against what the bounce says: shown, never hidden. `unchecked` are the
    questions that got no answer. `failure` is the part of the bounce that it speaks of; None where an address was asked
    about without one. `suggestion` is the repaired address.
    """

    cause: Cause
    confidence: float
    method: Method | None
    permanent: bool | None
    who: tuple[Party, ...]
    ranked: tuple[RankedCause, ...] = ()
    suggestion: str | None = None
    address: str | None = None
    failure: Failure | None = None
    rests_on: tuple[Finding, ...] = ()
    contradicted_by: tuple[Finding, ...] = ()
    unchecked: tuple[Finding, ...] = ()
