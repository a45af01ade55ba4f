"""Mail addresses as they stand in free text (RFC 5321 §4.1.2, RFC 6531 for addresses beyond ASCII)."""

from __future__ import annotations

import re

_LOCAL = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~.-"

# The look-behind lets every run of characters be tried once: the search stays linear in the length of the text.
ADDRESS = re.compile(
    rf"(?<![{_LOCAL}])(?:[{_LOCAL}]{{1,128}}|\"[^\"\s@][^\"\n@]{{0,62}}\")"
    r"@(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?|\[[0-9A-Fa-f.:]{3,45}\])"
)
# What has nothing around it, which is nearly every address.
_TIDY = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]*@[A-Za-z0-9.-]*[A-Za-z0-9]")
_BEYOND_ASCII = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@\w[\w.-]{0,250}\w")
# Punctuation of the sentence around an address; every one of these may begin a local part, none does in practice.
# "to=bob@example.com" of a log, "SMTP=bob@example.com" of Exchange.
_PREFIXES = frozenset({"to", "for", "address", "email", "rcpt", "recipient", "smtp"})
# A line of a program's settings; what follows a shell's prompt.
_A_SETTING = re.compile(r"\W{0,4}(?:export )?[A-Z][A-Z0-9]{0,20}_[A-Z0-9_]{1,40}\s?[=:]")
_LEADING = "'`*|=/{}!?#&%^~."


def addresses_in(text: str) -> list[str]:
    """Every address in `text`, in order, repetitions included."""
    if "@" not in text:
        return []
    found = [tidy(match[0]) for match in ADDRESS.finditer(text)]
    if not text.isascii():
        # "почта@пример.рф" has no ASCII address in it; "宛先bob@example.com" has one, and \w would swallow its prefix.
        found += [
            tidy(match[0]) for match in _BEYOND_ASCII.finditer(text) if not any(a in match[0] for a in found if a)
        ]
    return [address for address in found if address]


def is_program_text(line: str, end: int) -> bool:
    """Whether the address that ends at `end` of `line` is a setting's value or a shell's prompt, not somebody's."""
    return line.startswith((":~", ":/"), end) or ("_" in line and _A_SETTING.match(line) is not None)


def tidy(written: str) -> str | None:
    """The address in `written` ("<a@b>", "a@b.", "rfc822; a@b"), or None where there is none."""
    if _TIDY.fullmatch(written):
        return written
    address = written.strip().strip("<>(),;:").lstrip("[").strip()
    if "@[" not in address:
        address = address.rstrip("]>),;:")
    if address.startswith("mailto:"):
        address = address[7:]
    if "@" not in address:
        return None
    local, _, domain = address.rpartition("@")
    if local[:1] != '"':
        local = local.lstrip(_LEADING)
        if local.startswith("mailto:"):
            local = local[7:]
        # "kijitora:000000:<a@b>" and "to=<a@b>" leave nothing in front; "for=a@b" does.
        if "=" in local and local.partition("=")[0].lower() in _PREFIXES:
            local = local.partition("=")[2].lstrip(_LEADING)
    domain = domain.rstrip(".-_")
    return f"{local}@{domain}" if local and domain else None


def same(one: str | None, other: str | None) -> bool:
    """Whether two addresses are one, letter case aside."""
    return one is not None and other is not None and one.lower() == other.lower()
