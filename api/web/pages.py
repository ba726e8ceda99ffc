"""All pages of the web door, and how an error looks in one."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.errors import Fault, InvalidRequestError, problem_of, problem_response, shown
from api.web import assets, case, chat, checklist, draft, sources, trust
from api.web.rendering import page

ROUTERS = tuple(one.router for one in (assets, chat, case, draft, checklist, sources, trust))


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
    """Answer with what went wrong: a page for a browser, a problem for a program."""
    if not wants_page(request):
        return problem_response(error, request.url.path, headers)
    problem = problem_of(error)
    return page("error.html", request, {"problem": problem}, status=problem.status)
