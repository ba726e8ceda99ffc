"""The commands for official texts, as somebody types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpus.__main__ import app
from corpus.errors import RegisterUnreachableError, TextStoreError
from corpus.official.store import TextStore
from evals.fake_register import CHALLENGE, FakeRegister, Trouble, served
from tests.corpus.official.invented_notice import NUMBER, invented_notice


@pytest.fixture
def register() -> Iterator[FakeRegister]:
    with served() as held:
        held.publish(NUMBER, invented_notice(), title="A Call That Nobody Made")
        yield held


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "official"


def run(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(word) for word in words])


def sync(register: FakeRegister, folder: Path, *more: object) -> Result:
    return run("sync", NUMBER, "--store", folder, "--register", register.url, *more)


def test_sync_shows_what_is_new_and_what_to_do_next(register: FakeRegister, folder: Path) -> None:
    result = sync(register, folder)

    assert result.exit_code == 0, result.output
    assert NUMBER in result.stdout
    assert "new" in result.stdout
    assert "python -m corpus bind" in result.stdout
    assert "python -m corpus promote" in result.stdout


def test_a_dry_run_says_that_nothing_was_kept(register: FakeRegister, folder: Path) -> None:
    result = sync(register, folder, "--dry-run")

    assert result.exit_code == 0
    assert "Nothing was kept" in result.stdout
    assert TextStore(folder).candidate() is None


def test_a_refused_text_ends_with_1_and_is_explained(register: FakeRegister, folder: Path) -> None:
    register.trouble[f"/documents/full_text/xml/{NUMBER}.xml"] = Trouble(body=CHALLENGE)

    result = sync(register, folder)

    assert result.exit_code == 1
    assert "refused" in result.stdout
    assert "--from FILE" in " ".join(result.stdout.split())


def test_without_a_connection_the_error_says_what_to_do(folder: Path) -> None:
    with served() as gone:
        url = gone.url

    result = run("sync", NUMBER, "--store", folder, "--register", url)

    assert isinstance(result.exception, RegisterUnreachableError)
    assert "--from FILE" in str(result.exception)


def test_a_saved_file_takes_the_place_of_a_connection(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "notice.xml"
    path.write_bytes(invented_notice())

    result = run("sync", "--from", path, "--store", folder)

    assert result.exit_code == 0, result.output
    assert "A Call That Nobody Made" in result.stdout


def test_texts_lists_what_is_current_and_what_waits(register: FakeRegister, folder: Path) -> None:
    empty = run("texts", "--store", folder)
    sync(register, folder)
    TextStore(folder).promote()
    register.publish(NUMBER, invented_notice(share="60"), title="A Call That Nobody Made")
    sync(register, folder)

    listed = run("texts", "--store", folder)

    assert "No official text is kept" in empty.stdout
    assert "Current" in listed.stdout
    assert "Candidate" in listed.stdout
    assert "(new)" in listed.stdout
    assert "the chain of their hashes holds" in listed.stdout


def test_text_shows_paragraphs_pages_and_versions(register: FakeRegister, folder: Path) -> None:
    sync(register, folder)

    shown = run("text", NUMBER, "--store", folder)
    missing = run("text", "2099-99999", "--store", folder)

    assert "p. 100" in shown.stdout
    assert "¶2" in shown.stdout
    assert "51 percent" in shown.stdout
    assert missing.exception is not None


def test_a_text_is_brought_with_its_label(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "faq.html"
    path.write_text("<h1>Questions</h1><p>Who leads?</p>", encoding="utf-8")

    result = run(
        *("bring", path, "--as", "FAQ page", "--title", "Invented questions"),
        *("--by", "Nobody", "--on", "2099-01-02", "--store", folder),
    )

    assert result.exit_code == 0, result.output
    assert "kept as FAQ page" in result.stdout
    (version,) = TextStore(folder).versions("brought-invented-questions")
    assert version.record.agencies == ("Nobody",)
    assert str(version.record.published) == "2099-01-02"


def test_promote_and_rollback_say_what_is_current(register: FakeRegister, folder: Path) -> None:
    sync(register, folder)

    promoted = run("promote", "--store", folder)
    rolled = run("rollback", "--store", folder)
    discarded = run("discard", "--store", folder)
    nothing = run("promote", "--store", folder)

    assert promoted.exit_code == 0, promoted.output
    assert ", 1 text. " in promoted.stdout
    assert "python -m corpus rollback" in promoted.stdout
    assert "no official text" in rolled.stdout
    assert discarded.exit_code == 0
    assert isinstance(nothing.exception, TextStoreError)
