"""Each provision to the words that it rests on: exact phrases, pinpoints, figures, then likeness.

Whatever is likely is a candidate; only what is verified binds. A match is verified by

* the key phrases that the provision quotes, all letter for letter in one paragraph, or
* the pinpoint that its sentences name ("section 3(b)(ii)"), with words of the paragraph, or
* likeness: near in meaning, sharing most of its words, and clearly nearer than any other.

Likeness comes from the packaged embedding model, over the paragraphs that share words with the
provision; a document of a thousand pages is never embedded whole.
"""

import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from corpus.binding.marks import compared, marks_of
from corpus.binding.outline import Outline, Stretch, Unit, pinpoints_in
from corpus.document import Force, Provision
from corpus.official.text import SpanKind
from corpus.words import words_of

Vectors = npt.NDArray[np.float32]
Embeds = Callable[[Sequence[str]], Vectors]
"""Texts to unit vectors, one a row, as `Embedder.embed` makes them."""

CANDIDATES = 3
"""How many places are shown to a person, side by side."""
_READ_CLOSELY = 24
"""Paragraphs that are embedded for one provision: those that share most of its words."""
_LONG, _READ_CLOSELY_OF_MANY = 2_000, 12
"""Of a text of more paragraphs than this, about eighty pages, so many are."""
_REMEMBERED = 64
_NONE: npt.NDArray[np.int32] = np.array([], dtype=np.int32)
_LONGEST_QUOTE = 900
_RARE = 3
"""A phrase that stands in more paragraphs than this tells none of them apart."""

NEAR, SHARED, CLEAR = 0.53, 0.34, 0.06
"""Likeness alone binds from these on: of meaning, of words, and ahead of the next place.

The sentence that carries the provision has to be as near by itself: the others explain it.
"""
_NEAR_WITH_PHRASE, _SHARED_WITH_PHRASE, _SHARED_WITH_PINPOINT = 0.28, 0.27, 0.18
_SURE, _MUCH = 0.70, 0.5

_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")}
)


@dataclass(frozen=True)
class Evidence:
    """What speaks for a place: each as a share from 0 to 1, and whether a pinpoint names it."""

    meaning: float
    words: float
    phrases: float
    figures: float
    pinpoint: bool

    @property
    def score(self) -> float:
        """All of it in one figure, by which places are ranked."""
        exact = 0.8 * self.phrases + 0.25 * self.figures + 0.9 * self.pinpoint
        return self.meaning + 0.8 * self.words + exact


@dataclass(frozen=True)
class Place:
    """A stretch that a provision may rest on, and what speaks for it."""

    stretch: Stretch
    unit: int
    evidence: Evidence


@dataclass(frozen=True)
class Match:
    """A provision and its place, the best candidates first; `how` says what verified it."""

    provision: str
    candidates: tuple[Place, ...]
    how: str | None
    absent: tuple[str, ...] = ()
    """Words that a provision about silence names and that stand nowhere in the text."""

    @property
    def bound(self) -> Place | None:
        """The place that the provision rests on; None where nothing is verified."""
        return self.candidates[0] if self.how not in {None, "silence"} and self.candidates else None


def plain(text: str) -> str:
    """Return a text for letter-by-letter comparison: one case, one dash, one quotation mark.

    It has as many characters as the text, so that offsets stay.
    """
    folded = unicodedata.normalize("NFC", text).translate(_PLAIN)
    lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in folded)
    return lowered.replace("\xa0", " ")


