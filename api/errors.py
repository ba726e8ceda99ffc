"""What can go wrong at the door, and how every error of the project looks over HTTP.

* ApiError
  * InvalidRequestError          fields of the request are wrong; every fault is in `faults`
  * MalformedJsonError           the body is not JSON
  * NotJsonError                 the body does not say that it is JSON
  * NotAFormError                the body does not say that it is a form with a file
  * MalformedFormError           the form cannot be read
  * BodyTooLargeError            the body is longer than `LONGEST_BODY`
  * UnknownHostError             the Host header names no address of this machine
  * NoSuchPathError              nothing is served there
  * MethodNotAllowedError        something is served there, by another method
  * UnknownProblemError          a problem name that is not in the table
  * StaleFormError               a form that no page of this session holds
  * TooManyRequestsError         more forms in a minute than a person sends
  * ModelNotFoundError           a client of OpenAI's API asks for another model
  * MessageError                 a message of a history that a client sends cannot be read
  * NotReadyError                the index is not open yet
  * OpeningFailedError           the index cannot be opened
  * UnexpectedError              a bug; its traceback is in the log and nowhere else

`PROBLEMS` is the one table from error class to status, type and title.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from assistant.drafting.errors import DraftingError, SectionPageError, UnknownSectionError
from assistant.errors import (
    AssistantError,
    ConversationBusyError,
    LexiconError,
    SettingsError,
    StorageError,
    UnknownConversationError,
    UnknownDraftError,
    UnknownReplyError,
    UnknownSentenceError,
)
from assistant.receiving.errors import (
    BrokenFileError,
    EncryptedFileError,
    NotAMatrixError,
    ReceivingError,
    TooMuchToReadError,
    UnsafeFileError,
    UploadTooLargeError,
    WrongKindOfFileError,
)
from assistant.receiving.limits import LONGEST_UPLOAD
from corpus.errors import (
    AcceptedFileError,
    CitationError,
    CorpusError,
    CorpusFaultsError,
    EmbeddingModelError,
    IndexUnusableError,
    NotPublishedError,
    OfficialTextError,
    RefusedAnswerError,
    RegisterError,
    RegisterUnreachableError,
    ReviewFileError,
    TextStoreError,
    UnknownDocumentError,
    UnknownElementError,
    UnknownProvisionError,
    UnknownTextError,
)
from rules.errors import (
    AmendedRuleError,
    ProposalFileError,
    ProposalFilesError,
    RecordFileError,
    RulePageError,
    RulesError,
    UnknownRuleError,
)

LONGEST_ECHO = 80
"""Characters of a request that an error repeats, at most."""

LONGEST_BODY = 1_000_000
"""Bytes of a request body."""

LONGEST_FORM = LONGEST_UPLOAD + 200_000
"""Bytes of a form with a file: the file, and what stands around and beside it."""

PROBLEM_JSON = "application/problem+json"


def shown(value: object) -> str:
    """Write a value from a request on one line, cut to `LONGEST_ECHO`."""
    match value:
        case list() | tuple():
            return f"a list of {len(value):,}"
        case dict():
            return f"an object with {len(value)} field{'' if len(value) == 1 else 's'}"
        case str():
            text = json.dumps(value[:LONGEST_ECHO], ensure_ascii=False)
        case _:
            text = json.dumps(value, default=str)
    # Half of a surrogate pair is a character in JSON and none in UTF-8.
    clean = text.encode("utf-8", "replace").decode()
    return clean if len(clean) <= LONGEST_ECHO else f"{clean[: LONGEST_ECHO - 1]}…"


class Fault(BaseModel):
    """One thing that is wrong with a request: where, what, and how to mend it."""

    model_config = ConfigDict(frozen=True)

    pointer: str = Field(
        description="JSON Pointer (RFC 6901) into the body; the bare name of a query parameter."
    )
    field: str = Field(description="The field's name.")
    found: str
    expected: str
    mend: str = Field(description="What to change.")


class Problem(BaseModel):
    """An error as RFC 9457 words it; `type` names the class of error and never changes."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/unknown-provision",
                    "title": "No such provision",
                    "status": 404,
                    "detail": 'There is no provision "CON-99". Nearest: CON-9, CON-1, CON-2.',
                    "instance": "/v1/provisions/CON-99",
                }
            ]
        },
    )

    type: str = Field(description="Relative URI; `GET` it to read what the class means.")
    title: str
    status: int
    detail: str = Field(description="What happened this time, and what to do.")
    instance: str | None = Field(default=None, description="The path that was asked for.")
    faults: tuple[Fault, ...] | None = Field(
        default=None, description="Every fault of an invalid request, up to 50."
    )


