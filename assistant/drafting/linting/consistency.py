"""Whether a text tells the facts as the case file does, and as it tells them elsewhere itself.

A text is read as a message of chat is, by the same reader; what it would correct in the case file
is what differs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.case_file import merged
from assistant.drafting.draft import Lint
from assistant.drafting.linting.case_facts import CaseFacts, plain_number
from assistant.drafting.linting.looking import Looked, finding, section_name
from assistant.drafting.linting.pieces import Piece
from assistant.drafting.linting.words import lint_words, pattern
from assistant.facts import FactReader, Understanding
from assistant.reply import LONGEST_MESSAGE
from rules.assessment import fact_words
from rules.company import mentioned_key
from rules.kit import StatedFact
from rules.proposal import HardwareItem, HardwareLayer, Proposal, Role


@dataclass(frozen=True)
class _Differs:
    """A fact that a text tells otherwise: how the fact is called, and both values in words."""

    what: str
    found: str
    expected: str
    path: str


@dataclass(frozen=True)
class _Told:
    """What one paragraph tells, with the sentence that tells it first."""

    pieces: tuple[Piece, ...]
    understood: Understanding


def inconsistencies(looked: Looked, reader: FactReader) -> Iterator[Lint]:
    """Find facts that differ from the case file, or from what the text told before."""
    words = lint_words()
    before: list[tuple[Proposal, Piece]] = []
    settled = frozenset(_stated_things(looked.facts))
    for pieces in looked.paragraphs.values():
        told = _read(pieces, looked, reader)
        if told is None:
            continue
        stated = told.understood.proposal
        found = list(_differences(stated, looked.facts.proposal))
        for one in found:
            piece, span = _place(one, told)
            yield finding(
                "figure_differs", piece, span, found=one.found, what=one.what, expected=one.expected
            )
        known = {one.path for one in found}
        for earlier, first in before:
            for one in _differences(stated, earlier):
                # Where the case file states it, the one that differs is told of already.
                if one.path not in known and one.what not in settled:
                    known.add(one.path)
                    piece, span = _place(one, told)
                    where = section_name(first) if first.section != piece.section else ""
                    yield finding(
                        "contradiction",
                        piece,
                        span,
                        found=one.found,
                        what=one.what,
                        expected=one.expected,
                        where=where or words.names["earlier"],
                    )
        before.append((stated, told.pieces[0]))


def _read(pieces: Sequence[Piece], looked: Looked, reader: FactReader) -> _Told | None:
    """Read what a paragraph states of the case; what it says of the Program is left out."""
    own = tuple(
        one
        for one in pieces
        if not one.own
        and not one.folded.rstrip().endswith("?")
        and not lint_words().claim.search(one.folded)
        and not lint_words().placeholder.search(one.folded)
    )
    text = " ".join(one.text for one in own)[:LONGEST_MESSAGE]
    if not text:
        return None
    understood = reader.read(text, year=looked.as_of.year, case=looked.facts.proposal)
    unsure = any(
        fact.supposed or fact.hedged or fact.approximate or fact.negated
        for fact in understood.facts
    )
    nothing = understood.proposal == Proposal()
    return None if nothing or unsure or understood.refused else _Told(own, understood)


def _differences(told: Proposal, known: Proposal) -> Iterator[_Differs]:
    yield from _anchor(told, known)
    yield from _hardware(told, known)
    for one in merged(known, _without_hardware(told)).corrections:
        field = one.path.rpartition(".")[2]
        if field not in lint_words().compared or _same_figure(one.before, one.after):
            continue
        if _same_name(one.before, one.after):
            continue
        if field.endswith("_usd") and one.after in CaseFacts(known).amounts:
            continue  # an amount of the case, told of something else: the reader may have misread
        what, _, expected = fact_words(StatedFact(one.path, one.before), known).partition(": ")
        found = fact_words(StatedFact(one.path, one.after), known).partition(": ")[2]
        unit = " percent" if field == "percent" else ""
        if field.endswith("_usd"):
            found, expected = (f"${Decimal(plain):,}" for plain in (found, expected))
        yield _Differs(what, f"{found}{unit}", f"{expected}{unit}", one.path)


def _stated_things(facts: CaseFacts) -> Iterator[str]:
    """Name the facts that a case file states, as differences name them."""
    names = lint_words().names
    if _anchors(facts.proposal):
        yield names["anchor"]
    yield from (names[name] for name in facts.hardware)
    for path, value in facts.compared:
        yield fact_words(StatedFact(path, value), facts.proposal).partition(": ")[0]


def _same_figure(before: object, after: object) -> bool:
    """Whether a figure is the other one, rounded to its own places."""
    if not (isinstance(before, Decimal) and isinstance(after, Decimal)):
        return False
    exponent = after.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(before - after) < step if step < 1 else before.quantize(step) == after


def _anchor(told: Proposal, known: Proposal) -> Iterator[_Differs]:
    """Compare who leads: a second anchor is one too many wherever it is told."""
    new, old = _anchors(told), _anchors(known)
    same = any(_same_name(one, other) for one in new for other in old)
    if new and old and not same:
        yield _Differs(lint_words().names["anchor"], new[0], old[0], "anchor")


def _same_name(one: object, other: object) -> bool:
    """Whether two names are one, or one is short for the other."""
    if not (isinstance(one, str) and isinstance(other, str)) or len(one) <= 2:
        return False
    first, second = (f" {mentioned_key(name)} " for name in (one, other))
    return first in second or second in first


def _anchors(proposal: Proposal) -> list[str]:
    """Return who leads by name; a description ("the cloud partner") is nobody else."""
    return [
        one.name
        for one in proposal.members or ()
        if Role.ANCHOR in (one.roles or ()) and not one.name.casefold().startswith("the ")
    ]


def _hardware(told: Proposal, known: Proposal) -> Iterator[_Differs]:
    """Compare the share and the sums of the hardware layer, computed where items are stated."""
    names, held = lint_words().names, CaseFacts(known).hardware
    for name, value in _told_of_hardware(told).items():
        if name not in held or _same_figure(held[name], value) or held[name] == value:
            continue
        if name == "share":
            texts = (f"{plain_number(one)} percent" for one in (value, round(held[name], 2)))
        else:
            texts = (f"${one:,}" for one in (value, held[name]))
        found, expected = texts
        yield _Differs(names[name], found, expected, f"hardware.{name}")


def _told_of_hardware(told: Proposal) -> dict[str, Decimal]:
    layer = told.layers.hardware if told.layers else None
    if not isinstance(layer, HardwareLayer):
        return {}
    found: dict[str, Decimal] = {}
    if layer.us_content_percent is not None:
        found["share"] = layer.us_content_percent
    for item in layer.items or ():
        if _is_whole(item):
            if item.value_usd is not None:
                found["total"] = item.value_usd
            if item.us_origin_value_usd is not None:
                found["origin"] = item.us_origin_value_usd
    return found


def _is_whole(item: HardwareItem) -> bool:
    name = (item.name or "").casefold()
    return lint_words().whole_hardware.match(name) is not None


def _without_hardware(told: Proposal) -> Proposal:
    """Leave out what is compared apart, so that it does not take the place of stated items."""
    layer = told.layers.hardware if told.layers else None
    if told.layers is None or not isinstance(layer, HardwareLayer):
        return told
    items = tuple(one for one in layer.items or () if not _is_whole(one)) or None
    rest = layer.model_copy(update={"items": items, "us_content_percent": None})
    return told.model_copy(update={"layers": told.layers.model_copy(update={"hardware": rest})})


def _place(one: _Differs, told: _Told) -> tuple[Piece, tuple[int, int] | None]:
    """Find the words that tell a fact: the value itself in the sentence that it was read from."""
    plain_value = one.found.removesuffix(" percent").replace("$", "").replace(",", "")
    quotes = [fact.quote for fact in told.understood.facts if fact.quote]
    told_in = [
        piece for piece in told.pieces if any(quote in piece.text for quote in quotes)
    ] or list(told.pieces)
    for piece in told_in:
        digits = r"[,.]?".join(plain_value) if plain_value.isdigit() else None
        expression = digits or _words_of(one.found)
        match = pattern(rf"(?<![\w.,])\$?{expression}(?:\s?(?:%|percent))?(?!\w)").search(
            piece.text
        )
        if match:
            return piece, match.span()
    return told_in[0], None


def _words_of(words: str) -> str:
    """Return an expression for words, with any marks and spaces between them."""
    return r"\W+".join(re.escape(word) for word in words.removesuffix(" percent").split()) or "$^"
