"""`python -m evals` as a reader at the terminal meets it, around fakes."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

import evals.__main__ as door
from evals.cases import Half, queries, questions
from tests.evals.invented import reply


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command around a fake assistant; return its exit code and what it printed."""

    def command(assistant: object, *words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(door, "_assistant", lambda: assistant)
        monkeypatch.setattr("sys.argv", ["evals", *words])
        with pytest.raises(SystemExit) as stopped:
            door.main()
        printed = capsys.readouterr()
        return stopped.value.code, printed.out, printed.err

    return command


class Knowing:
    """A search that finds what the cases of some halves expect, and nothing for the others."""

    def __init__(self, *halves: Half) -> None:
        self.known = {case.query: case.expected for half in halves for case in queries(half)}
        self.embedder = SimpleNamespace(embed=lambda texts: [None] * len(texts))

    def find(self, query: str, **_: object) -> list[SimpleNamespace]:
        return [SimpleNamespace(provision=name) for name in self.known.get(query, ())]


def knowing(*halves: Half) -> SimpleNamespace:
    return SimpleNamespace(search=Knowing(*halves))


WRONG = SimpleNamespace(answer=lambda *_, **__: reply(answer="Blue."))


def printed_texts(half: Half, printed: str) -> int:
    """How many questions of a half were printed; a count, so that a failure prints none."""
    return sum(case.text in printed for case in questions(half))


def test_retrieval_ends_with_0_at_the_floor(run) -> None:
    code, printed, _ = run(knowing(*Half), "retrieval")

    assert code == 0
    assert "Fused recall@5, held-out: 1.000, at or above the floor of 0.970." in printed


def test_retrieval_ends_with_1_under_the_floor_of_the_held_out_half(run) -> None:
    code, printed, _ = run(knowing(Half.TUNING), "retrieval")

    assert code == 1
    assert "Fused recall@5, held-out: 0.000, UNDER the floor of 0.970." in printed


def test_retrieval_as_json_has_a_row_for_each_method_and_kind(run) -> None:
    code, printed, _ = run(knowing(Half.TUNING), "retrieval", "--json")
    data = json.loads(printed)

    assert code == 1
    assert data["floor"] == {"fused_recall_at_5": 0.97, "held_out": 0.0, "passed": False}
    assert [(row["method"], row["kind"]) for row in data["rows"] if row["half"] == "tuning"] == [
        ("dense", "all"),
        ("bm25", "all"),
        ("fused", "all"),
        ("fused", "paraphrase"),
        ("fused", "keyword"),
        ("fused", "identifier"),
    ]
    assert {row["queries"] for row in data["rows"] if row["kind"] == "all"} == {140}


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["table", "json"])
def test_questions_print_no_question_unless_asked_to(run, words) -> None:
    code, printed, complained = run(WRONG, "questions", *words)

    assert code == 0
    assert [printed_texts(half, printed + complained) for half in Half] == [0, 0]


def test_show_prints_what_failed_of_the_tuning_half(run) -> None:
    _, printed, _ = run(WRONG, "questions", "--show")

    assert printed_texts(Half.TUNING, printed) >= len(questions(Half.TUNING))
    assert printed_texts(Half.HELD_OUT, printed) == 0
    assert "status: is answered, expected" in printed


def test_show_with_json_leaves_the_json_whole(run) -> None:
    _, printed, complained = run(WRONG, "questions", "--half", "tuning", "--show", "--json")

    assert json.loads(printed)["tuning"]["all"]["total"] == len(questions(Half.TUNING))
    assert printed_texts(Half.TUNING, complained) >= len(questions(Half.TUNING))


def test_the_held_out_half_is_shown_only_by_name(run) -> None:
    if not questions(Half.HELD_OUT):
        pytest.skip("The last held-out questions were read; new ones are not written yet.")
    _, printed, _ = run(WRONG, "questions", "--half", "held_out", "--show")

    assert printed_texts(Half.HELD_OUT, printed) >= len(questions(Half.HELD_OUT))


def test_a_broken_file_of_cases_is_one_plain_message(run, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("evals.cases.FOLDER", tmp_path)
    code, _, complained = run(WRONG, "questions")

    assert code == 2
    assert "tuning.jsonl:0: cannot be read" in complained
    assert "Traceback" not in complained


def test_importing_the_door_is_light() -> None:
    heavy = ("torch", "chromadb", "sentence_transformers", "bm25s", "numpy")
    code = f"import sys, evals.__main__; sys.exit(any(m in sys.modules for m in {heavy}))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
