"""Forms with a file: read whole under the limit of the body, one file and a few short fields.

The file is only handed on here; what is in it is read in a process apart.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from api.documentation import Responses
from api.errors import (
    LONGEST_ECHO,
    Fault,
    InvalidRequestError,
    MalformedFormError,
    MalformedJsonError,
    NotAFormError,
)

FORM = "multipart/form-data"
_LONGEST_FIELD = 1_000_000
"""Bytes of a field beside the file."""


@dataclass(frozen=True)
class Sent:
    """A file as it was sent, with the fields beside it."""

    name: str
    data: bytes
    fields: dict[str, Any] = field(default_factory=dict)


def is_form(request: Request) -> bool:
    """Whether a request says that its body is a form."""
    return request.headers.get("content-type", "").startswith(FORM)


async def sent_file(request: Request, allowed: Sequence[str] = (), *, instead: str = "") -> Sent:
    """Read the file of a form, and its other fields as JSON or plain words.

    Raises:
        NotAFormError: The body does not say that it is a form.
        MalformedFormError: The form cannot be read.
        InvalidRequestError: It has no file, or a field that is not allowed.
    """
    if not is_form(request):
        raise NotAFormError(request.headers.get("content-type"), instead)
    try:
        form = await request.form(max_files=1, max_fields=4, max_part_size=_LONGEST_FIELD)
    except (MultiPartException, HTTPException) as error:
        raise MalformedFormError from error
    try:
        return await _sent(form, allowed)
    finally:
        await form.close()


async def _sent(form: FormData, allowed: Sequence[str]) -> Sent:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise _no_file("nothing" if file is None else "text")
    fields: dict[str, Any] = {}
    for name, value in form.multi_items():
        if name == "file":
            continue
        if name not in allowed or not isinstance(value, str):
            raise _strange_field(name[:LONGEST_ECHO], ("file", *allowed))
        fields[name] = _value(value)
    return Sent(file.filename or "", await file.read(), fields)


def _no_file(found: str) -> InvalidRequestError:
    fault = Fault(
        pointer="/file",
        field="file",
        found=found,
        expected="a file, with its name",
        mend="Add the file to the form in the field `file`.",
    )
    return InvalidRequestError([fault], 1)


def _strange_field(name: str, allowed: Sequence[str]) -> InvalidRequestError:
    fault = Fault(
        pointer=f"/{name}",
        field=name,
        found="a field of the form",
        expected=f"one of the fields {', '.join(allowed)}",
        mend="Leave this field out.",
    )
    return InvalidRequestError([fault], 1)


def _value(text: str) -> Any:
    """Read an object as JSON; anything else is words."""
    if not text.lstrip().startswith("{"):
        return text or None
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        message = "The field `proposal` of the form is not JSON. Correct it, or leave it out."
        raise MalformedJsonError(message) from error


def form_body(schema: dict[str, Any], *others: dict[str, Any]) -> dict[str, Any]:
    """Declare a form with a file as what an operation takes, beside other kinds of body."""
    content: dict[str, Any] = {FORM: {"schema": schema}}
    for other in others:
        content |= other
    return {"requestBody": {"required": True, "content": content}}


def file_schema(description: str, **fields: dict[str, Any]) -> dict[str, Any]:
    """Describe a form with a file."""
    return {
        "type": "object",
        "required": ["file"],
        "additionalProperties": False,
        "properties": {
            "file": {"type": "string", "format": "binary", "description": description},
            **fields,
        },
    }


def downloads(media: str, description: str, *, text: str | None = None) -> Responses:
    """Declare a file as the answer of an operation; one of `text` is shown."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    shown = {"schema": {"type": "string"}, "example": text}
    content = {media: binary if text is None else shown}
    return {200: {"description": description, "content": content}}
