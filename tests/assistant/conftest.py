"""Asking the assistant on a fixed day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import Assistant
from assistant.reply import ChatReply, ChatRequest

TODAY = date(2026, 11, 21)
QUESTIONS = Path(__file__).with_name("questions.txt").read_text("utf-8").splitlines()

Ask = Callable[..., ChatReply]


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Ask:
    """Ask in a fresh conversation, unless one is named."""

    def run(message: str, **more: Any) -> ChatReply:
        return assistant.answer(ChatRequest(message=message, **more), today=TODAY)

    return run


@pytest.fixture(scope="session")
def replies(ask: Ask) -> dict[str, ChatReply]:
    """The reply to each question of `questions.txt`, each asked once."""
    return {question: ask(question) for question in QUESTIONS}
