"""The bench reports what it measured; nothing here or there asserts a time."""

import json
from pathlib import Path

import pytest

from evals import bench
from evals.bench import ANSWER_P50_TARGET_MS, Figure, first_answer, machine
from evals.cases import ASKED_ON, Half, questions
from evals.errors import FirstAnswerError
from evals.invented_proposal import invented
from evals.report import bench_data, bench_table, machine_line
from rules.catalogue import packaged_catalogue

MEMBERS = "members_outside_countries_of_concern"


def test_a_figure_is_the_median_of_its_rounds() -> None:
    figure = Figure("answer, p50", "ms", (30.0, 90.0, 60.0), ANSWER_P50_TARGET_MS)

    assert (figure.median, figure.ratio) == (60.0, 1.5)
    assert Figure("answer, p95", "ms", (30.0,)).ratio is None


def test_the_report_says_on_how_many_cores(monkeypatch) -> None:
    where = machine()
    data = json.loads(json.dumps(bench_data([Figure("x", "ms", (1.0, 3.0), 4.0)], where)))

    assert where.cores >= 1
    assert machine_line(where).startswith(f"{where.cores} core")
    assert data["machine"]["cores"] == where.cores
    assert data["figures"] == [
        {
            "name": "x",
            "unit": "ms",
            "rounds": [1.0, 3.0],
            "target": 4.0,
            "median": 2.0,
            "ratio": 0.5,
        }
    ]
    assert bench_table([Figure("x", "ms", (1.0,))]).row_count == 1


def test_six_members_make_every_rule_decide(assistant) -> None:
    reply = assistant.assess(invented(members=6, items=20), as_of=ASKED_ON)

    assert {one.rule for one in reply.findings} == set(packaged_catalogue().rules)
    assert len({one.subject for one in reply.findings if one.rule == MEMBERS}) == 6
    assert "unknown" not in {one.outcome.value for one in reply.findings}


def test_each_question_and_assessment_is_timed_once(assistant) -> None:
    asked = [case.question for case in questions(Half.TUNING)[:2]]

    assert len(bench.answer_times(assistant, asked)) == 2
    times = bench.assessment_times(assistant, invented(members=6, items=20))
    assert len(times) == bench.ASSESSMENTS_A_ROUND


def test_a_fresh_process_tells_its_time_and_its_memory(assistant) -> None:
    # The fixture has built the index by now, so this only opens it.
    found = first_answer(bench._index_folder())

    assert found.seconds > 0
    assert found.peak_mb > 0


def test_a_fresh_process_that_fails_says_why(tmp_path: Path) -> None:
    in_the_way = tmp_path / "index"
    in_the_way.write_text("not a folder", "utf-8")

    with pytest.raises(FirstAnswerError, match=r"(?s)ended with 1: .*Error"):
        first_answer(in_the_way)
