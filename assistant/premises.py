"""What a message takes for granted of the Program, and the sources tell otherwise.

"As the deadline is in August, who files?" asks who files, and would spread a wrong day. The clause
is held against the provision nearest to it: by the days and figures that both tell, and by the no
with which the provision answers the same as a question. Facts of the speaker's own are not judged.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from assistant.lexicon import Lexicon, any_of, whole_words
from assistant.questions import QuestionReader
from assistant.verification.reading import Reading, read
from corpus.document import Force
from corpus.library import Library
from corpus.search import Ranked, is_statement

_NEAREST = 3
_LEAST = 0.5
"""How near a provision must be for its figures to be those that are meant."""
_LEAST_NO = 0.68
_LEAST_FORCE = 0.62
_FURTHER_OFF = 0.1
_AS_NEAR = 0.02
"""How far behind the nearest a provision may stand, to compare figures and to say no."""
_DAY, _NUMBER = "d:", "#"
_AGAINST = {
    "oblige": {Force.MAY, Force.ABSENCE, Force.UNSETTLED, Force.PRESUMPTION},
    "forbid": {Force.MAY},
    "at_most": {Force.MAY},
    "only": {Force.MAY},
    "excuse": {Force.MUST, Force.MUST_NOT},
}
"""Marks of a premise, by the forces of provisions that gainsay them."""


@dataclass(frozen=True)
class Premise:
    """What a message takes for granted, and the same as the question whether it is so."""

    text: str
    question: str


@dataclass(frozen=True)
class Correction:
    """What the sources say instead: words of a provision, from a lead or of one sentence.

    One that was `asked` outright ("does EDAG choose?") is no premise, and is only answered.
    """

    provision: str
    text: str
    asked: bool = False


class PremiseReader:
    """Finds what a message takes for granted, and what the sources say instead."""

    def __init__(self, library: Library, lexicon: Lexicon) -> None:
        cues = lexicon.cues
        words = cues["premise"]
        self._library = library
        self._reader = QuestionReader(lexicon)
        self._said = re.compile(
            rf"(?:^|[,;:.?!(–—-]\s*|\b(?:and|but)\s+){any_of(words['opens'])}\s+"
            r"(?P<said>(?:[^,;.?!]|[,.](?=\d)|(?<=\b[A-Za-z])\.(?=[A-Za-z])"
            r"|(?<=\.[A-Za-z])\.){8,160})",
            re.IGNORECASE,
        )
        self._tail = re.compile(rf",?\s+{any_of(words['tails'])}\s*\?+\s*$", re.IGNORECASE)
        self._asks = re.compile(rf"\W*{any_of(cues['interrogatives'])}(?!\w)", re.IGNORECASE)
        self._about = whole_words(words["flat"])
        self._states = whole_words(words["states"])
        self._own = whole_words(words["own"])
        self._of_duty = whole_words(words["of_duty"])
        self._of_the_rule = whole_words([*words["of_duty"], *words["of_the_rule"]])
        self._why = re.compile(
            rf"(?:^|[.?!]\s+)(?:\w+,?\s+){{0,2}}?why\s+(?P<said>{any_of(cues['polar_start'])}\s[^?]{{8,160}})",
            re.IGNORECASE,
        )
        self._deeds = [Deed.of(entry, words["bodies"]) for entry in words["deeds"]]

    def premises(self, message: str, own: Sequence[str] = ()) -> list[Premise]:
        """Return the clauses of a message that say something of the Program on the way.

        `own` are quotes of what it tells of the speaker's case.
        """
        found = [match["said"].strip() for match in self._said.finditer(message)]
        found += [one for one in self._flat(message) if self._about.search(one.casefold())]
        stated = [one for one in dict.fromkeys(found) if self._is_of_the_program(one, own)]
        whys = (match["said"].strip() for match in self._why.finditer(message))
        asked = [one for one in whys if not _holds_any(one, own)]
        return [
            *(Premise(one, f"Is it so that {one}?") for one in stated),
            *(Premise(one, f"{one[0].upper()}{one[1:]}?") for one in asked),
        ]

    def is_all(self, message: str, *, asked: bool) -> bool:
        """Whether a message asks nothing beside what it takes for granted or asks outright."""
        sentences = [one for one in _SENTENCE.split(message.strip()) if one]
        return len(sentences) == 1 and (asked or self._tail.search(sentences[0]) is not None)

    def misattributed(self, message: str) -> Correction | None:
        """Return who does what a message has somebody else do, by the table of deeds."""
        for deed in self._deeds:
            by = deed.wrongly(message)
            if by is not None:
                said = self._library.provision(deed.provision).says[deed.sentence]
                asked = by == "asked"
                text = deed.lead if asked and deed.lead else said
                return Correction(deed.provision, text, asked=asked)
        return None

    def correction(self, premise: Premise, found: Sequence[Ranked]) -> Correction | None:
        """Return what the nearest provisions say instead, where they gainsay a premise."""
        best = max((item.similarity for item in found), default=0.0)
        near = [
            item for item in found[:_NEAREST] if item.similarity >= max(_LEAST, best - _FURTHER_OFF)
        ]
        if self._of_the_rule.search(premise.text.casefold()):
            told = read(premise.text)
            for item in near:
                held = self._library.provision(item.provision)
                support = [read(one) for one in held.says]
                if (number := _gainsaid(told, support)) is not None:
                    return Correction(item.provision, held.says[number])
                if _agrees(told, support):
                    break
            if near and near[0].similarity >= _LEAST_NO and self._is_unknown(told, near[0]):
                return self._first_of(near[0])
            if near and near[0].similarity >= _LEAST_FORCE and self._binds_otherwise(told, near[0]):
                return self._first_of(near[0])
        denials = (self._denied(premise, one) for one in near if one.similarity >= best - _AS_NEAR)
        return next((one for one in denials if one is not None), None)

    def _flat(self, message: str) -> Iterator[str]:
        """Give what is flatly stated before a question, or with "right?" behind it."""
        sentences = [one.strip() for one in _SENTENCE.split(message) if one.strip()]
        for place, sentence in enumerate(sentences):
            if (tail := self._tail.search(sentence)) is not None:
                yield sentence[: tail.start()].strip()
            elif (
                "?" not in sentence
                and not self._asks.match(sentence)
                and any("?" in one for one in sentences[place + 1 :])
            ):
                yield sentence.rstrip(".!; ")

    def _is_of_the_program(self, clause: str, own: Sequence[str]) -> bool:
        text = clause.casefold()
        if self._states.search(text) is None:
            return False
        if self._of_duty.search(text):
            return True
        return not _holds_any(clause, own) and self._own.search(text) is None

    def _is_unknown(self, told: Reading, item: Ranked) -> bool:
        """Whether a premise gives a figure for what the sources say nothing of."""
        held = self._library.provision(item.provision)
        words = frozenset(word for one in held.says for word in read(one).held)
        figures = [word for word in told.words if word.startswith((_DAY, _NUMBER))]
        unsettled = held.force in {Force.UNSETTLED, Force.ABSENCE}
        return unsettled and any(one not in words for one in figures)

    def _first_of(self, item: Ranked) -> Correction:
        return Correction(item.provision, self._library.provision(item.provision).says[0])

    def _binds_otherwise(self, told: Reading, item: Ranked) -> bool:
        """Whether a premise has as a duty what the sources leave free, or as free what is one."""
        force = self._library.provision(item.provision).force
        marks = {mark.kind for mark in told.marks}
        if marks & {"suppose", "hedge"}:
            return False
        against = {kind for kind, forces in _AGAINST.items() if force in forces}
        return bool(marks & against) and not marks & ({"oblige", "excuse"} - against)

    def _denied(self, premise: Premise, item: Ranked) -> Correction | None:
        """Return the no that a provision has for a premise, put as a question."""
        held = self._library.provision(item.provision)
        asks = [(ask, group.lead) for group in held.questions for ask in group.asks]
        asked = self._reader.form(premise.question)
        for hit in item.passages:
            if is_statement(hit.key) or hit.similarity < _LEAST_NO:
                continue
            ask, lead = asks[int(hit.key.rsplit("#", 1)[1]) - 1]
            form = self._reader.form(ask)
            if form.form == "polar" and form.negated == asked.negated:
                # The nearest question of this form decides: a further one may ask the opposite.
                return Correction(item.provision, lead) if _NO.match(lead) else None
        return None


@dataclass(frozen=True)
class Deed:
    """What is done in the Program, and the words that give it to a body that does not do it."""

    provision: str
    sentence: int
    lead: str | None
    states: re.Pattern[str]
    asks: re.Pattern[str]

    @classmethod
    def of(cls, entry: Mapping[str, Any], bodies: Mapping[str, str]) -> Self:
        """Read an entry of `premise.deeds`; every body but those that do it would be wrong."""
        others = any_of([words for name, words in bodies.items() if name not in entry["by"]])
        does, done = any_of(entry["does"]), any_of(entry["done"])
        given = rf"(?:the\s+)?{others}(?:'s)?{_BETWEEN}\s+{does}|{done}\s+by\s+(?:the\s+)?{others}"
        asks = rf"^\W*(?:does|do|did|will|would|is it|is)\s+(?:the\s+)?{others}\b"
        return cls(
            entry["provision"],
            entry.get("sentence", 0),
            entry.get("lead"),
            re.compile(rf"(?<!\w)(?:{given})(?!\w)", re.IGNORECASE),
            re.compile(asks, re.IGNORECASE),
        )

    def wrongly(self, message: str) -> str | None:
        """Return whether a message asks or states that somebody else does it, if either."""
        for sentence in _SENTENCE.split(message):
            if self.states.search(sentence):
                return "asked" if self.asks.search(sentence) else "stated"
        return None


def _holds_any(text: str, quotes: Sequence[str]) -> bool:
    return any(one.casefold() in text.casefold() for one in quotes if one)


_BETWEEN = r"(?:\s+(?!(?:and|or|not|before|after|when|if|commerce|consult\w*)\b)\w+){0,3}?"
"""What may stand between a body and its deed."""
_NO = re.compile(r"(?:no|not)\b(?! (?:later|less|more|longer|fewer)\b)", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\.\w\.)(?<!\b[Nn]o\.)(?<!\bCo\.)(?<!\bvs\.)(?<!\bInc\.)(?<!\bLtd\.)(?<!\bDoc\.)\s+"
)
"""Where a sentence ends; "U.S." and "e.g." end none."""


def _gainsaid(told: Reading, support: Sequence[Reading]) -> int | None:
    """Return the sentence that gives another day or figure for the same; None where none does."""
    held = frozenset(word for one in support for word in one.held)
    days = [word for word in told.words if word.startswith(_DAY)]
    if days and not any(word in held for word in days):
        dated = (n for n, one in enumerate(support) if any(w.startswith(_DAY) for w in one.words))
        return next(dated, None)
    for figure, counted in _counted(told):
        if figure in held:
            continue
        for number, one in enumerate(support):
            if any(other == counted for _, other in _counted(one)):
                return number
    return None


def _agrees(told: Reading, support: Sequence[Reading]) -> bool:
    """Whether a figure or day that a premise gives stands in its support."""
    held = frozenset(word for one in support for word in one.held)
    figures = [word for word in told.words if word.startswith((_DAY, _NUMBER))]
    return bool(figures) and all(word in held for word in figures)


def _counted(reading: Reading) -> Iterator[tuple[str, str]]:
    """Give each number with what it counts."""
    words = reading.words
    for at, word in enumerate(words[:-1]):
        # "One" is an article as often as a number.
        if (
            word.startswith(_NUMBER)
            and word != "#1"
            and not words[at + 1].startswith((_DAY, _NUMBER))
        ):
            yield word, words[at + 1]
