"""The sentence that leads a reply: which variant of a cause's verdict fits, and how sure it sounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.article import Words
from bot.diagnosis import is_senders
from bot.model import Cause, Diagnosis, Finding, FindingCode
from bot.reply import outside
from bot.reply.sentences import domain_of, list_name, slug

SURE = 0.8
LIKELY = 0.5
# These say themselves how sure they are.
_UNHEDGED = frozenset({Cause.TYPO_IN_ADDRESS, Cause.UNKNOWN, Cause.NO_FAULT_FOUND, Cause.DELAYED})


def verdict(words: Words, diagnosis: Diagnosis) -> str:
    """The verdict as one marked sentence; a guess is marked as one."""
    variant = _VARIANTS.get(diagnosis.cause, _by_recipient)(diagnosis)
    message_id = f"verdict-{slug(diagnosis.cause.value)}" + (f".{variant}" if variant else "")
    if not words.has(message_id):
        message_id = message_id.partition(".")[0]
    sentence = words.text(message_id, **_variables(words, diagnosis))
    if diagnosis.cause in _UNHEDGED or variant == "gone" or diagnosis.confidence >= SURE:
        return sentence
    hedge = "hedge-likely" if diagnosis.confidence >= LIKELY else "hedge-maybe"
    return words.text(hedge, verdict=sentence)


def short_cause(words: Words, cause: Cause) -> str:
    """The cause's name in two or three words."""
    return words.text(f"cause-{slug(cause.value)}")


def _variables(words: Words, diagnosis: Diagnosis) -> dict[str, str]:
    failure = diagnosis.failure
    domain = domain_of(diagnosis.address)
    ip, listed_on = sending_ip(diagnosis), named_list(diagnosis)
    host = (failure.remote_mta if failure else None) or domain
    nobody = words.text("the-recipient")
    return {
        "address": outside.address(diagnosis.address) if diagnosis.address else nobody,
        "suggestion": outside.address(diagnosis.suggestion or ""),
        "domain": outside.host(_listed_domain(diagnosis) or domain) if domain else nobody,
        "host": outside.host(host) if host else nobody,
        "ip": outside.host(ip or ""),
        "list": outside.host(listed_on or ""),
    }


def sending_ip(diagnosis: Diagnosis) -> str | None:
    """The sending IP that the diagnosis is about: the bounce's, else the one that the findings tested."""
    if diagnosis.failure and diagnosis.failure.sending_ip:
        return diagnosis.failure.sending_ip
    for finding in (*diagnosis.rests_on, *diagnosis.contradicted_by):
        if isinstance(ip := finding.details.get("ip"), str):
            return ip
    return None


def named_list(diagnosis: Diagnosis) -> str | None:
    """The blocklist that the bounce names, else the first one that lists the sender."""
    if diagnosis.failure and diagnosis.failure.named_list:
        return diagnosis.failure.named_list.name
    found = _with_code(diagnosis, FindingCode.LISTED, FindingCode.POLICY, FindingCode.NETWORK)
    return list_name(found[0]) if found else None


def _with_code(diagnosis: Diagnosis, *codes: FindingCode) -> list[Finding]:
    return [finding for finding in diagnosis.rests_on if finding.code in codes]


def _listed_domain(diagnosis: Diagnosis) -> str | None:
    for finding in _with_code(diagnosis, FindingCode.LISTED):
        if "ip" not in finding.details and isinstance(domain := finding.details.get("domain"), str):
            return domain
    return None


def _by_recipient(diagnosis: Diagnosis) -> str:
    return "" if diagnosis.address else "nobody"


def _typo(diagnosis: Diagnosis) -> str:
    if diagnosis.suggestion is None:
        return "" if _with_code(diagnosis, FindingCode.SYNTAX_ERROR) else "doubtful"
    if _with_code(diagnosis, FindingCode.REPAIRED_CHARACTERS):
        return "stray"
    return "suggested" if diagnosis.confidence >= LIKELY else "question"


def _not_found(diagnosis: Diagnosis) -> str:
    return "question" if diagnosis.suggestion and diagnosis.address else _by_recipient(diagnosis)


def is_own_server(diagnosis: Diagnosis) -> bool:
    """Whether the server that is down is the sender's own outgoing one."""
    failure = diagnosis.failure
    return diagnosis.cause is Cause.RECIPIENT_SERVER_DOWN and failure is not None and failure.at_submission


def _server_down(diagnosis: Diagnosis) -> str:
    return "own" if is_own_server(diagnosis) else _by_recipient(diagnosis)


def _blocklisted(diagnosis: Diagnosis) -> str:
    ip, listed_on = sending_ip(diagnosis), named_list(diagnosis)
    if diagnosis.failure is None:
        return "domain-list-no-bounce" if _listed_domain(diagnosis) else "ip-list-no-bounce"
    if ip and listed_on and diagnosis.contradicted_by:
        return "gone"
    if ip and listed_on and (origin := _inferred(diagnosis)):
        return f"ip-list-{origin}"
    if ip and listed_on and (diagnosis.failure.remote_mta or diagnosis.address):
        return "ip-list"
    return "list" if listed_on else "ip" if ip else ""


def _inferred(diagnosis: Diagnosis) -> str:
    """How we came to an IP that may not be the one which sent ("spf", "mx"); "" where somebody named it."""
    if diagnosis.failure and diagnosis.failure.sending_ip:
        return ""
    first = next((finding for finding in diagnosis.rests_on if "ip" in finding.details), None)
    return "" if first is None or is_senders(first) else slug(str(first.details["origin"]))


def _mx(diagnosis: Diagnosis) -> str:
    if _with_code(diagnosis, FindingCode.NULL_MX):
        return "null-mx"
    failure = diagnosis.failure
    said = f"{failure.diagnostic or ''} {failure.reply.text}".lower() if failure else ""
    if diagnosis.address and "relay" in said and not diagnosis.rests_on:
        return "relay"
    return _by_recipient(diagnosis)


def _senders_side(diagnosis: Diagnosis) -> str:
    return "" if diagnosis.failure else "no-bounce"


def _unknown(diagnosis: Diagnosis) -> str:
    if diagnosis.failure is not None:
        return _by_recipient(diagnosis)
    return "could-not-check" if diagnosis.address else "nothing-given"


_VARIANTS: Mapping[Cause, Callable[[Diagnosis], str]] = MappingProxyType(
    {
        Cause.TYPO_IN_ADDRESS: _typo,
        Cause.ADDRESS_NOT_FOUND: _not_found,
        Cause.BLOCKLISTED: _blocklisted,
        Cause.MX_MISCONFIGURED: _mx,
        Cause.RECIPIENT_SERVER_DOWN: _server_down,
        Cause.SENDER_AUTHENTICATION: _senders_side,
        Cause.SENDER_DNS: _senders_side,
        Cause.UNKNOWN: _unknown,
    }
)
