"""`python -m assistant` as a reader at the terminal meets it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from assistant import __main__ as terminal
from assistant import wiring
from assistant.answering import Assistant
from assistant.reply import ChatReply, Status
from corpus.document import Basis

Run = Callable[..., tuple[object, str, str]]


@pytest.fixture
def run(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command with the assistant already open; return exit code, output and complaints."""
    monkeypatch.setattr(
        wiring, "build_assistant", lambda settings, progress, conversations=None: assistant
    )

    def run_(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr("sys.argv", ["assistant", *words])
        with pytest.raises(SystemExit) as stopped:
            terminal.main()
        printed = capsys.readouterr()
        return stopped.value.code, printed.out, printed.err

    return run_


def test_an_answer_is_printed_with_status_findings_and_sources(run: Run) -> None:
    code, printed, complaint = run("ask", "Our servers are 47 % U.S. content, are we out?")
    flat = " ".join(printed.split())

    assert code == 0
    assert complaint == ""
    assert printed.startswith("Answered (as of ")
    assert "does not disqualify the proposal. [1][2]" in flat
    assert "Findings judgment: The hardware layer is presumed" in flat
    assert "Sources [1] the call, CON-2: The 51 percent presumption Reported by one" in flat
    assert "“The U.S.-content component is presumed met" in flat
    assert "https://www.federalregister.gov/" in printed


def test_the_next_question_comes_last(run: Run) -> None:
    _, printed, _ = run("ask", "Can a Korean chip maker join?")

    assert "\nNext question: Who owns or controls the Korean chip maker" in printed
    assert " ".join(printed.split()).endswith("?")


def test_an_answer_fits_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "out", Console(width=50, highlight=False, markup=False))
    _, printed, _ = run("ask", "Who decides?")

    wide = [line for line in printed.splitlines() if len(line.rstrip()) > 50]
    assert all(line.strip().startswith("http") for line in wide)


def test_another_day_can_be_asked_about(run: Run) -> None:
    _, printed, _ = run("ask", "Where is the proposal handed in?", "--as-of", "2026-05-01")

    assert "(as of 1 May 2026)" in printed
    assert "not met" not in printed


def test_a_proposal_is_read_from_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "proposal.yaml"
    path.write_text("members: [{name: Porto, headquarters: Macau}]\n", "utf-8")
    code, printed, _ = run(
        "ask", "Are our members outside the countries of concern?", "--proposal", str(path)
    )

    assert code == 0
    assert "not met: " in printed
    assert "(Porto)" in printed


def test_json_is_the_whole_reply(run: Run) -> None:
    code, printed, _ = run("ask", "Who decides?", "--json")

    assert code == 0
    assert ChatReply.model_validate(json.loads(printed)).citations[0].provision == "DEC-1"


@pytest.mark.parametrize("status", Status)
def test_every_status_has_words(status: Status) -> None:
    assert terminal.STATUS_WORDS[status]


def test_every_basis_has_words(assistant: Assistant) -> None:
    from assistant.reply import NumberedCitation

    told = set()
    for name in assistant.library.provisions:
        citation = NumberedCitation(n=1, **assistant.library.cite(name).model_dump())
        words = terminal.basis_words(citation, assistant.library)
        assert words[0].isupper()
        assert not words.endswith((".", " "))
        told.add(citation.basis)

    assert told <= set(Basis)


def test_while_the_index_is_built_a_bar_is_shown(
    assistant: Assistant, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(settings, progress, conversations=None):
        progress(1, 2)
        progress(2, 2)
        return assistant

    monkeypatch.setattr(wiring, "build_assistant", build)
    monkeypatch.setattr(
        terminal, "err", Console(stderr=True, force_terminal=True, width=80, legacy_windows=False)
    )
    code, printed, complaint = run("ask", "Who decides?")

    assert code == 0
    assert "Building the index" in complaint
    assert "Building" not in printed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", " "), "The question is empty."),
        (("ask", "x" * 8_001), "8,001 characters"),
        (("ask", "Who?", "--proposal", "not-there.yaml"), "No such file"),
    ],
)
def test_an_error_is_one_line(run: Run, words: tuple[str, ...], said: str) -> None:
    code, printed, complaint = run(*words)

    assert code == 2
    assert printed == ""
    assert complaint.count("\n") == 1
    assert said in complaint


def test_a_proposal_with_faults_names_them_in_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("track: fast\nmembers: [{name: A, headquarters: Chna}]\n", "utf-8")
    code, _, complaint = run("ask", "Are we fine?", "--proposal", str(path))

    assert code == 2
    assert complaint.count("\n") == 1
    assert "2 faults" in complaint
    assert "China" in complaint


def test_a_setting_that_cannot_be_is_told_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "80000")
    code, _, complaint = run("ask", "Who decides?")

    assert code == 2
    assert complaint.count("\n") == 1
    assert "PORT=80000" in complaint


@pytest.mark.parametrize("words", [("ask",), ("ask", "Who?", "--as-of", "soon"), ("tell", "Who?")])
def test_a_wrong_use_ends_with_code_two(run: Run, words: tuple[str, ...]) -> None:
    code, printed, complaint = run(*words)

    assert code == 2
    assert printed == ""
    assert "Usage" in complaint
