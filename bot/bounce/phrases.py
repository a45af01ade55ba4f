"""The knowledge files (`data/*.tsv`): phrases, what each says, a sample of ours, a source; and one pass for all of them.

A line has four columns: what it says, the phrase, a sample, the source. A phrase is one or more steps, joined by " + ";
a step is one or more wordings, joined by "|". The steps must come in this order, close together and in one sentence:

    mailbox|inbox|account + full|over quota

Letter case does not count. A wording stands for whole words; a "*" at its end lets the word go on ("reject*").
Scripts that write no blanks between words know no word ends, so there a wording may stand anywhere.

All wordings of a file are one Aho-Corasick automaton: the time is linear in the text and does not depend on how many
rules there are. (RE2 sets were measured too: as fast once warm, but 2 ms for every text while their automaton grows.)
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

import ahocorasick

# Characters between two steps of a phrase; an address or a host name has room in between, a paragraph has not.
MAX_GAP = 72
_SENTENCE_ENDS = (". ", "。", "; ", "! ", "? ")
# Latin, Greek and Cyrillic come before this; Hebrew, Arabic, Japanese, Chinese and Korean after it.
_NO_WORD_ENDS_FROM = "\u0590"
_STEPS = 8


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a knowledge file. `says` is its first column; `line` its number in the file, for messages."""

    says: str
    phrase: str
    sample: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that a text matches, and where the phrase's last step ends."""

    rule: Rule
    end: int


class Phrases:
    """The rules of one file behind one automaton."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._length = [rule.phrase.count(" + ") + 1 for rule in rules]
        wordings: dict[tuple[str, bool], list[int]] = {}
        for index, rule in enumerate(rules):
            for step, alternatives in enumerate(rule.phrase.split(" + ")):
                for wording in alternatives.split("|"):
                    key = (wording.removesuffix("*").lower(), wording.endswith("*"))
                    wordings.setdefault(key, []).append(index * _STEPS + step)
        self._automaton = ahocorasick.Automaton()
        for (word, goes_on), keys in wordings.items():
            # The same letters may end a word in one rule and begin a longer one in another.
            entry = (len(word), word[0] < _NO_WORD_ENDS_FROM and word[0].isalnum(), _ends_a_word(word, goes_on), tuple(keys))
            self._automaton.add_word(word, (*self._automaton.get(word, ()), entry))
        self._automaton.make_automaton()

    def hits(self, text: str) -> Iterator[Hit]:
        """Every rule that matches in `text` (one line), as its phrases come to an end; a rule may come more than once."""
        lowered = text.lower()
        size = len(lowered)
        reached: dict[int, int] = {}
        lengths = self._length
        for last, entries in self._automaton.iter(lowered):
            end = last + 1
            for length, begins_word, ends_word, keys in entries:
                start = end - length
                if begins_word and start and _continues(lowered[start - 1]):
                    continue
                if ends_word and end < size and _continues(lowered[end]):
                    continue
                for key in keys:
                    index, step = divmod(key, _STEPS)
                    if step:
                        before = reached.get(key - 1, -1)
                        if before < 0 or before > start or start - before > MAX_GAP or _apart(lowered, before, start):
                            continue
                    if step + 1 == lengths[index]:
                        yield Hit(self.rules[index], end)
                    else:
                        reached[key] = end

    def first(self, text: str) -> Hit | None:
        """The hit of the rule that comes first in the file, or None."""
        return min(self.hits(text), key=_file_order, default=None)


def _file_order(hit: Hit) -> int:
    return hit.rule.line


def _ends_a_word(word: str, goes_on: bool) -> bool:
    return not goes_on and word[-1] < _NO_WORD_ENDS_FROM and word[-1].isalnum()


def _continues(character: str) -> bool:
    return character < _NO_WORD_ENDS_FROM and character.isalnum()


def _apart(text: str, before: int, start: int) -> bool:
    return any(text.find(mark, before, start) >= 0 for mark in _SENTENCE_ENDS)


def read_rules(name: str) -> list[Rule]:
    """The rules of `data/<name>`. Raises `ValueError` for a line that has not four columns."""
    rules = []
    source = (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")
    for number, line in enumerate(source.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 4 or not all(columns[:3]):
            raise ValueError(f"{name}:{number}: a rule has four columns, this line {len(columns)}")
        rules.append(Rule(*columns, number))
    return rules


@functools.cache
def phrases(name: str) -> Phrases:
    """The compiled rules of `data/<name>`, read at first use."""
    return Phrases(read_rules(name))
