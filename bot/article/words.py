"""Words by message id and language: a thin, strict reader of the Fluent files in `locales/`.

A message that a language lacks is taken from English. An id that no language has, or a variable that nobody gave, is a
fault of ours and raised as `MissingWordsError`: the tests walk through all of them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import TYPE_CHECKING, Any

from bot.article.locale import FALLBACK_LOCALE, pick_locale
from bot.sentence import Sentence

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle


class MissingWordsError(LookupError):
    """There is no such message, or a variable of it was not given."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. `locale` may be any locale of Slack's ("ja-JP"); see `pick_locale`."""

    locale: str

    def text(self, message_id: str, **variables: str | float | datetime | Sentence) -> str:
        """The sentence `message_id` ("method-1", or "method-1.step-2" for an attribute) with its variables filled in.

        Strings stand in the sentence as they are: cleaning, escaping and capping them is the caller's task. Numbers
        and dates are written as the language writes them, and a `Sentence` is said in it. Raises `MissingWordsError`.
        """
        said = {name: self._said(value) for name, value in variables.items()}
        for locale in (pick_locale(self.locale), FALLBACK_LOCALE):
            bundle = _bundle(locale)
            pattern = _pattern(bundle, message_id)
            if pattern is None:
                continue
            text, errors = bundle.format_pattern(pattern, said)
            if errors:
                raise MissingWordsError(f"{message_id} ({locale}): {errors[0]}")
            return str(text)
        raise MissingWordsError(message_id)

    def _said(self, value: str | float | datetime | Sentence) -> str | float | datetime:
        return self.text(value.message_id, **value.variables) if isinstance(value, Sentence) else value

    def has(self, message_id: str) -> bool:
        """Whether some language, English at last, has this message."""
        return any(
            _pattern(_bundle(locale), message_id) is not None for locale in (pick_locale(self.locale), FALLBACK_LOCALE)
        )

    def steps(self, message_id: str, **variables: str | float) -> tuple[str, ...]:
        """The numbered attributes `.step-1`, `.step-2` … of a message, in order."""
        found: list[str] = []
        while self.has(step := f"{message_id}.step-{len(found) + 1}"):
            found.append(self.text(step, **variables))
        return tuple(found)


@functools.cache
def _bundle(locale: str) -> FluentBundle:
    # Fluent's runtime takes 0.1 s to import; `smtp550 --help` has no use for it.
    from fluent.runtime import FluentBundle, FluentResource

    # Isolating marks (U+2068 …) are for mixed-direction pages; Slack and terminals show them as boxes.
    bundle = FluentBundle([locale], use_isolating=False)
    folder = resources.files("bot.article") / "locales" / locale
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def _pattern(bundle: FluentBundle, message_id: str) -> Any:
    name, _, attribute = message_id.partition(".")
    if not bundle.has_message(name):
        return None
    message = bundle.get_message(name)
    return message.attributes.get(attribute) if attribute else message.value
