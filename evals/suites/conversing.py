"""Scoring a conversation of the older sets: facts, outcomes and refusals, with the gates beside."""

from collections.abc import Sequence

from pydantic import ValidationError

from corpus.library import Library
from evals.conversations import ConversationCase, scored_turn
from evals.measures import unmarked
from evals.suites.case import ANSWERING
from evals.suites.gates import Fault, gate_faults
from evals.suites.record import Record
from evals.suites.scoring import Score, points_of, unheard

_CHECKS = {"outcomes": "wrong_outcome", "supposed": "leak", "gone": "leak"}


def converse_score(
    name: str, case: ConversationCase, records: Sequence[Record], library: Library | None
) -> Score:
    """Score every turn; a fact that was missed, or understood too much, is a fault."""
    if (lost := unheard("conversations", name, case.kind, records)) is not None:
        return lost
    found: list[Fault] = []
    said: list[str] = []
    words, answered = 0, False
    for turn, record in zip(case.turns, records, strict=True):
        said.append(turn.message)
        try:
            reply = record.chat
        except ValidationError as error:
            found.append(Fault("contract", f"{error.error_count()} fields are not of the contract"))
            continue
        scored = scored_turn(case.kind, turn, reply)
        found += [
            Fault(_CHECKS.get(check, check), says)
            for check, says in zip(scored.wrong, scored.says, strict=True)
        ]
        found += [Fault("fact_missed", f"{one.of}: {one.field}") for one in scored.missed]
        found += [Fault("fact_too_many", f"{one.of}: {one.field}") for one in scored.extra]
        found += gate_faults(reply, said, case.as_of, library)
        words += len(unmarked(reply.answer).split())
        answered = reply.status in ANSWERING
    expects = any(set(turn.status) & ANSWERING for turn in case.turns)
    points = points_of(found, expects=expects, answered=answered)
    ms = sum(one.ms for one in records)
    faults = tuple(dict.fromkeys(found))
    return Score("conversations", name, case.kind, points, faults, expects, answered, words, ms)
