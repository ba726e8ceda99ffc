"""Recall of dense, BM25 and fused search over the queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.cases import ASKED_ON, Half, QueryCase, QueryKind
from evals.measures import rank_of, recall_at

if TYPE_CHECKING:
    from corpus.search import Method, Search

DEPTH = 5
METHODS: tuple["Method", ...] = ("dense", "bm25", "fused")


@dataclass(frozen=True)
class Placed:
    """A query, and where each method has its first expected provision, if among the first five."""

    case: QueryCase
    ranks: Mapping["Method", int | None]


@dataclass(frozen=True)
class Recall:
    """Recall of one method over one half, or over one kind of its queries."""

    half: Half
    method: "Method"
    kind: QueryKind | None
    queries: int
    at_1: float
    at_5: float


def placed(
    search: "Search", cases: Sequence[QueryCase], methods: Sequence["Method"] = METHODS
) -> list[Placed]:
    """Run every query with each method, as of the day that the cases are asked on."""
    vectors = search.embedder.embed([case.query for case in cases])
    return [
        Placed(
            case,
            {
                method: rank_of(
                    [
                        item.provision
                        for item in search.find(
                            case.query, k=DEPTH, as_of=ASKED_ON, method=method, vector=vector
                        )
                    ],
                    case.expected,
                )
                for method in methods
            },
        )
        for case, vector in zip(cases, vectors, strict=True)
    ]


def recalls(half: Half, found: Sequence[Placed]) -> list[Recall]:
    """Return recall by method over all queries, then of fused search by kind of query."""
    whole = [_recall(half, method, None, found) for method in METHODS]
    by_kind = [
        _recall(half, "fused", kind, chosen)
        for kind in QueryKind
        if (chosen := [one for one in found if one.case.kind is kind])
    ]
    return whole + by_kind


def fused_at_5(rows: Sequence[Recall], half: Half) -> float:
    """Return the figure that the floor holds: recall@5 of fused search over a whole half."""
    return next(
        row.at_5 for row in rows if (row.half, row.method, row.kind) == (half, "fused", None)
    )


def _recall(
    half: Half, method: "Method", kind: QueryKind | None, found: Sequence[Placed]
) -> Recall:
    ranks = [one.ranks[method] for one in found]
    return Recall(half, method, kind, len(ranks), recall_at(ranks, 1), recall_at(ranks, DEPTH))
