"""The mutation score that the report shows is one that was measured, and says on which rules."""

from evals.mutation.last_score import keep, last_score
from evals.mutation.report import MutationReport, Tally

REPORT = MutationReport(
    tallies=(), total=Tally("all", 12, 9, 2), survivors=(), equivalent=(), fates={}
)


def test_a_score_is_told_with_the_rules_that_it_was_measured_on(tmp_path):
    kept = tmp_path / "last.json"
    keep(REPORT, "a", kept)

    assert "9 of 10 errors" in last_score("a", kept)
    assert "on these rules" in last_score("a", kept)
    assert "on earlier rules" in last_score("b", kept)


def test_without_a_measurement_there_is_no_figure(tmp_path):
    told = last_score("a", tmp_path / "none.json")

    assert "not measured" in told
    assert not any(mark.isdigit() for mark in told)
