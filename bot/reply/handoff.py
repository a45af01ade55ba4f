"""The dialog at the end of the road: a message for the recipient's side to copy, a checklist for one's own admin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from bot.article import Words, locales, pick_locale
from bot.diagnosis import weightiest_first
from bot.model import Cause, Check, Diagnosis, Finding, FindingCode, Status
from bot.reply import limits, outside
from bot.reply.actions import Action, Dialog
from bot.reply.evidence_lines import said
from bot.reply.finding_lines import page_line
from bot.reply.handoff_rules import is_about_delisting, listings
from bot.reply.sentences import about, domain_of, finding_fix, finding_sentence, listed_on, listing_rule, variables
from bot.reply.spans import Line, joined, line, listing, paragraph, plain, rich_text
from bot.reply.verdict import verdict
from bot.reply.view import Block, CaseView

MESSAGE_INPUT: Final = "smtp550_hand_off_message"
_LISTINGS = 30
_TOLD = 3  # findings in the message

# What to ask the recipient's side for, where it is not a look into the mail log.
_REQUESTS: Final[Mapping[Cause, str]] = MappingProxyType(
    {
        Cause.TYPO_IN_ADDRESS: "address",
        Cause.ADDRESS_NOT_FOUND: "address",
        Cause.MAILBOX_UNAVAILABLE: "address",
        Cause.NO_FAULT_FOUND: "log",
        Cause.MAILBOX_FULL: "full",
        Cause.RECIPIENT_RESTRICTED: "restricted",
        Cause.DOMAIN_NOT_FOUND: "domain",
        Cause.MX_MISCONFIGURED: "domain",
        Cause.RECIPIENT_SERVER_DOWN: "server",
        Cause.MAIL_LOOP: "loop",
        Cause.RATE_LIMITED: "rate",
    }
)


def render_handoff(view: CaseView, message_locale: str | None = None) -> Block:
    """The modal view of a case; `private_metadata` is the case id, `message_locale` the message's language."""
    words = Words(view.locale)
    chosen = pick_locale(message_locale) if message_locale else _likely_locale(view)
    return {
        "type": "modal",
        "callback_id": Dialog.HAND_OFF.value,
        "title": _plain(words.text("handoff-title"), limits.VIEW_TITLE),
        "submit": _plain(words.text("handoff-done"), limits.VIEW_BUTTON),
        "close": _plain(words.text("evidence-close"), limits.VIEW_BUTTON),
        "private_metadata": view.case_id,
        "blocks": list(_blocks(words, view, chosen)),
    }


def recipient_message(view: CaseView, locale: str) -> str:
    """A mail to the recipient or their admin in plain text: polite, with the evidence.

    Nothing in it is the workspace's own: no name, no channel, no setting, and of its servers only the IP that the
    recipient's server saw.
    """
    words = Words(locale)
    diagnosis = view.main
    if diagnosis is None:
        return ""
    parts = [
        words.text("handoff-greeting"),
        "\n".join(_what_happened(words, view, diagnosis)),
        "\n".join(_what_we_found(words, view, diagnosis)),
        words.text(f"handoff-ask-{_REQUESTS.get(diagnosis.cause, 'log')}"),
        words.text("handoff-pass-on"),
        words.text("handoff-thanks"),
    ]
    text = "\n\n".join(part for part in parts if part)
    return outside.cut(outside.defanged(text), limits.INPUT_TEXT)


def _likely_locale(view: CaseView) -> str:
    """A Japanese domain's people read Japanese; of all others we know no more than of the asker."""
    domain = domain_of(view.main.address if view.main else None) or ""
    return "ja" if domain.lower().endswith(".jp") else pick_locale(view.locale)


def _blocks(words: Words, view: CaseView, chosen: str) -> Iterator[Block]:
    """Both parts; first the one that the button named."""
    yield rich_text(paragraph([line(words.text("handoff-intro"))]))
    parts = [_for_recipient(words, view, chosen), _for_admin(words, view)]
    for part in reversed(parts) if is_about_delisting(view) else parts:
        yield from part


def _for_recipient(words: Words, view: CaseView, chosen: str) -> Iterator[Block]:
    yield _header(words.text("handoff-for-recipient"))
    yield {"type": "actions", "elements": [_language_select(words, chosen)]}
    yield {
        "type": "input",
        # Slack shows an initial value only in a field that it has not seen yet.
        "block_id": f"{MESSAGE_INPUT}_{chosen}",
        "optional": True,
        "label": _plain(words.text("handoff-message"), limits.INPUT_LABEL),
        "hint": _plain(words.text("handoff-message-hint"), limits.INPUT_LABEL),
        "element": {
            "type": "plain_text_input",
            "action_id": MESSAGE_INPUT,
            "multiline": True,
            "max_length": limits.INPUT_TEXT,
            "initial_value": recipient_message(view, chosen),
        },
    }


