"""The application on a fixed day, around a fake assistant and around the real one."""

from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from tests.api.fakes import FakeAssistant

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="session")
def client(fake) -> Iterator[TestClient]:
    """A client of an application around the fake: for what happens at the door."""
    with TestClient(create_app(fake, today=lambda: TODAY)) as opened:
        yield opened


@pytest.fixture(scope="session")
def served(assistant) -> Iterator[TestClient]:
    """A client of an application around the real assistant."""
    with TestClient(create_app(assistant, today=lambda: TODAY)) as opened:
        yield opened
