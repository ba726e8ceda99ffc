"""Scoring a draft: typed sentences, no figure or promise of our own, and what is missing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assistant.drafting.draft import Draft, DraftSentence, SentenceKind
from assistant.verification import numbers_in
from corpus.citation import Citation
from corpus.errors import CorpusError
from corpus.library import Library
from evals.measures import plain
from evals.suites.case import DraftCase
from evals.suites.gates import Fault
from evals.suites.record import Record
from evals.suites.scoring import Score, points_of, unheard

PROMISES = (
    *("is eligible", "are eligible", "is approved", "will be designated", "will be approved"),
    *("guarantees designation", "meets all requirements", "fully compliant"),
)
"""What no draft says in its own words: designation is a discretionary decision."""


def draft_score(
    name: str, case: DraftCase, records: Sequence[Record], library: Library | None
) -> Score:
    """Score one draft."""
    if (lost := unheard("drafts", name, "draft", records)) is not None:
        return lost
    ms = records[0].ms
    try:
        known = {k: v for k, v in (records[0].reply or {}).items() if k in Draft.model_fields}
        draft = Draft.model_validate(known)
    except ValidationError as error:
        fault = Fault("contract", f"{error.error_count()} fields are not of the contract")
        return Score("drafts", name, "draft", 0.0, (fault,), True, False, 0, ms)
    found = tuple(dict.fromkeys(draft_faults(draft, case, library)))
    words = sum(len(one.text.split()) for one in _sentences(draft))
    points = points_of(found, expects=True, answered=words > 0)
    return Score("drafts", name, "draft", points, found, True, words > 0, words, ms)


def draft_faults(draft: Draft, case: DraftCase, library: Library | None) -> Iterator[Fault]:
    """Give what is wrong with a draft of a case."""
    text = plain(" \n ".join(_told(draft)))
    for phrase in case.says:
        if plain(phrase) not in text:
            yield Fault("vital", f"does not say {phrase!r}")
    own = plain(" \n ".join(_texts_of(case.given.model_dump(mode="json", exclude_none=True))))
    for phrase in (*case.must_not, *PROMISES):
        if plain(phrase) in text and plain(phrase) not in own:
            yield Fault("must_not", f"says {phrase!r}")
    asked = {one.fact for one in draft.missing}
    yield from (
        Fault("missing", f"does not ask for {path}") for path in case.missing if path not in asked
    )
    told = {row.rule: row.outcome for row in draft.matrix if row.rule}
    for rule, outcome in case.outcomes.items():
        if outcome not in {row.outcome for row in draft.matrix if row.rule == rule}:
            yield Fault("wrong_outcome", f"{rule} is {told.get(rule)}, expected {outcome}")
    yield from _sentence_faults(draft, numbers_in(own) | numbers_in(case.as_of.isoformat()))
    if library is not None:
        yield from _cited(draft, library)


def _sentence_faults(draft: Draft, numbers: set[str]) -> Iterator[Fault]:
    """Give sentences that rest on nothing, or tell a number that nobody stated."""
    for one in _sentences(draft):
        yield from _typed(one)
        if one.kind is SentenceKind.APPLICANT and not one.computed:
            held = numbers | {number.lstrip("0") for number in numbers}
            if strange := numbers_in(one.text) - held:
                yield Fault("supports", f"{one.text[:60]!r} brings in {', '.join(sorted(strange))}")


def _typed(one: DraftSentence) -> Iterator[Fault]:
    rests = {
        SentenceKind.SOURCE: bool(one.citations),
        SentenceKind.APPLICANT: bool(one.facts),
        SentenceKind.ARGUMENT: bool(one.citations) and bool(one.facts),
        SentenceKind.PLACEHOLDER: one.needed is not None,
    }
    if not rests[one.kind]:
        yield Fault("exists", f"{one.kind} without what it rests on: {one.text[:60]!r}")


def _cited(draft: Draft, library: Library) -> Iterator[Fault]:
    for one in draft.citations:
        try:
            library.verify(Citation.model_validate(one.model_dump(exclude={"n"})))
        except CorpusError as error:
            yield Fault("exists", str(error)[:160])


def _sentences(draft: Draft) -> Iterator[DraftSentence]:
    for section in draft.sections:
        yield from section.sentences


def _told(draft: Draft) -> Iterator[str]:
    yield draft.title
    for section in draft.sections:
        yield from (one.text for one in section.sentences)
        yield from (cell for table in section.tables for row in table.rows for cell in row)


def _texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts_of(item)
    else:
        yield str(value)
