"""How an error leaves: as a problem, or in the shape of the door that was asked."""

from collections.abc import Mapping

from starlette.responses import JSONResponse

from api.errors import problem_response
from api.openai import errors as openai


def refusal(error: Exception, path: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Answer a request to `path` with what went wrong."""
    if openai.is_of_this_door(path):
        return openai.error_response(error, headers)
    return problem_response(error, path, headers)
