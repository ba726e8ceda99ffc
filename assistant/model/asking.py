"""One call within a budget: a prompt goes out, and what comes back is read strictly."""

import json
import time
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.model.budget import Budget, Pause
from assistant.model.errors import ModelFault, Trouble
from assistant.model.speaking import Asked, Said, Speaker

Answer = TypeVar("Answer", bound="Form")

_LONGEST = 40_000


class Form(BaseModel):
    """Base of the forms that answers have; what is added to one is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


@dataclass
class Asker:
    """Asks a model as long as a budget lasts; what goes wrong is noted and raises nothing."""

    speaker: Speaker
    pause: Pause
    budget: Budget
    trouble: list[Trouble] = field(default_factory=list)

    def ask(self, asked: Asked, form: type[Answer]) -> Answer | None:
        """Return the answer; None where none came that can be used."""
        try:
            self.pause.check()
            self.budget.admit(asked)
            said = self._said(asked)
            return answer_in(said.text, form)
        except ModelFault as fault:
            self.trouble.append(fault.kind)
            return None

    def _said(self, asked: Asked) -> Said:
        begun = time.monotonic()
        try:
            said = self.speaker.say(asked, seconds=self.budget.seconds_left)
        except ModelFault as fault:
            self.budget.count_lost(asked)
            self.pause.failed(fault.kind)
            raise
        finally:
            self.budget.spent_seconds += time.monotonic() - begun
        self.pause.went_well()
        self.budget.count(said)
        return said


def answer_in(text: str, form: type[Answer]) -> Answer:
    """Read an answer: the first JSON object of a text, whatever stands around it.

    Raises:
        ModelFault: There is none, or it is not in the form asked for.
    """
    if not text.strip():
        raise ModelFault(Trouble.EMPTY)
    start = text.find("{")
    if start < 0 or len(text) > _LONGEST:
        raise ModelFault(Trouble.MALFORMED)
    try:
        found, _ = json.JSONDecoder().raw_decode(text, start)
        return form.model_validate(found)
    except (ValueError, ValidationError, RecursionError):
        raise ModelFault(Trouble.MALFORMED) from None
