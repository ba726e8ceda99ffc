"""What we say in files, as `words.yaml` has it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.drafting.draft import Draft, MatrixRow, RowStatus
from corpus.document import Basis
from rules.outcome import Outcome


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CoverWords(_Words):
    """The block before the first section."""

    draft: str
    outline: str
    version: str
    notice: str
    needed: str
    confidential: str
    public: str
    open_in_texts: str
    unsettable: str


class RunningWords(_Words):
    """Header and footer of a page."""

    draft: str
    outline: str
    confidential: str
    public: str


class OutlineWords(_Words):
    """The headings of what an outline tells its writer."""

    must_contain: str
    stated: str
    reviewers_look_for: str
    guidance: str
    budget: str


class NoteWords(_Words):
    """A citation as a footnote."""

    full: str
    place: str
    place_in: str
    since: str
    again: str
    again_word: str
    heading: str


class ReviewWords(_Words):
    """A review point as a comment."""

    author: str
    initials: str
    provisions: str


class AppendixWords(_Words):
    """The headings of appendices."""

    heading: str
    needed: str
    review: str
    matrix: str
    of_section: str


class MatrixWords(_Words):
    """The sheets of the compliance matrix."""

    sheet: str
    guide_sheet: str
    record_sheet: str
    columns: dict[str, str]
    finding: str
    bad_status_title: str
    bad_status: str
    bad_due_title: str
    bad_due: str
    guide: tuple[str, ...]


class FileWords(_Words):
    """Everything that files say around the sentences of a draft."""

    untitled: str
    cover: CoverWords
    contents: str
    page: str
    running: RunningWords
    subject: str
    author: str
    section: str
    nothing_stated: str
    confidential: str
    confidential_table: str
    withheld: str
    outline: OutlineWords
    note: NoteWords
    basis: dict[Basis, str]
    review: ReviewWords
    appendix: AppendixWords
    needed_columns: dict[str, str]
    outcome: dict[Outcome, str]
    status: dict[RowStatus, str]
    status_also: dict[RowStatus, tuple[str, ...]]
    matrix: MatrixWords


class Column(NamedTuple):
    """One column of the compliance matrix; `width` is in characters."""

    field: str
    title: str
    width: int
    editable: bool


EDITABLE = ("status", "owner", "due", "response_location", "notes")
"""The fields of a row that belong to the people who work with the matrix."""

WIDTHS = {
    "provision": 12,
    "statement": 56,
    "force": 12,
    "basis": 16,
    "section": 24,
    "rule": 24,
    "subject": 18,
    "outcome": 12,
    "because": 44,
    "status": 17,
    "owner": 18,
    "due": 12,
    "response_location": 26,
    "notes": 40,
    "id": 22,
}


@lru_cache(maxsize=1)
def file_words() -> FileWords:
    """Return the words of `words.yaml`."""
    text = Path(__file__).with_name("words.yaml").read_text("utf-8")
    return FileWords.model_validate(yaml.safe_load(text))


@lru_cache(maxsize=1)
def matrix_columns() -> tuple[Column, ...]:
    """Return the columns of the compliance matrix in order."""
    titles = file_words().matrix.columns
    return tuple(
        Column(field, title, WIDTHS[field], field in EDITABLE) for field, title in titles.items()
    )


def section_titles(draft: Draft) -> Mapping[str, str]:
    """Return the titles of a draft's sections by their ids."""
    return {section.id: section.title for section in draft.sections}


def matrix_cell(row: MatrixRow, field: str, sections: Mapping[str, str] | None = None) -> str:
    """Say a field of a row in the words of the sheet; a day as 2026-06-30.

    Sections are told by their titles where those are known, ids in words otherwise.
    """
    words = file_words()
    if field == "section" and row.section in (sections or {}):
        return (sections or {})[row.section]
    if field in {"section", "rule"}:
        return (getattr(row, field) or "").replace("_", " ")
    value = getattr(row, field)
    match value:
        case None:
            return ""
        case Outcome():
            return words.outcome[value]
        case RowStatus():
            return words.status[value]
        case _:
            return str(value)
