"""What goes over the wire, where it is not already a type of the assistant's reply."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from api.examples import (
    ASSESSMENT_REQUEST,
    CHAT_REQUEST,
    FEEDBACK_REQUEST,
    RENAME_REQUEST,
    WHAT_IF_REQUEST,
)
from api.opening import TextsState
from assistant.exporting import ExportForm
from assistant.keeping.records import LONGEST_COMMENT, LONGEST_TITLE, Rating, Summary
from assistant.reply import ChatRequest
from corpus.document import (
    Basis,
    DatedFact,
    Document,
    Figure,
    Force,
    Provision,
    Quotation,
    Side,
    Standing,
)
from corpus.library import Library, ServedDocument
from corpus.search import Ranked
from rules.catalogue import Catalogue, Rule
from rules.conditions import CONDITIONS
from rules.definition import BranchPage, DatedValue, Example, FactWording
from rules.outcome import Kind
from rules.proposal import Proposal
from rules.what_if import NO_OBSTACLE


def _a_day(value: object) -> object:
    """Refuse what pydantic would read as seconds since 1970."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]  # what is no text raises
    except (TypeError, ValueError):
        kind, message = "not_a_day", "Input should be a day of the calendar as YYYY-MM-DD"
        raise PydanticCustomError(kind, message) from None


def _visible(text: str) -> str:
    if not any(mark.isprintable() and not mark.isspace() for mark in text):
        kind, message = "blank", "Input should have at least one visible character"
        raise PydanticCustomError(kind, message)
    return text


Day = Annotated[date, BeforeValidator(_a_day)]
Visible = AfterValidator(_visible)


class Wire(BaseModel):
    """Base of what goes over the wire: unknown fields are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ChatBody(ChatRequest):
    """One message of a conversation, with structured facts where the client has them."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHAT_REQUEST]})

    message: Annotated[
        str, Visible, Field(description="A question, or a situation in plain words.")
    ] = Field(min_length=1, max_length=8_000)
    conversation_id: str | None = Field(
        default=None, max_length=100, description="Null starts a conversation."
    )
    as_of: Day | None = Field(default=None, description="The day asked about; null: today.")
    stream: bool = Field(
        default=False, description="True: the reply comes as events (`text/event-stream`)."
    )


class ConversationsQuery(Wire):
    """Which conversations to list."""

    q: str = Field(
        default="",
        max_length=200,
        examples=["hardware"],
        description="Words that all stand in its title, messages or answers.",
    )
    limit: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class ConversationPage(Wire):
    """A stretch of the list of conversations, newest first."""

    total: int
    limit: int
    offset: int
    next: str | None = Field(description="Where the list goes on.")
    items: tuple[Summary, ...]


class RenameBody(Wire):
    """Another title."""

    model_config = ConfigDict(json_schema_extra={"examples": [RENAME_REQUEST]})

    title: Annotated[str, Visible] = Field(min_length=1, max_length=LONGEST_TITLE)


class ExportQuery(Wire):
    """In which form to take a conversation away."""

    format: ExportForm = Field(default=ExportForm.MARKDOWN, description="`md` or `json`.")


class FeedbackBody(Wire):
    """What a reader says of a reply."""

    model_config = ConfigDict(json_schema_extra={"examples": [FEEDBACK_REQUEST]})

    reply_id: str = Field(max_length=100, description="The reply's `reply_id`.")
    rating: Rating
    comment: str | None = Field(default=None, max_length=LONGEST_COMMENT)


class AssessmentBody(Wire):
    """A proposal to hold against every rule."""

    model_config = ConfigDict(json_schema_extra={"examples": [ASSESSMENT_REQUEST]})

    proposal: Proposal
    as_of: Day | None = Field(default=None, description="The day asked about; null: today.")


GOALS = (NO_OBSTACLE, *CONDITIONS)
"""What a proposal may be asked to reach: no obstacle found, or a rule."""


def _a_goal(name: str) -> str:
    if name not in GOALS:
        # The kind of fault that pydantic gives for a word that is not among the allowed ones.
        kind, message = "literal_error", "Input should be {expected}"
        raise PydanticCustomError(kind, message, {"expected": " or ".join(map(repr, GOALS))})
    return name


class WhatIfBody(Wire):
    """A proposal, and the goal that it is to reach."""

    model_config = ConfigDict(json_schema_extra={"examples": [WHAT_IF_REQUEST]})

    proposal: Proposal
    as_of: Day | None = Field(default=None, description="The day asked about; null: today.")
    goal: Annotated[str, AfterValidator(_a_goal)] = Field(
        description="A rule, each of whose findings is to be met, or `no_obstacle_found`.",
        json_schema_extra={"enum": list(GOALS)},
    )


