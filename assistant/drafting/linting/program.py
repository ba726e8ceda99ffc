"""What a text says of the Program: without a source, without an answer, or wrongly."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from assistant.drafting.draft import Lint, SentenceKind
from assistant.drafting.linting.looking import Looked, finding
from assistant.drafting.linting.pieces import Piece
from assistant.drafting.linting.words import lint_words, pattern
from assistant.lexicon import packaged_lexicon
from assistant.mentions import mentions_in
from assistant.verification import places_in, unsupported
from assistant.verification.reading import read
from corpus.document import Force
from corpus.library import Library
from rules.assessment import spoken_date

_A_WORD = r"[^\W_]+"
_ASKS = frozenset({Force.MUST, Force.MUST_NOT, Force.FACTOR, Force.PRESUMPTION})
_OPEN = frozenset({Force.UNSETTLED, Force.ABSENCE})
_DUTIES = frozenset({"oblige", "forbid", "advise", "predict"})
_AT_HOME = frozenset({"C:US"})
"""The rules speak of the United States themselves."""
_LEAST_WORDS = 6
_REPEATS = 0.8
"""The share of a sentence's words that stand in one provision, from which it restates it."""
_NEAR = 0.5
"""The share from which a provision is named as the one that may be meant."""


@dataclass(frozen=True)
class Provisions:
    """The provisions by their words, to find the one that a sentence is nearest to."""

    library: Library

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        """The words of each provision's own sentences, under one form."""
        return {
            name: frozenset(word for one in held.says for word in read(one).held)
            | read(held.heading).held
            for name, held in self.library.provisions.items()
        }

    def nearest(self, words: Sequence[str], among: Sequence[str]) -> tuple[str, float]:
        """Return the provision that holds most of the words, and the share that it holds."""
        best, most = "", 0.0
        for name in among:
            held = sum(self.weights.get(word, 1.0) for word in words if word in self.words[name])
            held /= sum(self.weights.get(word, 1.0) for word in words) or 1.0
            if held > most:
                best, most = name, held
        return best, most

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """How much a word tells: the fewer provisions hold it, the more."""
        counts = Counter(word for words in self.words.values() for word in words)
        return {word: math.log(1 + len(self.words) / count) for word, count in counts.items()}

    @cached_property
    def all(self) -> tuple[str, ...]:
        """Every provision that says something, texts before guides and notes."""
        names = (name for name, one in self.library.provisions.items() if one.force not in _OPEN)
        return tuple(sorted(names, key=lambda name: (self.library.rank(name), name)))

    @cached_property
    def asking(self) -> tuple[str, ...]:
        """The provisions that ask something of a proposal."""
        return tuple(name for name in self.all if self.library.provision(name).force in _ASKS)


def uncited_claims(looked: Looked, provisions: Provisions) -> Iterator[Lint]:
    """Find what is said of the Program without a source."""
    for piece in looked.pieces:
        if not _is_claim(piece) or piece.sourced or piece.kind is SentenceKind.PLACEHOLDER:
            continue
        nearest, share = provisions.nearest(read(piece.text).words, provisions.all)
        heading = looked.library.provision(nearest).heading if nearest else ""
        named = f", perhaps {nearest} ({heading})" if share >= _NEAR else ""
        yield finding("uncited_claim", piece, nearest=named)


def _is_claim(piece: Piece) -> bool:
    words = lint_words()
    asks = piece.folded.rstrip().endswith("?")
    match = None if asks else words.claim.search(piece.folded)
    return match is not None and not words.not_claims.search(piece.folded)


def restated(looked: Looked, provisions: Provisions) -> Iterator[Lint]:
    """Find sentences that give a requirement back without a fact of the case.

    With its source shown it is told as what is asked, unless its paragraph has nothing else.
    """
    for pieces in looked.paragraphs.values():
        answered = any(_holds_a_fact(one, looked) for one in pieces)
        for piece in pieces:
            told = read(piece.text).words
            beside = (answered and piece.sourced) or not _is_a_duty(piece)
            if (
                piece.own  # it rests on facts that it names, or is told as what is asked
                or beside
                or len(told) < _LEAST_WORDS
                or lint_words().placeholder.search(piece.folded)
                or _holds_a_fact(piece, looked)
            ):
                continue
            name, share = provisions.nearest(told, provisions.asking)
            if share >= _REPEATS:
                yield finding("restated", piece, provision=name)


def _is_a_duty(piece: Piece) -> bool:
    """Whether a sentence says what must be, will be or is complied with, and not what is."""
    duty = any(mark.kind in _DUTIES for mark in read(piece.text).marks)
    return duty or lint_words().restating.search(piece.folded) is not None


def _holds_a_fact(piece: Piece, looked: Looked) -> bool:
    """Whether a sentence names something of the case that the rules do not name themselves."""
    facts = looked.facts
    told = read(piece.text)
    if any(word.startswith("#") and word[1:] in facts.numbers for word in told.words):
        return True
    if any(word in facts.days for word in told.words):
        return True
    if facts.initials.intersection(re.findall(_A_WORD, piece.text)):
        return True
    if (places_in(piece.text) & facts.places) - _AT_HOME or told.held & facts.place_words:
        return True
    lowered = f" {' '.join(re.findall(_A_WORD, piece.folded))} "
    return any(f" {name} " in lowered for name in facts.spoken)


# -- wrong facts ----------------------------------------------------------------------------------


def wrong_facts(looked: Looked) -> Iterator[Lint]:
    """Find figures, days and lists of the Program that are not as its provisions have them."""
    for piece in looked.pieces:
        if piece.own:
            continue
        found = [
            *_figures(piece, looked),
            *_days(piece, looked),
            *_countries(piece, looked),
            *_misread(piece, looked),
        ]
        yield from found or _not_in_source(piece, looked)


