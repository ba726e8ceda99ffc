"""A reply as a stream of events, while it is made.

The work runs in a thread and speaks through a queue. What goes wrong before the first event is an
ordinary problem with its own status; after it, an event `error`: what was sent stays sent. A
client that leaves stops the work at its next step, and nothing of the turn is recorded.

FastAPI's own event source would end the connection on an error and take the last events along,
and answers every request of its route as a stream; only its writing of events is used here.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial

from fastapi.sse import format_sse_event
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.errors import kind_of, problem_of
from api.guards import log_bug
from assistant.reply import ChatReply
from assistant.telling import Event, EventName, Listener

EVENT_STREAM = "text/event-stream"

HEARTBEAT_S = 5.0
"""Seconds of silence after which a comment is sent, so that no proxy thinks the server dead."""

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_HEARTBEAT = format_sse_event(comment="still working")
_LAST = frozenset({EventName.DONE, EventName.ERROR})
_working: set[asyncio.Task[None]] = set()

Answer = Callable[[Listener], ChatReply]


class ClientGoneError(Exception):
    """Nobody listens any more."""


class _Line(Listener):
    """Takes what a thread tells to the event loop, until the client leaves."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Event | Exception] = asyncio.Queue()
        self._gone = threading.Event()

    def hear(self, event: Event) -> None:
        """Pass an event on."""
        self.check()
        self._put(event)

    def check(self) -> None:
        """Stop where the client has left."""
        if self._gone.is_set():
            raise ClientGoneError

    def leave(self) -> None:
        """Note that the client has left."""
        self._gone.set()

    async def next(self, patience_s: float | None = None) -> Event | Exception:
        """Wait for what comes next, or raise `TimeoutError`."""
        return await asyncio.wait_for(self._queue.get(), patience_s)

    def run(self, answer: Answer) -> None:
        """Make the reply; its end, or what kept it from ending, is the last thing told."""
        try:
            self._put(Event(EventName.DONE, answer(self)))
        except ClientGoneError:
            return
        except Exception as error:
            self._put(error)

    def _put(self, told: Event | Exception) -> None:
        self._loop.call_soon_threadsafe(self._queue.put_nowait, told)


class ReplyStream(Response):
    """Streams the reply that `answer` makes."""

    media_type = EVENT_STREAM

    def __init__(
        self,
        answer: Answer,
        heartbeat_s: float = HEARTBEAT_S,
        write: Callable[[Event], bytes] | None = None,
        headers: Callable[[Event], Mapping[str, str]] = lambda _: {},
    ) -> None:
        """Stream a reply: `headers` adds what the first event tells.

        `write` writes an event; where it gives no bytes, nothing is sent of it.
        """
        super().__init__(headers=_HEADERS)
        self._answer = answer
        self._heartbeat = heartbeat_s
        self._write = write or written
        self._further = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; raise what went wrong before the first."""
        line = _Line()
        task = asyncio.create_task(run_in_threadpool(line.run, self._answer))
        _working.add(task)
        task.add_done_callback(_working.discard)
        try:
            first = await line.next()
        except BaseException:
            line.leave()
            raise
        if isinstance(first, Exception):
            raise first
        sent = self._sent(line, first, partial(_failure, scope))
        headers = {**self._further(first), **_HEADERS}
        stream = StreamingResponse(sent, headers=headers, media_type=EVENT_STREAM)
        await stream(scope, receive, send)

    async def _sent(
        self, line: _Line, first: Event, failure: Callable[[Exception], Event]
    ) -> AsyncIterator[bytes]:
        told: Event | Exception = first
        try:
            while True:
                event = failure(told) if isinstance(told, Exception) else told
                if told_of_it := self._write(event):
                    yield told_of_it
                if event.name in _LAST:
                    return
                while True:
                    try:
                        told = await line.next(self._heartbeat)
                        break
                    except TimeoutError:
                        yield _HEARTBEAT
        finally:
            line.leave()


def written(event: Event) -> bytes:
    """Write an event as it goes over the wire."""
    data = event.data
    text = data.model_dump_json() if isinstance(data, BaseModel) else to_json(data).decode()
    return format_sse_event(event=event.name.value, data_str=text)


def _failure(scope: Scope, error: Exception) -> Event:
    if kind_of(error).status == 500:
        log_bug(error, scope)
    problem = problem_of(error, scope["path"])
    return Event(EventName.ERROR, problem.model_dump(mode="json", exclude_none=True))
