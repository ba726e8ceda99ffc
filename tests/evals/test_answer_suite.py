"""Asking: aggregates add up, a crash fails its question alone, and the real assistant answers."""

from assistant.reply import ChatRequest, Status
from evals.answer_suite import Share, reported, scored
from evals.cases import ASKED_ON, Half, QuestionKind, questions
from evals.measures import Wrong
from rules.outcome import Outcome
from tests.evals.invented import case, finding, reply

RIGHT = "It is 51 m tall. The lantern doesn't count. [1]"


class Scripted:
    """Answers by question; raises where it has no answer, quoting the question."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.heard: list[tuple[str | None, object]] = []

    def answer(self, request: ChatRequest, *, today: object):
        self.heard.append((request.conversation_id, today))
        if request.message not in self.answers:
            raise KeyError(request.message)
        return reply(finding("tall_enough", Outcome.MET), answer=self.answers[request.message])


CASES = [
    case(id="q-001", question="right"),
    case(id="q-002", question="wrong", kind="unsettled"),
    case(id="q-003", question="crash", kind="unsettled"),
]


def test_each_question_is_asked_alone_on_the_day_of_the_cases() -> None:
    assistant = Scripted(right=RIGHT, wrong="52 m")
    scored(assistant, CASES)

    assert assistant.heard == [(None, ASKED_ON)] * 3


def test_a_crash_fails_its_question_and_is_told_by_its_class_alone() -> None:
    *_, crashed = scored(Scripted(right=RIGHT, wrong="52 m"), CASES)

    assert [(f.wrong, f.says) for f in crashed.failures] == [(Wrong.ERROR, "raised KeyError")]


def test_the_report_adds_up() -> None:
    heard: list[None] = []
    found = scored(Scripted(right=RIGHT, wrong="52 m"), CASES, lambda: heard.append(None))
    report = reported(Half.TUNING, found)

    assert len(heard) == 3
    assert report.all == Share(1, 3)
    assert report.kinds == {QuestionKind.SETTLED: Share(1, 1), QuestionKind.UNSETTLED: Share(0, 2)}
    # Two groups of `must_say` are missing, and count once.
    assert report.wrong == {Wrong.MUST_SAY: 1, Wrong.MUST_NOT: 1, Wrong.ERROR: 1}
    assert (report.median_words, report.longest_words, report.over_length) == (5.5, 9, 0)


def test_a_long_answer_is_counted_and_still_right() -> None:
    (one,) = found = scored(Scripted(right=RIGHT + " very" * 200), CASES[:1])
    report = reported(Half.TUNING, found)

    assert one.right
    assert (report.longest_words, report.over_length) == (209, 1)


def test_the_assistant_answers_ten_tuning_questions(assistant) -> None:
    cases = questions(Half.TUNING)
    chosen = [next(c for c in cases if c.kind is kind) for kind in QuestionKind]
    chosen += [one for one in cases if one not in chosen][: 10 - len(chosen)]
    found = scored(assistant, chosen)
    report = reported(Half.TUNING, found)

    assert report.all.total == 10
    assert report.wrong.get(Wrong.ERROR, 0) == 0
    assert all(one.said and one.said.words > 0 and one.said.cited for one in found)
    assert {one.said.status for one in found if one.said} <= set(Status)
    # A smoke test, not a floor: what is right is measured by `python -m evals questions`.
    assert report.all.right >= 5
