"""What the OpenAPI document says beside the types: problems, examples, words."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.errors import PROBLEM_JSON, PROBLEMS, Problem

DESCRIPTION = """\
Answers, checks and searches for the American AI Exports Program. Every sentence of an answer is
cited; every verdict comes from a rule that can be read under `/v1/rules`. Not legal advice, and
not a site of the U.S. Government.

Offsets count Unicode code points, end exclusive, in NFC text. Errors are problems (RFC 9457).
"""

TAGS = [
    {"name": "assistant", "description": "Questions and proposals."},
    {"name": "conversations", "description": "What was asked and answered, kept on this machine."},
    {
        "name": "drafts",
        "description": "Drafts, their files and versions; checks of a text.",
    },
    {
        "name": "other programs",
        "description": "For clients of OpenAI's chat completions. Tools for language models are at "
        "`/mcp`, by the Model Context Protocol.",
    },
    {"name": "corpus", "description": "What may be cited."},
    {"name": "rules", "description": "What decides."},
    {"name": "server", "description": "Whether it is up, and what its errors mean."},
]

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """Declare which problems an operation may answer with; 400, 500 and 503 always."""
    return {
        status: {
            "description": " / ".join(
                dict.fromkeys(kind.title for kind in PROBLEMS.values() if kind.status == status)
            ),
            "content": {
                PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}},
            },
        }
        for status in sorted({400, 500, 503, *statuses})
    }


def example(reply: object, description: str = "OK", *, stream: str | None = None) -> Responses:
    """Declare an example of a response, and of the events that it may come as."""
    content: dict[str, Any] = {"application/json": {"example": reply}}
    if stream is not None:
        # Some readers take the text as a whole, and some each event of it.
        content["text/event-stream"] = {
            "schema": {"type": ["string", "object"]},
            "example": stream,
        }
    return {200: {"description": description, "content": content}}


class DocumentedApp(FastAPI):
    """A FastAPI whose OpenAPI document also defines types that no route takes or returns.

    `Problem` is one; a body that comes in one of several kinds is another.
    """

    also_documented: Sequence[type[BaseModel]] = ()
    _examples: dict[str, Responses]

    def include(self, router: APIRouter) -> None:
        """Take in a router, and remember the examples of its routes as they were given."""
        self.include_router(router)
        known = self.__dict__.setdefault("_examples", {})
        for route in router.routes:
            if isinstance(route, APIRoute) and route.operation_id:
                known[route.operation_id] = route.responses

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        models: tuple[type[BaseModel], ...] = (Problem, *self.also_documented)
        for model in models:
            if model.__name__ not in schemas:
                own = model.model_json_schema(ref_template="#/components/schemas/{model}")
                for name, schema in (own.pop("$defs", {}) | {model.__name__: own}).items():
                    schemas.setdefault(name, schema)
        _without_errors_of_fastapi(document)
        self._with_whole_examples(document)
        return document

    def _with_whole_examples(self, document: dict[str, Any]) -> None:
        """Put examples in as they were given: FastAPI takes what is null out of them."""
        for operations in document["paths"].values():
            for operation in operations.values():
                given = self._examples.get(operation["operationId"], {})
                for status, response in given.items():
                    for media, content in response.get("content", {}).items():
                        if "example" in content:
                            held = operation["responses"][str(status)]["content"][media]
                            held["example"] = content["example"]


def _without_errors_of_fastapi(document: dict[str, Any]) -> None:
    """Take out the 422 that FastAPI declares where we declare none: nothing here answers so."""
    schemas = document["components"]["schemas"]
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    for operations in document["paths"].values():
        for operation in operations.values():
            declared = operation["responses"].get("422", {}).get("content", {})
            if "HTTPValidationError" in str(declared.get("application/json", {})):
                del operation["responses"]["422"]


def operation_of(document: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    """Return what the document says of one operation; nothing where it says nothing."""
    found: dict[str, Any] = document["paths"].get(path, {}).get(method.lower(), {})
    return found


def names_of(document: dict[str, Any]) -> Sequence[str]:
    """Return every operation as `GET /v1/rules`."""
    return [
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method in operations
    ]
