"""What the page of a section is made of: sentences with slots, and what has to hold for each."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assistant.drafting.draft import SentenceKind
from rules.outcome import Outcome


def _one_line(words: object) -> object:
    """Fold YAML line breaks and indentation into single spaces."""
    return " ".join(words.split()) if isinstance(words, str) else words


def _as_list(given: object) -> object:
    """Let a page write one thing where several may stand."""
    return given if isinstance(given, list | tuple) or given is None else [given]


Words = Annotated[str, Field(min_length=2), BeforeValidator(_one_line)]
Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class Part(BaseModel):
    """Base of the parts of a page: unknown fields are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class When(Part):
    """What has to hold of the case; everything that is named has to.

    Paths that begin with `it.` belong to the member, market or item that a paragraph is repeated
    for. `told` and `untold` ask whether something is stated, `denied` whether it is stated as none,
    `not_all` whether one of several is not told, `some` whether one is, `same` whether one thing
    is told at several paths. `without` asks that a slot cannot be filled, `every` asks all
    findings of a rule. `mentions` asks whether a text names what stands at another path, `says`
    whether it has one of several words.
    """

    told: Names = ()
    untold: Names = ()
    denied: Names = ()
    not_all: Names = ()
    some: Names = ()
    one: Names = ()
    several: Names = ()
    count: dict[str, int] = {}
    contains: dict[str, str] = {}
    mentions: dict[str, str] = {}
    says: dict[str, Names] = {}
    without: Names = ()
    same: Names = ()
    equals: dict[str, Annotated[tuple[str | bool, ...], BeforeValidator(_as_list)]] = {}
    outcome: dict[str, Annotated[tuple[Outcome, ...], BeforeValidator(_as_list)]] = {}
    every: dict[str, Outcome] = {}
    branch: dict[str, Names] = {}


ALWAYS = When()


class Cite(Part):
    """A sentence of a provision, counted from 0: `CON-3#2`."""

    provision: str
    sentence: int = 0

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        provision, _, number = given.partition("#")
        return {"provision": provision, "sentence": int(number or 0)}


Cites = Annotated[tuple[Cite, ...], BeforeValidator(_as_list)]


class Say(Part):
    """One way to put a sentence; it is used where every slot can be filled and `when` holds.

    A `source` has no text of its own: it is the sentence that it cites. `optional` sentences are
    left out of a short draft. `facts` are rested on beside those of the slots.
    """

    kind: SentenceKind
    text: Words | None = None
    when: When = ALWAYS
    cites: Cites = ()
    facts: Names = ()
    optional: bool = False

    @model_validator(mode="after")
    def _rests_on_what_its_kind_needs(self) -> Self:
        if self.kind is SentenceKind.PLACEHOLDER:
            message = "a placeholder is written under `needs`, not under `say`"
            raise ValueError(message)
        if (self.kind is SentenceKind.APPLICANT) == bool(self.cites):
            message = (
                f"`{self.kind}`: sources and arguments cite, sentences of the applicant do not"
            )
            raise ValueError(message)
        if (self.kind is SentenceKind.SOURCE) == (self.text is not None):
            message = "a source says what it cites; every other sentence has a text"
            raise ValueError(message)
        return self


class Need(Part):
    """A fact that a sentence needs; where it is not stated, a placeholder stands for it.

    The question comes from the page of `rule`; where no rule asks, from `facts` of the section.
    """

    fact: str
    words: Words
    rule: str | None = None
    provisions: Names = ()
    when: When = ALWAYS

    @model_validator(mode="after")
    def _somebody_asks(self) -> Self:
        if self.rule is None and not self.provisions:
            message = f"`{self.fact}`: name the rule or the provision that asks for it"
            raise ValueError(message)
        return self


class Slot(Part):
    """One place in a paragraph: the first way of saying it that fits, and what it needs."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    say: tuple[Say, ...] = ()
    needs: tuple[Need, ...] = ()


class Paragraph(Part):
    """Sentences that belong together; `each` repeats them for every entry of a list.

    `joined` keeps the repetitions in one paragraph.
    """

    id: str
    each: str | None = None
    joined: bool = False
    when: When = ALWAYS
    slots: tuple[Slot, ...] = Field(min_length=1)


class Column(Part):
    """A column of a table: the first pattern that can be filled gives the cell.

    An `optional` one is left out where it would be empty in every row.
    """

    heading: Words
    cell: tuple[Words, ...] = Field(min_length=1)
    optional: bool = False


class TablePage(Part):
    """A table over a list of the case, or over fixed lines, each of which has its patterns."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: Words
    each: str | None = None
    when: When = ALWAYS
    columns: tuple[Column, ...] = ()
    headings: tuple[Words, ...] = ()
    lines: tuple["Line", ...] = ()
    totals: tuple["Line", ...] = ()


class Line(Part):
    """A line of a table: for each cell the patterns of which the first that fits is used."""

    cells: tuple[Annotated[tuple[str, ...], BeforeValidator(_as_list)], ...]


class Point(Part):
    """Something that the section must contain; for an outline, what is known and what is asked."""

    point: Words
    known: tuple[Words, ...] = ()
    each: str | None = None
    needs: tuple[Need, ...] = ()


class Note(Part):
    """Something for those who review the section, where it holds of the case."""

    text: Words
    when: When = ALWAYS
    each: str | None = None
    cites: Cites = ()
    slot: str | None = Field(default=None, description="The sentence that it is a comment on.")


class FactQuestion(Part):
    """How we ask for a fact that no rule asks for, and why it matters."""

    ask: Words
    why: Words


class SectionPage(Part):
    """The page of one section."""

    id: str
    number: int
    title: Words
    purpose: Words
    must_contain: tuple[Point, ...] = Field(min_length=1)
    provisions: tuple[str, ...] = Field(min_length=1)
    rules: tuple[str, ...] = ()
    facts: dict[str, FactQuestion] = {}
    not_asked: Names = Field(
        default=(), description="Facts of its rules that only its sentences ask for, or another."
    )
    guidance: tuple[Words, ...] = Field(min_length=1)
    reviewers_look_for: tuple[Words, ...] = Field(min_length=1)
    budget_words: int = Field(gt=0, description="Our own advice; the notice's limits are unknown.")
    confidential_names: tuple[Words, ...] = Field(
        default=(), description="What users may call this section where they mark it confidential."
    )
    confidential_paths: tuple[str, ...] = Field(
        default=(), description="What is confidential everywhere where this section is."
    )
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)
    tables: tuple[TablePage, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def slots(self) -> Iterator[Slot]:
        """Every slot, in the order of the page."""
        for paragraph in self.paragraphs:
            yield from paragraph.slots

    @model_validator(mode="after")
    def _slots_have_names_of_their_own(self) -> Self:
        names = [slot.id for slot in self.slots]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            message = f"the slots {twice} stand twice"
            raise ValueError(message)
        return self


_SLOT = re.compile(r"\{([a-z_.|]+)\}")


@lru_cache(maxsize=4_000)
def pieces_of(text: str) -> tuple[str, ...]:
    """Cut a pattern into plain text and slots, by turns; it begins and ends with plain text."""
    return tuple(_SLOT.split(text))
