"""The list of questions that the other tests ask: many, different, and none of them indexed."""

from assistant.answering import Assistant
from corpus.words import words_of
from tests.assistant.conftest import QUESTIONS


def test_there_are_many_questions_and_no_two_alike() -> None:
    wordings = {" ".join(words_of(question)) for question in QUESTIONS}

    assert len(QUESTIONS) >= 120
    assert len(wordings) == len(QUESTIONS)


def test_no_question_is_an_indexed_one(assistant: Assistant) -> None:
    indexed = {
        tuple(words_of(ask))
        for provision in assistant.library.provisions.values()
        for ask in provision.asks
    }

    assert not [question for question in QUESTIONS if tuple(words_of(question)) in indexed]
