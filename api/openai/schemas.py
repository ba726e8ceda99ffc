"""Requests and replies as OpenAI's chat completions have them.

Fields are theirs, apart from `as_of`, `proposal`, `confidential`, `reply` and `not_followed`, which
are ours.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.examples import COMPLETION_REQUEST
from api.schemas import Day
from assistant.reply import ChatReply
from rules.proposal import Proposal

MOST_MESSAGES = 400
"""Messages of one request, whoever wrote them."""


class Received(BaseModel):
    """Base of what comes in: fields that are not known here are let pass, as OpenAI's API does."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Message(Received):
    """One message of the history. Those of the user are read; the others are let pass."""

    role: Literal["developer", "system", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = Field(
        default=None, description="Text, or parts of the type `text`."
    )


class StreamOptions(Received):
    """What a stream holds beside the text."""

    include_usage: bool | None = Field(
        default=None, description="True: the last chunk tells the tokens."
    )


class TextFormat(Received):
    """The form of the answer; only text is given."""

    type: Literal["text"]


class CompletionBody(Received):
    """A conversation whose last message is to be answered."""

    model_config = ConfigDict(json_schema_extra={"examples": [COMPLETION_REQUEST]})

    model: str = Field(max_length=200, description="`ai-exports-assistant`.")
    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)] = Field(
        description="The conversation so far, oldest first; a message of the user's is the last."
    )
    stream: bool | None = Field(
        default=None, description="True: the answer comes in chunks (`text/event-stream`)."
    )
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = Field(default=None, description="There is one answer.")
    logprobs: Literal[False] | None = None
    tool_choice: Literal["none", "auto"] | None = Field(
        default=None, description="No tool is ever called."
    )
    response_format: TextFormat | None = None
    as_of: Day | None = Field(default=None, description="Ours: the day asked about; null: today.")
    proposal: Proposal | None = Field(
        default=None, description="Ours: facts that the conversation starts from."
    )
    confidential: bool | None = Field(
        default=None, description="Ours: true: no language model is shown any of it."
    )


class Made(BaseModel):
    """Base of what goes out."""

    model_config = ConfigDict(frozen=True)


class UrlCitation(Made):
    """A source, and the mark in the text that stands for it; `end_index` is the mark's last."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(Made):
    """A citation of the text."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AnswerMessage(Made):
    """The answer, with its sources as text at the end and as annotations."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: tuple[Annotation, ...]


class Choice(Made):
    """The one answer that there is."""

    index: Literal[0] = 0
    message: AnswerMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(Made):
    """Tokens by the tokenizer of the embedding model; nobody is billed for them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(Made):
    """An answered conversation."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Seconds since 1970.")
    model: str
    system_fingerprint: str = Field(description="Names corpus and rules; the same say the same.")
    choices: tuple[Choice]
    usage: Usage
    reply: ChatReply = Field(description="Ours: the reply as `POST /v1/chat` gives it.")
    not_followed: tuple[str, ...] = Field(
        description="Ours: what of the request was let pass unread, as `messages.0` or `tools`."
    )


class ModelView(Made):
    """Something that can be asked."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(description="Seconds since 1970.")
    owned_by: str


class ModelList(Made):
    """All that can be asked."""

    object: Literal["list"] = "list"
    data: tuple[ModelView, ...]
