"""What a message takes for granted of the Program, and the sources tell otherwise.

"As the deadline is in August, who files?" asks who files, and would spread a wrong day. The clause
is held against the provision nearest to it: by the days and figures that both tell, and by the no
with which the provision answers the same as a question. Facts of the speaker's own are not judged.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
_FURTHER_OFF = 0.1
_AS_NEAR = 0.02
"""How far behind the nearest a provision may stand, to compare figures and to say no."""
_DAY, _NUMBER = "d:", "#"


@dataclass(frozen=True)
class Correction:
    """What the sources say instead: words of a provision, from a lead or of one sentence."""

    provision: str
    text: str


class PremiseReader:
    """Finds what a message takes for granted, and what the sources say instead."""

    def __init__(self, library: Library, lexicon: Lexicon) -> None:
        words = lexicon.cues["premise"]
        self._library = library
        self._reader = QuestionReader(lexicon)
        self._said = re.compile(
            rf"(?:^|[,;:.?!(–—-]\s*|\b(?:and|but)\s+){any_of(words['opens'])}\s+"
            r"(?P<said>(?:[^,;.?!]|[,.](?=\d)|(?<=\b[A-Za-z])\.(?=[A-Za-z])"
            r"|(?<=\.[A-Za-z])\.){8,160})",
            re.IGNORECASE,
        )
        self._tail = re.compile(rf",?\s+{any_of(words['tails'])}\s*\?+\s*$", re.IGNORECASE)
        self._states = whole_words(words["states"])
        self._own = whole_words(words["own"])
        self._of_duty = whole_words(words["of_duty"])
        self._of_the_rule = whole_words([*words["of_duty"], *words["of_the_rule"]])

    def premises(self, message: str, own: Sequence[str] = ()) -> list[str]:
        """Return the clauses of a message that say something of the Program on the way.

        `own` are quotes of what it tells of the speaker's case.
        """
        found = [match["said"].strip() for match in self._said.finditer(message)]
        found += self._flat(message)
        return [one for one in dict.fromkeys(found) if self._is_of_the_program(one, own)]

    def correction(self, premise: str, found: Sequence[Ranked]) -> Correction | None:
        """Return what the nearest provisions say instead, where they gainsay a premise."""
        best = max((item.similarity for item in found), default=0.0)
        near = [
            item for item in found[:_NEAREST] if item.similarity >= max(_LEAST, best - _FURTHER_OFF)
        ]
        if self._of_the_rule.search(premise.casefold()):
            told = read(premise)
            for item in near:
                held = self._library.provision(item.provision)
                support = [read(one) for one in held.says]
                if (number := _gainsaid(told, support)) is not None:
                    return Correction(item.provision, held.says[number])
                if _agrees(told, support):
                    break
            if near and near[0].similarity >= _LEAST_NO and self._is_unknown(told, near[0]):
                name = near[0].provision
                return Correction(name, self._library.provision(name).says[0])
        denials = (self._denied(premise, one) for one in near if one.similarity >= best - _AS_NEAR)
        return next((one for one in denials if one is not None), None)

    def _flat(self, message: str) -> Iterator[str]:
        """Give what is flatly stated before a question, or with "right?" behind it."""
        sentences = [one.strip() for one in _SENTENCE.split(message) if one.strip()]
        for place, sentence in enumerate(sentences):
            if (tail := self._tail.search(sentence)) is not None:
                yield sentence[: tail.start()].strip()
            elif "?" not in sentence and any("?" in one for one in sentences[place + 1 :]):
                yield sentence.rstrip(".!; ")

    def _is_of_the_program(self, clause: str, own: Sequence[str]) -> bool:
        text = clause.casefold()
        if self._states.search(text) is None:
            return False
        if self._of_duty.search(text):
            return True
        quoted = any(one.casefold() in text for one in own if one)
        return not quoted and self._own.search(text) is None

    def _is_unknown(self, told: Reading, item: Ranked) -> bool:
        """Whether a premise gives a figure for what the sources say nothing of."""
        held = self._library.provision(item.provision)
        words = frozenset(word for one in held.says for word in read(one).held)
        figures = [word for word in told.words if word.startswith((_DAY, _NUMBER))]
        unsettled = held.force in {Force.UNSETTLED, Force.ABSENCE}
        return unsettled and any(one not in words for one in figures)

    def _denied(self, premise: str, item: Ranked) -> Correction | None:
        """Return the no that a provision has for a premise, put as a question."""
        held = self._library.provision(item.provision)
        asks = [(ask, group.lead) for group in held.questions for ask in group.asks]
        asked = self._reader.form(as_question(premise))
        for hit in item.passages:
            if is_statement(hit.key) or hit.similarity < _LEAST_NO:
                continue
            ask, lead = asks[int(hit.key.rsplit("#", 1)[1]) - 1]
            form = self._reader.form(ask)
            if form.form == "polar" and form.negated == asked.negated:
                # The nearest question of this form decides: a further one may ask the opposite.
                return Correction(item.provision, lead) if _NO.match(lead) else None
        return None


def as_question(premise: str) -> str:
    """Return a premise as the question whether it is so."""
    return f"Is it so that {premise}?"


_NO = re.compile(r"no\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


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
