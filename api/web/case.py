"""The case file: what was understood, to be looked through, put right, taken away and brought."""

from dataclasses import dataclass
from typing import Annotated, Any

import yaml
from fastapi import APIRouter, Form, Request, Response, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse

from api.routes import Identifier
from api.web.case_form import form_of, read_form, without_entry
from api.web.naming import origins_by_field
from api.web.pictures import share_picture
from api.web.rendering import HEADERS, fragment, page
from api.web.session import OurForm
from api.web.visit import Visit, Visited
from assistant.reply import ChatRequest
from rules.errors import ProposalFault, ProposalFileError
from rules.proposal import Proposal
from rules.reading import proposal_from_text

router = APIRouter(include_in_schema=False)

NEW = "new"
"""Stands in an address for a conversation that has not begun."""
_SAVED = "The case file was put in order in the form."
_BROUGHT = "The case file was brought as a file."


@router.get("/c/{identifier}/case")
def case(identifier: Identifier, visit: Visited, saved: bool = False) -> Response:
    """Show the case file of a conversation as a form."""
    held = _held(identifier, visit)
    data = held.model_dump(mode="json", exclude_none=True)
    return _page(visit, identifier, data, _Notice(saved=saved))


@router.post("/c/{identifier}/case", dependencies=[OurForm])
async def change(identifier: Identifier, request: Request, visit: Visited) -> Response:
    """Save the form, or show it with one entry more or less."""
    sent = await request.form(max_fields=5_000)
    fields = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    filled = read_form(fields)
    named = dict(fields)
    if "add" in named:
        return _page(visit, identifier, filled.data, _Notice(adding=named["add"]))
    if "remove" in named:
        left = without_entry(filled.data, named["remove"])
        return _page(visit, identifier, left, _Notice())
    if filled.case is None:
        return _page(visit, identifier, filled.data, _Notice(filled.faults))
    return _kept(visit, identifier, filled.case, _SAVED)


@router.post("/c/{identifier}/case/share", dependencies=[OurForm])
async def share(identifier: Identifier, request: Request, visit: Visited) -> Response:
    """Draw the U.S. share of the items that stand in the form now; nothing is kept."""
    sent = await request.form(max_fields=5_000)
    fields = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    picture = _share(read_form(fields).data, visit)
    shown = fragment("_share.html", request, {"share": picture})
    return HTMLResponse(shown, headers=HEADERS)


@router.post("/c/{identifier}/case/file", dependencies=[OurForm])
async def bring(
    identifier: Identifier, visit: Visited, file: Annotated[UploadFile, Form()]
) -> Response:
    """Take a case file from YAML or JSON in the place of the one that is held."""
    name = (file.filename or "the file")[:80]
    try:
        text = (await file.read()).decode("utf-8")
        brought = proposal_from_text(text, name)
    except UnicodeDecodeError:
        fault = ProposalFault("", "bytes that are not UTF-8", "text", "Save the file as UTF-8.")
        return _refused(visit, identifier, [fault])
    except ProposalFileError as error:
        return _refused(visit, identifier, error.faults)
    return _kept(visit, identifier, brought, _BROUGHT)


@router.get("/c/{identifier}/case.{form}")
def take(identifier: Identifier, form: str, visit: Visited) -> Response:
    """Give the case file as YAML or JSON."""
    held = _held(identifier, visit)
    if form == "json":
        text, media = held.model_dump_json(exclude_none=True, indent=2), "application/json"
    else:
        data = held.model_dump(mode="json", exclude_none=True)
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
        form, media = "yaml", "application/yaml"
    named = {"Content-Disposition": f'attachment; filename="case-file.{form}"'}
    return Response(text, media_type=media, headers=HEADERS | named)


def _held(identifier: str, visit: Visit) -> Proposal:
    if identifier == NEW:
        return Proposal()
    return visit.assistant.conversations.opened(identifier).case


def _kept(visit: Visit, identifier: str, case: Proposal, message: str) -> Response:
    """Record the case file as a turn of its own: the conversation tells where it is from."""
    asked = ChatRequest(
        message=message,
        conversation_id=None if identifier == NEW else identifier,
        proposal=case,
        replaces_case=True,
    )
    reply = visit.assistant.answer(asked, today=visit.today)
    return RedirectResponse(f"/c/{reply.conversation_id}/case?saved=true", status_code=303)


def _refused(visit: Visit, identifier: str, faults: Any) -> Response:
    data = _held(identifier, visit).model_dump(mode="json", exclude_none=True)
    return _page(visit, identifier, data, _Notice(tuple(faults)))


@dataclass(frozen=True)
class _Notice:
    """What the page says above the form: faults, that it was saved, which list grows."""

    faults: tuple[ProposalFault, ...] = ()
    adding: str = ""
    saved: bool = False


def _page(visit: Visit, identifier: str, data: Any, notice: _Notice) -> Response:
    whole = None
    if identifier != NEW:
        whole = visit.assistant.conversations.whole(identifier)
    values = {
        "here": "case",
        "conversation": whole,
        "identifier": identifier,
        "form": form_of(data, notice.faults, notice.adding),
        "faults": notice.faults,
        "saved": notice.saved,
        "share": _share(data, visit),
        "origins": origins_by_field(data, whole.case, whole.origins) if whole else {},
    }
    return page("case.html", visit.request, values, status=422 if notice.faults else 200)


def _share(data: Any, visit: Visit) -> Any:
    """Return the picture of the hardware alone, whatever else in the form is not right yet."""
    hardware = (data.get("layers") or {}).get("hardware")
    try:
        case = Proposal.model_validate({"layers": {"hardware": hardware}} if hardware else {})
    except ValueError:
        return None
    return share_picture(case, visit.assistant.catalogue, visit.today)