class ApiError(Exception):
    """Base of every error raised by `api`."""


class InvalidRequestError(ApiError):
    """Fields of the request are wrong."""

    def __init__(self, faults: Sequence[Fault], count: int) -> None:
        self.faults = tuple(faults)
        self.count = count
        first = self.faults[0]
        more = f" {count} faults in all, in `faults`." if count > 1 else ""
        super().__init__(
            f"`{first.field}`: found {first.found}, expected {first.expected}. {first.mend}{more}"
        )


class MalformedJsonError(ApiError):
    """The body is not JSON."""


class NotJsonError(ApiError):
    """The body does not say that it is JSON."""

    def __init__(self, content_type: str | None) -> None:
        found = f"is {shown(content_type)}" if content_type else "is missing"
        super().__init__(f"Content-Type {found}. Send `Content-Type: application/json`.")


class NotAFormError(ApiError):
    """The body does not say that it is a form with a file."""

    def __init__(self, content_type: str | None, instead: str = "") -> None:
        found = f"is {shown(content_type)}" if content_type else "is missing"
        super().__init__(
            f"Content-Type {found}. Send the file as `multipart/form-data` in the field "
            f"`file`{instead}."
        )


class MalformedFormError(ApiError):
    """The form cannot be read."""

    def __init__(self) -> None:
        super().__init__(
            "The body is no form that can be read. Send `multipart/form-data` with its boundary, "
            "with one file in the field `file` and at most two other fields."
        )


class BodyTooLargeError(ApiError):
    """The body is too long."""

    def __init__(self, longest: int = LONGEST_BODY) -> None:
        super().__init__(f"The body is longer than {longest:,} bytes. Send a shorter one.")


class UnknownHostError(ApiError):
    """The Host header names no address of this machine."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The Host header is {shown(host)}, which does not name this machine. "
            "Use http://127.0.0.1 or http://localhost."
        )


class NoSuchPathError(ApiError):
    """Nothing is served at this path."""

    def __init__(self, path: str) -> None:
        super().__init__(f"There is nothing at {shown(path)}. `GET /openapi.json` lists the paths.")


class MethodNotAllowedError(ApiError):
    """Something is served at this path, by another method."""

    def __init__(self, method: str, allowed: str) -> None:
        super().__init__(f"This path does not answer {shown(method)}. Use {allowed}.")


class UnknownProblemError(ApiError):
    """No class of error has this name."""

    def __init__(self, name: str) -> None:
        known = ", ".join(sorted({kind.name for kind in PROBLEMS.values()}))
        super().__init__(f"There is no problem {shown(name)}. The problems are: {known}.")


class StaleFormError(ApiError):
    """A form was sent that no page of this session holds."""

    def __init__(self) -> None:
        super().__init__(
            "This form does not come from a page that is open in this browser now. Load the page "
            "again and send it once more; what you wrote was not kept."
        )


class TooManyRequestsError(ApiError):
    """One browser sends more forms than a person does."""

    def __init__(self, most: int) -> None:
        super().__init__(f"More than {most} forms came within a minute. Wait a minute, then go on.")


class ModelNotFoundError(ApiError):
    """A client of OpenAI's API asks for a model that is not here; `param` is the field."""

    param = "model"

    def __init__(self, name: str, known: str) -> None:
        super().__init__(f"There is no model {shown(name)}. Ask for `{known}`.")


class MessageError(ApiError):
    """A message of a history that a client sends cannot be read; `param` is its place."""

    def __init__(self, message: str, *, param: str) -> None:
        self.param = param
        super().__init__(message)


class NotReadyError(ApiError):
    """The index is not open yet."""

    def __init__(self) -> None:
        super().__init__("The index is being opened. Ask again in a few seconds.")


class OpeningFailedError(ApiError):
    """The assistant cannot be opened."""

    def __init__(self, reason: str | None) -> None:
        super().__init__(reason or "It cannot be opened; the log of the server says why.")


class UnexpectedError(ApiError):
    """Something went wrong that should not happen."""

    def __init__(self) -> None:
        super().__init__(
            "Something went wrong here, and the log of the server says what. "
            "The request is not at fault."
        )


def _in_its_words(error: Exception) -> str:
    return str(error)


