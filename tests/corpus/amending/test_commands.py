"""`corpus watch` and `corpus diff` as somebody types them: exit codes, Markdown, JSON, errors."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpus.__main__ import app
from corpus.amending.queue import queued
from corpus.errors import RegisterError, TextStoreError
from corpus.official.store import TextStore
from evals.fake_register import FakeRegister, served
from tests.corpus.binding.conftest import embeds, two_versions  # noqa: F401 (fixtures)
from tests.corpus.binding.invented import AMENDMENT, LATER_NUMBER, NOTICE, NUMBER

ROOT = Path(__file__).parents[3]


def run(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(word) for word in words])


# -- watch ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def register() -> Iterator[FakeRegister]:
    with served() as held:
        held.publish(NUMBER, NOTICE.read_bytes(), title="Invented Example: Call")
        yield held


@pytest.fixture
def store(two_versions, tmp_path) -> TextStore:  # noqa: F811
    root = tmp_path / "texts"
    shutil.copytree(two_versions.root, root)
    return TextStore(root)


def watch(store: TextStore, register: FakeRegister, *more: object) -> Result:
    return run("watch", "--store", store.root, "--register", register.url, *more)


def test_a_search_that_finds_nothing_ends_with_0_and_says_so(store, register):
    result = watch(store, register)
    assert result.exit_code == 0, result.output
    assert "0 new in the review queue." in result.stdout
    assert "Nothing waits for a decision." in result.stdout
    assert not queued(store.root)


def test_a_notice_that_is_found_ends_with_1_and_waits_once(store, register):
    register.publish(
        LATER_NUMBER,
        AMENDMENT.read_bytes(),
        title="Invented Example: Extension of a Window",
        publication_date="2026-06-20",
        agencies=[{"slug": "international-trade-administration"}],
    )
    first = watch(store, register)
    assert first.exit_code == 1, first.output
    assert "1 new in the review queue." in first.stdout
    assert LATER_NUMBER in first.stdout
    assert "extension" in first.stdout
    assert f"python -m corpus sync {LATER_NUMBER}" in first.stdout
    again = watch(store, register)
    assert again.exit_code == 1
    assert "0 new in the review queue." in again.stdout
    decided = run("watch", "reject", LATER_NUMBER, "--on", "2026-12-01", "--store", store.root)
    assert decided.exit_code == 0
    assert watch(store, register).exit_code == 0


def test_a_queue_that_is_not_there_is_told(tmp_path):
    told = run("watch", "list", "--store", tmp_path)
    assert told.exit_code == 0
    assert "python -m corpus watch" in told.stdout
    refused = run("watch", "reject", "2026-1", "--on", "2026-12-01", "--store", tmp_path)
    assert isinstance(refused.exception, TextStoreError)
    assert "holds nothing" in str(refused.exception)


def test_without_a_connection_nothing_is_queued_and_the_error_says_what_to_do(store):
    with served() as gone:
        pass
    result = watch(store, gone)
    assert isinstance(result.exception, RegisterError)
    assert "connection" in str(result.exception)
    assert not queued(store.root)


# -- diff -----------------------------------------------------------------------------------------


def test_two_versions_are_told_as_markdown_and_as_json(store):
    told = run("diff", "previous", "current", "--store", store.root)
    assert told.exit_code == 0, told.output
    assert "### Changed: fr-2026-99001" in told.stdout
    assert "figures: 51 percent → 45 percent" in told.stdout
    assert "python -m evals diff previous current" in told.stderr
    data = run("diff", "previous", "current", "--json", "--store", store.root)
    (change,) = json.loads(data.stdout)
    assert change["meaning"] == {
        "gone": {"figures": ["51 percent"]},
        "new": {"figures": ["45 percent"]},
    }


def test_snapshots_are_named_by_digest_and_by_word(store):
    old, new = (one.digest[:8] for one in store.promoted())
    by_word = run("diff", "previous", "current", "--store", store.root).stdout
    assert run("diff", old, new, "--store", store.root).stdout == by_word
    assert "New: fr-2026-99001" in run("diff", "nothing", "current", "--store", store.root).stdout
    same = run("diff", "current", new, "--store", store.root)
    assert same.exit_code == 0
    assert same.stdout.strip() == "No official text differs."
    assert json.loads(run("diff", new, new, "--json", "--store", store.root).stdout) == []


@pytest.mark.parametrize(
    ("side", "says"),
    [("candidate", "python -m corpus sync"), ("yesterday", "python -m corpus texts")],
)
def test_a_side_that_is_not_there_is_refused_in_one_line(store, side, says):
    done = subprocess.run(  # noqa: S603 (our own interpreter, our own command)
        [sys.executable, "-m", "corpus", "diff", side, "current", "--store", str(store.root)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert says in done.stderr
