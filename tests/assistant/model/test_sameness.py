"""What a model's wording may change, and what it may not."""

from pathlib import Path

import pytest
import yaml

from assistant.model.sameness import is_plain, is_same, may_stand_for

CASES = yaml.safe_load(Path(__file__).with_name("alike.yaml").read_text("utf-8"))
PLAIN = "The window closed on 30 June 2026."


@pytest.mark.parametrize(
    ("says", "wording"), [(one["says"], told) for one in CASES for told in one["same"]]
)
def test_the_same_in_other_words_is_the_same(says, wording):
    assert is_plain(wording, says)
    assert is_same(wording, says)


@pytest.mark.parametrize(
    ("says", "wording"), [(one["says"], told) for one in CASES for told in one["other"]]
)
def test_another_claim_is_not_the_same(says, wording):
    assert not is_same(wording, says)


def test_every_sentence_of_the_corpus_is_the_same_as_itself(assistant):
    texts = [t for one in assistant.library.provisions.values() for t in one.sentences()]

    assert len(texts) > 300
    assert all(is_same(text, text) for text in texts)


@pytest.mark.parametrize("word", ["not", "no", "only", "must", "may", "United States", "percent"])
def test_no_sentence_of_the_corpus_is_the_same_without_a_word_that_matters(assistant, word):
    texts = [t for one in assistant.library.provisions.values() for t in one.sentences()]
    holding = [text for text in texts if f" {word} " in text]

    assert holding
    assert not [text for text in holding if is_same(text.replace(f" {word} ", " ", 1), text)]


@pytest.mark.parametrize(
    "wording",
    [
        "",
        " The window closed on 30 June 2026.",
        "The window closed on 30 June 2026",
        "the window closed on 30 June 2026.",
        "The window closed on 30 June 2026?",
        "The <b>window</b> closed on 30 June 2026.",
        "The [window](x) closed on 30 June 2026.",
        "The *window* closed on 30 June 2026.",
        "The window\nclosed on 30 June 2026.",
        "The window\u200b closed on 30 June 2026.",
        "The wind\u043ew closed on 30 June 2026.",
        "The window closed on ３0 June 2026.",
        "The window closed on 30 June 2026 \u202e.",
        "The window closed on 30 June 2026 ✅.",
        "The window closed on 30 June 2026, " + "and so on " * 12 + ".",
    ],
)
def test_what_is_no_plain_sentence_is_refused(wording):
    assert not is_plain(wording, PLAIN)


@pytest.mark.parametrize(
    ("whole", "question", "before", "may"),
    [
        ("Is there a limit on markets?", "And on markets?", "Is there a limit on members?", True),
        ("Who decides on markets?", "what about markets?", "Who decides on members?", True),
        ("Is there no limit on markets?", "And on markets?", "Is there a limit on members?", False),
        ("Is there a limit on countries?", "And on markets?", "Is there a limit on both?", False),
        ("Is there a limit?", "And on markets?", "Is there a limit on members?", False),
        ("May China limit markets?", "And on markets?", "Is there a limit on members?", False),
        ("Markets have a limit.", "And on markets?", "Is there a limit on members?", False),
    ],
)
def test_a_follow_up_is_made_whole_by_the_words_of_two_messages(whole, question, before, may):
    assert may_stand_for(whole, question, before) is may
