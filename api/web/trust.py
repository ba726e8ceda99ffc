"""How this works and how far to trust it."""

from fastapi import APIRouter, Response

from api.web.rendering import page
from api.web.visit import Visited
from corpus.document import Basis, Force

router = APIRouter(include_in_schema=False)


@router.get("/trust")
def trust(visit: Visited) -> Response:
    """Say what an answer rests on, what it is measured by, and what it is not."""
    assistant = visit.assistant
    held = assistant.library.provisions.values()
    values = {
        "here": "trust",
        "documents": len(assistant.library.documents),
        "provisions": len(held),
        "unsettled": sum(one.force is Force.UNSETTLED for one in held),
        "official": sum(one.basis is Basis.OFFICIAL for one in held),
        "reported": sum(one.basis is Basis.REPORTED for one in held),
        "rules": len(assistant.catalogue.rules),
        "corpus": assistant.library.digest,
        "catalogue": assistant.catalogue.digest,
    }
    return page("trust.html", visit.request, values)
