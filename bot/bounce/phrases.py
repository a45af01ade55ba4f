"""The knowledge files (`data/*.tsv`): phrases, what each says, a sample of ours, a source; one pass for all of them.

A line has four columns: what it says, the phrase, a sample, the source. A phrase is one or more steps, joined by " + ";
a step is one or more wordings, joined by "|". The steps must come in this order, close together and in one sentence:

    mailbox|inbox|account + full|over quota

Letter case does not count. A wording stands for whole words; a "*" at its end lets the word go on ("reject*").
In what tells a cause, "mail", "email", "e-mail" and "message" are the same within a wording of several words, one or
many of them.
Scripts that write no blanks between words know no word ends, so there a wording may stand anywhere.

All wordings of a file are one Aho-Corasick automaton: the time is linear in the text and does not depend on how many
rules there are. (RE2 sets were measured too: as fast once warm, but 2 ms for every text while their automaton grows.
pyahocorasick takes twice as long for English and four times for other scripts, whose letters crowd its branches.)
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from ahocorasick_rs import AhoCorasick, Implementation

# Characters between two steps of a phrase; an address or a host name has room in between, a paragraph has not.
MAX_GAP = 72
NO_WORD_ENDS_FROM = "\u0590"
"""Latin, Greek and Cyrillic come before this; Hebrew, Arabic, Japanese, Chinese and Korean after it."""
_STEPS = 8
# Where it does not matter what mail is called; the signs know mail programs by how they call it.
_OF_MAIL = frozenset({"causes.tsv", "hints.tsv"})
_MAIL = ("mail", "mails", "email", "emails", "e-mail", "e-mails", "message", "messages")


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


# What a wording of the automaton does, as a plain tuple, which unpacks faster than one with names:
# - the steps before it, where it does nothing else than go on: until one of them was seen it is not worth a look
# - the letters that must not stand right before it, since it begins a word; and right behind it
# - the rules that it matches alone
# - the steps that it begins
# - the steps that need the one before: (the step before, this step, the rule if this is its last step, else −1)
_Wording = tuple[
    frozenset[int], frozenset[str], frozenset[str], tuple[int, ...], tuple[int, ...], tuple[tuple[int, int, int], ...]
]


class Phrases:
    """The rules of one file behind one automaton."""

    def __init__(self, rules: Sequence[Rule], *, of_mail: bool = False) -> None:
        self.rules = tuple(rules)
        wordings: dict[str, list[tuple[int, int, int]]] = {}
        for index, rule in enumerate(rules):
            steps = rule.phrase.split(" + ")
            for step, alternatives in enumerate(steps):
                use = (index, step, len(steps))
                for wording in alternatives.split("|"):
                    for spelling in _spellings(wording.lower()) if of_mail else (wording.lower(),):
                        uses = wordings.setdefault(spelling, [])
                        if use not in uses[-1:]:
                            uses.append(use)
        letters = frozenset(filter(str.isalnum, map(chr, range(ord(NO_WORD_ENDS_FROM)))))
        self._wordings = tuple(_wording(wording, uses, letters) for wording, uses in wordings.items())
        # A whole transition table (DFA) is no faster on texts of this length, and takes ten times the memory.
        words = [wording.removesuffix("*") for wording in wordings]
        self._automaton = AhoCorasick(words, implementation=Implementation.ContiguousNFA)

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        """Every match in `text` (one line) as (number of the rule, where its last step ends); a rule may come twice."""
        # The line ends, which no wording has, save looking for the ends at every match.
        lowered = f"\n{text.lower()}\n"
        wordings = self._wordings
        reached: dict[int, int] = {}
        for wording, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            # Unpacked and written out on purpose: this is the innermost loop of reading.
            needs, not_before, not_behind, whole, opens, goes_on = wordings[wording]
            if needs and reached.keys().isdisjoint(needs):
                continue
            if lowered[start - 1] in not_before or lowered[end] in not_behind:
                continue
            for index in whole:
                yield index, end - 1
            for key in opens:
                reached[key] = end
            for before, key, index in goes_on:
                at = reached.get(before, -1)
                if 0 <= at <= start <= at + MAX_GAP and not _apart(lowered, at, start):
                    if index >= 0:
                        yield index, end - 1
                    else:
                        reached[key] = end

    def counts(self, text: str) -> dict[str, int]:
        """How many rules that say the same match in `text` (one line), by what they say."""
        counted: dict[str, int] = {}
        for index in {index for index, _ in self.matches(text)}:
            says = self.rules[index].says
            counted[says] = counted.get(says, 0) + 1
        return counted

    def hits(self, text: str) -> list[Hit]:
        """Every rule that matches in `text` (one line), in the file's order, with its first match."""
        found: dict[int, int] = {}
        for index, end in self.matches(text):
            found.setdefault(index, end)
        return [Hit(self.rules[index], found[index]) for index in sorted(found)]

    def first(self, text: str) -> Hit | None:
        """The first match of the rule that comes first in the file, or None."""
        best, at = len(self.rules), 0
        for index, end in self.matches(text):
            if index < best:
                best, at = index, end
        return Hit(self.rules[best], at) if best < len(self.rules) else None

    def any_says(self, text: str, says: frozenset[str]) -> bool:
        """Whether a rule that says one of `says` matches in `text`."""
        return any(self.rules[index].says in says for index, _ in self.matches(text))


def _spellings(wording: str) -> list[str]:
    """`wording`, and where it has several words, what else mail is called in its place."""
    words = wording.split(" ")
    if len(words) == 1:
        return [wording]
    at = next((at for at, word in enumerate(words) if word in _MAIL), None)
    if at is None:
        return [wording]
    return [" ".join((*words[:at], mail, *words[at + 1 :])) for mail in _MAIL]


def _wording(wording: str, uses: list[tuple[int, int, int]], letters: frozenset[str]) -> _Wording:
    """What `wording` does; `letters` are those that words are made of."""
    word = wording.removesuffix("*")
    nothing: frozenset[str] = frozenset()
    return (
        frozenset(index * _STEPS + step - 1 for index, step, _ in uses)
        if all(step for _, step, _ in uses)
        else frozenset(),
        letters if word[0] in letters else nothing,
        letters if word == wording and word[-1] in letters else nothing,
        tuple(index for index, _, steps in uses if steps == 1),
        tuple(index * _STEPS for index, step, steps in uses if step == 0 and steps > 1),
        tuple(
            (index * _STEPS + step - 1, index * _STEPS + step, index if step == steps - 1 else -1)
            for index, step, steps in uses
            if step
        ),
    )


def _apart(text: str, before: int, start: int) -> bool:
    """Whether a sentence ends between two steps."""
    return (
        text.find(". ", before, start) >= 0
        or text.find("; ", before, start) >= 0
        or text.find("? ", before, start) >= 0
        or text.find("! ", before, start) >= 0
        or text.find("。", before, start) >= 0
    )


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
        says, phrase, sample, written_by = columns
        rules.append(Rule(says, phrase, sample, written_by, number))
    return rules


@functools.cache
def phrases(name: str) -> Phrases:
    """The compiled rules of `data/<name>`, read at first use."""
    return Phrases(read_rules(name), of_mail=name in _OF_MAIL)
