"""What people change in a draft that is kept: wording, confidential marks, the matrix's columns.

A change names what it changes by id, and leaves the rest. The draft as it was made is kept beside
the changes, so that its receipt stays true.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from assistant.drafting.draft import Draft, DraftSection, DraftSentence, MatrixRow, RowStatus
from assistant.sent import Sent

LONGEST_SENTENCE = 4_000
"""Characters of one sentence in a user's wording."""

LONGEST_CELL = 2_000
"""Characters of one cell of the matrix."""

Id = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Cell = Annotated[str, StringConstraints(max_length=LONGEST_CELL)]


class Wording(Sent):
    """A sentence as a user words or marks it; what is null stays as it is."""

    sentence: Id = Field(description="The sentence's id in the draft.")
    text: Annotated[str, StringConstraints(max_length=LONGEST_SENTENCE)] | None = Field(
        default=None, description='The wording; "" takes the sentence out.'
    )
    confidential: bool | None = Field(
        default=None, description="Whether the public version leaves it out."
    )


class RowEdit(Sent):
    """What a user sets in one row of the matrix; what is null stays as it is."""

    row: Id = Field(description="The row's id in the draft.")
    status: RowStatus | None = None
    owner: Cell | None = None
    due: date | None = None
    no_due: bool = Field(default=False, description="True takes the date out.")
    response_location: Cell | None = None
    notes: Cell | None = None


class DraftEdit(Sent):
    """Changes that are made together."""

    sentences: tuple[Wording, ...] = ()
    rows: tuple[RowEdit, ...] = ()


_OF_PEOPLE = ("status", "owner", "response_location", "notes")
"""Columns of the matrix that people write, beside the date."""


def edited(draft: Draft, edits: Iterable[DraftEdit]) -> Draft:
    """Return a draft with changes made to it, one after the other; an unknown id is passed over."""
    for edit in edits:
        wordings = {one.sentence: one for one in edit.sentences}
        rows = {one.row: one for one in edit.rows}
        news: dict[str, Any] = {}
        if wordings:
            news["sections"] = tuple(_worded(one, wordings) for one in draft.sections)
        if rows:
            news["matrix"] = tuple(
                _filled(row, rows[row.id]) if row.id in rows else row for row in draft.matrix
            )
        draft = draft.model_copy(update=news)
    return draft


def _worded(section: DraftSection, wordings: Mapping[str, Wording]) -> DraftSection:
    if not any(one.id in wordings for one in section.sentences):
        return section
    sentences = tuple(_sentences(section.sentences, wordings))
    return with_sentences(section, sentences)


def with_sentences(section: DraftSection, sentences: Sequence[DraftSentence]) -> DraftSection:
    """Return a section with other sentences, counted anew."""
    told = sum(len(one.text.split()) for one in sentences)
    in_tables = section.words - sum(len(one.text.split()) for one in section.sentences)
    return section.model_copy(
        update={"sentences": tuple(sentences), "words": max(0, told + in_tables)}
    )


def _sentences(
    sentences: Iterable[DraftSentence], wordings: Mapping[str, Wording]
) -> Iterator[DraftSentence]:
    for one in sentences:
        wording = wordings.get(one.id)
        if wording is None:
            yield one
            continue
        news: dict[str, Any] = {}
        if wording.text is not None and wording.text.strip() != one.text:
            news |= {"text": wording.text.strip(), "edited": True}
        if wording.confidential is not None:
            news |= {"confidential": wording.confidential, "marked": True}
        yield one.model_copy(update=news) if news else one


def _filled(row: MatrixRow, edit: RowEdit) -> MatrixRow:
    told = {name: getattr(edit, name) for name in _OF_PEOPLE}
    news: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    if edit.due is not None or edit.no_due:
        news["due"] = edit.due
    news["set_by_people"] = tuple(sorted({*row.set_by_people, *news}))
    return row.model_copy(update=news)


def row_edits(before: Sequence[MatrixRow], after: Sequence[MatrixRow]) -> tuple[RowEdit, ...]:
    """Return what people changed between two states of a matrix, row by row."""
    known = {row.id: row for row in before}
    found = []
    for row in after:
        old = known.get(row.id)
        if old is None:
            continue
        news: dict[str, Any] = {
            name: getattr(row, name)
            for name in _OF_PEOPLE
            if getattr(row, name) != getattr(old, name)
        }
        if row.due != old.due:
            news |= {"due": row.due, "no_due": row.due is None}
        if news:
            found.append(RowEdit(row=row.id, **news))
    return tuple(found)