class _Joined:
    """Texts one after the other, to find in which of them words stand."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = "\0".join(texts)
        self._starts: list[int] = []
        at = 0
        for text in texts:
            self._starts.append(at)
            at += len(text) + 1
        self._found: dict[str, list[int]] = {}

    def holding(self, words: str) -> list[int]:
        """Return the numbers of the texts that hold some words, in order."""
        if words not in self._found:
            found: list[int] = []
            at = self._whole.find(words)
            while at >= 0:
                place = bisect_right(self._starts, at) - 1
                found.append(place)
                ended = place + 1 >= len(self._starts)
                at = -1 if ended else self._whole.find(words, self._starts[place + 1])
            self._found[words] = found
        return self._found[words]


def postings(bags: Iterable[frozenset[str]]) -> Mapping[str, npt.NDArray[np.int32]]:
    """Return for each word the numbers of the paragraphs that hold it."""
    found: dict[str, list[int]] = {}
    for place, bag in enumerate(bags):
        for word in bag:
            found.setdefault(word, []).append(place)
    return {word: np.array(places, dtype=np.int32) for word, places in found.items()}


class Matcher:
    """Matches provisions to one official text."""

    def __init__(self, outline: Outline, embeds: Embeds) -> None:
        self.outline = outline
        self._embeds = embeds
        self._vectors: dict[str, npt.NDArray[np.float32]] = {}
        self._remembered: dict[frozenset[str], npt.NDArray[np.float64]] = {}
        self._units = tuple(unit for unit in outline.units if unit.kind is not SpanKind.HEADING)
        self._plain = {unit.number: plain(unit.text) for unit in self._units}
        self._bags = {unit.number: frozenset(words_of(unit.text)) for unit in self._units}
        self._at = {unit.number: place for place, unit in enumerate(self._units)}
        none = frozenset[str]()
        around = (
            none.union(
                *(
                    self._bags.get(one.number, none)
                    for one in (*outline.lead_ins(unit), *outline.below(unit))
                )
            )
            - self._bags[unit.number]
            for unit in self._units
        )
        self._holding = postings(self._bags[unit.number] for unit in self._units)
        self._holding_around = postings(around)
        self._texts = _Joined([self._plain[unit.number] for unit in self._units])

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        """How much each word tells: rare words more."""
        held = Counter(word for bag in self._bags.values() for word in bag)
        total = len(self._bags) + 1
        return {word: math.log(1 + total / count) for word, count in held.items()}

    def weight(self, word: str) -> float:
        """Return how much a word tells; one that stands nowhere tells most."""
        return self._weights.get(word, math.log(2 + len(self._bags)))

    def bag(self, unit: Unit) -> frozenset[str]:
        """Return the words of a paragraph."""
        return self._bags.get(unit.number, frozenset())

    # -- one provision --------------------------------------------------------------------------

    def match(self, provision: Provision) -> Match:
        """Find the place of a provision."""
        if provision.force is Force.ABSENCE:
            return self._silence(provision)
        about = _About(provision)
        if not about.sentences:
            return Match(provision.id, (), None)
        places = self._places(about)
        how = self._verified(about, places)
        return Match(provision.id, places[:CANDIDATES], how)

    def places(self, texts: Sequence[str]) -> tuple[Place, ...]:
        """Return the places nearest to some texts that no provision need quote, best first."""
        return self._places(_Texts(tuple(texts)))

    def likeness(self, one: str, other: str) -> float:
        """Return how near two texts are in meaning, from -1 to 1."""
        return float(self._rows([one])[0] @ self._rows([other])[0])

    def _places(self, about: "_About | _Texts") -> tuple[Place, ...]:
        near = self._sharing(about)
        if not near:
            return ()
        self.read([*about.sentences, *(text for unit in near for text in self._pieces(unit))])
        found = [self._place(about, unit) for unit in near]
        return tuple(sorted(found, key=lambda one: (-one.evidence.score, one.stretch.start)))

    def _sharing(self, about: "_About | _Texts") -> list[Unit]:
        """Choose the paragraphs to read closely."""
        scored = self._shares(about.words)
        for phrase in about.phrases:
            scored[self._texts.holding(phrase)] += 2 / len(about.phrases)
        if about.pinpoint is not None:
            scored[self._labelled.get(about.pinpoint, [])] += 2
        closely = _READ_CLOSELY if len(self._units) <= _LONG else _READ_CLOSELY_OF_MANY
        best = np.argsort(-scored, kind="stable")[:closely]
        return [self._units[place] for place in best.tolist() if scored[place] > 0]

    @cached_property
    def _labelled(self) -> Mapping[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        for place, unit in enumerate(self._units):
            if unit.label:
                found.setdefault(unit.label, []).append(place)
        return found

    def _shares(self, words: frozenset[str]) -> npt.NDArray[np.float64]:
        """Return for each paragraph the share of words that it holds, rare ones counting more.

        The paragraphs that lead it in, and those that it leads in, count half: "each proposal
        must" is said once for five.
        """
        held = np.zeros(len(self._units))
        whole = sum(self.weight(word) for word in words)
        if not whole:
            return held
        for word in words:
            told = self.weight(word) / whole
            held[self._holding.get(word, _NONE)] += told
            held[self._holding_around.get(word, _NONE)] += told / 2
        return held

    def _shared(self, words: frozenset[str], unit: Unit) -> float:
        """Return the share of words that one paragraph holds, as `_shares` does."""
        if words not in self._remembered:
            if len(self._remembered) > _REMEMBERED:
                self._remembered.clear()
            self._remembered[words] = self._shares(words)
        return float(self._remembered[words][self._at[unit.number]])

    def _place(self, about: "_About | _Texts", unit: Unit) -> Place:
        sentences = [self.outline.words(one) for one in unit.sentences] or [unit.text]
        likeness = self._rows(about.sentences) @ self._rows([unit.text, *sentences]).T
        with_lead = likeness.max()
        if lead := self.outline.lead_ins(unit):
            joined = self._rows([f"{lead[0].text} {unit.text}"])
            with_lead = max(with_lead, (self._rows(about.sentences) @ joined.T).max())
        below = self.outline.below(unit)
        text = " ".join([unit.text, *(one.text for one in below), *(one.text for one in lead)])
        evidence = Evidence(
            meaning=float(with_lead),
            words=self._shared(about.words, unit),
            phrases=about.phrases_in(self._plain[unit.number]),
            figures=about.figures_in(text),
            pinpoint=about.names(unit),
        )
        return Place(self._stretch(about, unit, likeness[:, 1:].max(axis=0)), unit.number, evidence)

    def _stretch(
        self, about: "_About | _Texts", unit: Unit, likeness: npt.NDArray[np.float32]
    ) -> Stretch:
        """Return the sentences of a paragraph that a provision is about, in one run.

        What leads in others is quoted with them, as far as a quotation goes.
        """
        sentences = unit.sentences or (unit.stretch,)
        wanted = {int(likeness.argmax())}
        for place, one in enumerate(sentences):
            words = self.outline.words(one)
            if about.phrases_in(plain(words)) or likeness[place] >= _SURE:
                wanted.add(place)
        first, last = sentences[min(wanted)], sentences[max(wanted)]
        below = self.outline.below(unit)
        if (
            below
            and last == sentences[-1]
            and below[-1].stretch.end - first.start <= _LONGEST_QUOTE
        ):
            return Stretch(first.start, below[-1].stretch.end)
        return Stretch(first.start, last.end)

    # -- verification ---------------------------------------------------------------------------

    def _verified(self, about: "_About", places: Sequence[Place]) -> str | None:
        if not places:
            return None
        best, told = places[0], places[0].evidence
        if about.phrases and told.phrases == 1.0 and told.meaning >= _NEAR_WITH_PHRASE:
            holding = len(set.intersection(*(set(self._texts.holding(p)) for p in about.phrases)))
            sure = told.pinpoint or told.words >= _SHARED_WITH_PHRASE
            if holding <= _RARE and about.distinctive and sure:
                return "phrases"
        if told.pinpoint and told.words >= _SHARED_WITH_PINPOINT:
            return "pinpoint"
        next_ = next((one for one in places[1:] if one.unit != best.unit), None)
        ahead = told.score - next_.evidence.score if next_ else 1.0
        near = told.meaning >= NEAR and told.words >= SHARED and ahead >= CLEAR
        much = told.meaning >= _SURE and told.words >= _MUCH
        return "likeness" if (near or much) and self._carries(about, best) else None

    def _carries(self, about: "_About", place: Place) -> bool:
        """Whether the first sentence of a provision is near to the words by itself."""
        unit, first = self.outline.units[place.unit], about.sentences[1]
        pieces = [unit.text, *(self.outline.words(one) for one in unit.sentences)]
        meaning = float((self._rows([first]) @ self._rows(pieces).T).max())
        return meaning >= NEAR and self._shared(frozenset(words_of(first)), unit) >= SHARED

    def _silence(self, provision: Provision) -> Match:
        """Search the text for the words that a provision says are not in it."""
        terms = absent_terms(provision)
        held = [term for term in terms if near_each_other(words_of(term), self._word_places)]
        if not terms or held:
            places = self.places([provision.heading, *provision.says])[:CANDIDATES]
            return Match(provision.id, places, None)
        return Match(provision.id, (), "silence", tuple(terms))

    @cached_property
    def _word_places(self) -> Mapping[str, list[int]]:
        """Where each word stands in the whole text."""
        return places_of_words(words_of(" ".join(self._plain.values())))

    # -- embedding ------------------------------------------------------------------------------

    def _pieces(self, unit: Unit) -> Iterable[str]:
        yield unit.text
        yield from (self.outline.words(one) for one in unit.sentences)
        if lead := self.outline.lead_ins(unit):
            yield f"{lead[0].text} {unit.text}"

    def read(self, texts: Iterable[str]) -> None:
        """Embed texts that will be compared, all at once, which is many times quicker."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._embeds(new), strict=True))

    def _rows(self, texts: Sequence[str]) -> Vectors:
        self.read(texts)
        return np.stack([self._vectors[text] for text in texts])


