"""Ten conversations at once, over a file: a short soak, and that a soak notices."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from assistant.conversation import Conversations
from assistant.keeping.database import KeptConversations
from assistant.reply import ChatRequest
from corpus.words import stem
from evals.soak import Script, Soaked, soaked
from tests.conftest import keeping

WORDS = [f"{first}{second}" for first in ("rel", "nat", "oper", "hop") for second in "abcdefgh"]


def test_ten_conversations_at_once_go_well(assistant, tmp_path, pytestconfig):
    with closing(KeptConversations(str(tmp_path / "kept.db"))) as store:
        kept = keeping(assistant, store)
        found = soaked(kept, seconds=pytestconfig.getoption("--soak-seconds"), at_once=10)
        held = store.listed().total

    assert found.errors == []
    assert found.leaks == []
    assert found.passed
    assert held == found.conversations >= 10


def test_a_fact_that_leaks_is_noticed(assistant):
    """A turn finds the case file of another conversation."""

    class Leaking(Conversations):
        def opened(self, identifier):
            before = super().opened(identifier)
            others = [held.now.case for name, held in self._held.items() if name != identifier]
            return replace(before, case=others[0]) if others else before

    found = soaked(keeping(assistant, Leaking()), seconds=0.5, at_once=3)

    assert found.leaks
    assert not found.passed


def test_an_error_is_counted_and_not_told(assistant):
    class Broken(Conversations):
        def keep(self, conversation, told=None):
            raise ZeroDivisionError(conversation.id)

    found = soaked(keeping(assistant, Broken()), seconds=0.2, at_once=2)

    kinds = {error.split(" at ")[0] for error in found.errors}
    assert kinds == {"0: ZeroDivisionError", "1: ZeroDivisionError"}
    assert all(" at test_soak.py:" in error for error in found.errors)
    assert not found.passed


@pytest.mark.parametrize("number", range(10))
def test_a_script_tells_what_it_says(assistant, number):
    script = Script(number)
    alone = keeping(assistant, Conversations())
    name = None
    for message in script.messages:
        request = ChatRequest(message=message, conversation_id=name)
        reply = alone.answer(request, today=date(2026, 6, 1))
        name = reply.conversation_id

    case = reply.case.model_dump_json()
    assert f'"{script.market}"' in case
    assert script.company in case
    assert f'"{script.share}"' in case


def test_the_figures_are_told_in_a_line():
    told = Soaked(conversations=1, latencies=[0.010, 0.020, 0.030])

    assert "3 turns in 1 conversations: 0 errors, 0 leaks." in told.line
    assert "20.0 ms at the median" in told.line
    assert Soaked().line == "No turn was answered."


def test_words_have_the_same_stems_in_many_threads():
    words = [
        f"{start}{end}" for start in WORDS for end in ("ational", "fulness", "ically", "izers")
    ]
    stem.cache_clear()
    alone = [stem(word) for word in words]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda place: stem(words[place]), range(len(words))))

    assert at_once == alone
