"""`python -m evals diff` as somebody types it: exit codes, Markdown, JSON, clear errors."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.change_reports import kept_report
from assistant.keeping.database import KeptConversations
from assistant.reply import ChatRequest
from corpus.errors import TextStoreError
from corpus.official.store import TextStore
from evals.__main__ import app
from tests.conftest import keeping
from tests.corpus.binding.conftest import embeds, two_versions  # noqa: F401 (fixtures)

DAY = "2026-11-21"


@pytest.fixture
def store(two_versions, tmp_path, monkeypatch) -> TextStore:  # noqa: F811
    root = tmp_path / "texts"
    shutil.copytree(two_versions.root, root)
    monkeypatch.setenv("EXPORTS_TEXTS_FOLDER", str(root))
    monkeypatch.setenv("EXPORTS_DATABASE", str(tmp_path / "kept.db"))
    return TextStore(root)


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["diff", *words])


def test_outcomes_that_differ_end_with_1_and_are_kept_for_the_page(store, tmp_path, assistant):
    kept = KeptConversations(str(tmp_path / "kept.db"))
    share = ChatRequest(message="Our servers are 55 percent U.S. content by value.")
    keeping(assistant, kept).answer(share, today=date.fromisoformat(DAY))
    kept.close()

    result = run("previous", "current", "--ask", "3", "--json")

    assert result.exit_code == 1, result.output
    found = json.loads(result.stdout)
    assert found["asked"] == 3
    assert [one["provision"] for one in found["provisions"]] == ["CON-2"]
    assert "us_hardware_content" in found["stale_rules"]
    assert {one["of"] for one in found["outcomes"]} >= {"case file", "conversation"}
    assert all(one["before"] != one["after"] for one in found["outcomes"])
    report = kept_report(store.root, *store.promoted())
    assert report is not None
    assert report.asked == 3
    # Nothing that a user said is kept beside the texts.
    assert {one.of for one in report.outcomes} <= {"question"}
    for path in Path(store.root).rglob("*.json"):
        assert "55 percent U.S. content" not in path.read_text("utf-8")


def test_the_same_side_twice_differs_in_nothing_and_ends_with_0(store):
    result = run("current", "current", "--ask", "2")
    assert result.exit_code == 0, result.output
    assert "# What changed for you" in result.stdout
    assert "No official text differs." in result.stdout
    assert "## Outcomes that differ (2 questions asked)" in result.stdout


def test_a_side_that_is_not_there_is_named(store):
    result = run("previous", "candidate", "--ask", "1")
    assert isinstance(result.exception, TextStoreError)
    assert "python -m corpus sync" in str(result.exception)
