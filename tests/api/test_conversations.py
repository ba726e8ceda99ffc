"""Kept conversations through the door, over a file as the server has it."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from api import examples
from api.app import create_app
from api.schemas import ConversationPage
from assistant.exporting import DISCLAIMER, Export
from assistant.keeping.database import KeptConversations
from assistant.keeping.records import Feedback, KeptConversation, Summary
from assistant.reply import ChatReply
from tests.conftest import keeping

GONE = "0" * 32
ODD = "Kenya: 漢字 \U0001f680 \0 <script>alert(1)</script> ``` # | _x_"


@pytest.fixture
def kept(assistant, tmp_path):
    """A client of the real assistant over a file of its own."""
    store = KeptConversations(str(tmp_path / "kept.db"))
    app = create_app(keeping(assistant, store), today=lambda: date(2026, 11, 21))
    with TestClient(app) as client:
        yield client
    store.close()


def ask(client, message, conversation=None, **more) -> dict:
    body = {"message": message, "conversation_id": conversation} | more
    reply = client.post("/v1/chat", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_a_conversation_is_read_as_it_was_held(kept):
    first = ask(kept, "Our servers are 47 % U.S. content.")
    second = ask(kept, ODD, first["conversation_id"])

    held = kept.get(f"/v1/conversations/{first['conversation_id']}")

    assert held.headers["cache-control"] == "no-store"
    assert [turn["reply"] for turn in held.json()["turns"]] == [first, second]
    assert [turn["request"]["message"] for turn in held.json()["turns"]][1] == ODD
    assert held.json()["case"] == second["case"]
    share = {"path": "layers.hardware.us_content_percent", "turn": 1, "source": "message"}
    share["quote"] = "Our servers are 47 % U.S. content."
    assert share in held.json()["origins"]


def test_the_list_comes_in_pages_newest_first(kept):
    names = [ask(kept, f"Who decides? {number}")["conversation_id"] for number in range(3)]

    first = kept.get("/v1/conversations", params={"limit": 2}).json()
    rest = kept.get(first["next"]).json()

    assert (first["total"], rest["next"]) == (3, None)
    assert [one["id"] for one in first["items"] + rest["items"]] == names[::-1]
    assert first["items"][0]["title"] == "Who decides? 2"


def test_a_search_keeps_its_words_from_page_to_page(kept):
    for message in ("Kenya & Ghana?", "Kenya & Ghana again?", "Peru?"):
        ask(kept, message)

    page = kept.get("/v1/conversations", params={"q": "kenya &", "limit": 1}).json()

    assert page["total"] == 2
    assert kept.get(page["next"]).json()["total"] == 2


def test_a_conversation_gets_another_title(kept):
    name = ask(kept, "Who decides?")["conversation_id"]

    told = kept.patch(f"/v1/conversations/{name}", json={"title": "  The\ndecision "})

    assert told.json()["title"] == "The decision"
    assert kept.get("/v1/conversations").json()["items"][0]["title"] == "The decision"


def test_a_deleted_conversation_is_gone_also_from_the_bytes(kept, tmp_path):
    reply = ask(kept, "Zyxwvut Corp of Korea wants to join.")
    path = f"/v1/conversations/{reply['conversation_id']}"
    kept.post("/v1/feedback", json={"reply_id": reply["reply_id"], "rating": "up"})
    assert b"Zyxwvut" in b"".join(one.read_bytes() for one in tmp_path.iterdir())

    gone = kept.delete(path)

    assert (gone.status_code, gone.content) == (204, b"")
    assert kept.get(path).status_code == 404
    assert b"zyxwvut" not in b"".join(one.read_bytes() for one in tmp_path.iterdir()).lower()


def test_an_export_in_markdown_says_what_a_reader_must_know(kept):
    first = ask(kept, "Our servers are 47 % U.S. content.", as_of="2026-06-01")
    ask(kept, ODD, first["conversation_id"])

    sent = kept.get(f"/v1/conversations/{first['conversation_id']}/export")

    assert sent.headers["content-type"] == "text/markdown; charset=utf-8"
    name = f"conversation-{first['conversation_id']}.md"
    assert sent.headers["content-disposition"] == f'attachment; filename="{name}"'
    text = sent.text
    assert DISCLAIMER in text
    assert "(as of 1 June 2026)" in text
    assert first["answer"] in text
    for citation in first["citations"]:
        assert f"“{citation['quote']}”" in text
        assert f"(basis: {citation['basis']})" in text
        assert citation["sha256"] in text
    assert f"````text\n{ODD}\n````" in text
    assert "| layers.hardware.us\\_content\\_percent | 47 | 1 | Our servers" in text


def test_an_export_in_json_is_the_conversation_with_a_disclaimer(kept):
    name = ask(kept, ODD)["conversation_id"]

    sent = kept.get(f"/v1/conversations/{name}/export", params={"format": "json"})

    told = Export.model_validate(sent.json())
    assert told.disclaimer == DISCLAIMER
    assert sent.json()["conversation"] == kept.get(f"/v1/conversations/{name}").json()


def test_feedback_is_kept(kept):
    reply = ask(kept, "Who decides?")["reply_id"]
    body = {"reply_id": reply, "rating": "down", "comment": ODD}

    told = kept.post("/v1/feedback", json=body).json()

    assert {name: told[name] for name in body} == body


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", f"/v1/conversations/{GONE}", None, 404, "unknown-conversation"),
        ("GET", "/v1/conversations/x%00y", None, 404, "unknown-conversation"),
        ("GET", f"/v1/conversations/{'x' * 81}", None, 422, "invalid-request"),
        ("DELETE", f"/v1/conversations/{GONE}", None, 404, "unknown-conversation"),
        ("PATCH", f"/v1/conversations/{GONE}", {"title": "A"}, 404, "unknown-conversation"),
        ("PATCH", f"/v1/conversations/{GONE}", {"title": " "}, 422, "invalid-request"),
        ("PATCH", f"/v1/conversations/{GONE}", {"title": "x" * 121}, 422, "invalid-request"),
        ("GET", f"/v1/conversations/{GONE}/export", None, 404, "unknown-conversation"),
        ("GET", f"/v1/conversations/{GONE}/export?format=pdf", None, 422, "invalid-request"),
        ("GET", "/v1/conversations?limit=0", None, 422, "invalid-request"),
        ("GET", "/v1/conversations?word=a", None, 422, "invalid-request"),
        ("POST", "/v1/feedback", {"reply_id": GONE, "rating": "up"}, 404, "unknown-reply"),
        ("POST", "/v1/feedback", {"reply_id": GONE, "rating": "so"}, 422, "invalid-request"),
        ("POST", "/v1/chat", {"message": "a", "conversation_id": GONE}, 404, None),
    ],
)
def test_what_cannot_be_done_is_a_problem(client, method, path, body, status, kind):
    reply = client.request(method, path, json=body)

    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["type"] == f"/problems/{kind or 'unknown-conversation'}"


def test_a_conversation_that_is_being_answered_is_a_conflict(fake, client):
    name = client.post("/v1/chat", json={"message": "a"}).json()["conversation_id"]
    turns = fake.conversations._turns
    turns._patience = 0.01
    try:
        with fake.conversations.turn(name):
            body = {"message": "b", "conversation_id": name}
            replies = [
                client.post("/v1/chat", json=body),
                client.post("/v1/chat", json=body | {"stream": True}),
            ]
    finally:
        turns._patience = 10.0

    for reply in replies:
        assert reply.status_code == 409
        assert reply.json()["type"] == "/problems/conversation-busy"
        assert "Nothing of this one was recorded" in reply.json()["detail"]


def test_a_database_that_fails_is_a_problem_and_says_nothing_of_the_message(
    assistant, tmp_path, caplog
):
    store = KeptConversations(str(tmp_path / "kept.db"))
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE case_files")
    app = create_app(keeping(assistant, store))
    with TestClient(app) as client:
        reply = client.post("/v1/chat", json={"message": "Quagga Holdings is Korean."})
        listed = client.get("/v1/conversations").json()
    store.close()

    assert reply.status_code == 503
    assert reply.json()["type"] == "/problems/storage-unusable"
    assert "quagga" not in f"{reply.text}{caplog.text}".lower()
    assert listed["total"] == 0


@pytest.mark.parametrize(
    ("shape", "example"),
    [
        (ConversationPage, examples.CONVERSATION_PAGE),
        (KeptConversation, examples.CONVERSATION),
        (Summary, examples.RENAMED),
        (Feedback, examples.FEEDBACK),
    ],
)
def test_the_examples_have_the_shape_of_replies(shape, example):
    shape.model_validate(example)


def test_a_reply_of_before_can_still_be_read():
    """Kept replies are read for ever: what is added to a reply needs a default."""
    for turn in examples.CONVERSATION["turns"]:
        assert ChatReply.model_validate(turn["reply"]).answer
