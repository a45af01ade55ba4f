"""What somebody typed as a target of the watch: a public IP address, or a domain that somebody registered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.cases.workspace import WorkspaceSettings
from bot.checks.domains import is_public_ending, registrable, to_ascii
from bot.checks.public_addresses import is_public, parse_ip
from bot.reply.watch_view import TargetFault

_BETWEEN: Final = re.compile(r"[\s,;、，；]+")
_BEFORE_DOMAIN: Final = re.compile(r"^.*@")
# What is typed at once; the limit of a workspace is another (`watch_store`).
_AT_ONCE: Final = 60


@dataclass(frozen=True, slots=True)
class TypedTargets:
    """The targets in their canonical form, and the first word that is none."""

    targets: tuple[str, ...]
    fault: TargetFault | None = None
    typed: str = ""


def read_targets(words: str) -> TypedTargets:
    """The targets in some words: addresses without their part before the @, domains in any script."""
    found: dict[str, None] = {}
    for word in list(filter(None, _BETWEEN.split(words)))[:_AT_ONCE]:
        target = read_target(word)
        if isinstance(target, TargetFault):
            return TypedTargets(tuple(found), target, word)
        found[target] = None
    return TypedTargets(tuple(found))


def own_targets(settings: WorkspaceSettings) -> TypedTargets:
    """The servers and domains that a workspace sends from, as far as they can be watched."""
    read = [read_target(word) for word in (*settings.sending_ips, *settings.sending_domains)]
    return TypedTargets(tuple(dict.fromkeys(target for target in read if not isinstance(target, TargetFault))))


def read_target(word: str) -> str | TargetFault:
    """One target in canonical form, or why it is none."""
    if ip := parse_ip(word):
        # The documentation ranges belong to nobody, and are what people try things out with.
        return str(ip) if is_public(ip, documentation=True) else TargetFault.NOT_PUBLIC
    domain = to_ascii(_BEFORE_DOMAIN.sub("", word))
    if domain is None or "." not in domain or domain.rpartition(".")[2].isdigit():
        return TargetFault.NOT_A_TARGET
    is_registered = is_public_ending(domain.rpartition(".")[2]) and registrable(domain)
    return domain if is_registered else TargetFault.NOT_REGISTRABLE
