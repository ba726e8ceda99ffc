"""One message on the way to a reply, and an answer before it is verified."""

from dataclasses import dataclass
from datetime import date

from assistant.composing import Drafted
from assistant.drafting.draft import Draft
from assistant.hearing import Heard
from assistant.reply import Status
from assistant.topics import Topic
from rules.assessment import Finding, Question
from rules.proposal import Proposal


@dataclass(frozen=True)
class Turn:
    """One message with what was made of it, on the way to a reply.

    `findings` are told in words; those `beside` them bear on the facts as well, and are shown.
    """

    heard: Heard
    as_of: date
    topics: tuple[Topic, ...]
    findings: tuple[Finding, ...]
    beside: tuple[Finding, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether the message tells facts that go into the case."""
        return self.heard.case == self.heard.assessed and (
            self.heard.understood.proposal != Proposal()
        )


@dataclass(frozen=True)
class Composed:
    """An answer before it is verified: its status, sentences and the findings shown with it.

    `question` is the one that it ends with; `passed_over`, that what the message tells is neither
    taken into the case nor shown.
    """

    status: Status
    drafted: tuple[Drafted, ...]
    findings: tuple[Finding, ...]
    question: Question | None = None
    draft: Draft | None = None
    passed_over: bool = False
