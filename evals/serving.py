"""A server of our own on loopback, and asking it as a browser does: with the reply as events."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from assistant.reply import ChatReply, ChatRequest
from evals.cases import FOLDER
from evals.errors import ServingError

_HOST = "127.0.0.1"
_PATIENCE_S = 1_800
_A_TURN_S = 120


@dataclass(frozen=True)
class Asked:
    """A reply, and the seconds until the first event and until the last."""

    reply: ChatReply
    first_s: float
    whole_s: float


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    port: int

    def ask(self, request: ChatRequest) -> Asked:
        """Ask for a reply as events.

        Raises:
            ServingError: The reply is a problem, or ends without its last event.
        """
        begun = time.perf_counter()
        line = http.client.HTTPConnection(_HOST, self.port, timeout=_A_TURN_S)
        try:
            body = request.model_dump_json(exclude_none=True, exclude={"stream"})
            told = json.dumps(json.loads(body) | {"stream": True})
            line.request("POST", "/v1/chat", told, {"Content-Type": "application/json"})
            response = line.getresponse()
            if response.status != http.HTTPStatus.OK:
                raise ServingError(response.read().decode())
            return _heard(response, begun)
        finally:
            line.close()

    def ready(self) -> bool:
        """Whether questions can be answered yet."""
        line = http.client.HTTPConnection(_HOST, self.port, timeout=_A_TURN_S)
        try:
            line.request("GET", "/readyz")
            return line.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            line.close()


def _heard(response: http.client.HTTPResponse, begun: float) -> Asked:
    first, name = 0.0, ""
    for raw in response:
        text = raw.decode().rstrip("\n")
        if text.startswith("event: "):
            first = first or time.perf_counter() - begun
            name = text.removeprefix("event: ")
        elif text.startswith("data: ") and name == "done":
            whole = time.perf_counter() - begun
            reply = ChatReply.model_validate_json(text.removeprefix("data: "))
            return Asked(reply, first, whole)
        elif text.startswith("data: ") and name == "error":
            raise ServingError(text.removeprefix("data: "))
    cut = "The events ended before the last one."
    raise ServingError(cut)


@contextmanager
def serving() -> Iterator[Served]:
    """Start a server on a free port of this machine, with a database of its own, and end it.

    Raises:
        ServingError: It ended before it answered.
    """
    with (
        tempfile.TemporaryDirectory(prefix="exports-soak-") as folder,
        tempfile.TemporaryFile("w+", encoding="utf-8") as complaints,
    ):
        port = _free_port()
        own = {"HOST": _HOST, "PORT": str(port), "EXPORTS_DATABASE": str(Path(folder) / "kept.db")}
        process = subprocess.Popen(
            [sys.executable, "-m", "api"],
            cwd=FOLDER.parent,
            env=os.environ | own,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        try:
            yield _when_ready(Served(port), process, complaints)
        finally:
            process.terminate()
            process.wait(_A_TURN_S)


def _when_ready(server: Served, process: subprocess.Popen[bytes], complaints: IO[str]) -> Served:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if server.ready():
            return server
        if process.poll() is not None:
            break
        time.sleep(0.1)
    complaints.seek(0)
    message = f"The server did not come up: {complaints.read()[-1_000:].strip()}"
    raise ServingError(message)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind((_HOST, 0))
        port: int = door.getsockname()[1]
        return port
