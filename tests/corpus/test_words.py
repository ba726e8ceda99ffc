"""Words as keyword search sees them: marks folded, identifiers whole, one stem a meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.words import STOP_WORDS, fold, words_of

FOLDED = {
    "U.S.": "us",
    "U. S.": "us",
    "U.S.C.": "usc",
    "22 U.S.C. 9621": "22 usc 9621",
    "H.R. 6996": "hr 6996",
    "51 per cent": "51 percent",
    "Commerce’s": "commerce's",
    "Caf\u0065\u0301": "caf\u00e9",
    "ﬁling": "filing",
    "STRASSE": "strasse",
    "straße": "strasse",
}

WORDS = {
    "51%": ["51", "percent"],
    "51 percent": ["51", "percent"],
    "51 pct": ["51", "percent"],
    "1,000.50%": ["1,000.50", "percent"],
    "CON-2": ["con-2", "con", "2"],
    "EO-3.b.i.A": ["eo-3.b.i.a", "eo", "3", "b", "i", "a"],
    "pre-set": ["pre-set", "pre", "set"],
    "0694-AJ90": ["0694", "aj90"],
    "2026-06952": ["2026", "06952"],
    "the Secretary's": ["secretari"],
    "the and of": [],
    "": [],
    "?!": [],
}

SAME = [
    ("consortia", "consortium"),
    ("licence", "license"),
    ("programmes", "program"),
    ("organisation", "organizations"),
    ("U.S. content", "US content"),
    ("U.S.C.", "USC"),
    ("Chinese", "PRC"),
    ("deadlines", "deadline"),
    ("51%", "51 per cent"),
    ("Commerce’s", "Commerce's"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED.items())
def test_marks_have_one_form(text: str, folded: str) -> None:
    assert " ".join(fold(text).split()) == folded


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_a_text_is_these_words(text: str, words: list[str]) -> None:
    assert words_of(text) == [word for word in words if word not in STOP_WORDS]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_are_one_word(one: str, other: str) -> None:
    assert words_of(one) == words_of(other) != []


@given(text=st.text(max_size=200))
def test_any_text_has_words_without_stop_words_or_blanks(text: str) -> None:
    for word in words_of(text):
        assert word
        assert word == word.strip()


@given(text=st.text(max_size=100))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert words_of(fold(text)) == words_of(text)
