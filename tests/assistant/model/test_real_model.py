"""A real small model, where there is one: `EXPORTS_TEST_MODEL_URL` names a server on loopback."""

import os
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from assistant.conversation import Conversations
from assistant.model.opening import open_model
from assistant.model.settings import ModelSettings
from assistant.reply import ChatRequest
from tests.assistant.conftest import TODAY
from tests.conftest import keeping

URL = os.environ.get("EXPORTS_TEST_MODEL_URL", "")
QUESTIONS = ["Is the 51 percent line a strict requirement?", "Who decides?"]


@pytest.fixture(scope="module")
def model():
    if not URL:
        pytest.skip("EXPORTS_TEST_MODEL_URL names no server that speaks OpenAI's protocol")
    if urlsplit(URL).hostname not in {"127.0.0.1", "localhost", "::1"}:
        pytest.skip("EXPORTS_TEST_MODEL_URL is not on this machine, and tests call nobody else")
    key = SecretStr(os.environ.get("EXPORTS_TEST_MODEL_KEY", ""))
    name = os.environ.get("EXPORTS_TEST_MODEL", "local")
    return open_model(ModelSettings(model=name, url=URL, key=key, seconds=600, tokens=30_000))


@pytest.mark.timeout(1_300)
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_real_model_changes_nothing_but_words(assistant, model, question):
    held = keeping(assistant, Conversations())
    plain = held.answer(ChatRequest(message=question), today=TODAY)
    object.__setattr__(held, "model", model)
    reply = held.answer(ChatRequest(message=question), today=TODAY)

    assert reply.receipt.use.calls
    assert not set(reply.receipt.use.trouble) - {"an answer that is not in the form asked for"}
    assert reply.status == plain.status
    assert reply.findings == plain.findings
    assert [s.instead_of or s.text for s in reply.statements] == [s.text for s in plain.statements]
