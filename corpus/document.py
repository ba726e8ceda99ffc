"""A document of the corpus, and the provisions it is made of.

The files under `corpus/documents/` are read into these models. Every sentence in them is ours;
`quotes` are the short phrases that are somebody else's, and they stand between quotation marks.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

ProvisionId = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*$")]
DocumentId = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]


def _one_line(words: object) -> object:
    """Fold YAML line breaks and indentation into single spaces."""
    return " ".join(words.split()) if isinstance(words, str) else words


Sentence = Annotated[str, Field(min_length=3), BeforeValidator(_one_line)]


class Force(StrEnum):
    """What a provision does."""

    MUST = "must"
    MUST_NOT = "must-not"
    MAY = "may"
    PRESUMPTION = "presumption"
    FACTOR = "factor"
    EFFECT = "effect"
    STATEMENT = "statement"
    ABSENCE = "absence"
    UNSETTLED = "unsettled"
    CONFLICT = "conflict"
    COMMENT = "comment"
    EVENT = "event"


class Basis(StrEnum):
    """On what our statement of a provision rests."""

    OFFICIAL = "official"
    DIGEST_OF_OFFICIAL = "digest-of-official"
    REPORTED = "reported"
    DERIVED = "derived"


class Standing(StrEnum):
    """What kind of text a document is; `corpus/precedence.yaml` ranks the kinds."""

    ORDER = "order"
    CALL = "call"
    AMENDMENT = "amendment"
    GUIDANCE = "guidance"
    NEIGHBOURING_LAW = "neighbouring-law"
    PRESS_RELEASE = "press-release"
    COMPILATION = "compilation"
    ALERT = "alert"
    NEWS = "news"
    COMMENT = "comment"


class Source(BaseModel, frozen=True, extra="forbid"):
    """Somebody who reports a provision, in words that a reader understands."""

    key: str
    name: Sentence = Field(description='Reads on from "reported by": "one law-firm alert".')
    kind: str
    url: str | None = None
    seen: Sentence = Field(description="How much of it was read.")
    origin: str | None = Field(
        default=None, description="Sources that retell one report share an origin, and count once."
    )


class Quotation(BaseModel, frozen=True, extra="forbid"):
    """A short key phrase that is not ours, and whose it is."""

    words: str = Field(min_length=2, max_length=330)
    source: str


class Figure(BaseModel, frozen=True, extra="forbid"):
    """A number that a provision turns on."""

    value: Decimal
    unit: str
    of: Sentence


class DatedFact(BaseModel, frozen=True, extra="forbid"):
    """A day that a provision turns on."""

    day: date
    what: Sentence


class Side(BaseModel, frozen=True, extra="forbid"):
    """One reading in a conflict between sources."""

    says: Sentence
    reported_by: tuple[str, ...] = ()


class Questions(BaseModel, frozen=True, extra="forbid"):
    """Questions that people ask of a provision, and the words that open the reply to each."""

    lead: Sentence
    asks: tuple[Sentence, ...] = Field(min_length=1)


class Provision(BaseModel, frozen=True, extra="forbid"):
    """The unit that is cited: one thing that a text says, does or leaves open.

    `says` holds our own sentences, the rule itself first. `look` says where to look when the
    sources do not settle the point.
    """

    id: ProvisionId
    heading: Sentence
    says: tuple[Sentence, ...] = Field(min_length=1)
    force: Force
    basis: Basis
    confidence: str = Field(description="The label of the fact register, in its words.")
    reported_by: tuple[str, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    figures: tuple[Figure, ...] = ()
    dates: tuple[DatedFact, ...] = ()
    sides: tuple[Side, ...] = ()
    advice: Sentence | None = None
    look: Sentence | None = None
    partly_settled: bool = Field(
        default=False,
        description="Whether only a part is settled: accounts conflict, or one stands alone.",
    )
    near: tuple[ProvisionId, ...] = ()
    url: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    questions: tuple[Questions, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the sources decide what this provision is about."""
        return self.force is not Force.UNSETTLED

    @property
    def asks(self) -> tuple[str, ...]:
        """Every indexed question, in file order."""
        return tuple(ask for group in self.questions for ask in group.asks)

    def sentences(self) -> tuple[str, ...]:
        """All sentences that the served text holds for this provision, in order."""
        sides = tuple(side.says for side in self.sides)
        rest = tuple(sentence for sentence in (self.advice, self.look) if sentence)
        return (*self.says, *sides, *rest)


class Document(BaseModel, frozen=True, extra="forbid"):
    """One text of the register, or a compilation of ours, as provisions in order."""

    id: DocumentId
    title: Sentence
    short_title: Sentence = Field(description='Used inside sentences: "the call".')
    standing: Standing
    agency: Sentence | None = None
    citation: Sentence | None = None
    register_entry: str | None = Field(default=None, description="Row of the document register.")
    published: date | None = None
    status: Sentence
    url: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    text_held: Sentence = Field(description="How much of the document's own text is at hand.")
    provisions: tuple[Provision, ...] = Field(min_length=1)
