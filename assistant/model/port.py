"""What the assistant asks of a language model, and what stands there where there is none.

This is all that the rest of the assistant knows of models: it imports nothing heavy.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.composing import Drafted
from assistant.drafting.draft import Draft
from assistant.hearing import Heard
from assistant.reply import ProposedFact
from assistant.sent import ModelUse
from rules.proposal import Proposal

Holds = Callable[[Drafted], bool]
"""The last look at a sentence: whether it says what it rests on."""


@dataclass(frozen=True)
class InConfidence:
    """What is not sent: this message, the one before it, facts by their paths in the case file.

    A part that the case marks confidential is withheld as well, and need not be told here.
    """

    message: bool = False
    before: bool = False
    facts: tuple[str, ...] = ()


NOTHING_IN_CONFIDENCE = InConfidence()


class Aide(Protocol):
    """What a model does for one reply. Where it cannot, everything stays as it is."""

    def made_whole(self, heard: Heard) -> str | None:
        """Return a follow-up as a question that stands by itself; None where it cannot be."""
        ...

    def read(self, heard: Heard, *, year: int) -> tuple[ProposedFact, ...]:
        """Return facts of a message that were not taken down, or were otherwise."""
        ...

    def worded(self, drafted: Sequence[Drafted], heard: Heard, holds: Holds) -> tuple[Drafted, ...]:
        """Return an answer's sentences, some in other words that claim the same."""
        ...

    def worded_draft(self, draft: Draft, case: Proposal, kept_back: Collection[str] = ()) -> Draft:
        """Return a draft of a case, some of its arguments in other words that claim the same.

        The sentences whose ids are `kept_back` are not looked at.
        """
        ...

    @property
    def digest(self) -> str:
        """The hash of model, settings and prompts, for receipts; "none" where there is none."""
        ...

    @property
    def use(self) -> ModelUse | None:
        """What was asked so far and what it cost; None where there is no model."""
        ...


class LanguageModel(Protocol):
    """A language model that is set up, or none."""

    @property
    def digest(self) -> str:
        """The hash of model, settings and prompts, for receipts; "none" where there is none."""
        ...

    @property
    def host(self) -> str | None:
        """Who receives text; None where nobody does."""
        ...

    @property
    def name(self) -> str | None:
        """The model's name."""
        ...

    def aide(self, case: Proposal, held: InConfidence = NOTHING_IN_CONFIDENCE) -> Aide:
        """Begin a reply: a budget of its own, and what must not be sent of a case."""
        ...


class NoAide:
    """Does nothing: every sentence stays as it is."""

    digest = "none"

    def made_whole(self, heard: Heard) -> str | None:
        """Return nothing."""
        return None

    def read(self, heard: Heard, *, year: int) -> tuple[ProposedFact, ...]:
        """Return nothing."""
        return ()

    def worded(
        self,
        drafted: Sequence[Drafted],
        heard: Heard,
        holds: Holds,
    ) -> tuple[Drafted, ...]:
        """Return the sentences as they are."""
        return tuple(drafted)

    def worded_draft(self, draft: Draft, case: Proposal, kept_back: Collection[str] = ()) -> Draft:
        """Return the draft as it is."""
        return draft

    @property
    def use(self) -> ModelUse | None:
        """Nothing is used."""
        return None


class NoModel:
    """No language model: the default."""

    digest = "none"
    host: str | None = None
    name: str | None = None

    def aide(self, case: Proposal, held: InConfidence = NOTHING_IN_CONFIDENCE) -> Aide:
        """Begin a reply without a model."""
        return NO_AIDE


NO_AIDE: Aide = NoAide()
NO_MODEL: LanguageModel = NoModel()
