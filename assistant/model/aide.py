"""What a language model does for one reply, within its budget and behind every check."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.composing import Drafted
from assistant.drafting.draft import Draft
from assistant.drafting.section import Sections
from assistant.hearing import Heard
from assistant.model.asking import Asker, Form
from assistant.model.budget import Budget, Pause
from assistant.model.port import NOTHING_IN_CONFIDENCE, Aide, Holds, InConfidence
from assistant.model.prompts import digest_of_prompts, prompt
from assistant.model.reading import FILE as TOLD
from assistant.model.reading import may_state, read_facts
from assistant.model.sameness import FILE as ALIKE
from assistant.model.sameness import may_stand_for
from assistant.model.settings import ModelSettings, Use
from assistant.model.speaking import Speaker
from assistant.model.withholding import Withholding
from assistant.model.wording import (
    arguments_of,
    draft_with,
    may_be_worded,
    sealed_by,
    with_wordings,
    worded,
)
from assistant.reply import ProposedFact
from assistant.sent import ModelUse
from rules.proposal import Proposal

LONGEST_FOLLOW_UP = 16
"""Words of a question that may lean on the message before it."""
_MILLION = 1_000_000


class Whole(Form):
    """A question made whole; empty where it is none."""

    question: str


@dataclass(frozen=True)
class OpenModel:
    """A language model that is set up."""

    speaker: Speaker
    settings: ModelSettings
    sections: Sections
    pause: Pause = field(default_factory=Pause)

    @property
    def digest(self) -> str:
        """The hash of model, settings and prompts."""
        import hashlib

        told = f"{self.speaker.identity}|{','.join(self.settings.uses)}"
        shaped = hashlib.sha256(told.encode()).hexdigest()[:16]
        return f"{shaped}:{digest_of_prompts([ALIKE, TOLD])}"

    @property
    def host(self) -> str | None:
        """Who receives text."""
        return self.speaker.host

    @property
    def name(self) -> str | None:
        """The model's name."""
        return self.speaker.name

    def aide(self, case: Proposal, held: InConfidence = NOTHING_IN_CONFIDENCE) -> Aide:
        """Begin a reply."""
        withholding = Withholding(case, self.sections, held)
        asker = Asker(self.speaker, self.pause, Budget.of(self.settings))
        return ModelAide(asker, self.settings, withholding, self.digest)


@dataclass
class ModelAide:
    """A model at work on one reply."""

    asker: Asker
    settings: ModelSettings
    withholding: Withholding
    digest: str
    withheld: str | None = None
    shown: int = 0
    held: int = 0
    refused: int = 0

    def made_whole(self, heard: Heard) -> str | None:
        """Return a follow-up as a question that stands by itself; None where it cannot be."""
        before = heard.before
        short = len(heard.message.split()) <= LONGEST_FOLLOW_UP
        if before is None or not short or self.withholding.before:
            return None
        if not self._may(Use.FOLLOWING, heard, before.message):
            return None
        told = {"message_before": before.message, "question": heard.message}
        answer = self.asker.ask(prompt("following").asked(told), Whole)
        if answer is None or not answer.question:
            return None
        if not may_stand_for(answer.question, heard.message, before.message):
            self.refused += 1
            return None
        return answer.question

    def read(self, heard: Heard, *, year: int) -> tuple[ProposedFact, ...]:
        """Return facts of a message that were not taken down, or were otherwise."""
        if not may_state(heard) or not self._may(Use.FACTS, heard):
            return ()
        return read_facts(self.asker, heard, year=year)

    def worded(self, drafted: Sequence[Drafted], heard: Heard, holds: Holds) -> tuple[Drafted, ...]:
        """Return an answer's sentences, some in other words that claim the same."""
        places = [place for place, one in enumerate(drafted) if may_be_worded(one)]
        if not places or not self._may(Use.WORDING, heard):
            return tuple(drafted)
        labels = {f"S{number}": place for number, place in enumerate(places, start=1)}
        texts = {label: drafted[place].text for label, place in labels.items()}

        def still_holds(label: str, text: str) -> bool:
            return holds(replace(drafted[labels[label]], text=text))

        told = {"question": heard.message}
        found = worded(self.asker, prompt("wording"), told, texts, still_holds)
        self._note(len(texts), len(found.held), found.refused)
        return with_wordings(drafted, labels, found.held)

    def worded_draft(self, draft: Draft, case: Proposal, kept_back: Collection[str] = ()) -> Draft:
        """Return a draft, some of its arguments in other words that claim the same.

        What is confidential of the case, in whatever sentence it stands, is not sent.
        """
        if Use.ARGUMENTS not in self.settings.uses:
            return draft
        withholding = self.withholding.over(case)
        self.withheld = self.withheld or withholding.reason_of_draft
        sentences = {} if self.withheld else arguments_of(draft, withholding.holds, kept_back)
        if not sentences:
            return sealed_by(draft, self.digest, self.use)
        texts = {label: one.text for label, one in sentences.items()}
        found = worded(self.asker, prompt("arguments"), {}, texts, lambda *_: True)
        self._note(len(texts), len(found.held), found.refused)
        wordings = {sentences[label].id: text for label, text in found.held.items()}
        return sealed_by(draft_with(draft, wordings), self.digest, self.use)

    @property
    def use(self) -> ModelUse | None:
        """What was asked so far and what it cost."""
        budget, speaker = self.asker.budget, self.asker.speaker
        return ModelUse(
            host=speaker.host,
            name=speaker.name,
            wording=self._wording,
            worded=self.held,
            refused=self.refused,
            calls=budget.spent_calls,
            input_tokens=budget.sent,
            output_tokens=budget.received,
            tokens_counted=budget.counted,
            seconds=round(budget.spent_seconds, 3),
            cost_usd=self._cost,
            trouble=tuple(dict.fromkeys(one.value for one in self.asker.trouble)),
            withheld=self.withheld,
        )

    @property
    def _wording(self) -> Literal["deterministic", "model", "mixed"]:
        if not self.held:
            return "deterministic"
        return "model" if self.held == self.shown else "mixed"

    @property
    def _cost(self) -> float | None:
        price_in, price_out = self.settings.price_in, self.settings.price_out
        if price_in is None or price_out is None:
            return None
        budget = self.asker.budget
        return round((budget.sent * price_in + budget.received * price_out) / _MILLION, 6)

    def _note(self, shown: int, held: int, refused: int) -> None:
        self.shown += shown
        self.held += held
        self.refused += refused

    def _may(self, use: Use, heard: Heard, *texts: str) -> bool:
        if use not in self.settings.uses or self.withheld:
            return False
        self.withheld = self.withholding.reason(heard, heard.message, *texts)
        return self.withheld is None
