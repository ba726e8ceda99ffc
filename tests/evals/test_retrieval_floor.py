"""The real index over all queries: fused search stays above its floor on both halves."""

import pytest

from evals.cases import Half, queries
from evals.floors import packaged_floors
from evals.measures import rank_of, recall_at
from evals.retrieval_suite import DEPTH, placed


@pytest.mark.parametrize("half", Half)
def test_fused_search_stays_above_its_floor(assistant, half) -> None:
    found = placed(assistant.search, queries(half), methods=("fused",))
    recall = recall_at([one.ranks["fused"] for one in found], DEPTH)
    floor = packaged_floors().retrieval.fused_recall_at_5

    assert recall >= floor, f"recall@5 of fused search on the {half} half is {recall:.3f}"


def test_a_rank_is_that_of_the_search_itself(assistant) -> None:
    case = queries(Half.TUNING)[0]
    (one,) = placed(assistant.search, [case])
    found = [item.provision for item in assistant.search.find(case.query, k=DEPTH)]

    assert one.ranks["fused"] == rank_of(found, case.expected)
