"""A reply as a stream of events."""

import asyncio
import json
import threading
import time
from datetime import date

import pytest
from starlette.testclient import TestClient

from api import examples, streaming
from api.app import create_app
from api.streaming import ReplyStream
from assistant.keeping.database import KeptConversations
from assistant.reply import ChatReply
from assistant.telling import Event, EventName, Listener, answer_told
from tests.api.fakes import FakeAssistant
from tests.conftest import keeping

SITUATION = "Our servers are 47 % U.S. content, and Hana of Korea is a member. We sell to Kenya."


def read(text: str) -> list[tuple[str, dict]]:
    """Read events as a client does; comments are left out."""
    events = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if line[:1] not in ("", ":"))
        if lines:
            events.append((lines["event"], json.loads(lines["data"])))
    return events


def streamed(client, message, **more):
    return client.post("/v1/chat", json={"message": message, "stream": True} | more)


@pytest.fixture(scope="module")
def situation(served):
    reply = streamed(served, SITUATION, as_of="2026-06-01")
    return reply, read(reply.text)


def test_a_stream_says_that_it_is_one_and_is_not_held_up(situation):
    reply, _ = situation

    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-accel-buffering"] == "no"
    assert "content-length" not in reply.headers


def test_the_order_of_events_is_that_of_the_contract(situation):
    _, events = situation
    names = [name for name, _ in events]

    assert names[0] == "meta"
    assert names[-1] == "done"
    assert set(names[1:-1]) == {"fact", "finding", "statement", "citation"}
    assert names.index("finding") > max(n for n, name in enumerate(names) if name == "fact")


def test_verdicts_and_citations_come_before_prose(situation):
    _, events = situation
    kinds = [data["kind"] for name, data in events if name == "statement"]
    prose = next(
        n
        for n, (name, data) in enumerate(events)
        if data.get("kind", "verdict") != "verdict" and name == "statement"
    )

    assert "verdict" in kinds
    assert sorted(kinds, key=lambda kind: kind != "verdict") == kinds
    assert all(name in {"statement", "done"} for name, _ in events[prose:])


def test_done_is_the_whole_reply_and_the_events_are_its_parts(situation):
    _, events = situation
    done = events[-1][1]
    ChatReply.model_validate(done)

    def told(name: str) -> list[dict]:
        return [data for one, data in events if one == name]

    statements = sorted(told("statement"), key=lambda one: one.pop("place"))
    assert statements == done["statements"]
    assert told("fact") == done["facts"]
    assert told("finding") == done["findings"]
    assert sorted(told("citation"), key=lambda one: one["n"]) == done["citations"]
    assert events[0][1] == {name: done[name] for name in ("conversation_id", "reply_id", "as_of")}


def test_a_stream_says_the_same_as_a_reply(served, situation):
    _, events = situation
    whole = served.post("/v1/chat", json={"message": SITUATION, "as_of": "2026-06-01"}).json()
    ids = ("conversation_id", "reply_id")

    assert {k: v for k, v in events[-1][1].items() if k not in ids} == {
        k: v for k, v in whole.items() if k not in ids
    }


def test_a_conversation_goes_on_in_a_stream(served):
    name = read(streamed(served, "Who decides?").text)[0][1]["conversation_id"]

    events = read(streamed(served, "And when?", conversation_id=name).text)

    assert events[-1][1]["conversation_id"] == name
    assert served.get(f"/v1/conversations/{name}").json()["turn_count"] == 2


def test_what_is_wrong_before_the_first_event_has_its_own_status(client):
    unknown = streamed(client, "Hello", conversation_id="gone")
    blank = streamed(client, " ")

    assert (unknown.status_code, blank.status_code) == (404, 422)
    assert unknown.json()["type"] == "/problems/unknown-conversation"
    assert unknown.headers["content-type"] == "application/problem+json"


def test_a_bug_in_the_middle_delivers_what_was_sent_and_an_error(client, caplog):
    before = client.get("/v1/conversations").json()["total"]
    events = read(streamed(client, "break").text)

    assert [name for name, _ in events] == ["meta", "error"]
    assert events[1][1]["type"] == "/problems/unexpected"
    assert events[1][1]["instance"] == "/v1/chat"
    assert "words of the inside" not in json.dumps(events) + caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert client.get("/v1/conversations").json()["total"] == before


def test_a_turn_that_cannot_be_recorded_ends_in_an_error(assistant, tmp_path):
    store = KeptConversations(str(tmp_path / "kept.db"))
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE case_files")
    app = create_app(keeping(assistant, store), today=lambda: date(2026, 11, 21))
    with TestClient(app) as client:
        events = read(streamed(client, "Who decides?").text)
    store.close()

    assert events[0][0] == "meta"
    assert "statement" in [name for name, _ in events]
    assert (events[-1][0], events[-1][1]["type"]) == ("error", "/problems/storage-unusable")


