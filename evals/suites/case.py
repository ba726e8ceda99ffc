"""What a case says: what is put to the assistant, and what is expected, from which source.

These models are the form of the files under `evals/cases/`; the JSON Schemas beside them are
written from here (`python -m evals schemas`).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assistant.reply import Status
from evals.cases import ASKED_ON, Phrase, Words
from rules.outcome import Outcome, Overall
from rules.proposal import Proposal

IN_WINDOW = date(2026, 5, 1)
"""The day of a rule case that names none: the window was open."""


def _many(value: object) -> object:
    return [value] if isinstance(value, str) else value


SeveralWords = Annotated[tuple[Words, ...], BeforeValidator(_many)]
SeveralPhrases = Annotated[tuple[Phrase, ...], Field(min_length=1), BeforeValidator(_many)]
Statuses = Annotated[tuple[Status, ...], BeforeValidator(_many)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleCase(_Part):
    """Facts and a day, and how rules come out on them.

    `expect` gives one outcome for a rule, or one for each subject; no finding may stand beside
    those that are expected. `provenance` names the row of the fact register.
    """

    name: Words
    given: Proposal
    as_of: date = IN_WINDOW
    expect: Annotated[Mapping[str, Outcome | Mapping[str, Outcome]], Field(min_length=1)]
    overall: Overall | None = None
    provenance: Words
    reason: Words


class Weight(StrEnum):
    """How much a nugget counts: without a vital one an answer is not right."""

    VITAL = "vital"
    OKAY = "okay"


class Nugget(_Part):
    """One thing that a good answer says, in several wordings; one of them has to occur."""

    vital: SeveralPhrases | None = None
    okay: SeveralPhrases | None = None

    @model_validator(mode="after")
    def _one_weight(self) -> Self:
        if (self.vital is None) == (self.okay is None):
            message = "a nugget is either `vital` or `okay`"
            raise ValueError(message)
        return self

    @property
    def weight(self) -> Weight:
        """Whether it is vital."""
        return Weight.OKAY if self.vital is None else Weight.VITAL

    @property
    def wordings(self) -> tuple[str, ...]:
        """The accepted wordings."""
        return self.vital or self.okay or ()


class Expected(_Part):
    """What a right reply needs; what is left out is not asked for."""

    status: Statuses = ()
    outcomes: Mapping[str, Outcome | Mapping[str, Outcome]] = Field(default_factory=dict)
    cites: SeveralWords = Field(default=(), description="One of these provisions is cited.")
    nuggets: tuple[Nugget, ...] = ()
    must_not: Annotated[tuple[Phrase, ...], BeforeValidator(_many)] = ()

    @property
    def answers(self) -> bool:
        """Whether an answer is expected, and not that there is none."""
        return not self.status or bool(set(self.status) & ANSWERING)


ANSWERING = frozenset({Status.ANSWERED, Status.PARTIAL, Status.NEEDS_FACTS})


class Turn(_Part):
    """One message, and what is expected of the reply."""

    say: Words
    proposal: Proposal | None = None
    expect: Expected = Expected()


class ChatCase(_Part):
    """A conversation; `twin` names the pair that it belongs to."""

    name: Words
    category: Words
    as_of: date = ASKED_ON
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)]
    provenance: Words
    twin: str | None = None


class TwinKind(StrEnum):
    """Why the second question of a pair has no answer in the sources."""

    UNANSWERABLE = "unanswerable"
    OUT_OF_SCOPE = "out_of_scope"
    FALSE_PREMISE = "false_premise"
    DECLINED = "declined"


class Side(_Part):
    """One of two questions that look alike."""

    say: Words
    status: Statuses = ()
    cites: SeveralWords = ()
    vital: tuple[SeveralPhrases, ...] = ()
    must_not: Annotated[tuple[Phrase, ...], BeforeValidator(_many)] = ()


class TwinPair(_Part):
    """A question that the sources answer, and one that looks like it and that they do not.

    Only both right count, so that neither always answering nor always refusing is of any use.
    """

    name: Words
    kind: TwinKind
    answerable: Side
    twin: Side
    provenance: Words


class DraftCase(_Part):
    """A proposal, and what a draft of it may and may not say."""

    name: Words
    given: Proposal
    as_of: date = IN_WINDOW
    sections: tuple[Words, ...] = ()
    says: tuple[Phrase, ...] = Field(default=(), description="Stated facts that have to occur.")
    must_not: tuple[Phrase, ...] = ()
    missing: tuple[Words, ...] = Field(
        default=(), description="Paths of facts that are not stated and have to be asked for."
    )
    outcomes: Mapping[str, Outcome] = Field(
        default_factory=dict, description="What the compliance matrix says of a rule."
    )
    provenance: Words


class Paraphrase(_Part):
    """Other words for a question of the tuning half; they are held to the same expectation."""

    of: Words
    say: Annotated[tuple[Words, ...], Field(min_length=1)]


class Edit(_Part):
    """One replacement in the copy: a pattern, and what is put for it."""

    in_: Literal["corpus", "rules"] = Field(alias="in")
    find: Annotated[str, Field(min_length=2)]
    put: str
    files: tuple[Words, ...] = Field(default=(), description="By their stems; all, if left out.")


class Abstention(_Part):
    """A question whose rule disagrees with its text: the reply says so and decides nothing."""

    say: Words
    proposal: Proposal | None = None
    rule: Words
    must_not: Annotated[tuple[Phrase, ...], BeforeValidator(_many)] = ()


class Mutant(_Part):
    """A change of the sources, and what has to come of it."""

    name: Words
    edits: Annotated[tuple[Edit, ...], Field(min_length=1)]
    follows: tuple[ChatCase, ...] = ()
    disagree: tuple[Words, ...] = Field(
        default=(), description="Rules that no longer say what their text says."
    )
    abstains: tuple[Abstention, ...] = Field(
        default=(), description="Questions that are no longer decided."
    )
    same: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _each_disagreement_is_asked_about(self) -> Self:
        unasked = set(self.disagree) - {one.rule for one in self.abstains}
        if unasked:
            message = f"`abstains` asks nothing about {', '.join(sorted(unasked))}"
            raise ValueError(message)
        return self


def plain_expectation(expect: Mapping[str, Any]) -> dict[str, Any]:
    """Return expected outcomes as plain data, for reports."""
    return {
        rule: dict(one) if isinstance(one, Mapping) else str(one) for rule, one in expect.items()
    }
