"""Pasted text → plain text: Slack's escaping, quote marks, code fences, typographic quotes, HTML, link tails."""

from __future__ import annotations

import re

from bot.bounce.html import looks_like_html, text_of_html
from bot.bounce.layout import relaid

# Slack: <mailto:a@b|a@b>, <http://host|host>, <https://example.com/x>, <tel:+1|+1>
_LABELLED = re.compile(r"<(?:mailto:|https?://|tel:|ftp://)[^<>|\n]{0,2000}\|([^<>|\n]{0,2000})>")
_BARE = re.compile(r"<((?:https?://|mailto:)[^<>|\n]{1,2000})>")
# Outlook copies a link as "a@b<mailto:a@b>" and "this article<https://…>"; the tail says nothing new.
_TAIL = re.compile(r"<(?:mailto|https?):[^<>\n]{0,2000}>")
_QUOTED = re.compile(r"^[ \t]*> ?(?!>> [A-Z]{4})", re.MULTILINE)
_QUOTED_TRANSCRIPT = re.compile(r"^[ \t]*>>> [A-Za-z]{4}", re.MULTILINE)
_BETWEEN_CJK = re.compile(
    r"(?<=[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef])\n(?=[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef])"
)
# Slack's *bold* and _italic_ (https://docs.slack.dev/messaging/formatting-message-text), as typed or copied.
_BOLD = re.compile(r"\*(?=[^\s*])([^*\n]{1,200})(?<=\S)\*(?![\w*])")
# What stands before the mark is looked at behind it: a search for one character is fast.
_ITALIC = re.compile(r"_(?<![^\s(]_)(?=[^\s_])([^_\n]{1,200})(?<=\S)_(?=$|[\s).,;:!?])", re.MULTILINE)
# GitHub's and forums' ways to link an address.
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:mailto:|https?://)[^()\s]{1,2000}\)")
_BBCODE = re.compile(
    r"\[/?(?:email|url|quote|code|b|i|u|s|colou?r|size|font|left|center|right|indent|list|img|html|php)"
    r"(?:=[^\[\]\n]{0,300})?\]",
    re.IGNORECASE,
)
_STRONG = re.compile(r"\*\*([^\s*<>]{1,128}@[^\s*<>]{1,255})\*\*")
# A reply of several lines as a program's log or a debugger writes it.
_WRITTEN_BREAK = re.compile(r"(?<![A-Za-z]:)(?<!\\)\\(?:r\\n|n|r)(?=[^a-z]|[a-z]{1,60}\b)")
_FOLD = (
    ("\u2019", "'"), ("\u2018", "'"), ("\u201a", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u201e", '"'),
    ("\u00a0", " "), ("\u202f", " "), ("\u3000", " "), ("\u2028", "\n"), ("\u2029", "\n"),
    ("\u200b", ""), ("\u200c", ""), ("\u200d", ""), ("\u2060", ""), ("\ufeff", ""), ("\u00ad", ""),
    ("\u200e", ""), ("\u200f", ""), ("\u202a", ""), ("\u202b", ""), ("\u202c", ""),
    ("\u2010", "-"), ("\u2011", "-"), ("\uff20", "@"), ("\uff1c", "<"), ("\uff1e", ">"), ("\uff1a", ":"),
)  # fmt: skip
# What a page's source, or a mailer's log, writes for them (https://html.spec.whatwg.org/multipage/named-characters.html).
_ENTITIES = (("&#39;", "'"), ("&#039;", "'"), ("&apos;", "'"), ("&#34;", '"'), ("&quot;", '"'), ("&nbsp;", " "))


def plain(text: str) -> str:
    """`text` as its writer saw it, with "\\n" between lines; plain text passes unchanged."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        text = text.replace("\x00", "")
    text = unescape_slack(text)
    text = _without_markup(_folded(text))
    if "`" in text:
        text = text.replace("```", "\n").replace("`", "")
    if "*" in text and "@" in text:
        text = _BOLD.sub(r"\1", text)
    if "_" in text and ("@" in text or "_5" in text):
        text = _ITALIC.sub(r"\1", text)
    text = relaid(unquote(text))
    if "<" in text:
        if looks_like_html(text):
            text = relaid(unquote(text_of_html(text)))
        if "<mailto:" in text or "<http" in text:
            text = _without_tails(text)
    return text


def _without_markup(text: str) -> str:
    """`text` without the marks of links, and with a line break where a program wrote one as "\\n"."""
    if "[" in text:
        if "](" in text:
            text = _MARKDOWN_LINK.sub(r"\1", text)
        if "[/" in text:
            text = _BBCODE.sub("", text)
    if "**" in text and "@" in text:
        text = _STRONG.sub(r"\1", text)
    if "\\n" in text:
        text = _WRITTEN_BREAK.sub(" ", text)
    return text


def _folded(text: str) -> str:
    """`text` with the plain characters that its entities and its typography stand for."""
    if "&" in text:
        for written, meant in _ENTITIES:
            text = text.replace(written, meant)
    if not text.isascii():
        # Thirty searches for one character each; str.translate takes ten times as long.
        for written, meant in _FOLD:
            if written in text:
                text = text.replace(written, meant)
    return text


def _without_tails(text: str) -> str:
    """`text` without the links that Outlook writes behind what they are about, and the blank before each."""
    kept, at = [], 0
    for match in _TAIL.finditer(text):
        start = match.start()
        if text[start - 1 : start].isspace():
            start -= 1
        if start and not text[start - 1].isspace():
            kept.append(text[at:start])
            at = match.end()
    return "".join([*kept, text[at:]])


def unescape_slack(text: str) -> str:
    """The text behind Slack's escaping (https://docs.slack.dev/messaging/formatting-message-text)."""
    if "|" in text and ("<mailto:" in text or "<http" in text or "<tel:" in text):
        text = _LABELLED.sub(r"\1", text)
    if "&" in text and ("&lt;" in text or "&gt;" in text or "&amp;" in text):
        # What is still in angle brackets is Slack's own: everything that the writer typed is escaped.
        text = _BARE.sub(r"\1", text)
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


def unquote(text: str) -> str:
    """`text` without the quote marks of a reply or a chat; the ">>>" of an SMTP transcript stays."""
    for _ in range(3):
        if not text.startswith(">") and "\n>" not in text and "\n >" not in text:
            break
        lines = text.split("\n")
        marked = sum(line.lstrip().startswith(">") for line in lines)
        transcript = len(_QUOTED_TRANSCRIPT.findall(text))
        if marked <= transcript or (marked < 2 and len(lines) > 2):
            break
        text = _QUOTED.sub("", text)
    return text


def has_any(text: str, signs: tuple[str, ...]) -> bool:
    """Whether one of `signs` stands in `text`: a glance before a search that costs more."""
    for sign in signs:  # noqa: SIM110 - `any` over a generator takes twice as long
        if sign in text:
            return True
    return False


def flat(text: str) -> str:
    """`text` on one line, as it was before somebody's mailer wrapped it."""
    if not text.isascii():
        text = _BETWEEN_CJK.sub("", text)
    return " ".join(text.split())
