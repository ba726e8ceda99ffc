"""The web application: routes, guards, and errors as problems."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response

from api import conversations, drafts, routes
from api.documentation import DESCRIPTION, TAGS, DocumentedApp, operation_of
from api.draft_schemas import CheckBody
from api.errors import (
    ApiError,
    MalformedJsonError,
    MethodNotAllowedError,
    NoSuchPathError,
    NotJsonError,
    kind_of,
)
from api.faults import invalid
from api.guards import BodyLimit, LoopbackHosts, Net, NoSniffing
from api.mcp.server import mcp_routes, mcp_server
from api.openai.errors import ErrorReply
from api.openai.history import Histories
from api.openai.routes import openai
from api.opening import Opening, Renewal, open_assistant
from api.refusing import refusal
from api.web import pages
from assistant.answering import Assistant
from assistant.errors import AssistantError
from assistant.settings import Settings
from corpus.errors import CorpusError
from rules.errors import RulesError


def server_today() -> date:
    """Return the day by the clock of the machine, where it stands."""
    return datetime.now(tz=UTC).astimezone().date()


def from_settings() -> Assistant:
    """Open the assistant that the environment describes."""
    return open_assistant(Settings())


def create_app(
    assistant: Assistant | None = None,
    *,
    build: Callable[[], Assistant] = from_settings,
    renewal: Renewal | None = None,
    today: Callable[[], date] = server_today,
) -> FastAPI:
    """Make the application around an assistant.

    Where none is given, `build` makes one in a thread once the server is up; until then
    `/healthz` answers and everything else says that it is not ready. With a `renewal`, official
    texts that are promoted or rolled back meanwhile are taken over between two turns.
    """
    opening = Opening(assistant)
    tools = mcp_server(opening.assistant, today)
    tool_routes = mcp_routes(tools)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if renewal is not None:
            opening.follow(renewal)
        opening.start(build)
        async with tools.session_manager.run():
            yield
        opening.end()

    app = DocumentedApp(
        title="AI Exports Assistant",
        version="0.1.0",
        summary="Every sentence cited, every verdict from rules.",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        # The pages that FastAPI offers load scripts from another site.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        # Its log records hold messages of exceptions, which may hold words of a request.
        telemetry={"logs": False, "metrics": False, "tracing": False, "auto_configure": False},
        middleware=[
            Middleware(NoSniffing),
            Middleware(Net),
            Middleware(LoopbackHosts),
            Middleware(BodyLimit),
        ],
        lifespan=lifespan,
    )
    app.also_documented = (CheckBody, ErrorReply)
    app.state.opening = opening
    app.state.today = today
    app.state.histories = Histories()
    for router in (
        *pages.ROUTERS,
        routes.work,
        openai,
        conversations.kept,
        drafts.drafts,
        routes.texts,
        routes.law,
        routes.server,
    ):
        app.include(router)
    app.router.routes.extend(tool_routes)
    for base in (ApiError, AssistantError, CorpusError, RulesError):
        app.add_exception_handler(base, _problem)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    return app


async def _problem(request: Request, error: Exception) -> Response:
    if kind_of(error).status == 500:
        raise error
    return pages.error_response(error, request)


async def _http_problem(request: Request, error: Exception) -> Response:
    """Word what Starlette and FastAPI refuse by themselves."""
    if not isinstance(error, HTTPException):
        raise error
    path = request.url.path
    headers = dict(error.headers or {})
    match error.status_code:
        case 400:
            return pages.error_response(MalformedJsonError(_unreadable(error.__cause__)), request)
        case 404:
            return pages.error_response(NoSuchPathError(path), request)
        case 405:
            allowed = headers.get("Allow", "another method")
            refused = MethodNotAllowedError(request.method, allowed)
            return pages.error_response(refused, request, headers)
        case _:
            raise error


def _unreadable(cause: BaseException | None) -> str:
    match cause:
        case UnicodeDecodeError():
            return f"The body is not UTF-8 at byte {cause.start}. Send UTF-8."
        case RecursionError():
            return "The body is nested too deeply. Send less nesting."
        case _:
            return "The body cannot be read as JSON: a number in it may be too long."


async def _invalid_request(request: Request, error: Exception) -> Response:
    """Word what does not fit the types of a route."""
    if not isinstance(error, RequestValidationError):
        raise error
    path = request.url.path
    errors = error.errors()
    if pages.wants_page(request):
        return pages.error_response(pages.invalid_form(errors), request)
    if errors[0]["type"] == "json_invalid":
        return refusal(MalformedJsonError(_misplaced(errors[0], error.body)), path)
    if isinstance(error.body, bytes):
        # FastAPI leaves a body as it came unless its type is said to be JSON.
        return refusal(NotJsonError(request.headers.get("content-type")), path)
    document = request.app.openapi()
    operation = operation_of(document, request.scope["route"].path_format, request.method)
    schemas = document["components"]["schemas"]
    return refusal(invalid(errors, error.body, operation, schemas), path)


def _misplaced(error: dict[str, Any], body: str) -> str:
    place = int(error["loc"][1])
    fault = json.JSONDecodeError(error["ctx"]["error"], body, place)
    return (
        f"The body is not JSON at line {fault.lineno}, column {fault.colno}: {fault.msg}. "
        "Correct it there."
    )