@dataclass(frozen=True)
class _Texts:
    """Texts without key phrases, such as questions."""

    sentences: tuple[str, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for text in self.sentences for word in words_of(text))

    phrases: tuple[str, ...] = ()
    pinpoint: tuple[str, ...] | None = None

    def phrases_in(self, _text: str) -> float:
        return 0.0

    def figures_in(self, _text: str) -> float:
        return 0.0

    def names(self, _unit: Unit) -> bool:
        return False


@dataclass(frozen=True)
class _About:
    """What a provision says that can be held against a text: not what it says of silence."""

    provision: Provision
    sentences: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        told = compared(self.provision.says)
        object.__setattr__(self, "sentences", (" ".join(told), *told) if told else ())

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for text in self.sentences for word in words_of(text))

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """The quoted phrases that stand in what is compared; a single short word tells nothing."""
        told = plain(" ".join(self.sentences))
        found = (plain(one.words).strip(" .,;") for one in self.provision.quotes)
        return tuple(one for one in found if one in told and len(one) > len("e.g."))

    @cached_property
    def distinctive(self) -> bool:
        """Whether the phrases are words enough to be nobody else's."""
        return max(len(one.split()) for one in self.phrases) > 1

    @cached_property
    def pinpoint(self) -> tuple[str, ...] | None:
        """The first place that its sentences name."""
        return next((one for text in self.sentences[1:] for one in pinpoints_in(text)), None)

    def phrases_in(self, text: str) -> float:
        if not self.phrases:
            return 0.0
        return sum(phrase in text for phrase in self.phrases) / len(self.phrases)

    def figures_in(self, text: str) -> float:
        ours = marks_of(" ".join(self.sentences[1:]))
        measured = {one for one in ours.figures if one.unit != "count"}
        if not measured and not ours.days:
            return 0.0
        theirs = marks_of(text)
        found = len(measured & theirs.figures)
        found += sum(any(day.fits(other) for other in theirs.days) for day in ours.days)
        return found / (len(measured) + len(ours.days))

    def names(self, unit: Unit) -> bool:
        """Whether the first pinpoint in its sentences is the label of a paragraph."""
        return bool(unit.label) and self.pinpoint == unit.label


