"""What another paragraph takes back, adds or says otherwise of a provision that is bound.

A text may set a limit in one paragraph and lift it in the next. So each sentence that no provision
rests on is held against the bound provisions whose claim it takes up: it names their paragraph, it
follows their words with a turn that takes something back, or it is near to them in words and
meaning. Where it holds an exception, a denial, or another figure or day of the same measure, that
is a difference like any other, and its words are kept with it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.binding.drift import (
    A_CLAIM,
    SAME_CLAIM,
    STRONG,
    WEAKENS,
    Drift,
    DriftKind,
    clauses_of,
    overlap,
    told_of,
)
from corpus.binding.marks import Marks, mark_words, marks_of
from corpus.binding.matching import NEAR, SHARED, Matcher
from corpus.binding.outline import Covered, Outline, Stretch, Unit, pinpoints_in
from corpus.document import Provision
from corpus.official.text import SpanKind
from corpus.words import words_of

_ABOUT_AS_NEAR = 0.05
"""A sentence turns the provision that it is nearest to, and others as near; another figure or day
may be one of every provision that is near at all."""
_SURE = 0.62
"""From this nearness on, another figure or day is of the same thing, though no turn says so."""
_NEAR_WITH_A_VALUE, _SHARED_WITH_A_VALUE = 0.4, 0.2
"""So near a sentence is where it repeats a figure or day of the provision, and turns it."""
_ALREADY_TOLD = 0.6
"""Of the words of two sentences, this share in each other makes them tell the same."""


@dataclass(frozen=True)
class Bound:
    """A provision with the words that it rests on."""

    provision: Provision
    stretch: Stretch
    unit: Unit

    @cached_property
    def ours(self) -> Marks:
        """What all our sentences turn on."""
        return marks_of(" ".join(self.provision.sentences()))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of our own sentences."""
        return frozenset(word for one in self.provision.says for word in words_of(one))


def qualifications(
    bound: Sequence[Bound], told: Iterable[Provision], matcher: Matcher
) -> Iterator[Drift]:
    """Give the differences that stand in other paragraphs than the bound words.

    `told` are all provisions of the document: what one of them tells is explained by it.
    """
    holder = _Holder(tuple(bound), tuple(told), matcher)
    turning = [
        (sentence, unit)
        for unit in matcher.outline.units
        if unit.kind is not SpanKind.HEADING
        for sentence in unit.sentences
        if not holder.covers(sentence) and holder.turns(sentence)
    ]
    holder.read(turning)
    for sentence, unit in turning:
        yield from holder.held_against(sentence, unit)


