"""The paths that OpenAI's clients ask: `/v1/chat/completions` and `/v1/models`."""

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Request, Response

from api.documentation import Responses, example
from api.errors import PROBLEMS, ModelNotFoundError
from api.examples import COMPLETION_REPLY, COMPLETION_STREAM, MODEL_LIST
from api.openai.history import Histories, History, said_by_user, unread
from api.openai.schemas import (
    AnswerMessage,
    Choice,
    Completion,
    CompletionBody,
    ModelList,
    ModelView,
    Usage,
)
from api.openai.streaming import Chunks
from api.openai.writing import Written, written
from api.routes import Opened, Today, never_stored
from api.streaming import ReplyStream
from assistant.reply import ChatReply
from assistant.telling import Listener
from corpus.embedding import packaged_model
from corpus.tokens import token_counter

MODEL = "ai-exports-assistant"
"""The name under which the assistant is asked for."""

_BEGUN = int(datetime(2026, 4, 10, tzinfo=UTC).timestamp())
"""Clients want to know since when there is a model; this is the day of the call for proposals."""

openai = APIRouter(prefix="/v1", tags=["other programs"], dependencies=[Depends(never_stored)])


def _errors(*statuses: int) -> Responses:
    """Declare what can go wrong, in this door's shape; 400, 500 and 503 always."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorReply"}}}
    titles = {
        status: dict.fromkeys(kind.title for kind in PROBLEMS.values() if kind.status == status)
        for status in sorted({400, 500, 503, *statuses})
    }
    return {
        status: {"description": " / ".join(words), "content": content}
        for status, words in titles.items()
    }


def _histories(request: Request) -> Histories:
    return cast("Histories", request.app.state.histories)


@openai.post(
    "/chat/completions",
    operation_id="complete_chat",
    summary="Answer a conversation, as OpenAI's chat completions do",
    response_model=Completion,
    responses=example(COMPLETION_REPLY, stream=COMPLETION_STREAM) | _errors(404, 413, 415),
)
def complete_chat(
    body: CompletionBody,
    request: Request,
    assistant: Opened,
    today: Today,
    histories: Annotated[Histories, Depends(_histories)],
) -> Completion | Response:
    """Answer the last message of a conversation that the client holds; nothing is recorded.

    The user's messages make the case file. Instructions in messages of the system are followed by
    nobody: verdicts come from rules, and sentences from sources. Sampling settings and tools are
    let pass; `not_followed` names what was. The text ends with the sources under the numbers of
    its marks, and each mark is an annotation.
    """
    _known(body.model)
    history = History(
        said_by_user(body.messages),
        body.proposal,
        body.as_of or today,
        confidential=bool(body.confidential),
    )
    base_url = str(request.base_url)
    created = int(time.time())

    def answer(listener: Listener) -> ChatReply:
        return histories.answered(assistant, history, listener)

    def complete(reply: ChatReply) -> tuple[Completion, list[str]]:
        first = len(history.said) == 1
        told = written(reply, assistant.library, base_url=base_url, first=first)
        return _completion(body, history, reply, told, created), told.pieces

    if not body.stream:
        return complete(answer(Listener()))[0]
    head = {
        "id": _name(history.names[-1]),
        "object": "chat.completion.chunk",
        "created": created,
        "model": MODEL,
    }
    wants_usage = body.stream_options is not None and bool(body.stream_options.include_usage)
    return ReplyStream(answer, write=Chunks(head, complete, wants_usage).write)


def _completion(
    body: CompletionBody, history: History, reply: ChatReply, told: Written, created: int
) -> Completion:
    message = AnswerMessage(content=told.text, annotations=told.annotations)
    return Completion(
        id=_name(reply.reply_id),
        created=created,
        model=MODEL,
        system_fingerprint=_fingerprint(reply),
        choices=(Choice(message=message),),
        usage=_usage(history, told),
        reply=reply,
        not_followed=(*unread(body.messages), *sorted(body.model_extra or ())),
    )


def _name(reply: str) -> str:
    return f"chatcmpl-{reply}"


def _fingerprint(reply: ChatReply) -> str:
    receipt = reply.receipt.model_dump_json(exclude={"digest"})
    return f"fp_{hashlib.sha256(receipt.encode()).hexdigest()[:16]}"


def _usage(history: History, told: Written) -> Usage:
    asked = sum(_tokens(words) for words in history.said)
    given = _tokens(told.text)
    return Usage(prompt_tokens=asked, completion_tokens=given, total_tokens=asked + given)


def _tokens(text: str) -> int:
    return _counter()(text)


@cache
def _counter() -> Callable[[str], int]:
    return token_counter(packaged_model())


@openai.get(
    "/models",
    operation_id="list_models",
    summary="What can be asked",
    responses=example(MODEL_LIST) | _errors(),
)
def list_models() -> ModelList:
    """List the one model that there is: the assistant."""
    return ModelList(data=(_model(),))


@openai.get(
    "/models/{identifier}",
    operation_id="get_model",
    summary="One that can be asked",
    responses=example(MODEL_LIST["data"][0]) | _errors(404),
)
def get_model(identifier: Annotated[str, Path(max_length=200, examples=[MODEL])]) -> ModelView:
    """Show the model of a name."""
    _known(identifier)
    return _model()


def _known(name: str) -> None:
    if name != MODEL:
        raise ModelNotFoundError(name, MODEL)


def _model() -> ModelView:
    return ModelView(id=MODEL, created=_BEGUN, owned_by=MODEL)
