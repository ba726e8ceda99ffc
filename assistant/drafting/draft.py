"""What a draft is: typed sentences under sections, tables, the compliance matrix, and lints.

These are values of the HTTP contract. Whoever writes, checks, keeps, compares or exports a draft
works on them, and none of them knows how it was written.
"""

from datetime import date
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from assistant.sent import NumberedCitation, Receipt, Sent
from rules.outcome import Outcome


class Form(StrEnum):
    """What is asked for: the plan of a document, or its sentences."""

    OUTLINE = "outline"
    DRAFT = "draft"


class SentenceKind(StrEnum):
    """On what a sentence rests.

    `source`: a provision, cited. `applicant`: facts of the proposal, named by their paths.
    `argument`: facts of the proposal joined to what a provision asks for, with both named.
    `placeholder`: a fact that is missing, named with who asks for it.
    """

    SOURCE = "source"
    APPLICANT = "applicant"
    ARGUMENT = "argument"
    PLACEHOLDER = "placeholder"


class Needed(Sent):
    """The fact that a placeholder stands for, in words and as a path, and who asks for it."""

    fact: str
    question: str
    why: str
    rules: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()


class DraftSentence(Sent):
    """One sentence of a section.

    `id` is the same for the same sentence of the next draft of the same case, so that versions can
    be compared and a user's own wording kept. `citations` are numbers in `Draft.citations`; `facts`
    are paths of the Proposal. `edited` tells that the wording is a user's, `marked` that the mark
    of confidence is.
    """

    id: str
    text: str
    kind: SentenceKind
    citations: tuple[int, ...] = ()
    facts: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    paragraph: int = 0
    needed: Needed | None = None
    confidential: bool = False
    edited: bool = False
    marked: bool = False
    instead_of: str | None = Field(
        default=None,
        exclude_if=lambda text: text is None,
        description="The sentence of our page, where a language model worded this one.",
    )


class DraftTable(Sent):
    """A table of facts under a section; `facts` names for each row the paths that it shows."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, ...], ...]
    computed: tuple[str, ...] = ()
    confidential: bool = False


class ReviewPoint(Sent):
    """Something for the people who review a section; it is a comment in the document, not text."""

    text: str
    sentence: str | None = None
    provisions: tuple[str, ...] = ()
    confidential: bool = False


class DraftSection(Sent):
    """One section of a draft; `budget_words` is our own advice, no limit of the notice."""

    id: str
    number: int
    title: str
    purpose: str
    must_contain: tuple[str, ...]
    guidance: tuple[str, ...]
    reviewers_look_for: tuple[str, ...]
    budget_words: int
    words: int
    rules: tuple[str, ...]
    provisions: tuple[str, ...]
    sentences: tuple[DraftSentence, ...]
    tables: tuple[DraftTable, ...] = ()
    review: tuple[ReviewPoint, ...] = ()
    missing: tuple[Needed, ...] = ()


class RowStatus(StrEnum):
    """How far the response to one provision has come; set by people, begun by us."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    READY_FOR_REVIEW = "ready_for_review"
    APPROVED = "approved"
    GAP_ACCEPTED = "gap_accepted"
    NOT_APPLICABLE = "not_applicable"


class MatrixRow(Sent):
    """One provision against the proposal: what it asks, where it is answered, what the rule says.

    `id` is stable over drafts of a case. `owner`, `due`, `response_location`, `notes` and `status`
    belong to the people who work with the matrix; `set_by_people` names those that they have set.
    """

    id: str
    provision: str
    statement: str
    force: str
    basis: str
    section: str
    rule: str | None = None
    subject: str | None = None
    outcome: Outcome | None = None
    because: str = ""
    status: RowStatus = RowStatus.NOT_STARTED
    owner: str = ""
    due: date | None = None
    response_location: str = ""
    notes: str = ""
    confidential: bool = False
    set_by_people: tuple[str, ...] = ()


class Lint(Sent):
    """One thing to mend in a text: where it is, why it matters, how to mend it.

    `quote` is verbatim from the text; `section` and `sentence` say where in a draft, `start` and
    `end` where in a text that a user gave (code points, end exclusive).
    """

    check: str
    severity: Literal["error", "warning", "note"]
    quote: str
    reason: str
    mend: str
    section: str | None = None
    sentence: str | None = None
    start: int | None = None
    end: int | None = None


class FactChange(Sent):
    """A fact that is stated otherwise than before; null: not stated."""

    path: str
    before: Any
    after: Any


class KeptWording(Sent):
    """A sentence that a user worded and that stays in the next draft as it is.

    `fresh` is what would be written now; null where the new facts call for no such sentence.
    """

    sentence: str
    section: str
    text: str
    fresh: str | None
    changed: tuple[FactChange, ...] = Field(description="Facts under it that are not as before.")


class Draft(Sent):
    """A draft of some sections for a proposal, on a day."""

    draft_id: str
    form: Form
    as_of: date
    title: str
    sections: tuple[DraftSection, ...]
    citations: tuple[NumberedCitation, ...]
    matrix: tuple[MatrixRow, ...]
    missing: tuple[Needed, ...]
    lints: tuple[Lint, ...] = ()
    brief: bool = Field(default=False, description="Sentences that can be spared were left out.")
    version: int = Field(default=1, ge=1)
    follows: str | None = Field(default=None, description="The draft that this one was made from.")
    kept: tuple[KeptWording, ...] = Field(
        default=(), description="Sentences of a user's that were kept from the draft before."
    )
    receipt: Receipt
