"""Sources: the panel beside an answer, and the corpus to browse and search."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from starlette.responses import HTMLResponse

from api.routes import Identifier
from api.schemas import ProvisionView
from api.web.rendering import HEADERS, fragment, page, wants_part
from api.web.views import found_words, marked
from api.web.visit import Visited
from assistant.answering import Assistant
from assistant.reply import ChatReply, NumberedCitation
from assistant.wording import basis_words, document_name
from corpus.document import Force
from corpus.errors import UnknownDocumentError, UnknownProvisionError

FOUND = 12
"""Provisions that a search shows."""

router = APIRouter(include_in_schema=False)


def panel_values(
    reply: ChatReply, number: int, conversation: str, assistant: Assistant
) -> dict[str, Any]:
    """Return what the source panel shows of one citation of a reply.

    Raises:
        UnknownProvisionError: The reply has no citation of this number.
    """
    for citation in reply.citations:
        if citation.n == number:
            return _panel(citation, assistant) | {"reply": reply, "conversation_id": conversation}
    name = f"[{number}]"
    raise UnknownProvisionError(name)


def _panel(citation: NumberedCitation, assistant: Assistant) -> dict[str, Any]:
    library = assistant.library
    held = library.provisions.get(citation.provision)
    if held is None:
        return {"panel": citation, "provision": None}
    view = ProvisionView.of(held.id, library, assistant.catalogue)
    served = library.served(view.document)
    current = _is_current(citation, assistant)
    first, last = view.sentences[0].start, view.sentences[-1].end
    return {
        "panel": citation,
        "provision": view,
        "document": document_name(citation, library),
        "basis": basis_words(citation, library),
        "current": current,
        "stretches": marked(served.text[first:last], citation.start, citation.end, offset=first)
        if current and citation.official is None
        else marked(citation.quote, 0, len(citation.quote)),
        "beside": _beside(view, assistant),
    }


def _is_current(citation: NumberedCitation, assistant: Assistant) -> bool:
    try:
        return assistant.library.text_of(citation.document)[1] == citation.sha256
    except UnknownDocumentError:
        return False


def _beside(view: ProvisionView, assistant: Assistant) -> list[Any]:
    """Return the provisions before and after, and those that an unsettled one points to."""
    library = assistant.library
    held = library.served(view.document).document.provisions
    place = [one.id for one in held].index(view.id)
    named = [library.provisions[name] for name in view.near if name in library.provisions]
    around = [*held[max(place - 1, 0) : place], *held[place + 1 : place + 2]]
    return [*named, *(one for one in around if one not in named)][:5]


@router.get("/documents")
def documents(
    visit: Visited,
    q: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """List the documents; with words to look for, the provisions nearest to them."""
    library = visit.assistant.library
    found = []
    if q.strip():
        for one in visit.assistant.search.find(q, k=FOUND, as_of=visit.today):
            held = library.provision(one.provision)
            text = " ".join(held.says)
            found.append((held, library.document_of(held.id), list(found_words(text, q.split()))))
    everything = library.provisions.values()
    values = {
        "here": "documents",
        "q": q,
        "following": visit.request.app.state.opening.texts,
        "found": found,
        "documents": list(library.documents.values()),
        "official": library.official,
        "unsettled": [one for one in everything if one.force is Force.UNSETTLED],
        "contested": [one for one in everything if one.force is Force.CONFLICT],
    }
    if wants_part(visit.request):
        return HTMLResponse(fragment("_found.html", visit.request, values), headers=HEADERS)
    return page("documents.html", visit.request, values)


@router.get("/documents/{identifier}")
def document(identifier: Identifier, visit: Visited) -> Response:
    """Show a document, provision by provision."""
    served = visit.assistant.library.served(identifier)
    values = {"here": "documents", "served": served, "document": served.document}
    return page("document.html", visit.request, values)


@router.get("/provisions/{identifier}")
def provision(identifier: Identifier, visit: Visited) -> Response:
    """Show one provision with all that is known of it."""
    assistant = visit.assistant
    library = assistant.library
    view = ProvisionView.of(identifier, library, assistant.catalogue)
    whole = library.cite_whole(view.id)
    citation = NumberedCitation(n=1, **whole.model_dump())
    values = {
        "here": "documents",
        "provision": view,
        "document": library.document_of(view.id),
        "basis": basis_words(citation, library),
        "beside": _beside(view, assistant),
        "rules": [assistant.catalogue.rule(name).page for name in view.rules],
    }
    return page("provision.html", visit.request, values)
