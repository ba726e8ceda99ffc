"""All pages of the web door, and how an error looks in one."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from api.errors import (
    Fault,
    InvalidRequestError,
    NoSuchPathError,
    NotReadyError,
    problem_of,
    shown,
)
from api.refusing import refusal
from api.web import assets, case, changes, chat, check, checklist, draft, sources, trust
from api.web.rendering import HEADERS, fragment, page, wants_part

ROUTERS = tuple(
    one.router for one in (assets, chat, case, draft, checklist, check, sources, changes, trust)
)


REFRESH_S = 3
"""Seconds after which a browser looks again whether the index is open."""

_NOWHERE = "The address has a letter too many or too few, or what stood there was deleted."


def wants_page(request: Request) -> bool:
    """Whether a browser asks, for something that is a page and not the API."""
    of_the_api = request.url.path.startswith(("/v1", "/problems", "/healthz", "/readyz"))
    return not of_the_api and "text/html" in request.headers.get("accept", "")


def invalid_form(errors: Sequence[dict[str, Any]]) -> InvalidRequestError:
    """Word what is wrong with the fields of a form or of an address."""
    faults = [
        Fault(
            pointer=f"/{one['loc'][-1]}",
            field=str(one["loc"][-1]).replace("_", " "),
            found=shown(one.get("input")) if one.get("input") is not None else "nothing",
            expected=str(one["msg"]).removeprefix("Input should be "),
            mend="Change it and send the form again.",
        )
        for one in errors
    ]
    return InvalidRequestError(faults, len(faults))


def error_response(
    error: Exception, request: Request, headers: dict[str, str] | None = None
) -> Response:
    """Answer with what went wrong: a page for a browser, a problem for a program.

    A script of a page gets a part that can stand wherever the answer would have stood.
    """
    if not wants_page(request):
        return refusal(error, request.url.path, headers)
    problem = problem_of(error)
    if isinstance(error, NoSuchPathError):
        problem = problem.model_copy(update={"title": "There is no such page", "detail": _NOWHERE})
    values = {"problem": problem, "written": getattr(request.state, "written", "")}
    if wants_part(request):
        part = fragment("_problem.html", request, values)
        return HTMLResponse(part, status_code=problem.status, headers=HEADERS)
    if isinstance(error, NotReadyError):
        return _opening(request, values)
    return page("error.html", request, values, status=problem.status)


def _opening(request: Request, values: dict[str, Any]) -> Response:
    """Say that the index is being opened, in a page that loads itself again without a script."""
    # A form cannot get here: its token is of a page that this process has served.
    again = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    waiting = page("opening.html", request, values | {"again": again}, status=503)
    waiting.headers["Refresh"] = str(REFRESH_S)
    return waiting
