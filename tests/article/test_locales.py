"""Both languages are complete: the same ids, attributes and variables, and everything that the code asks for."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.article import FALLBACK_LOCALE, Words, locales
from bot.checks.blocklist_zones import load_zones
from bot.model import CAUSE_FACTS, CaseState, Cause, Check, FindingCode, IpOrigin, Method, Status
from bot.reply.handoff_rules import DELISTABLE
from bot.reply.notice import NoticeKind

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "bot" / "article" / "locales"
# Ids that the code puts together; everything else must stand somewhere in the code as it is.
FAMILIES = (
    "advice-",
    "cause-",
    "check-",
    "console-",
    "doctor-",
    "evidence-no-answer-",
    "finding-",
    "handoff-ask-",
    "ip-",
    "meaning-",
    "method-",
    "notice-",
    "permanence-",
    "report-column-",
    "report-method-",
    "playground-",
    "rule-",
    "settings-",
    "state-",
    "status-",
    "stray-",
    "verdict-",
    "watch-alarm-",
    "watch-fault-",
    "watch-record-",
    "who-",
    "whose-ip-",
)


class Variables(Visitor):
    """Collects the variables of a pattern."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: Any) -> None:  # noqa: N802
        self.names.add(node.id.name)


@functools.cache
def parsed(locale: str) -> list[tuple[Path, Any]]:
    return [
        (file, entry)
        for file in sorted((LOCALES / locale).glob("*.ftl"))
        for entry in FluentParser().parse(file.read_text("utf-8")).body
    ]


@functools.cache
def patterns(locale: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _, entry in parsed(locale):
        if isinstance(entry, ast.Message):
            if entry.value is not None:
                found[entry.id.name] = entry.value
            found.update({f"{entry.id.name}.{attribute.id.name}": attribute.value for attribute in entry.attributes})
    return found


def variables(pattern: Any) -> set[str]:
    visitor = Variables()
    visitor.visit(pattern)
    return visitor.names


def source_text() -> str:
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]
    return "\n".join(file.read_text("utf-8") for file in files)


@pytest.mark.parametrize("locale", locales())
def test_every_line_of_the_files_is_understood(locale: str) -> None:
    junk = [(file.name, entry.content) for file, entry in parsed(locale) if isinstance(entry, ast.Junk)]
    assert junk == []


@pytest.mark.parametrize("locale", locales())
def test_no_id_is_given_twice(locale: str) -> None:
    ids = [entry.id.name for _, entry in parsed(locale) if isinstance(entry, ast.Message)]
    assert sorted({name for name in ids if ids.count(name) > 1}) == []


@pytest.mark.parametrize("locale", [locale for locale in locales() if locale != FALLBACK_LOCALE])
def test_a_language_has_every_sentence_with_every_variable(locale: str) -> None:
    english, other = patterns(FALLBACK_LOCALE), patterns(locale)
    assert sorted(english.keys() - other.keys()) == []
    assert sorted(other.keys() - english.keys()) == []
    lost = {name: variables(english[name]) ^ variables(other[name]) for name in english}
    assert {name: names for name, names in lost.items() if names} == {}


@pytest.mark.parametrize("locale", [locale for locale in locales() if locale != FALLBACK_LOCALE])
def test_a_language_has_the_same_files(locale: str) -> None:
    def names(folder: str) -> list[str]:
        return sorted(file.name for file in (LOCALES / folder).glob("*.ftl"))

    assert names(locale) == names(FALLBACK_LOCALE)


def test_japanese_is_japanese() -> None:
    untranslated = [
        name
        for name, pattern in patterns("ja").items()
        if not re.search("[ぁ-んァ-ヶ一-龠]", "".join(getattr(part, "value", "") or "" for part in pattern.elements))
        and variables(pattern) != set()
    ]
    # Sentences that are made of variables and marks only, and commands, which are typed as they are.
    marks = {"command", "list-separator", "evidence-finding", "evidence-other-cause", "home-case", "other-failed"}
    marks |= {"settings-days", "settings-line", "unchecked-other", "finding-listed.with-meaning", "command-check"}
    marks |= {"watch-item", "watch-state-bad", "report-span", "report-day", "console-setting-fault"}
    assert [
        name for name in untranslated if name not in marks and not name.startswith(("playground-", "doctor-"))
    ] == []


@pytest.mark.parametrize("locale", locales())
def test_we_write_blocklist(locale: str) -> None:
    text = "".join(file.read_text("utf-8") for file in (LOCALES / locale).glob("*.ftl"))
    assert not re.search("black-?list|whitelist|ブラックリスト|ホワイトリスト", text, re.IGNORECASE)


def test_every_id_that_the_code_writes_out_exists() -> None:
    asked = set(re.findall(r"""(?:words|words\))\.(?:text|steps|has)\(\s*"([a-z0-9.-]+[a-z0-9])\"""", source_text()))
    assert len(asked) > 100
    sentences = set(re.findall(r'"((?:setting|store)-[a-z-]+)"', source_text()))
    assert len(sentences) > 20
    asked |= sentences
    words = Words(FALLBACK_LOCALE)
    assert sorted(name for name in asked if not words.has(name) and not words.has(f"{name}.step-1")) == []


def test_every_sentence_is_used() -> None:
    code = source_text()
    names = {name.partition(".")[0] for name in patterns(FALLBACK_LOCALE)}
    unused = [name for name in sorted(names) if not name.startswith(FAMILIES) and f'"{name}"' not in code]
    assert unused == []


def slugs(prefix: str, values: Iterator[str]) -> list[str]:
    return [prefix + value.replace("_", "-") for value in values]


@pytest.mark.parametrize(
    "message_id",
    [
        *slugs("cause-", (cause.value for cause in Cause)),
        *[f"{name}.meaning" for name in slugs("cause-", (cause.value for cause in Cause))],
        *slugs("verdict-", (cause.value for cause in Cause)),
        *slugs("finding-", (code.value for code in FindingCode)),
        *slugs("check-", (check.value for check in Check)),
        *slugs("status-", (status.value for status in Status)),
        *slugs("state-", (state.value for state in CaseState)),
        *slugs("ip-", (origin.value for origin in IpOrigin)),
        *slugs("notice-", (kind.value for kind in NoticeKind)),
        *[f"{name}.next" for name in slugs("notice-", (kind.value for kind in NoticeKind))],
        *[f"method-{int(method)}" for method in Method],
        *[f"method-{int(method)}.short" for method in Method],
        *slugs("advice-", (cause.value for cause, facts in CAUSE_FACTS.items() if facts.method is None)),
        *slugs("who-", ("-".join(party.value for party in facts.who) for facts in CAUSE_FACTS.values() if facts.who)),
    ],
)
@pytest.mark.parametrize("locale", locales())
def test_every_slug_of_the_domain_has_words(locale: str, message_id: str) -> None:
    assert message_id in patterns(locale)


def test_what_a_listing_means_is_told_in_both_languages() -> None:
    meanings = {
        code.meaning for zone in load_zones() for code in zone.codes if code.verdict in DELISTABLE and code.meaning
    }
    in_words = {meaning for meaning in meanings if not meaning.isupper()}
    ids = {"meaning-" + re.sub(r"[^a-z0-9]+", "-", meaning.lower()).strip("-") for meaning in in_words}
    assert {name for name in patterns("ja") if name.startswith("meaning-")} == ids