class ProvisionsQuery(Wire):
    """Which provisions to list."""

    document: str | None = Field(
        default=None,
        max_length=80,
        description="Id of a document.",
        examples=["call-for-proposals"],
    )
    force: Force | None = Field(default=None, description="What the provision does.")
    basis: Basis | None = Field(default=None, description="On what our statement of it rests.")
    q: str | None = Field(
        default=None,
        max_length=200,
        description="Words that all stand in its id, heading or statement.",
        examples=["hardware"],
    )
    limit: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class SearchQuery(Wire):
    """What to search for."""

    q: Annotated[str, Visible] = Field(
        min_length=1,
        max_length=1_000,
        description="A question, or keywords.",
        examples=["Is there a page limit?"],
    )
    k: int = Field(default=8, ge=1, le=50, description="Provisions to return.")
    as_of: Day | None = Field(
        default=None, description="Only what speaks on this day; absent: today."
    )


class Reporter(Wire):
    """Somebody who reports a provision."""

    key: str
    name: str
    url: str | None


class SentenceView(Wire):
    """One sentence of a provision; `text` is the document's text from `start` to `end`."""

    text: str
    start: int
    end: int


class ProvisionView(Wire):
    """One thing that a text says, does or leaves open: the unit that is cited.

    Offsets count code points of the document's `text`, end exclusive; `sha256` is that text's.
    """

    id: str
    heading: str
    document: str
    sha256: str
    start: int
    end: int
    statement: str
    sentences: tuple[SentenceView, ...]
    force: Force
    basis: Basis
    confidence: str
    reported_by: tuple[Reporter, ...]
    quotes: tuple[Quotation, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DatedFact, ...]
    sides: tuple[Side, ...]
    advice: str | None
    look: str | None
    near: tuple[str, ...]
    url: str | None
    effective_from: date | None
    effective_to: date | None
    questions: tuple[str, ...]
    rules: tuple[str, ...] = Field(description="Rules that rest on it.")

    @classmethod
    def of(cls, identifier: str, library: Library, catalogue: Catalogue) -> Self:
        """Show a provision.

        Raises:
            UnknownProvisionError: No document holds it.
        """
        held = library.provision(identifier)
        served = library.documents[library.homes[identifier]]
        place = served.provisions[identifier]
        return cls(
            id=held.id,
            heading=held.heading,
            document=served.document.id,
            sha256=served.sha256,
            start=place.start,
            end=place.end,
            statement=" ".join(held.says),
            sentences=tuple(
                SentenceView(
                    text=served.text[span.start : span.end], start=span.start, end=span.end
                )
                for span in served.sentences[identifier]
            ),
            force=held.force,
            basis=held.basis,
            confidence=held.confidence,
            reported_by=tuple(
                Reporter(key=source.key, name=source.name, url=source.url)
                for source in (library.sources[key] for key in held.reported_by)
            ),
            quotes=held.quotes,
            figures=held.figures,
            dates=held.dates,
            sides=held.sides,
            advice=held.advice,
            look=held.look,
            near=held.near,
            url=held.url or served.document.url,
            effective_from=library.starts(identifier),
            effective_to=library.ends(identifier),
            questions=held.asks,
            rules=tuple(rule.id for rule in catalogue.citing(identifier)),
        )


class ProvisionPage(Wire):
    """A stretch of the list of provisions."""

    total: int
    limit: int
    offset: int
    next: str | None = Field(description="Where the list goes on.")
    items: tuple[ProvisionView, ...]


class ProvisionPlace(Wire):
    """Where a provision stands in its document's text."""

    id: str
    heading: str
    start: int
    end: int


class DocumentSummary(Wire):
    """What is known of a document."""

    id: str
    title: str
    short_title: str
    standing: Standing
    agency: str | None
    citation: str | None
    register_entry: str | None
    published: date | None
    status: str
    url: str | None
    effective_from: date | None
    effective_to: date | None
    text_held: str
    sha256: str = Field(description="Of the served text, in UTF-8.")
    provision_count: int

    @classmethod
    def of(cls, served: ServedDocument) -> Self:
        """Show a document without its text."""
        return cls(**_metadata(served))


class DocumentList(Wire):
    """Every document, in the order of the corpus."""

    total: int
    items: tuple[DocumentSummary, ...]


