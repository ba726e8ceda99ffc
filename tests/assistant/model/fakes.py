"""A fake speaker, which says what it is told to, and a server on loopback that speaks OpenAI's."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.answering import Assistant
from assistant.conversation import Conversations
from assistant.model.opening import open_model
from assistant.model.settings import ModelSettings
from assistant.model.speaking import Asked, Said
from tests.conftest import keeping

Speech = Callable[[str, dict[str, Any]], object]


@dataclass
class FakeSpeaker:
    """Says what `speech` gives for a task and what is shown; keeps all that it was asked."""

    speech: Speech
    host: str = "models.example"
    name: str = "fake"
    identity: str = "fake"
    heard: list[Asked] = field(default_factory=list)

    def say(self, asked: Asked, *, seconds: float) -> Said:
        """Answer one call."""
        del seconds
        self.heard.append(asked)
        return Said(json.dumps(self.speech(asked.task, json.loads(asked.user))), 100, 20)

    @property
    def sent(self) -> str:
        """All that went out."""
        return "\n".join(asked.system + asked.user for asked in self.heard)


def quiet(task: str, told: dict[str, Any]) -> object:
    """Say that there is nothing to say."""
    del told
    return {"find_facts": {"facts": []}, "make_whole": {"question": ""}}.get(
        task, {"sentences": []}
    )


def doing(**speeches: Callable[[dict[str, Any]], object]) -> Speech:
    """Answer some tasks, and say nothing to the others."""

    def speech(task: str, told: dict[str, Any]) -> object:
        return speeches[task](told) if task in speeches else quiet(task, told)

    return speech


def changing(old: str, new: str) -> Callable[[dict[str, Any]], object]:
    """Word every sentence with one word in the place of another."""
    return lambda told: {
        "sentences": [
            {"label": one["label"], "text": one["text"].replace(old, new)}
            for one in told["sentences"]
        ]
    }


SETTINGS = ModelSettings(model="fake:fake")
CASE = {
    "members": [{"name": "Acme Compute", "roles": ["anchor"], "headquarters": "US"}],
    "markets": [{"name": "Kenya", "competitors": [{"name": "Huawei", "country": "CN"}]}],
    "layers": {"hardware": {"us_content_percent": 46}},
}
"""A proposal with arguments in its draft."""


def with_model(assistant: Assistant, speaker: FakeSpeaker) -> Assistant:
    """Give the assistant a fake model, and conversations of its own."""
    assistant.warm()
    held = keeping(assistant, Conversations())
    object.__setattr__(held, "model", open_model(SETTINGS, speaker))
    return held


def leaked(speaker: FakeSpeaker, *words: str) -> list[str]:
    """Return those of some words that a model received."""
    return [word for word in words if word in speaker.sent]


@dataclass
class FakeHost:
    """A server on loopback that speaks as much of OpenAI's protocol as a client needs.

    `answer` is the text of its replies; `status` another one than 200 refuses them; `drop` closes
    the connection in the middle; `pause` is kept before each reply.
    """

    answer: str = '{"sentences": []}'
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    pause: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""

    @contextmanager
    def serving(self) -> Iterator["FakeHost"]:
        """Serve until the test is over."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _handler(host: FakeHost) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            host.asked.append(json.loads(self.rfile.read(length)))
            host.keys.append(self.headers["authorization"])
            time.sleep(host.pause)
            self.send_response(host.status)
            for name, value in host.headers.items():
                self.send_header(name, value)
            if host.status != 200:
                body = json.dumps({"error": {"message": f"bad key {host.keys[-1]}"}}).encode()
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                return
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            text = host.answer
            self._event({"delta": {"role": "assistant", "content": text[: len(text) // 2]}})
            if host.drop:
                return
            self._event({"delta": {"content": text[len(text) // 2 :]}, "finish_reason": "stop"})
            usage = {"prompt_tokens": 321, "completion_tokens": 12, "total_tokens": 333}
            self._chunk({"choices": [], "usage": usage})
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, choice: dict[str, Any]) -> None:
            self._chunk({"choices": [{"index": 0, "finish_reason": None} | choice]})

        def _chunk(self, more: dict[str, Any]) -> None:
            chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m"}
            self.wfile.write(f"data: {json.dumps(chunk | more)}\n\n".encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Handler