def _about(piece: Piece, entry: Mapping[str, Any]) -> bool:
    return all(pattern(rf"(?<!\w){one}").search(piece.folded) for one in entry["about"])


def _figures(piece: Piece, looked: Looked) -> Iterator[Lint]:
    for entry in lint_words().raw["program_facts"]:
        if not _about(piece, entry):
            continue
        held = looked.library.provision(entry["provision"])
        right = next(one.value for one in held.figures if one.unit.startswith(entry["unit"]))
        told = list(_told(piece, entry, looked))
        if not told or any(value == right for value, _ in told):
            continue
        value, span = told[0]
        if str(value) in looked.facts.numbers or _of_the_case(piece, looked):
            continue
        yield finding(
            "wrong_program_fact",
            piece,
            span,
            what=entry["what"],
            provision=held.id,
            expected=f"{right} {entry['unit']}",
        )


def _of_the_case(piece: Piece, looked: Looked) -> bool:
    """Whether a sentence that is no claim about the Program speaks of the case by a name."""
    return not _is_claim(piece) and not piece.cited and _holds_a_fact(piece, looked)


def _told(
    piece: Piece, entry: Mapping[str, Any], looked: Looked
) -> Iterator[tuple[object, tuple[int, int]]]:
    """Give the numbers that a sentence tells of a thing, with their places."""
    if entry["unit"] == "percent":
        for one in mentions_in(piece.text, year=looked.as_of.year):
            if one.kind == "P":
                yield one.value, (one.start, one.end)
        return
    units: Mapping[str, int] = packaged_lexicon().facts["number_forms"]["units"]
    before = pattern(entry["before"]) if "before" in entry else None
    counted = entry["counted"].replace("{number}", rf"(?P<number>\d+|{'|'.join(units)})")
    for match in pattern(rf"(?<![\w-]){counted}(?!\w)").finditer(piece.folded):
        word = match["number"]
        value = int(word) if word.isdecimal() else units.get(word)
        if value is not None and (before is None or before.search(piece.folded[: match.start()])):
            yield value, match.span()


def _days(piece: Piece, looked: Looked) -> Iterator[Lint]:
    for entry in lint_words().raw["program_dates"]:
        if not _about(piece, entry):
            continue
        held = looked.library.provision(entry["provision"])
        also = [day for name in entry["also"] for day in looked.library.provision(name).dates]
        right = max(one.day for one in held.dates)
        known = {one.day for one in (*held.dates, *also)} | {looked.as_of}
        for one in mentions_in(piece.text, year=right.year):
            of_the_case = str(one.value) in looked.facts.whole or one.value == _filed(looked)
            if one.kind == "D" and one.value not in known and not of_the_case:
                yield finding(
                    "wrong_program_fact",
                    piece,
                    (one.start, one.end),
                    what=entry["what"],
                    provision=held.id,
                    expected=spoken_date(right),
                )
                break


def _filed(looked: Looked) -> date | None:
    return looked.facts.proposal.filed_on


def _countries(piece: Piece, looked: Looked) -> Iterator[Lint]:
    for entry in lint_words().raw["country_lists"]:
        match = pattern(entry["says"]).search(piece.folded)
        if match is None:
            continue
        allowed = frozenset[str]().union(
            *(places_in(_text(name, looked.library)) for name in entry["provisions"])
        )
        for one in mentions_in(piece.text, year=looked.as_of.year):
            if one.start >= match.start() and one.kind == "C" and f"C:{one.value}" not in allowed:
                yield finding(
                    "wrong_program_fact",
                    piece,
                    (one.start, one.end),
                    what=entry["what"],
                    provision=entry["show"],
                    expected=looked.library.provision(entry["show"]).says[1].rstrip("."),
                )
                break


def _misread(piece: Piece, looked: Looked) -> Iterator[Lint]:
    for entry in lint_words().raw["misreadings"]:
        fits = all(pattern(rf"(?<!\w){one}").search(piece.folded) for one in entry["when"])
        if not fits or pattern(rf"(?<!\w){entry['unless']}").search(piece.folded):
            continue
        if entry.get("after_its_last_day"):
            last = max(one.day for one in looked.library.provision(entry["provision"]).dates)
            if looked.as_of <= last:
                continue
        yield finding("misread", piece, why=entry["why"], mend=entry["mend"])
        return


def _not_in_source(piece: Piece, looked: Looked) -> Iterator[Lint]:
    """Find a figure or country that the cited provisions do not hold, and the case neither."""
    if not piece.cited or not _is_claim(piece):
        return
    text = piece.text
    for name in piece.cited:
        text = text.replace(name, " ")
    text = lint_words().cited.sub(" ", text)
    support = [_text(name, looked.library) for name in piece.cited]
    strange = unsupported(text, [*support, looked.facts.whole, str(looked.as_of.year)])
    strange = [one for one in strange if one not in looked.facts.numbers]
    if strange:
        said = strange[0]
        at = piece.text.find(said)
        span = (at, at + len(said)) if at >= 0 else None
        yield finding("not_in_its_source", piece, span, provision=", ".join(piece.cited))


def _text(provision: str, library: Library) -> str:
    held = library.provision(provision)
    days = " ".join(f"{one.day.day} {one.day:%B %Y}" for one in held.dates)
    figures = " ".join(f"{one.value} {one.unit}" for one in held.figures)
    return " ".join((held.heading, *held.sentences(), days, figures))
