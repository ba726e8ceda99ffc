"""Scoring a search: a right provision among the first five, and whether it comes first."""

from collections.abc import Sequence

from corpus.library import Library
from evals.cases import QueryCase
from evals.measures import rank_of
from evals.suites.gates import Fault
from evals.suites.record import Record
from evals.suites.scoring import Score, unheard

DEPTH = 5


def query_score(name: str, case: QueryCase, records: Sequence[Record], _: Library | None) -> Score:
    """Score one query: 1 point for the first place, half for another of the first five."""
    if (lost := unheard("retrieval", name, case.kind, records)) is not None:
        return lost
    found = (records[0].reply or {})["found"]
    rank = rank_of(found[:DEPTH], case.expected)
    faults = () if rank else (Fault("rank", f"finds {', '.join(found)}"),)
    points = 0.0 if rank is None else 1.0 if rank == 1 else 0.5
    return Score("retrieval", name, case.kind, points, faults, True, bool(found), 0, records[0].ms)
