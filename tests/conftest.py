"""What tests share: the real assistant, over the corpus and rules that ship with the project."""

import copy
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.keeping.store import ConversationStore


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests that kill servers be run for longer than in `make test`."""
    parser.addoption("--crash-rounds", type=int, default=5, help="Servers to kill.")
    parser.addoption("--asked", type=int, default=5, help="Requests of schemathesis, a path.")
    parser.addoption("--soak-seconds", type=float, default=4.0, help="Seconds of a soak.")


@pytest.fixture(scope="session", autouse=True)
def own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what tests say out of the conversations of whoever runs them."""
    path = tmp_path_factory.mktemp("kept") / "conversations.db"
    before = os.environ.get("EXPORTS_DATABASE")
    os.environ["EXPORTS_DATABASE"] = str(path)
    yield path
    os.environ.pop("EXPORTS_DATABASE")
    if before is not None:
        os.environ["EXPORTS_DATABASE"] = before


@pytest.fixture(scope="session", autouse=True)
def no_official_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let tests see the corpus as it ships, whatever texts whoever runs them has promoted."""
    path = tmp_path_factory.mktemp("official")
    before = os.environ.get("EXPORTS_TEXTS_FOLDER")
    os.environ["EXPORTS_TEXTS_FOLDER"] = str(path)
    yield path
    os.environ.pop("EXPORTS_TEXTS_FOLDER")
    if before is not None:
        os.environ["EXPORTS_TEXTS_FOLDER"] = before


@pytest.fixture(scope="session", autouse=True)
def no_model() -> Iterator[None]:
    """Ask no language model that whoever runs the tests has set up."""
    before = {name: held for name, held in os.environ.items() if name.startswith("EXPORTS_MODEL")}
    for name in before:
        del os.environ[name]
    os.environ["EXPORTS_MODEL"] = ""
    yield
    del os.environ["EXPORTS_MODEL"]
    os.environ.update(before)


@pytest.fixture(scope="session")
def assistant() -> "Assistant":
    """The assistant as it is served; the index in `var/index` is built where it is missing."""
    from assistant.settings import Settings
    from assistant.wiring import build_assistant

    return build_assistant(Settings())


def keeping(assistant: "Assistant", conversations: "ConversationStore") -> "Assistant":
    """The same assistant over other conversations; what it has loaded stays loaded."""
    other = copy.copy(assistant)
    object.__setattr__(other, "conversations", conversations)
    return other