def _for_admin(words: Words, view: CaseView) -> Iterator[Block]:
    yield _header(words.text("handoff-for-admin"))
    yield rich_text(*_checklist(words, view))


def _language_select(words: Words, chosen: str) -> Block:
    options = [
        {"text": _plain(Words(name).text("language-name"), limits.BUTTON_TEXT), "value": name} for name in locales()
    ]
    return {
        "type": "static_select",
        "action_id": Action.HAND_OFF_LANGUAGE.value,
        "placeholder": _plain(words.text("handoff-language"), limits.PLACEHOLDER),
        "options": options,
        "initial_option": next(option for option in options if option["value"] == chosen),
    }


# --- the message ------------------------------------------------------------------------------------------------------


def _what_happened(words: Words, view: CaseView, diagnosis: Diagnosis) -> Iterator[str]:
    when = datetime.fromtimestamp(view.created_at, UTC)
    moment: dict[str, str | float | datetime] = {"date": when, "time": f"{when:%H:%M}"}
    if diagnosis.address is None:
        yield words.text("handoff-came-back-nobody", **moment)
    else:
        yield words.text("handoff-came-back", address=outside.clean(diagnosis.address, limits.ADDRESS), **moment)
    if quote := said(words, diagnosis.failure):
        yield plain(line(quote))
    if diagnosis.failure is not None and diagnosis.failure.sending_ip:
        yield words.text("handoff-sending-ip", ip=outside.clean(diagnosis.failure.sending_ip, limits.HOST))


def _what_we_found(words: Words, view: CaseView, diagnosis: Diagnosis) -> Iterator[str]:
    """The recipient's domain as the world sees it, and the sender's standing on the lists."""
    troubles = [f for f in view.findings if f.check is Check.MX and f.status in (Status.FAIL, Status.WARN)]
    if troubles:
        yield words.text("handoff-found")
        for finding in troubles[:_TOLD]:
            yield f"- {plain(line(finding_sentence(words, finding)))}"
    if diagnosis.failure is None or not (ip := diagnosis.failure.sending_ip):
        return
    lists = {str(f.details.get("list") or f.subject) for f in _about(view, FindingCode.LISTED, ip)}
    clear = _about(view, FindingCode.CLEAR, ip)
    if lists:
        names = words.text("list-separator").join(outside.clean(name, limits.HOST) for name in sorted(lists)[:_TOLD])
        yield words.text("handoff-listed", lists=names)
    elif clear:
        yield words.text("handoff-not-listed", count=len(clear))


def _about(view: CaseView, code: FindingCode, ip: str) -> list[Finding]:
    return [finding for finding in view.findings if finding.code is code and finding.details.get("ip") == ip]


# --- for one's own admin ----------------------------------------------------------------------------------------------


def _checklist(words: Words, view: CaseView) -> Iterator[Block]:
    entries = weightiest_first(listings(view))
    if entries:
        yield paragraph([line(words.text("handoff-delist"))])
        items = [line(words.text("handoff-end-cause")), *(_entry(words, entry) for entry in entries[:_LISTINGS])]
        yield listing([*items, line(words.text("handoff-check-again"))], ordered=True)
        return
    diagnosis = view.main
    lines = [line(verdict(words, diagnosis), bold=True)] if diagnosis else []
    if diagnosis and (quote := said(words, diagnosis.failure)):
        lines.append(line(quote))
    lines.append(line(words.text("handoff-admin")))
    yield paragraph(lines)
    fixes = [
        joined([line(finding_sentence(words, finding)), line(words.text("evidence-do", fix=fix))], "\n")
        for finding in view.findings
        if finding.check is Check.SENDER and finding.status in (Status.FAIL, Status.WARN)
        if (fix := finding_fix(words, finding))
    ]
    if fixes:
        yield listing(fixes, ordered=False)


def _entry(words: Words, entry: Finding) -> Line:
    """One list: what it lists, why, how that ends, and where to ask for it."""
    sentence = words.text("handoff-entry", list=listed_on(words, entry), ip=outside.host(about(entry)))
    parts = [line(sentence)]
    if entry.details.get("reason"):
        parts.append(line(words.text("finding-listed.reason", **variables(words, entry))))
    parts.append(line(listing_rule(words, entry) or words.text("handoff-no-rule")))
    if page := entry.details.get("delist_url"):
        parts.append(page_line(words, page))
    return joined(parts, "\n")


def _header(text: str) -> Block:
    return {"type": "header", "text": _plain(text, limits.HEADER_TEXT)}


def _plain(text: str, cap: int) -> Block:
    return {"type": "plain_text", "text": outside.cut(text, cap), "emoji": False}
