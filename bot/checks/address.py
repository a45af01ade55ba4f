"""Is it an address at all, and was it typed cleanly? Syntax by email-validator, without network."""

from __future__ import annotations

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from bot.checks.characters import Repaired, Stray, repair
from bot.model import Check, Finding, FindingCode, Question, Status

MAX_SHOWN = 320
_RESERVED = tuple(f".{name}" for name in SPECIAL_USE_DOMAIN_NAMES)
# Carriers that gave out mailboxes with "..", or a dot before the @, before they kept to RFC 5321 §4.1.2 (until 2009).
_LENIENT_DOMAINS = frozenset({"docomo.ne.jp", "ezweb.ne.jp", "au.com"})


def check_address(question: Question) -> list[Finding]:
    """What is to say about the form of `question.address`; pure, no network. Empty where there is none.

    A repaired address stands in `details["suggestion"]`, what was repaired in `details["strays"]`.
    """
    if question.address is None:
        return []
    findings = []
    shown = question.address[:MAX_SHOWN]
    repaired = clean(question.address)
    address = repaired.address
    fault = syntax_fault(address)
    lenient = bool(fault) and _is_lenient(address)
    if repaired.strays and (lenient or not fault):
        details = {"suggestion": address[:MAX_SHOWN], "strays": ", ".join(repaired.strays)}
        status = Status.FAIL if repaired.harmful else Status.WARN
        findings.append(Finding(Check.ADDRESS, status, FindingCode.REPAIRED_CHARACTERS, shown, details))
    if lenient:
        # The RFC forbids it, and the mailbox may exist nonetheless: no reason to say that it does not.
        details = {"rfc": "RFC 5321 §4.1.2", "why": fault}
        findings.append(Finding(Check.ADDRESS, Status.WARN, FindingCode.RFC_BREAKING_LOCAL_PART, shown, details))
    elif fault:
        details = {"why": fault, "rfc": "RFC 5321 §4.1.2"}
        if fault == "dots_in_local_part" and (tidied := _without_spare_dots(address)):
            details["suggestion"] = tidied
        findings.append(Finding(Check.ADDRESS, Status.FAIL, FindingCode.SYNTAX_ERROR, shown, details))
    elif is_reserved(address.rpartition("@")[2]):
        # No fault of form, and no typo as such: whether the name exists is for the look-up of its mail servers to say.
        details = {"rfc": "RFC 6761 §6"}
        findings.append(Finding(Check.ADDRESS, Status.WARN, FindingCode.RESERVED_DOMAIN, shown, details))
    elif not repaired.strays:
        findings.append(Finding(Check.ADDRESS, Status.PASS, FindingCode.VALID, shown))
    local = address.rpartition("@")[0]
    if not fault and local != local.lower():
        # RFC 5321 §2.4: only the receiving host may say whether case matters before the @.
        findings.append(Finding(Check.ADDRESS, Status.PASS, FindingCode.CASE_NOTE, shown, {"rfc": "RFC 5321 §2.4"}))
    return findings


def clean(address: str) -> Repaired:
    """An address without stray characters; one that is right as it stands (quoted blanks, literals) is left alone."""
    bare = address.strip()
    if bare.isascii() and not syntax_fault(bare):
        return Repaired(bare, () if bare == address else (Stray.BLANK,), harmful=False)
    return repair(address)


def is_reserved(domain: str) -> bool:
    """Whether the domain lies under a name that nobody can register, such as .local and .invalid.

    https://www.iana.org/assignments/special-use-domain-names, as far as email-validator takes it for mail.
    """
    return domain.lower().endswith(_RESERVED)


def syntax_fault(address: str) -> str:
    """Why a text is no address, as a slug; "" if it is one."""
    local, at, domain = address.rpartition("@")
    if not at:
        return "no_at"
    if not local:
        return "no_local_part"
    if not domain:
        return "no_domain"
    if is_reserved(domain):  # its form is right or wrong like another's
        address = f"{local}@{domain.rpartition('.')[0]}.test"
    try:
        validate_email(
            address,
            check_deliverability=False,
            strict=True,  # RFC 5321's limit of 64 before the @, which the library leaves to the caller
            allow_quoted_local=True,
            allow_domain_literal=True,
            test_environment=True,
        )
    except EmailNotValidError:
        return _name_fault(local, domain)
    return ""


def _name_fault(local: str, domain: str) -> str:
    if "@" in local and not local.startswith('"'):
        return "two_ats"
    if len(local) > 64:  # RFC 5321 §4.5.3.1.1
        return "local_part_too_long"
    if len(domain) > 253:  # RFC 5321 §4.5.3.1.2, less what DNS needs
        return "domain_too_long"
    if ".." in local or local.startswith(".") or local.endswith("."):
        return "dots_in_local_part"
    if "." not in domain:
        return "no_top_level_domain"
    try:
        validate_email(f"a@{domain}", check_deliverability=False, allow_domain_literal=True, test_environment=True)
    except EmailNotValidError:
        return "bad_domain"
    return "bad_local_part"


def _is_lenient(address: str) -> bool:
    domain = address.rpartition("@")[2]
    return domain.lower() in _LENIENT_DOMAINS and bool(_without_spare_dots(address))


def _without_spare_dots(address: str) -> str:
    """The address with single dots before the @; "" where that makes no address of it either."""
    local, _, domain = address.rpartition("@")
    tidied = f"{'.'.join(part for part in local.split('.') if part)}@{domain}"
    return "" if syntax_fault(tidied) else tidied
