"""The page of changes shows two versions side by side, and says when there is nothing."""

import pytest

from corpus.official.store import TextStore
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
