"""Where our digest of a provision and the official words that it rests on do not agree.

Compared are figures, days, countries, what is demanded, and what is denied: the things by which an
answer goes wrong. A difference that the text itself explains (a count of ours over its list, a day
that is another plus so many days, a figure that stands in another paragraph) is kept with its
explanation; any other waits for a person.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.binding.marks import Day, Figure, Marks, compared, marks_of
from corpus.document import Force, Provision
from corpus.words import words_of

if TYPE_CHECKING:
    from corpus.binding.matching import Place
    from corpus.binding.outline import Outline, Stretch, Unit


class DriftKind(StrEnum):
    """In what our digest and the official words differ."""

    FIGURE = "figure"
    DAY = "date"
    PLACE = "country"
    MODALITY = "modality"
    NEGATION = "negation"
    CONDITION = "condition"


@dataclass(frozen=True)
class Drift:
    """One difference, both sides in words; `explained` says why it is none, where the text does.

    `elsewhere` are the official words where they are others than those that the provision is bound
    to.
    """

    provision: str
    kind: DriftKind
    ours: str
    official: str
    explained: str | None = None
    elsewhere: "Stretch | None" = None

    @property
    def digest(self) -> str:
        """A name for this difference, which changes when either side does."""
        told = json.dumps([self.provision, self.kind, self.ours, self.official])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


_DEMANDS: Mapping[Force, str] = {
    Force.MUST: "oblige",
    Force.MUST_NOT: "forbid",
    Force.MAY: "permit",
    Force.PRESUMPTION: "presume",
}
STRONG = frozenset({"oblige", "forbid", "permit", "advise", "presume"})
"""The words of demand by which one sentence is held against another."""


@dataclass(frozen=True)
class _Held:
    """A provision beside its official words, and the words around those."""

    provision: Provision
    outline: "Outline"
    place: "Place"

    @property
    def unit(self) -> "Unit":
        return self.outline.units[self.place.unit]

    @cached_property
    def told(self) -> tuple[str, ...]:
        return compared(self.provision.says)

    @cached_property
    def ours(self) -> Marks:
        return marks_of(" ".join(self.told))

    @cached_property
    def all_ours(self) -> Marks:
        return marks_of(" ".join(self.provision.sentences()))

    @cached_property
    def official(self) -> Marks:
        """What the bound words turn on."""
        return marks_of(self.outline.words(self.place.stretch))

    @cached_property
    def around(self) -> Marks:
        """The same with what leads them in and what they lead in."""
        units = (
            *self.outline.lead_ins(self.unit),
            *self.outline.below(self.unit),
        )
        words = [self.outline.words(self.place.stretch), *(unit.text for unit in units)]
        return marks_of(" ".join(words))

    def elsewhere(self, holds: Callable[[Marks], bool]) -> str | None:
        """Say in which other paragraph of the text something stands."""
        for unit in self.outline.units:
            if holds(self.outline.marks(unit)):
                where = f"paragraph {unit.paragraph}" if unit.paragraph else f"a {unit.kind}"
                return f"It stands in {where} of the official text."
        return None


def drifts_of(provision: Provision, outline: "Outline", place: "Place") -> Iterator[Drift]:
    """Give the differences between a provision and the words that it is bound to."""
    held = _Held(provision, outline, place)
    yield from _figures(held)
    yield from _days(held)
    yield from _places(held)
    yield from _modality(held)
    yield from _negation(held)


# -- figures ----------------------------------------------------------------------------------


def _figures(held: _Held) -> Iterator[Drift]:
    measures = {one.unit for one in held.official.figures | held.ours.figures} - {"count"}
    data = {
        Figure(one.value.normalize() + 0, unit)
        for one in held.provision.figures
        if (unit := _measure(one.unit)) is not None
    }
    ours = {one for one in held.ours.figures if one.unit != "count"} | data
    for figure in sorted(ours - held.around.figures):
        theirs = [one for one in held.official.figures if one.unit == figure.unit]
        explained = None
        if not theirs:
            explained = held.elsewhere(lambda marks, one=figure: one in marks.figures)  # type: ignore[misc]
        yield _drift(held, DriftKind.FIGURE, [figure], theirs, explained)
    every = held.all_ours.figures | data
    more = {one for one in held.official.figures if one.unit in measures} - every
    known = {one.unit for one in ours - held.around.figures}
    for figure in sorted(more):
        if figure.unit not in known:
            yield _drift(held, DriftKind.FIGURE, [], [figure])
    yield from _counts(held)


def _measure(unit: str) -> str | None:
    found = next(iter(marks_of(f"7 {unit}").figures), None)
    return found.unit if found and found.unit != "count" else None


def _counts(held: _Held) -> Iterator[Drift]:
    """Hold our counts ("five requirements") against the lists and counts of the text."""
    listed = len(held.outline.children.get(held.unit.number, ()))
    theirs = {one for one in held.around.figures if one.unit == "count"}
    for figure in held.provision.figures:
        if _measure(figure.unit) is not None:
            continue
        value = figure.value.normalize() + 0
        if any(one.value == value for one in theirs):
            continue
        told = [f"{figure.value} {figure.unit}"]
        if listed:
            counted = f"The text lists {listed} there."
            explained = counted if listed == value else None
            yield _drift(held, DriftKind.FIGURE, told, [f"{listed} listed"], explained)
        else:
            explained = None if theirs else "A count of ours; the official words give none."
            yield _drift(held, DriftKind.FIGURE, told, sorted(theirs), explained)


# -- days -------------------------------------------------------------------------------------


def _days(held: _Held) -> Iterator[Drift]:
    data = {Day(one.day.year, one.day.month, one.day.day) for one in held.provision.dates}
    ours = held.ours.days | data
    lacking = {one for one in ours if not _among(one, held.around.days)}
    for day in sorted(lacking, key=_sorted):
        theirs = sorted(held.official.days, key=_sorted)
        explained = None
        if not [one for one in theirs if not _among(one, ours)]:
            explained = _known(day, held)
        if explained is None:
            anchors = {one for one in ours if one != day and _known(one, held)}
            explained = _computed(day, held.around.days | anchors, held)
        yield _drift(held, DriftKind.DAY, [day], theirs, explained)
    unexplained = any(not _among(one, held.around.days) for one in ours)
    more = {one for one in held.official.days if not _among(one, held.all_ours.days | data)}
    for day in sorted(more, key=_sorted) if not (unexplained and lacking) else ():
        yield _drift(held, DriftKind.DAY, [], [day])


def _known(day: Day, held: _Held) -> str | None:
    """Say where else the text, or its record, tells a day."""
    found = held.elsewhere(lambda marks: _among(day, marks.days))
    return found or _of_the_record(day, held)


def _among(day: Day, others: frozenset[Day] | set[Day]) -> bool:
    return any(day.fits(other) for other in others)


def _sorted(day: Day) -> tuple[int, int, int]:
    return (day.year or 0, day.month, day.day)


def _computed(day: Day, days: frozenset[Day] | set[Day], held: _Held) -> str | None:
    """Say how a day follows from another one and a number of days in the official words."""
    spans = {int(one.value) for one in held.around.figures if one.unit == "days"}
    for other in sorted(days, key=_sorted):
        for span in sorted(spans):
            start, end = _dated(other), _dated(day)
            if start and end and start + timedelta(days=span - 1) <= end <= start + timedelta(span):
                return f"{span} days from {other} come to it."
            if start and end and end + timedelta(span - 1) <= start <= end + timedelta(span):
                return f"{span} days after it come to {other}."
    return None


def _dated(day: Day) -> date | None:
    try:
        return date(day.year, day.month, day.day) if day.year else None
    except ValueError:
        return None


def _of_the_record(day: Day, held: _Held) -> str | None:
    text = held.outline.text
    if any(_among(day, marks_of(line).days) for some in text.details.values() for line in some):
        return "The head or foot of the official text tells it."
    record = text.record
    if record is None:
        return None
    told = {
        "published": record.published,
        "signed": record.signed,
        "effective": record.effective,
        "closed for comments": record.comments_close,
    }
    for what, found in told.items():
        if found and day.fits(Day(found.year, found.month, found.day)):
            return f"By its record, the text was {what} on that day."
    return None


# -- places -----------------------------------------------------------------------------------


def _places(held: _Held) -> Iterator[Drift]:
    for code in sorted(held.ours.places - held.around.places):
        explained = None
        if not held.official.places - held.ours.places:
            explained = held.elsewhere(lambda marks, one=code: one in marks.places)  # type: ignore[misc]
        yield _drift(held, DriftKind.PLACE, [_name(code)], _names(held.official.places), explained)
    for code in sorted(held.official.places - held.all_ours.places):
        yield _drift(held, DriftKind.PLACE, _names(held.ours.places), [_name(code)])


def _name(code: str) -> str:
    from corpus.country import gazetteer

    held = gazetteer().countries.get(code)
    return held.name if held else code


def _names(codes: frozenset[str]) -> list[str]:
    return [_name(code) for code in sorted(codes)]


# -- what is demanded, and what is denied -------------------------------------------------------


def _modality(held: _Held) -> Iterator[Drift]:
    """Hold the force of a provision against the words of demand in its sentences.

    Words of demand that ours does not have are a difference too: "shall" beside a new "may".
    """
    force = held.provision.force
    wanted = _DEMANDS.get(force)
    ours = (held.all_ours.modality & STRONG) | ({wanted} if wanted else set())
    own = _own(held).modality & STRONG
    if wanted is None:
        if "forbid" in own and "forbid" not in ours and not held.all_ours.denies:
            yield _drift(held, DriftKind.MODALITY, sorted(ours), ["forbid"])
        return
    denied = wanted == "forbid" and _own(held).denies
    demanded = wanted in held.ours.modality
    lacking = wanted not in own and not denied and (own or (demanded and wanted != "permit"))
    other = (own & WEAKENS[wanted]) - ours
    if lacking or other:
        yield _drift(held, DriftKind.MODALITY, [force.value], sorted(other or own))


WEAKENS: Mapping[str, frozenset[str]] = {
    "oblige": frozenset({"permit", "advise"}),
    "forbid": frozenset({"permit", "advise"}),
    "permit": frozenset({"forbid"}),
    "presume": frozenset({"oblige"}),
}
"""What beside the demand itself changes it, where our sentences do not have it."""


def _own(held: _Held) -> Marks:
    """Return the marks of the bound words with the sentence that leads them in."""
    words = [held.outline.words(held.place.stretch)]
    for unit in held.outline.lead_ins(held.unit):
        if unit.sentences:
            words.append(held.outline.words(unit.sentences[-1]))
        if marks_of(words[-1]).modality & STRONG:
            break
    return marks_of(" ".join(words))


def _negation(held: _Held) -> Iterator[Drift]:
    """Hold each clause of ours against the official clause that shares most words with it.

    A difference is a clause that denies, where nothing in the sentence on the other side does.
    """
    theirs = [
        (words, clause, above) for words, above in _sentences(held) for clause in clauses_of(words)
    ]
    seen: set[str] = set()
    for sentence in held.told:
        for clause in clauses_of(sentence):
            ours = frozenset(words_of(clause))
            if len(ours) < A_CLAIM:
                continue
            words, near, above = max(
                theirs, key=lambda one: overlap(ours, f"{one[1]} {one[2]}"), default=("", "", "")
            )
            if overlap(ours, f"{near} {above}") < SAME_CLAIM:
                continue
            forbid = "forbid" in marks_of(sentence).modality & marks_of(words).modality
            added = marks_of(f"{near}").denies and not marks_of(sentence).denies
            lost = marks_of(clause).denies and not marks_of(f"{words} {above}").denies
            if (added or lost) and not forbid and sentence not in seen:
                seen.add(sentence)
                sides = ("affirms", "denies") if added else ("denies", "affirms")
                yield Drift(
                    held.provision.id,
                    DriftKind.NEGATION,
                    f"{sides[0]}: {sentence}",
                    f"{sides[1]}: {above} {words}".replace(":  ", ": "),
                )


def _sentences(held: _Held) -> Iterator[tuple[str, str]]:
    """Give the bound sentences, each with the words that lead it in."""
    stretch = held.place.stretch
    for unit in (held.unit, *held.outline.below(held.unit)):
        leads = [one.text for one in held.outline.lead_ins(unit)[:1]]
        for one in unit.sentences:
            if one.within(stretch):
                yield held.outline.words(one), " ".join(leads)


_CLAUSE = re.compile(r"[,;:] ")
A_CLAIM = 3
"""A clause of fewer words claims nothing that could be held against another."""
SAME_CLAIM = 0.6
"""Of the words of a clause, this share has to stand in another for both to make one claim."""


def clauses_of(sentence: str) -> list[str]:
    """Return the clauses of a sentence."""
    return _CLAUSE.split(sentence)


def overlap(ours: frozenset[str], words: str) -> float:
    """Return the share of some words that stand in others."""
    return len(ours.intersection(words_of(words))) / len(ours) if ours else 0.0


def _drift(
    held: _Held,
    kind: DriftKind,
    ours: Sequence[object],
    official: Sequence[object],
    explained: str | None = None,
) -> Drift:
    return Drift(held.provision.id, kind, told_of(ours), told_of(official), explained)


def told_of(marks: Sequence[object]) -> str:
    """Say figures, days or other marks in one line."""
    return ", ".join(str(one) for one in marks) or "nothing of the kind"


def told_by(drift: Drift, others: Mapping[str, Provision]) -> str | None:
    """Say which other bound provision tells what official words have and ours do not."""
    if drift.ours != told_of(()):
        return None
    for name, one in others.items():
        if name == drift.provision:
            continue
        marks = marks_of(" ".join(one.sentences()))
        days = [*marks.days, *(Day(f.day.year, f.day.month, f.day.day) for f in one.dates)]
        named = {_name(code) for code in marks.places} | {str(mark) for mark in marks.figures}
        if drift.official in named or any(drift.official.startswith(str(day)) for day in days):
            return f"{name} tells it."
    return None
