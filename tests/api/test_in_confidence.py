"""What a language model receives over the API: looked at is what the fake one was sent."""

import json
import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.openai.history import Histories, History
from api.web.case_form import form_of
from assistant.telling import Listener
from tests.api.conftest import TODAY
from tests.api.web.test_case_form import sent
from tests.api.web.test_pages import HTML, token_in
from tests.assistant.model.fakes import (
    CASE,
    FakeSpeaker,
    changing,
    doing,
    leaked,
    quiet,
    with_model,
)

TOLD = (
    "Our anchor is Acme Compute of Texas, our market is Kenya, and our competitor there is Huawei "
    "of China. 46 percent of our hardware value is of U.S. origin."
)


@pytest.fixture
def speaker():
    return FakeSpeaker(quiet)


@pytest.fixture
def held(assistant, speaker):
    return with_model(assistant, speaker)


def test_a_sentence_that_was_marked_by_hand_is_not_sent_with_the_next_version(assistant):
    speaker = FakeSpeaker(quiet)
    held = with_model(assistant, speaker)
    with TestClient(create_app(held, today=lambda: TODAY)) as client:
        first = client.post("/v1/drafts", json={"proposal": CASE}).json()
        (asked,) = speaker.heard
        sent = [one["text"] for one in json.loads(asked.user)["sentences"]]
        marked = next(
            one
            for section in first["sections"]
            for one in section["sentences"]
            if one["text"] == sent[0]
        )
        client.put(
            f"/v1/drafts/{first['draft_id']}/sentences",
            json={"sentences": [{"sentence": marked["id"], "confidential": True}]},
        ).raise_for_status()
        speaker.heard.clear()
        client.post("/v1/drafts", json={"follows": first["draft_id"]}).raise_for_status()

    assert speaker.heard
    assert not leaked(speaker, sent[0])


@pytest.fixture
def client(held):
    with TestClient(create_app(held, today=lambda: TODAY)) as opened:
        yield opened


def test_arguments_of_a_draft_over_the_api_come_in_other_words(client, speaker):
    speaker.speech = doing(word_arguments=changing("the ", "that "))
    draft = client.post("/v1/drafts", json={"proposal": CASE}).json()
    turned = [
        one
        for section in draft["sections"]
        for one in section["sentences"]
        if one.get("instead_of")
    ]

    assert turned
    assert all(one["kind"] == "argument" for one in turned)
    assert draft["receipt"]["use"]["worded"] == len(turned)


def test_a_draft_over_the_api_of_a_conversation_keeps_what_was_told_in_confidence(client, speaker):
    told = client.post(
        "/v1/chat",
        json={"message": TOLD, "confidential": True},
    ).json()
    client.post("/v1/drafts", json={"conversation_id": told["conversation_id"]}).raise_for_status()

    assert any(told["case"].values())
    assert not leaked(speaker, *"Acme", "Kenya", "Huawei", "46")


def test_a_marked_part_over_the_api_is_not_sent(client, speaker):
    marked = {**CASE, "confidential_parts": ["markets"]}
    client.post("/v1/drafts", json={"proposal": marked}).raise_for_status()

    assert not leaked(speaker, "Kenya", "Huawei")


def test_the_welcome_names_the_host(client, served):
    assert client.get("/").json()["text_goes_to"] == "models.example"
    assert served.get("/").json()["text_goes_to"] is None


# -- on the page ----------------------------------------------------------------------------------


def token(client):
    return token_in(client.get("/", headers=HTML).text)


def test_a_message_with_the_box_ticked_is_not_sent_nor_a_draft_of_it(client, speaker):
    said = {"token": token(client), "message": TOLD, "confidential": "true"}
    thread = client.post("/ask", data=said, headers=HTML)
    place = re.search(r"/c/[0-9a-f]{32}", str(thread.url))[0]
    client.post(f"{place}/draft", data={"token": token(client)}, headers=HTML).raise_for_status()

    assert "Kenya" in client.get(f"{place}/case", headers=HTML).text
    assert not leaked(speaker, "Acme", "Kenya", "Huawei", "46")


def test_a_part_that_is_marked_in_the_form_is_not_in_a_draft_that_is_sent(client, speaker):
    filled = [*sent(form_of({**CASE, "confidential_parts": ["competitors"]}))]
    data = {name: value for name, value in filled if value} | {"token": token(client)}
    saved = client.post("/c/new/case", data=data, headers=HTML)
    place = re.search(r"/c/[0-9a-f]{32}", str(saved.url))[0]
    client.post(f"{place}/draft", data={"token": token(client)}, headers=HTML).raise_for_status()

    assert leaked(speaker, "Kenya")
    assert not leaked(speaker, "Huawei")


# -- histories ------------------------------------------------------------------------------------

SAID = (
    "Is the 51 percent line a strict requirement?",
    "Who decides?",
    "When did the window close?",
)


def test_a_history_that_is_forgotten_is_answered_again_without_the_model(held, speaker):
    listener, histories = Listener(), Histories()
    for turns in range(1, len(SAID) + 1):
        histories.answered(held, History(SAID[:turns], None, TODAY), listener)
    first = len(speaker.heard)
    speaker.heard.clear()
    reply = Histories().answered(held, History(SAID, None, TODAY), listener)

    assert first
    assert not leaked(speaker, *SAID[:-1])
    assert leaked(speaker, SAID[-1])
    assert reply.receipt.use.calls


def test_a_confidential_history_is_not_sent_when_it_is_forgotten(held, speaker):
    Histories().answered(held, History(SAID, None, TODAY, confidential=True), Listener())

    assert not speaker.heard
