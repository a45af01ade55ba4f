"""What a person asks for, in the few words of a command, a mention or a direct message."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

_LINK: Final = re.compile(r"<(?:mailto:|https?://|tel:)?([^<>|]*)(?:\|([^<>|]*))?>")
_MENTION: Final = re.compile(r"<@[A-Z0-9]+(?:\|[^<>|]*)?>")
_BETWEEN: Final = re.compile(r"[\s,;、，；?!]+")
_AT: Final = re.compile("[@＠﹫]")
_HELP: Final = frozenset({"help", "?", "-h", "--help", "ヘルプ", "使い方"})
_SETTINGS: Final = frozenset({"settings", "設定"})
_LANGUAGE: Final = frozenset({"lang", "language", "言語"})
_WATCH: Final = frozenset({"watch", "監視"})
_UNWATCH: Final = frozenset({"unwatch", "監視解除"})
_REPORT: Final = frozenset({"report", "レポート"})
_PRIVATE: Final = frozenset({"private", "非公開"})
# What people say when there is nothing more to say: it gets no answer.
_THANKS: Final = frozenset(
    {"thanks", "thank you", "many thanks", "thanks a lot", "thank you very much", "thx", "ty", "ok", "okay", "great"}
    | {"got it", "perfect", "cool", "cheers", "ok thanks", "great thanks", "thanks that worked", "it works now"}
    | {
        "ありがとう",
        "ありがとうございます",
        "ありがとうございました",
        "助かりました",
        "助かります",
        "感謝です",
        "了解",
        "了解です",
    }
    | {
        "了解しました",
        "承知しました",
        "解決しました",
        "届きました",
        "どうも",
        "サンキュー",
        "+1",
        "pray",
        "bow",
        "ok_hand",
    }
)
_SENDER_WORDS: Final = frozenset({"from", "--sender", "差出人", "送信元"})
# Longer than any address with its sender (RFC 5321 §4.5.3.1.3: 256 octets for a path): a paste.
_LONG: Final = 600
_MUCH: Final = 4 * _LONG  # with Slack's wrapping around it
_MOST: Final = 40_000  # characters of a long text that are looked through for addresses
_LABEL: Final = 63  # octets, RFC 1035 §2.3.4


class Want(Enum):
    """What the words ask for."""

    HELP = auto()
    ADDRESS = auto()
    BOUNCE = auto()
    SEVERAL = auto()
    BAD_SENDER = auto()
    NOTHING_WE_KNOW = auto()
    THANKS = auto()
    SETTINGS = auto()
    LANGUAGE = auto()
    WATCH = auto()
    UNWATCH = auto()
    REPORT = auto()


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. `address` as typed, with its stray blanks; `sender` a domain or IP; `words` the text otherwise
    (the language's name for `LANGUAGE`, the targets for `WATCH`), `count` the number of addresses in it. `private`:
    only the asker may see it.
    """

    want: Want
    address: str | None = None
    sender: str | None = None
    words: str = ""
    count: int = 0
    private: bool = False