def test_done_comes_after_the_turn_is_kept(fake):
    """The last event is written only once `keep` has returned."""
    held = threading.Event()

    class Slow(type(fake.conversations)):
        def keep(self, conversation, told=None):
            held.wait(5)
            super().keep(conversation, told)

    slow = FakeAssistant(fake.library, fake.catalogue, Slow())
    sent: list[bytes] = []

    async def send(message):
        sent.append(message.get("body", b""))
        if b"event: meta" in sent[-1]:
            await asyncio.sleep(0.05)
            assert not any(b"event: done" in one for one in sent)
            held.set()

    asyncio.run(ask_stream(slow, send))

    assert b"event: done" in b"".join(sent)


def request():
    from api.schemas import ChatBody

    return ChatBody(message="Hello", stream=True)


async def ask_stream(assistant, send, disconnected=None, heartbeat_s=5.0):
    stream = ReplyStream(
        lambda listener: assistant.answer(request(), today=date(2026, 1, 1), listener=listener),
        heartbeat_s,
    )

    async def receive():
        await (disconnected or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    scope = {"type": "http", "path": "/v1/chat", "method": "POST", "asgi": {"spec_version": "2.3"}}
    await stream(scope, receive, send)


class Waiting(FakeAssistant):
    """Is told when to go on, after the first event."""

    def answer(self, request, *, today, listener=None):
        class Pausing(Listener):
            def hear(self, event):
                listener.hear(event)
                if event.name is EventName.META:
                    self.go_on.wait(5)

            def check(self):
                listener.check()

        pausing = Pausing()
        pausing.go_on = self.__dict__["go_on"]
        try:
            return super().answer(request, today=today, listener=pausing)
        finally:
            self.__dict__["ended"].set()


@pytest.fixture
def waiting(fake):
    held = Waiting(fake.library, fake.catalogue)
    held.__dict__.update(go_on=threading.Event(), ended=threading.Event())
    return held


def test_a_client_that_leaves_stops_the_work_and_nothing_is_recorded(waiting):
    sent: list[bytes] = []

    async def leave_after_the_first_event():
        gone = asyncio.Event()

        async def send(message):
            sent.append(message.get("body", b""))
            if b"event: meta" in sent[-1]:
                gone.set()

        await ask_stream(waiting, send, gone)
        waiting.__dict__["go_on"].set()
        while not waiting.__dict__["ended"].is_set():
            await asyncio.sleep(0.01)

    asyncio.run(leave_after_the_first_event())

    assert b"event: done" not in b"".join(sent)
    assert waiting.conversations.listed().total == 0
    assert not streaming._working


def test_silence_is_filled_with_comments(waiting):
    sent: list[bytes] = []

    async def send(message):
        sent.append(message.get("body", b""))
        if sum(one.startswith(b":") for one in sent) == 2:
            waiting.__dict__["go_on"].set()

    asyncio.run(ask_stream(waiting, send, heartbeat_s=0.02))

    text = b"".join(sent).decode()
    assert text.count(": still working\n\n") >= 2
    assert [name for name, _ in read(text)] == ["meta", "done"]
    assert 2 <= streaming.HEARTBEAT_S <= 15


def test_the_first_event_comes_before_the_answer_is_made(assistant, served):
    """`served` so that everything is loaded; the time is that of an answer on a quiet machine."""
    first: list[float] = []

    class Clock(Listener):
        def hear(self, event):
            if event.name is EventName.META:
                first.append(time.perf_counter() - begun)

    for _ in range(5):
        begun = time.perf_counter()
        assistant.answer(request(), today=date(2026, 6, 1), listener=Clock())

    assert min(first) < 0.05


def test_no_citation_is_told_twice():
    reply = ChatReply.model_validate(examples.CHAT_REPLY)
    told = [event.data for event in answer_told(reply) if event.name is EventName.CITATION]

    assert sorted(one.n for one in told) == [one.n for one in reply.citations]


def test_the_example_is_a_stream():
    events = read(examples.CHAT_STREAM)

    assert (events[0][0], events[-1][0]) == ("meta", "done")
    ChatReply.model_validate(events[-1][1])


def test_an_event_is_one_line_of_data():
    wire = streaming.written(Event(EventName.FACT, {"quote": "a\r\nb\u2028\0"}))

    assert wire.count(b"\n") == 3
    assert read(wire.decode()) == [("fact", {"quote": "a\r\nb\u2028\0"})]
