"""The door for OpenAI's clients, served on loopback around the real assistant."""

from collections.abc import Iterator
from typing import Any

import pytest
from openai import OpenAI

from api.app import create_app
from assistant.conversation import Conversations
from tests.api.conftest import TODAY
from tests.api.web.conftest import serving
from tests.conftest import keeping


@pytest.fixture(scope="session")
def kept() -> Conversations:
    """Where the server keeps conversations."""
    return Conversations()


@pytest.fixture(scope="session")
def address(assistant: Any, kept: Conversations) -> Iterator[str]:
    assistant.warm()
    with serving(create_app(keeping(assistant, kept), today=lambda: TODAY)) as site:
        yield site


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[OpenAI]:
    """The official client, as its users make it."""
    with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as opened:
        yield opened
