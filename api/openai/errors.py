"""Errors in the shape that OpenAI's clients read."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from api.errors import InvalidRequestError, MessageError, NotReadyError, Problem, problem_of


class ErrorBody(BaseModel):
    """What went wrong, as OpenAI's API words it."""

    model_config = ConfigDict(frozen=True)

    message: str = Field(description="What was found, what was expected, and what to do.")
    type: str = Field(description="`invalid_request_error` or `server_error`.")
    param: str | None = Field(description="The field at fault, as `messages.0.content`.")
    code: str = Field(description="The class of error; `/problems/{code}` says more of it.")


class ErrorReply(BaseModel):
    """An error of this door."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "error": {
                        "message": 'There is no model "gpt-5". Ask for `ai-exports-assistant`.',
                        "type": "invalid_request_error",
                        "param": "model",
                        "code": "model_not_found",
                    }
                }
            ]
        },
    )

    error: ErrorBody


def is_of_this_door(path: str) -> bool:
    """Whether a path is one of this door's, where errors have its shape."""
    return path.startswith(("/v1/chat/completions", "/v1/models/")) or path == "/v1/models"


def error_of(problem: Problem, param: str | None = None) -> ErrorReply:
    """Word a problem as OpenAI's API would."""
    if param is None and problem.faults:
        param = problem.faults[0].pointer.strip("/").replace("/", ".") or None
    return ErrorReply(
        error=ErrorBody(
            message=problem.detail,
            type="server_error" if problem.status >= 500 else "invalid_request_error",
            param=param,
            code=problem.type.rsplit("/", 1)[-1].replace("-", "_"),
        )
    )


def error_response(error: Exception, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Answer with an error in this door's shape; wrong fields are a 400 here."""
    problem = problem_of(error)
    wrong_fields = isinstance(error, InvalidRequestError | MessageError)
    retry = {"Retry-After": "2"} if isinstance(error, NotReadyError) else {}
    return JSONResponse(
        error_of(problem, getattr(error, "param", None)).model_dump(),
        status_code=400 if wrong_fields else problem.status,
        headers={"Cache-Control": "no-store", **retry, **(headers or {})},
    )