def _kept_to_the_log(_: Exception) -> str:
    return str(UnexpectedError())


def _unknown_provision(error: Any) -> str:
    near = f" Nearest: {', '.join(error.nearest)}." if error.nearest else ""
    return f"There is no provision {shown(error.provision)}.{near} `GET /v1/provisions` lists all."


def _unknown_document(error: Any) -> str:
    return (
        f"There is no document {shown(error.document)}. The corpus has: {', '.join(error.known)}."
    )


def _unknown_rule(error: Any) -> str:
    return f"There is no rule {shown(error.rule)}. The rules are: {', '.join(error.known)}."


def _unknown_conversation(error: Any) -> str:
    return (
        f"There is no conversation {shown(error.conversation)}. Send `conversation_id: null` to "
        "start one; `GET /v1/conversations` lists those that are kept."
    )


def _unknown_reply(error: Any) -> str:
    return (
        f"There is no reply {shown(error.reply)}. Its id stands in the reply as `reply_id`; "
        "a reply goes when its conversation is deleted."
    )


def _unknown_draft(error: Any) -> str:
    return (
        f"There is no draft {shown(error.draft)}. Its id stands in the draft as `draft_id`; it "
        "goes when it is deleted, or with its conversation."
    )


def _unknown_sentence(error: Any) -> str:
    return (
        f"Draft {shown(error.draft)} has no sentence {shown(error.sentence)}; nothing was changed. "
        "The ids stand in the draft under `sections[].sentences[].id`."
    )


def _unknown_section(error: Any) -> str:
    return (
        f"There is no section {shown(error.section)}. The sections are: {', '.join(error.known)}. "
        "Leave `sections` out to draft all."
    )


def _busy(error: Any) -> str:
    return (
        f"Another message of conversation {shown(error.conversation)} is being answered. "
        "Nothing of this one was recorded: wait for that answer and send it again."
    )


@dataclass(frozen=True)
class ProblemKind:
    """A class of error as clients see it; `detail` words one error of the class."""

    status: int
    name: str
    title: str
    detail: Callable[[Any], str] = _in_its_words

    @property
    def type(self) -> str:
        """The relative URI that names the class."""
        return f"/problems/{self.name}"


_UNEXPECTED = ProblemKind(500, "unexpected", "Unexpected error", _kept_to_the_log)