class DocumentView(DocumentSummary):
    """A document with the text that citations point into."""

    text: str
    provisions: tuple[ProvisionPlace, ...]

    @classmethod
    def of(cls, served: ServedDocument) -> Self:
        """Show a document whole."""
        places = tuple(
            ProvisionPlace(id=held.id, heading=held.heading, start=place.start, end=place.end)
            for held in served.document.provisions
            for place in (served.provisions[held.id],)
        )
        return cls(**_metadata(served), text=served.text, provisions=places)

    @classmethod
    def of_official(cls, identifier: str, library: Library) -> Self:
        """Show an official text whole, with the places that provisions rest on.

        Raises:
            UnknownDocumentError: There is no official text of this id.
        """
        text, sha256 = library.text_of(identifier)
        held = library.official.texts[identifier]
        record = held.record
        resting = [
            (name, words.place)
            for name, words in library.official.words.items()
            if words.text.id == identifier
        ]
        return cls(
            id=identifier,
            title=held.title,
            short_title=held.title,
            standing=record.standing if record else Standing.GUIDANCE,
            agency=", ".join(record.agencies) or None if record else None,
            citation=record.citation if record else None,
            register_entry=None,
            published=record.published if record else None,
            status="Official text, as it was issued.",
            url=record.url if record else None,
            effective_from=record.effective if record else None,
            effective_to=None,
            text_held="The whole text.",
            sha256=sha256,
            provision_count=len(resting),
            text=text,
            provisions=tuple(
                ProvisionPlace(
                    id=name,
                    heading=library.provision(name).heading,
                    start=place.start,
                    end=place.end,
                )
                for name, place in resting
            ),
        )


def _metadata(served: ServedDocument) -> dict[str, Any]:
    document: Document = served.document
    shared = document.model_dump(include=set(DocumentSummary.model_fields))
    return shared | {"sha256": served.sha256, "provision_count": len(document.provisions)}


class Found(Wire):
    """A provision that a search found; scores compare within one search only."""

    provision: str
    heading: str
    document: str
    score: float = Field(description="Fused score, by which the list is in order.")
    similarity: float = Field(description="Cosine of the best passage and the query.")
    keyword: float = Field(description="BM25 score.")
    named: bool = Field(description="Whether the query names the provision.")
    matched: str = Field(
        description="The best passage: the statement, a sentence of it, or a question asked of it."
    )
    statement: str
    start: int
    end: int
    sha256: str
    force: Force
    basis: Basis
    url: str | None
    effective_from: date | None

    @classmethod
    def of(cls, found: Ranked, library: Library) -> Self:
        """Show what was found with the words that it was found by."""
        held = library.provision(found.provision)
        citation = library.cite_whole(found.provision)
        statement = " ".join(held.says)
        return cls(
            provision=held.id,
            heading=held.heading,
            document=citation.document,
            score=found.score,
            similarity=found.similarity,
            keyword=found.keyword,
            named=found.named,
            matched=_passage(found.passage, held, statement),
            statement=statement,
            start=citation.start,
            end=citation.end,
            sha256=citation.sha256,
            force=held.force,
            basis=held.basis,
            url=citation.url,
            effective_from=library.starts(held.id),
        )


def _passage(key: str, provision: Provision, statement: str) -> str:
    """Return the text of a passage; see `corpus.passage.Passage` for its key."""
    question, _, sentence = key.rsplit("#", 1)[1].partition(".")
    if sentence:
        return provision.says[int(sentence) - 1]
    return provision.asks[int(question) - 1] if question != "0" else statement


class SearchReply(Wire):
    """What a search found, best first."""

    q: str
    as_of: date
    items: tuple[Found, ...]


class RuleSummary(Wire):
    """A rule in the list of rules."""

    id: str
    title: str
    kind: Kind
    provisions: tuple[str, ...]
    in_force_from: date

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Show a rule in one line."""
        return cls.model_validate(rule.page.model_dump(include=set(RuleSummary.model_fields)))


class RuleList(Wire):
    """Every rule, in the order of names."""

    total: int
    items: tuple[RuleSummary, ...]


class RuleView(RuleSummary):
    """A rule's page: its dated numbers, what it says for each outcome, and its examples."""

    parameters: dict[str, tuple[DatedValue, ...]]
    branches: dict[str, BranchPage]
    unknown: tuple[str, ...] = Field(description="Said where a deciding fact is not stated.")
    nothing_stated: str | None
    facts: dict[str, FactWording]
    examples: tuple[Example, ...]

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Show a rule's page."""
        return cls(**{name: getattr(rule.page, name) for name in RuleView.model_fields})


class Health(Wire):
    """That the process is up, or ready."""

    status: str


class Readiness(Health):
    """That questions can be answered, and from which official texts."""

    official_texts: TextsState = Field(
        description="current: as they stand now. opening: newer ones are being opened, and take "
        "over between two turns. behind: newer ones cannot be opened; `why` says what to do."
    )
    why: str | None = Field(default=None, exclude_if=lambda told: told is None)


class Welcome(Wire):
    """What this server is, and where to read on."""

    name: str
    about: str
    documentation: str
    text_goes_to: str | None = Field(
        description="The host of the language model that is shown what users write; null: none is, "
        "or the assistant is not open yet."
    )
    endpoints: tuple[str, ...]


class ProblemMeaning(Wire):
    """A class of error."""

    type: str
    title: str
    status: int