def unwrapped(text: str) -> str:
    """`text` without Slack's wrapping: `<mailto:a@b|a@b>` is a@b, `&lt;` is <; mentions of people are left out.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    text = _MENTION.sub(" ", text)
    text = _LINK.sub(lambda match: match.group(2) or match.group(1), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read_command(text: str, worth_reading: Callable[[str], bool]) -> Request:
    """What the words after the slash command ask for: what `read_request` knows, and what only a command can do."""
    first, _, rest = text.strip().partition(" ")
    match first.lower():
        case word if word in _SETTINGS and not rest.strip():
            return Request(Want.SETTINGS)
        case word if word in _LANGUAGE:
            return Request(Want.LANGUAGE, words=rest.strip().lower())
        case word if word in _WATCH and not worth_reading(rest):
            return Request(Want.WATCH, words=unwrapped(rest).strip())
        case word if word in _UNWATCH and not worth_reading(rest):
            return Request(Want.UNWATCH, words=unwrapped(rest).strip())
        case word if word in _REPORT and len(rest.split()) <= 1:
            return Request(Want.REPORT, words=rest.strip())
        case word if word in _PRIVATE:
            return replace(read_request(rest, worth_reading), private=True)
        case _:
            return read_request(text, worth_reading)


def read_request(text: str, worth_reading: Callable[[str], bool]) -> Request:
    """What `text` (as Slack sends it) asks for. `worth_reading` is the reader's gate: whether it may be a bounce."""
    if len(text) > _MUCH or len(plain := unwrapped(text).strip()) > _LONG:
        return Request(Want.BOUNCE, words=text) if worth_reading(text) else _in_many_words(unwrapped(text[:_MOST]))
    if not plain or plain.lower() in _HELP:
        return Request(Want.HELP)
    if _bare(plain) in _THANKS:
        return Request(Want.THANKS)
    asked, sender = _without_sender(plain)
    if sender is not None and not _is_host(sender):
        if worth_reading(text):  # "rejected, mail from the outside": a mail server's sentence, not a command's
            return Request(Want.BOUNCE, words=text)
        return Request(Want.BAD_SENDER, words=sender)
    ats = len(_AT.findall(asked))
    if ats == 1 and not (len(asked.split()) > 3 and worth_reading(text)):
        return Request(Want.ADDRESS, address=_address(asked), sender=sender)
    if worth_reading(text):
        return Request(Want.BOUNCE, words=text)
    if ats > 1:
        addresses = [token for token in asked.replace(",", " ").replace(";", " ").split() if _AT.search(token)]
        if len(addresses) == 1:  # two signs in one word: one address, badly written
            return Request(Want.ADDRESS, address=addresses[0], sender=sender)
        return Request(Want.SEVERAL, words=plain, count=len(addresses))
    return Request(Want.NOTHING_WE_KNOW, sender=sender, words=plain)


def _in_many_words(plain: str) -> Request:
    """A long text that is no bounce: the address in it, the question which of them, or nothing that we know."""
    addresses = list(dict.fromkeys(word for word in _BETWEEN.split(plain) if _AT.search(word)))
    if len(addresses) == 1:
        return Request(Want.ADDRESS, address=addresses[0])
    if addresses:
        return Request(Want.SEVERAL, words=", ".join(addresses), count=len(addresses))
    return Request(Want.NOTHING_WE_KNOW, words=plain)


def _bare(plain: str) -> str:
    """The words in lower case, without the marks around them: "Thanks!!" is "thanks", ":+1:" is "+1"."""
    words = (word.strip("!！。、.,:~〜…♪ \n") for word in plain.lower().split())
    return " ".join(word for word in words if word)


def _without_sender(plain: str) -> tuple[str, str | None]:
    """The words before "from", and the domain or IP after it (of an address, its domain)."""
    tokens = plain.split()
    for index, token in enumerate(tokens):
        if token.lower() in _SENDER_WORDS and index + 1 < len(tokens):
            sender = _AT.split(tokens[index + 1])[-1].strip("[]<>(),;").rstrip(".")
            if index == 0 and not _is_host(sender):
                continue  # "from what I see …"
            return " ".join(tokens[:index]), sender or None
    return plain, None


def _is_host(sender: str) -> bool:
    """Whether it can be an IP address, or a domain (its characters are the checks' business)."""
    try:
        ipaddress.ip_address(sender)
    except ValueError:
        labels = sender.split(".")
        return len(labels) > 1 and all(0 < len(label) <= _LABEL for label in labels) and not labels[-1].isdigit()
    return True


def _address(asked: str) -> str:
    """The address in a few words, as it was typed: blanks around the @ may be the whole trouble."""
    tokens = asked.split()
    if len(tokens) <= 1 or any(_AT.fullmatch(token[0]) or _AT.fullmatch(token[-1]) for token in tokens):
        return asked
    return next(token for token in tokens if _AT.search(token))
