"""What goes over the wire about drafts, where it is not already a type of the assistant."""

from datetime import date
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.examples import CHECK_REQUEST, DRAFT_REQUEST, SENTENCES_REQUEST
from api.schemas import Day, Visible, Wire
from assistant.drafting.draft import Draft, Form, Lint
from assistant.drafting.editing import Wording
from assistant.drafting.section import SectionPage
from assistant.keeping.records import DraftVersion
from assistant.receiving.uploads import (
    AddedColumn,
    CellChange,
    CellFault,
    MatrixUpload,
    Underneath,
    UnknownRow,
)
from rules.proposal import Proposal

LONGEST_CHECKED = 200_000
"""Characters of a text that is checked."""

MOST_WORDINGS = 500
"""Sentences that one request words or marks."""


class DraftBody(Wire):
    """What to draft, and from which facts: one of three sources of them has to be named."""

    model_config = ConfigDict(json_schema_extra={"examples": [DRAFT_REQUEST]})

    proposal: Proposal | None = Field(default=None, description="The facts.")
    conversation_id: str | None = Field(
        default=None, max_length=100, description="Takes the facts of a conversation's case file."
    )
    follows: str | None = Field(
        default=None,
        max_length=100,
        description="The draft of which this is a new version: what people wrote in it is kept. "
        "Alone it takes that draft's facts.",
    )
    sections: tuple[str, ...] | None = Field(
        default=None,
        max_length=50,
        description="Ids of sections; null: all, or those of the draft that is followed.",
    )
    form: Form | None = Field(
        default=None,
        description="`outline` or `draft`; null: a draft, or the form of the one that is followed.",
    )
    brevity: bool = Field(default=False, description="Leave out the sentences that can be spared.")
    as_of: Day | None = Field(default=None, description="The day asked about; null: today.")

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        sources = (self.proposal, self.conversation_id)
        if None not in sources or (sources == (None, None) and self.follows is None):
            kind, message = "one_source", "Input should name one source of facts"
            raise PydanticCustomError(kind, message)
        return self


class SentencesBody(Wire):
    """Sentences as a user words and marks them; the others stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [SENTENCES_REQUEST]})

    sentences: tuple[Wording, ...] = Field(min_length=1, max_length=MOST_WORDINGS)


class CheckBody(Wire):
    """A text to check, and the facts that it is about."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHECK_REQUEST]})

    text: Annotated[
        str, Visible, Field(description="Markdown or plain text; headings cut it into sections.")
    ] = Field(min_length=1, max_length=LONGEST_CHECKED)
    proposal: Proposal | None = Field(default=None, description="The facts; null: none are known.")
    conversation_id: str | None = Field(
        default=None, max_length=100, description="Takes the facts of a conversation's case file."
    )
    as_of: Day | None = Field(default=None, description="The day asked about; null: today.")

    @model_validator(mode="after")
    def _of_one_case(self) -> Self:
        if self.proposal is not None and self.conversation_id is not None:
            kind, message = "one_source", "Input should name one source of facts"
            raise PydanticCustomError(kind, message)
        return self


class CheckFields(Wire):
    """What may stand beside a file that is checked, as fields of the form."""

    proposal: Proposal | None = None
    conversation_id: str | None = Field(default=None, max_length=100)
    as_of: Day | None = None


class CheckReply(Wire):
    """What to mend in a text; offsets are places in `text`, which is the text as it was read."""

    as_of: date
    text: str
    words: int
    lints: tuple[Lint, ...]


class FileQuery(Wire):
    """Which version of a file."""

    public: bool = Field(default=False, description="True: without what is marked confidential.")


class DifferenceQuery(Wire):
    """Against which draft to compare."""

    from_: str | None = Field(
        default=None,
        alias="from",
        max_length=100,
        description="The id of the earlier draft; absent: the one that it follows, or itself as "
        "it was made.",
    )


class DraftVersions(Wire):
    """The kept drafts of one document, oldest first."""

    total: int
    items: tuple[DraftVersion, ...]


class MatrixReply(Wire):
    """What came back with a filled matrix; `draft` has what could be taken over."""

    draft: Draft
    changes: tuple[CellChange, ...]
    faults: tuple[CellFault, ...] = Field(description="Entries that could not be taken over.")
    unknown: tuple[UnknownRow, ...]
    deleted: tuple[str, ...] = Field(description="Rows that the file has no more: they stay.")
    fresh: tuple[str, ...] = Field(description="Rows that came after the file was made.")
    added_columns: tuple[AddedColumn, ...] = Field(
        description="Columns that people added; they are told back and not kept."
    )
    columns_left_out: tuple[str, ...]
    underneath: tuple[Underneath, ...] = Field(
        description="What changed in our columns since the file was made."
    )

    @classmethod
    def of(cls, draft: Draft, upload: MatrixUpload) -> Self:
        """Show what an upload brought, and the draft with it."""
        told = {name: getattr(upload, name) for name in cls.model_fields if name != "draft"}
        return cls(draft=draft, **told)


class SectionSummary(Wire):
    """A section that can be drafted."""

    id: str
    number: int
    title: str
    purpose: str
    must_contain: tuple[str, ...]
    provisions: tuple[str, ...]
    rules: tuple[str, ...]
    guidance: tuple[str, ...]
    reviewers_look_for: tuple[str, ...]
    budget_words: int = Field(description="Our own advice; the notice's limits are not published.")

    @classmethod
    def of(cls, page: SectionPage) -> Self:
        """Show the page of a section without its sentences."""
        held = {name: getattr(page, name) for name in cls.model_fields if name != "must_contain"}
        return cls(must_contain=tuple(one.point for one in page.must_contain), **held)


class SectionList(Wire):
    """The sections of a proposal, in their order."""

    total: int
    items: tuple[SectionSummary, ...]
