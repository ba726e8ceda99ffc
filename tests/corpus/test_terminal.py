"""`python -m corpus` as a reader at the terminal meets it."""

import json

import pytest
from typer.testing import CliRunner, Result

from corpus.__main__ import app, main
from corpus.library import Library


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_check_counts_and_finds_no_fault(library: Library) -> None:
    result = run("check")

    assert result.exit_code == 0
    assert f"{len(library.documents)} documents, {len(library.provisions)} provis" in result.output
    assert result.output.endswith("questions: no fault.\n")


def test_check_ends_with_one_and_every_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.reading import Fault, Reading

    faults = (Fault("a: A-1", "is [wrong].", "Mend it."), Fault("b: B-1", "too.", "Mend it."))
    monkeypatch.setattr("corpus.reading.read_corpus", lambda: Reading((), {}, (), faults))
    result = run("check")

    assert result.exit_code == 1
    assert result.output == (
        "a: A-1: is [wrong]. Mend it.\n"
        "b: B-1: too. Mend it.\n"
        "0 documents, 0 provisions, 0 questions: 2 faults.\n"
    )


def test_list_names_every_document_and_provision(library: Library) -> None:
    result = run("list")

    assert result.exit_code == 0
    assert all(f"\n{name}  " in result.output for name in library.documents)
    for name, provision in library.provisions.items():
        assert f"  {name:<18} {provision.force:<12} {provision.heading}\n" in result.output


def test_show_gives_words_basis_and_questions(library: Library) -> None:
    result = run("show", "CON-2")
    provision = library.provision("CON-2")

    assert result.exit_code == 0
    assert all(sentence in result.output for sentence in provision.sentences())
    assert all(ask in result.output for ask in provision.asks)
    assert "basis          reported (figure 2+ SEC; measure 1 SEC)\n" in result.output
    assert "told by        one law-firm alert, one press article\n" in result.output
    assert "in effect      2026-04-01 to open\n" in result.output


def test_every_provision_can_be_shown(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.__main__.load_library", lambda: library)
    for name in library.provisions:
        result = run("show", name)

        assert result.exit_code == 0, name
        assert result.output.startswith(f"{name}  ")


def test_an_unknown_id_is_one_plain_line_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["corpus", "show", "con2-typo"])
    with pytest.raises(SystemExit) as stopped:
        main()
    printed = capsys.readouterr()

    assert stopped.value.code == 2
    assert printed.out == ""
    assert printed.err.startswith("There is no provision `con2-typo`. Nearest: CON-2, ")
    assert printed.err.count("\n") == 1


def test_search_prints_the_best_first(real: object, library: Library) -> None:
    result = run("search", "con-2", "--k", "3")
    lines = result.output.splitlines()

    assert result.exit_code == 0
    assert len(lines) == 3
    assert lines[0].endswith(f"CON-2              {library.provision('CON-2').heading}")


def test_search_gives_json_of_a_day(real: object) -> None:
    result = run("search", "Where do things stand?", "--as-of", "2026-05-01", "--json")
    found = json.loads(result.output)

    assert result.exit_code == 0
    assert len(found) == 8
    assert "GDE-STATUS" not in {item["provision"] for item in found}
    assert {"key", "provision", "similarity"} == found[0]["passages"][0].keys()


@pytest.mark.parametrize("words", [("--k", "0"), ("--k", "51"), ("--as-of", "May")])
def test_search_refuses_what_it_cannot_do(words: tuple[str, ...]) -> None:
    assert run("search", "page limit", *words).exit_code == 2


def test_build_says_which_index_is_there(real: object) -> None:
    result = run("build")

    assert result.exit_code == 0
    assert f"Index: {real.index.digest}\n" in result.output


def test_without_a_command_the_commands_are_named() -> None:
    result = run()

    assert all(command in result.output for command in ("check", "list", "show", "search", "build"))
