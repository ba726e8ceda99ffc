"""A completion as chunks. The answer is verified whole before its first word is sent."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.sse import format_sse_event

from api.errors import Problem
from api.openai.errors import error_of
from api.openai.schemas import Completion
from assistant.reply import ChatReply
from assistant.telling import Event, EventName

_END = format_sse_event(data_str="[DONE]")


@dataclass(frozen=True)
class Chunks:
    """Writes the events of a reply as the chunks of a completion.

    `head` holds what all chunks share and is known before the answer is; `complete` makes the
    completion of a reply, and the pieces in which its text is sent.
    """

    head: dict[str, Any]
    complete: Callable[[ChatReply], tuple[Completion, list[str]]]
    include_usage: bool

    def write(self, event: Event) -> bytes:
        """Write an event; what clients have no place for is no bytes."""
        match event.name, event.data:
            case EventName.META, _:
                return self._chunk({"role": "assistant", "content": ""})
            case EventName.DONE, ChatReply() as reply:
                return b"".join(self._answer(reply))
            case EventName.ERROR, problem:
                told = error_of(Problem.model_validate(problem)).model_dump_json()
                return format_sse_event(data_str=told)
            case _:
                return b""

    def _answer(self, reply: ChatReply) -> Iterator[bytes]:
        completion, pieces = self.complete(reply)
        *first, last = pieces
        for piece in first:
            yield self._chunk({"content": piece})
        told = completion.model_dump(mode="json")
        annotations = told["choices"][0]["message"]["annotations"]
        # Clients take annotations that come with text; after the end of it they do not look.
        yield self._chunk({"content": last, "annotations": annotations})
        ours = {name: told[name] for name in ("system_fingerprint", "reply", "not_followed")}
        yield self._chunk({}, finish_reason="stop", **ours)
        if self.include_usage:
            yield _written(self.head | {"choices": [], "usage": told["usage"]})
        yield _END

    def _chunk(self, delta: dict[str, Any], finish_reason: str | None = None, **ours: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        usage = {"usage": None} if self.include_usage else {}
        return _written(self.head | {"choices": [choice]} | usage | ours)


def _written(chunk: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(chunk, ensure_ascii=False))
