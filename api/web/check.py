"""A text of one's own, held against the corpus and a case file; nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from api.draft_schemas import LONGEST_CHECKED, CheckBody, CheckFields, CheckReply
from api.drafts import checked_file, checked_text
from api.web.chat import LISTED
from api.web.rendering import page
from api.web.session import OurForm
from api.web.visit import DayField, Visit, Visited
from assistant.drafting.draft import Lint

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Piece:
    """A stretch of the text with the numbers of what is to mend in it, and of what ends with it."""

    text: str
    numbers: tuple[int, ...]
    ends: tuple[int, ...]


def pieces_of(text: str, lints: Sequence[Lint]) -> tuple[Piece, ...]:
    """Part a text where what is to mend begins or ends; stretches may lie over each other."""
    spans = [
        (number, lint.start, lint.end)
        for number, lint in enumerate(lints, start=1)
        if lint.start is not None and lint.end is not None
    ]
    cuts = sorted({0, len(text), *(at for _, *span in spans for at in span)})
    return tuple(
        Piece(
            text[low:high],
            tuple(n for n, start, end in spans if start <= low and high <= end),
            tuple(n for n, _, end in spans if end == high),
        )
        for low, high in zip(cuts, cuts[1:], strict=False)
        if high > low
    )


@router.get("/check")
def check(visit: Visited, conversation: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Show the form: a text or a file, and the case file that it is held against."""
    return _page(visit, _Sent(conversation=conversation))


@router.post("/check", dependencies=[OurForm])
async def checked(
    visit: Visited,
    text: Annotated[str, Form(max_length=LONGEST_CHECKED)] = "",
    file: Annotated[UploadFile | None, Form()] = None,
    conversation_id: Annotated[str, Form(max_length=100)] = "",
    as_of: Annotated[DayField, Form()] = None,
) -> Response:
    """Say what to mend in a text; a file goes before what was pasted."""
    whose = conversation_id or None
    sent = _Sent(text, conversation_id, as_of)
    if file is not None and file.filename:
        fields = CheckFields(conversation_id=whose, as_of=as_of)
        data, name = await file.read(), file.filename
        found = await run_in_threadpool(
            checked_file, name, data, fields, visit.assistant, visit.today
        )
    elif text.strip():
        body = CheckBody(text=text, conversation_id=whose, as_of=as_of)
        found = await run_in_threadpool(checked_text, body, visit.assistant, visit.today)
    else:
        return _page(visit, sent, fault="Paste a text, or choose a file.")
    return await run_in_threadpool(_page, visit, sent, found)


@dataclass(frozen=True)
class _Sent:
    """What stands in the form."""

    text: str = ""
    conversation: str = ""
    as_of: date | None = None


def _page(visit: Visit, sent: _Sent, found: CheckReply | None = None, fault: str = "") -> Response:
    lints = _by_place(found.lints) if found else ()
    values = {
        "here": "check",
        "sent": sent,
        "fault": fault,
        "listed": visit.assistant.conversations.listed(limit=LISTED).items,
        "found": found,
        "lints": lints,
        "pieces": pieces_of(found.text, lints) if found else (),
    }
    return page("check.html", visit.request, values, status=422 if fault else 200)


def _by_place(lints: Sequence[Lint]) -> tuple[Lint, ...]:
    """Put what has a place in the order of the text, and the rest behind it."""
    return tuple(sorted(lints, key=lambda one: (one.start is None, one.start or 0, one.end or 0)))