@dataclass(frozen=True)
class _Holder:
    bound: tuple[Bound, ...]
    told: tuple[Provision, ...]
    matcher: Matcher

    @property
    def outline(self) -> Outline:
        return self.matcher.outline

    @cached_property
    def _covered(self) -> Covered:
        return Covered(one.stretch for one in self.bound)

    def covers(self, sentence: Stretch) -> bool:
        """Whether a provision rests on a sentence."""
        return self._covered.holds(sentence)

    def turns(self, sentence: Stretch) -> bool:
        """Whether a sentence has anything by which it could change another."""
        words = self.outline.words(sentence)
        if mark_words().exceptions.search(words):
            return True
        marks = marks_of(words)
        return bool(marks.denies or marks.figures or marks.days)

    def read(self, sentences: Iterable[tuple[Stretch, Unit]]) -> None:
        """Embed at once what will be compared."""
        near = [self.outline.words(one) for one, _ in sentences]
        near = [words for words in near if any(True for _ in self._sharing(words))]
        if near:
            ours = [" ".join(one.provision.says) for one in self.bound]
            theirs = [self.outline.words(one.stretch) for one in self.bound]
            self.matcher.read([*near, *ours, *theirs])

    def held_against(self, sentence: Stretch, unit: Unit) -> Iterator[Drift]:
        """Give what a sentence changes in the provisions whose claim it takes up."""
        words = self.outline.words(sentence)
        marks = marks_of(words)
        excepts = mark_words().exceptions.search(words) is not None
        taken_up = list(self._taken_up(sentence, unit, words, excepts=excepts))
        nearest = max((near for _, near in taken_up), default=0.0)
        for one, near in taken_up:
            found = list(_values(one, marks)) if excepts or near >= _SURE else []
            if near >= nearest - _ABOUT_AS_NEAR:
                found += _turns(one, words, excepts=excepts and not found)
            for kind, ours, official in found:
                explained = self._told(one, words, marks, excepts=excepts)
                where = f"paragraph {unit.paragraph}" if unit.paragraph else f"a {unit.kind}"
                yield Drift(
                    one.provision.id,
                    kind,
                    ours,
                    f"{official} in {where}: {' '.join(words.split())}",
                    explained,
                    sentence,
                )

    def _taken_up(
        self, sentence: Stretch, unit: Unit, words: str, *, excepts: bool
    ) -> Iterator[tuple[Bound, float]]:
        """Give the provisions whose claim a sentence takes up, with how near it is to each."""
        named = set(pinpoints_in(words))
        pointed = [one for one in self.bound if one.unit.label and one.unit.label in named]
        if not pointed and excepts and mark_words().takes_up.search(words):
            pointed = list(self._just_before(sentence, unit))
        if pointed:
            yield from ((one, 1.0) for one in pointed)
            return
        yield from self._near(words)

    def _just_before(self, sentence: Stretch, unit: Unit) -> Iterator[Bound]:
        """Give the provisions whose words end in the same paragraph, or in the one before it."""
        before = next(
            (
                one
                for one in reversed(self.outline.units[: unit.number])
                if one.kind is SpanKind.PARAGRAPH or one.kind is SpanKind.HEADING
            ),
            None,
        )
        first = unit.stretch.start
        if before is not None and before.kind is SpanKind.PARAGRAPH:
            opens = not unit.sentences or sentence.start == unit.sentences[0].start
            first = before.stretch.start if opens else first
        for one in self._by_end[bisect_left(self._ends, first) :]:
            if one.stretch.end > sentence.start:
                return
            yield one

    @cached_property
    def _by_end(self) -> list[Bound]:
        return sorted(self.bound, key=lambda one: one.stretch.end)

    @cached_property
    def _ends(self) -> list[int]:
        return [one.stretch.end for one in self._by_end]

    def _near(self, words: str) -> Iterator[tuple[Bound, float]]:
        """Give the provisions that share most of a sentence's words and are near in meaning."""
        for one, repeats in self._sharing(words):
            meaning = max(
                self.matcher.likeness(words, " ".join(one.provision.says)),
                self.matcher.likeness(words, self.outline.words(one.stretch)),
            )
            if meaning >= (_NEAR_WITH_A_VALUE if repeats else NEAR):
                yield one, meaning

    def _sharing(self, words: str) -> Iterator[tuple[Bound, bool]]:
        """Give the provisions that share most of a sentence's words, and whether it repeats one."""
        held = frozenset(words_of(words))
        whole = sum(self.matcher.weight(word) for word in held)
        if len(held) < A_CLAIM or not whole:
            return
        for one, both in self._bags:
            shared = sum(self.matcher.weight(word) for word in held & both) / whole
            if shared < _SHARED_WITH_A_VALUE:
                continue
            repeats = _repeats(one, words)
            if repeats or shared >= SHARED:
                yield one, repeats

    @cached_property
    def _bags(self) -> list[tuple[Bound, frozenset[str]]]:
        return [(one, one.words | self.matcher.bag(one.unit)) for one in self.bound]

    def _told(self, about: Bound, words: str, marks: Marks, *, excepts: bool) -> str | None:
        """Say which provision of ours tells the same: in words, figures, days and denial."""
        held = frozenset(words_of(words))
        figures = {one for one in marks.figures if one.unit != "count"}
        for one in self.told:
            for sentence in one.sentences():
                both = overlap(held, sentence), overlap(frozenset(words_of(sentence)), words)
                if min(both) < _ALREADY_TOLD:
                    continue
                ours = marks_of(sentence)
                turned = ours.denies or mark_words().exceptions.search(sentence) is not None
                if (
                    figures <= ours.figures
                    and all(any(day.fits(other) for other in ours.days) for day in marks.days)
                    and (turned or not (excepts or marks.denies))
                ):
                    same = one.id == about.provision.id
                    return "Our digest tells it." if same else f"{one.id} tells it."
        return None


def _turns(one: Bound, words: str, *, excepts: bool) -> Iterator[tuple[DriftKind, str, str]]:
    """Give what a sentence denies or excepts of what a provision says."""
    if _denies(one, words):
        yield DriftKind.NEGATION, f"affirms: {one.provision.says[0]}", "denies"
    elif excepts:
        yield DriftKind.CONDITION, told_of(sorted(one.ours.modality & STRONG)), "an exception"


def _values(one: Bound, marks: Marks) -> Iterator[tuple[DriftKind, str, str]]:
    """Give other figures of the same measure, and other days where a provision has days."""
    ours = one.ours
    for unit in sorted({figure.unit for figure in ours.figures} - {"count"}):
        mine = {figure for figure in ours.figures if figure.unit == unit}
        theirs = {figure for figure in marks.figures if figure.unit == unit}
        if theirs - mine:
            yield DriftKind.FIGURE, told_of(sorted(mine)), told_of(sorted(theirs - mine))
    more = [day for day in marks.days if not any(day.fits(other) for other in ours.days)]
    if ours.days and more:
        yield DriftKind.DAY, told_of(sorted(map(str, ours.days))), told_of(sorted(map(str, more)))


def _repeats(one: Bound, words: str) -> bool:
    """Whether a sentence that takes something back names a figure or day of a provision."""
    marks = marks_of(words)
    if mark_words().exceptions.search(words) is None:
        return False
    figures = {figure for figure in one.ours.figures & marks.figures if figure.unit != "count"}
    return bool(figures) or any(day.year and day in one.ours.days for day in marks.days)


def _denies(one: Bound, words: str) -> bool:
    """Whether a sentence denies a clause of ours that affirms, or lifts what it demands."""
    theirs = [clause for clause in clauses_of(words) if marks_of(clause).denies]
    theirs += [clause for clause in clauses_of(words) if _lifts(one, clause)]
    return any(
        len(held := frozenset(words_of(clause))) >= A_CLAIM
        and not marks_of(sentence).denies
        and any(overlap(held, other) >= SAME_CLAIM for other in theirs)
        for sentence in one.provision.says
        for clause in clauses_of(sentence)
    )


def _lifts(one: Bound, clause: str) -> bool:
    """Whether a clause permits or advises what a provision demands."""
    demands: Mapping[str, frozenset[str]] = WEAKENS
    found = marks_of(clause).modality
    return any(
        found & demands[kind] and not found & {kind}
        for kind in one.ours.modality & demands.keys()
        if kind in {"oblige", "forbid"}
    )
