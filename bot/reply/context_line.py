"""The small print under a reply: where the case stands, how much was checked, what could not be, and which IP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.article import Words
from bot.model import CaseState, Check, Finding, IpOrigin, Status
from bot.reply import outside
from bot.reply.sentences import slug
from bot.reply.spans import Line, joined, line
from bot.reply.view import CaseView

_NAMED = 3
_IPS = 2
_OWN_LINE = (CaseState.SOLVED, CaseState.EXHAUSTED, CaseState.PARKED)


def context_line(words: Words, view: CaseView) -> Line:
    """One line; its parts are there only where there is something to say. States with a line of their own stay out."""
    return joined(_parts(words, view), words.text("part-separator"))


def _parts(words: Words, view: CaseView) -> Iterator[Line]:
    if view.has_buttons and view.state not in _OWN_LINE:
        yield line(words.text(f"state-{view.state.value}"))
    asked = [finding for finding in view.findings if finding.status is not Status.SKIPPED]
    unchecked = [finding for finding in asked if finding.status is Status.UNKNOWN]
    if asked:
        counts = {"done": len(asked) - len(unchecked), "asked": len(asked)}
        if view.seconds is None or view.state is CaseState.CHECKING:
            yield line(words.text("progress-without-time", **counts))
        else:
            yield line(words.text("progress", seconds=max(0.1, round(view.seconds, 1)), **counts))
    if unchecked:
        yield line(words.text("could-not-check", items=_names(words, unchecked)))
    if origin := _tested(words, view):
        yield line(origin)


def _names(words: Words, unchecked: Sequence[Finding]) -> str:
    """The questions without an answer by name; blocklists, of which there may be dozens, by number."""
    lists = [finding for finding in unchecked if "list" in finding.details]
    names = list(dict.fromkeys(_name(words, finding) for finding in unchecked if "list" not in finding.details))
    if lists:
        names.append(words.text("unchecked-blocklists", count=len(lists)))
    items = words.text("list-separator").join(names[:_NAMED])
    if len(names) > _NAMED:
        return words.text("and-more", items=items, count=len(names) - _NAMED)
    return items


def _name(words: Words, finding: Finding) -> str:
    check = words.text(f"check-{slug(finding.check.value)}")
    if finding.subject == finding.check.value:
        return check  # the check as a whole was cut off
    return words.text("unchecked-other", subject=outside.host(finding.subject), check=check)


def _tested(words: Words, view: CaseView) -> str | None:
    """Which sending IP the blocklists were asked about, and how we know it."""
    tested = _tested_ips(view)
    if not tested:
        return None
    origin = next((each for each in IpOrigin if any(each is found for _, found in tested)), IpOrigin.MX)
    ips = list(dict.fromkeys(ip for ip, found in tested if found is origin))
    items = words.text("list-separator").join(outside.host(ip) for ip in ips[:_IPS])
    if len(ips) > _IPS:
        items = words.text("and-more", items=items, count=len(ips) - _IPS)
    return words.text(f"ip-{origin.value}", ip=items)


def _tested_ips(view: CaseView) -> list[tuple[str, IpOrigin]]:
    answered = [finding for finding in view.findings if finding.check is Check.BLOCKLIST]
    if not answered:
        return []
    if view.sending_ips:
        return [(sending.ip, sending.origin) for sending in view.sending_ips]
    found = ((finding.details.get("ip"), finding.details.get("origin")) for finding in answered)
    known = {origin.value: origin for origin in IpOrigin}
    return [(str(ip), known[str(origin)]) for ip, origin in dict.fromkeys(found) if ip and str(origin) in known]
