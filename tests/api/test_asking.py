"""Questions and proposals reach the assistant as they were sent."""

import pytest

PROPOSAL = {
    "members": [{"name": "Kestrel", "roles": ["anchor"], "headquarters": "South Korea"}],
    "layers": {"data": "none"},
}


def test_the_day_is_today_unless_another_is_asked_about(client):
    silent = client.post("/v1/chat", json={"message": "Hello"}).json()
    dated = client.post("/v1/chat", json={"message": "Hello", "as_of": "2026-05-01"}).json()

    assert silent["as_of"] == "2026-11-21"
    assert dated["as_of"] == "2026-05-01"


def test_the_message_comes_through_letter_for_letter(client):
    message = ' "Straße" \u0301 漢字 \U0001f680\n<b>&amp;</b> '

    assert client.post("/v1/chat", json={"message": message}).json()["answer"] == message


def test_a_message_of_the_greatest_length_is_taken(client):
    assert client.post("/v1/chat", json={"message": "x" * 8_000}).status_code == 200


def test_a_proposal_comes_back_as_the_case_with_its_countries_as_codes(client):
    reply = client.post("/v1/chat", json={"message": "Hello", "proposal": PROPOSAL}).json()

    assert reply["case"]["members"][0]["headquarters"] == "KR"
    assert reply["case"]["layers"]["data"] == "none"


def test_a_case_can_be_sent_back_as_it_came(client):
    case = client.post("/v1/chat", json={"message": "Hello", "proposal": PROPOSAL}).json()["case"]

    again = client.post("/v1/chat", json={"message": "Hello", "proposal": case}).json()["case"]

    assert again == case


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/chat", {"message": "Hello"}), ("/v1/assessments", {"proposal": {}})],
)
def test_what_a_user_tells_is_never_stored_on_the_way(client, path, body):
    assert client.post(path, json=body).headers["cache-control"] == "no-store"


def test_no_other_site_may_read_an_answer(client):
    reply = client.post(
        "/v1/chat", json={"message": "Hello"}, headers={"origin": "https://example.com"}
    )

    assert "access-control-allow-origin" not in reply.headers
    assert reply.headers["x-content-type-options"] == "nosniff"
