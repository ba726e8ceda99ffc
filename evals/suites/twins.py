"""Twins: a pair counts where the answerable question is answered and its twin is not."""

from collections.abc import Sequence

from assistant.reply import Status
from corpus.library import Library
from evals.suites.case import ChatCase, Side, TwinKind, TwinPair
from evals.suites.record import Record
from evals.suites.scoring import Score, chat_score, points_of, unheard

_ANSWERED = (Status.ANSWERED, Status.PARTIAL)
_OF_A_TWIN = {
    TwinKind.UNANSWERABLE: (Status.NOT_IN_SOURCES, Status.OUT_OF_SCOPE),
    TwinKind.OUT_OF_SCOPE: (Status.OUT_OF_SCOPE, Status.NOT_IN_SOURCES),
    TwinKind.FALSE_PREMISE: (Status.ANSWERED, Status.PARTIAL),
    TwinKind.DECLINED: (Status.DECLINED,),
}
"""What is right of a side that names no status; a false premise is answered by what is so."""


def halves_of(pair: TwinPair) -> tuple[ChatCase, ChatCase]:
    """Return both questions of a pair as chats of one turn."""
    return (
        _chat(pair, pair.answerable, pair.answerable.status or _ANSWERED),
        _chat(pair, pair.twin, pair.twin.status or _OF_A_TWIN[pair.kind]),
    )


def _chat(pair: TwinPair, side: Side, status: tuple[Status, ...]) -> ChatCase:
    expect = {
        "status": status,
        "cites": side.cites,
        "nuggets": [{"vital": group} for group in side.vital],
        "must_not": side.must_not,
    }
    turn = {"say": side.say, "expect": expect}
    given = {"name": pair.name, "category": pair.kind, "turns": [turn], "provenance": pair.name}
    return ChatCase.model_validate(given)


def twin_score(
    name: str, case: TwinPair, records: Sequence[Record], library: Library | None
) -> Score:
    """Score a pair as one case."""
    if (lost := unheard("twins", name, case.kind, records)) is not None:
        return lost
    both = [
        chat_score("twins", name, half, [record], library)
        for half, record in zip(halves_of(case), records, strict=True)
    ]
    faults = tuple(
        fault._replace(says=f"{which}: {fault.says}")
        for which, one in zip(("answerable", "twin"), both, strict=True)
        for fault in one.faults
    )
    answered = both[0].answered
    return Score(
        suite="twins",
        case=name,
        category=case.kind,
        points=points_of(faults, expects=True, answered=answered),
        faults=faults,
        asked_for_answer=True,
        answered=answered,
        words=both[0].words,
        ms=both[0].ms + both[1].ms,
    )
