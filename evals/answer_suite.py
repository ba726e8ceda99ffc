"""Questions put to the assistant in process, each in its own conversation, and their scores."""

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reply import ChatRequest
from evals.cases import ASKED_ON, Half, QuestionCase, QuestionKind
from evals.measures import Failure, Said, Wrong, failures_of, said_by

if TYPE_CHECKING:
    from assistant.answering import Assistant


@dataclass(frozen=True)
class Scored:
    """A question, what was said to it, and what is wrong with that."""

    case: QuestionCase
    said: Said | None
    failures: tuple[Failure, ...]

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.failures


@dataclass(frozen=True)
class Share:
    """How many of how many are right."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """Right answers among all."""
        return self.right / self.total


@dataclass(frozen=True)
class AnswerReport:
    """The aggregate figures of one half: nothing in it tells a question.

    `over_length` counts answers with more words than the assistant means to use.
    """

    half: Half
    all: Share
    kinds: dict[QuestionKind, Share]
    wrong: dict[Wrong, int]
    median_words: float
    longest_words: int
    over_length: int


def scored(
    assistant: "Assistant", cases: Sequence[QuestionCase], heard: Callable[[], None] = lambda: None
) -> list[Scored]:
    """Ask every question; `heard` is called after each."""
    found = []
    for case in cases:
        found.append(_scored(assistant, case))
        heard()
    return found


def _scored(assistant: "Assistant", case: QuestionCase) -> Scored:
    try:
        reply = assistant.answer(ChatRequest(message=case.question), today=ASKED_ON)
    except Exception as error:  # a bug fails its question; the others are still measured
        # By its class alone: the message of an error may quote the question.
        return Scored(case, None, (Failure(Wrong.ERROR, f"raised {type(error).__name__}"),))
    said = said_by(reply)
    return Scored(case, said, failures_of(case, said))


def reported(half: Half, found: Sequence[Scored]) -> AnswerReport:
    """Return the aggregate figures of what was asked."""
    from assistant.composing import LONGEST_ANSWER

    words = [one.said.words for one in found if one.said] or [0]
    return AnswerReport(
        half=half,
        all=_share(found),
        kinds={
            kind: _share(chosen)
            for kind in QuestionKind
            if (chosen := [one for one in found if one.case.kind is kind])
        },
        # A question counts once for each way in which its answer is wrong.
        wrong=dict(Counter(w for one in found for w in {f.wrong for f in one.failures})),
        median_words=statistics.median(words),
        longest_words=max(words),
        over_length=sum(count > LONGEST_ANSWER for count in words),
    )


def _share(found: Sequence[Scored]) -> Share:
    return Share(sum(one.right for one in found), len(found))
