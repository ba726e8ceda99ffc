"""The page of changes shows two versions side by side, and says when there is nothing."""

import shutil
from datetime import UTC, date, datetime

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.web import changes
from assistant.change_reports import ChangeReport, keep_report, side_of
from assistant.changed import Outcome
from assistant.conversation import Conversations
from assistant.drafting.making import Order
from assistant.reply import ChatRequest
from assistant.settings import Settings
from assistant.wiring import texts_and_rules
from corpus.official.store import TextStore
from tests.conftest import keeping
from tests.corpus.binding.conftest import embeds, two_versions  # noqa: F401 (fixtures)
from tests.corpus.binding.invented import NOTICE, altered, synced


@pytest.fixture
def texts(tmp_path, monkeypatch) -> TextStore:
    """A store of its own for the page, with two promoted versions of the invented notice."""
    monkeypatch.setenv("EXPORTS_TEXTS_FOLDER", str(tmp_path / "texts"))
    return TextStore(tmp_path / "texts")


def test_without_official_texts_the_page_says_so(served, texts):
    found = served.get("/changes", headers={"accept": "text/html"})
    assert found.status_code == 200
    assert "No official text is loaded" in found.text
    assert "/changes" not in served.get("/documents", headers={"accept": "text/html"}).text


def test_both_sides_of_a_change_are_shown(served, texts, tmp_path):
    synced(texts, NOTICE)
    texts.promote()
    synced(texts, altered(NOTICE, tmp_path, ("limit of 60 pages", "limit of 45 pages")))
    texts.promote()
    found = served.get("/changes?before=previous&after=current", headers={"accept": "text/html"})
    assert found.status_code == 200
    assert "limit of 60 pages" in found.text
    assert "limit of 45 pages" in found.text
    assert "figures from 60 pages to 45 pages" in found.text


def test_an_unknown_side_is_refused_in_plain_words(served, texts):
    found = served.get("/changes?before=yesterday", headers={"accept": "text/html"})
    assert found.status_code == 404
    assert "There is no one snapshot" in found.text


# -- what comes out otherwise ---------------------------------------------------------------------

TODAY = date(2026, 11, 21)
HTML = {"accept": "text/html"}
SHARE = "Our servers are 55 percent U.S. content by value."


@pytest.fixture
def told(assistant, two_versions, tmp_path, monkeypatch):  # noqa: F811
    """A server over two versions of a text, with a conversation and a draft that are kept."""
    root = tmp_path / "texts"
    shutil.copytree(two_versions.root, root)
    monkeypatch.setenv("EXPORTS_TEXTS_FOLDER", str(root))
    monkeypatch.setattr(changes, "SECONDS", 600.0)  # What a cold start on a busy machine takes.
    held = keeping(assistant, Conversations())
    reply = held.answer(ChatRequest(message=SHARE), today=TODAY)
    held.answer(ChatRequest(message="Who decides on a proposal?"), today=TODAY)
    draft = held.drafts.made(Order(reply.case, as_of=date(2026, 6, 12), draft_id="d" * 32))
    held.conversations.keep_draft(draft, reply.case)
    with TestClient(create_app(held, today=lambda: TODAY)) as client:
        yield client, TextStore(root), reply


def test_kept_conversations_case_files_and_drafts_are_compared_with_both_sides(told):
    client, _, reply = told
    found = client.get("/changes?before=previous&after=current", headers=HTML).text
    _, _, kept = found.partition('id="kept"')
    assert "2 of 2 conversations, 1 draft." in kept
    link = f'<a href="/c/{reply.conversation_id}">'
    assert f"Case file: {link}" in kept
    assert f"Conversation: {link}" in kept
    assert f'Draft: <a href="/d/{"d" * 32}">' in kept
    # The rule took its number from words that now say otherwise: it decides nothing until
    # somebody has looked, and both sides are told.
    assert "met: " in kept
    assert "differ here in a figure" in kept
    assert "Who decides" not in kept


def test_what_a_page_has_no_time_for_is_said(told, monkeypatch):
    client, _, _ = told
    monkeypatch.setattr(changes, "SECONDS", -1.0)
    found = client.get("/changes", headers=HTML).text
    assert "0 of 2 conversations, 0 drafts." in found
    assert "python -m evals diff previous current</code> compares all" in found


def test_what_was_deleted_is_compared_no_more(told):
    client, _, reply = told
    client.delete(f"/v1/conversations/{reply.conversation_id}")
    found = client.get("/changes", headers=HTML).text
    assert reply.conversation_id not in found


def test_questions_are_told_from_the_last_comparison_with_its_day(told):
    client, store, _ = told
    before = client.get("/changes", headers=HTML).text
    assert "Not compared yet" in before
    assert "python -m evals diff previous current" in before
    old, new = store.promoted()
    sides = []
    for one in (old, new):
        library, rules = texts_and_rules(Settings(), one)
        sides.append(side_of(one, library.digest, rules.digest))
    made = datetime(2026, 11, 20, tzinfo=UTC)
    outcome = Outcome("question", "What is the line?", "answer", "51 percent", "45 percent")
    report = ChangeReport(made=made, before=sides[0], after=sides[1], asked=7, outcomes=(outcome,))
    keep_report(store.root, report)
    _, _, found = client.get("/changes", headers=HTML).text.partition('id="questions"')
    assert "Compared on 20 November 2026: 7 questions" in found
    assert "What is the line? (answer)" in found
    assert "<strong>Before:</strong> 51 percent" in found
    assert "have changed since" not in found
    keep_report(store.root, report.model_copy(update={"before": sides[1]}))  # Another pair.
    other = side_of(old, "another corpus", sides[0].rules)
    keep_report(store.root, report.model_copy(update={"before": other}))
    assert "have changed since" in client.get("/changes", headers=HTML).text
    (store.root / "changes" / f"{old.digest[:16]}-{new.digest[:16]}.json").write_text("{}")
    assert "Not compared yet" in client.get("/changes", headers=HTML).text