_LIST = re.compile(r",\s*(?:or|and|nor)?\s*|\s+(?:or|and|nor)\s+")
_OBJECT = re.compile(
    r"\b(?:says nothing (?:about|on|of)|mentions? (?:also )?no|also mentions no|names no|sets no|"
    r"states no|lists no|gives no|no (?:mention|word) of|is silent on|does not mention)\s+([^.;]+)"
)


def absent_terms(provision: Provision) -> list[str]:
    """Return the things that a provision says a text does not speak of."""
    found: list[str] = []
    for sentence in provision.says:
        for match in _OBJECT.finditer(sentence):
            found += [part.strip() for part in _LIST.split(match[1]) if part.strip()]
    return list(dict.fromkeys(found))


def places_of_words(words: Iterable[str]) -> Mapping[str, list[int]]:
    """Return where each word stands, counted in words."""
    found: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        found.setdefault(word, []).append(place)
    return found


def near_each_other(wanted: Sequence[str], held: Mapping[str, list[int]]) -> bool:
    """Whether words stand near each other; the rarest is looked at first."""
    if not wanted or not all(word in held for word in wanted):
        return False
    first, *others = sorted((held[word] for word in set(wanted)), key=len)
    reach = len(wanted) + 3

    def near(places: list[int], at: int) -> bool:
        after = bisect_left(places, at - reach)
        return after < len(places) and places[after] <= at + reach

    return any(all(near(places, at) for places in others) for at in first)


def shortened(words: str, most: int = 300) -> str:
    """Return words for one cell of a table."""
    flat = " ".join(words.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"