PROBLEMS: Mapping[type[Exception], ProblemKind] = {
    MalformedJsonError: ProblemKind(400, "malformed-json", "The body is not JSON"),
    MalformedFormError: ProblemKind(400, "malformed-form", "The form cannot be read"),
    UnknownHostError: ProblemKind(400, "unknown-host", "The Host header is not this machine's"),
    NoSuchPathError: ProblemKind(404, "no-such-path", "Nothing is served there"),
    UnknownProblemError: ProblemKind(404, "unknown-problem", "No such problem"),
    UnknownProvisionError: ProblemKind(
        404, "unknown-provision", "No such provision", _unknown_provision
    ),
    UnknownDocumentError: ProblemKind(
        404, "unknown-document", "No such document", _unknown_document
    ),
    UnknownRuleError: ProblemKind(404, "unknown-rule", "No such rule", _unknown_rule),
    UnknownConversationError: ProblemKind(
        404, "unknown-conversation", "No such conversation", _unknown_conversation
    ),
    UnknownReplyError: ProblemKind(404, "unknown-reply", "No such reply", _unknown_reply),
    StaleFormError: ProblemKind(403, "stale-form", "This form is not of this session"),
    TooManyRequestsError: ProblemKind(429, "too-many-requests", "Too many forms in a minute"),
    UnknownDraftError: ProblemKind(404, "unknown-draft", "No such draft", _unknown_draft),
    MethodNotAllowedError: ProblemKind(405, "method-not-allowed", "Another method is needed"),
    ConversationBusyError: ProblemKind(
        409, "conversation-busy", "Another message of it is being answered", _busy
    ),
    BodyTooLargeError: ProblemKind(413, "body-too-large", "The body is too long"),
    UploadTooLargeError: ProblemKind(413, "upload-too-large", "The file is too large"),
    TooMuchToReadError: ProblemKind(413, "too-much-to-read", "The file holds too much"),
    NotJsonError: ProblemKind(415, "not-json", "The body must be application/json"),
    NotAFormError: ProblemKind(415, "not-a-form", "The body must be multipart/form-data"),
    WrongKindOfFileError: ProblemKind(415, "wrong-kind-of-file", "This kind of file is not read"),
    InvalidRequestError: ProblemKind(422, "invalid-request", "Fields of the request are wrong"),
    UnknownSectionError: ProblemKind(422, "unknown-section", "No such section", _unknown_section),
    UnknownSentenceError: ProblemKind(
        422, "unknown-sentence", "The draft has no such sentence", _unknown_sentence
    ),
    EncryptedFileError: ProblemKind(422, "encrypted-file", "The file has a password"),
    UnsafeFileError: ProblemKind(422, "unsafe-file", "The file is not safe to read"),
    BrokenFileError: ProblemKind(422, "broken-file", "The file is damaged"),
    NotAMatrixError: ProblemKind(422, "not-a-matrix", "The workbook is no compliance matrix"),
    ReceivingError: ProblemKind(422, "unreadable-file", "The file cannot be read"),
    ProposalFileError: ProblemKind(422, "unreadable-proposal", "The proposal cannot be read"),
    ModelNotFoundError: ProblemKind(404, "model-not-found", "No such model"),
    MessageError: ProblemKind(422, "unusable-message", "A message cannot be read"),
    NotReadyError: ProblemKind(503, "not-ready", "The index is not open yet"),
    OpeningFailedError: ProblemKind(503, "opening-failed", "The assistant cannot be opened"),
    CorpusFaultsError: ProblemKind(503, "corpus-unusable", "The corpus cannot be used"),
    EmbeddingModelError: ProblemKind(503, "model-unusable", "The embedding model cannot be used"),
    IndexUnusableError: ProblemKind(503, "index-unusable", "The index cannot be used"),
    TextStoreError: ProblemKind(503, "texts-unusable", "The official texts cannot be used"),
    UnknownTextError: ProblemKind(503, "texts-unusable", "The official texts cannot be used"),
    ReviewFileError: ProblemKind(503, "texts-unusable", "The official texts cannot be used"),
    AcceptedFileError: ProblemKind(503, "texts-unusable", "The official texts cannot be used"),
    AmendedRuleError: ProblemKind(503, "rules-unusable", "The rules cannot be used"),
    RulePageError: ProblemKind(503, "rules-unusable", "The rules cannot be used"),
    StorageError: ProblemKind(503, "storage-unusable", "The database cannot be used"),
    SectionPageError: ProblemKind(503, "sections-unusable", "The sections cannot be used"),
    DraftingError: _UNEXPECTED,
    SettingsError: ProblemKind(500, "settings-unusable", "The settings cannot be used"),
    LexiconError: ProblemKind(503, "lexicon-unusable", "The lexicon cannot be used"),
    CitationError: _UNEXPECTED,
    CorpusError: _UNEXPECTED,
    RulesError: _UNEXPECTED,
    # These are of the terminal; the door asks no publisher, compares no files, and reads no records
    # and no texts.
    RegisterError: _UNEXPECTED,
    RegisterUnreachableError: _UNEXPECTED,
    NotPublishedError: _UNEXPECTED,
    RefusedAnswerError: _UNEXPECTED,
    OfficialTextError: _UNEXPECTED,
    UnknownElementError: _UNEXPECTED,
    ProposalFilesError: _UNEXPECTED,
    RecordFileError: _UNEXPECTED,
    AssistantError: _UNEXPECTED,
    ApiError: _UNEXPECTED,
    UnexpectedError: _UNEXPECTED,
}


def kind_of(error: Exception) -> ProblemKind:
    """Return how an error looks over HTTP; what the table does not know is a bug."""
    return next((PROBLEMS[kind] for kind in type(error).mro() if kind in PROBLEMS), _UNEXPECTED)


def problem_of(error: Exception, path: str | None = None) -> Problem:
    """Word an error as a problem."""
    kind = kind_of(error)
    return Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=kind.detail(error),
        instance=path[:LONGEST_ECHO] if path else None,
        faults=error.faults if isinstance(error, InvalidRequestError) else None,
    )


def problem_response(
    error: Exception, path: str | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Answer with the problem that an error is."""
    problem = problem_of(error, path)
    retry = {"Retry-After": "2"} if isinstance(error, NotReadyError) else {}
    return JSONResponse(
        problem.model_dump(mode="json", exclude_none=True),
        status_code=problem.status,
        media_type=PROBLEM_JSON,
        headers={"Cache-Control": "no-store", **retry, **(headers or {})},
    )
