"""Asking the assistant on a fixed day."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from assistant.answering import Assistant
from assistant.reply import ChatReply, ChatRequest
from tests.assistant.postgres import fresh_database, programs, running

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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of this run's own."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running(folder) as address:
        yield address


def place_of(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a store of a kind may keep what a test tells it."""
    if kind == "postgres":
        return fresh_database(request.getfixturevalue("postgres"), f"t{uuid4().hex}")
    return str(tmp_path / "kept" / "conversations.db")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind: a file, or an address."""
    return place_of(request.param, request, tmp_path)
