"""Drafts: to make one, read it sentence by sentence, word it, compare versions, take it away."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Response, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse

from api.draft_schemas import DraftBody
from api.drafts import make_draft
from api.routes import Identifier
from api.web.rendering import HEADERS, fragment, page, wants_part
from api.web.session import OurForm
from api.web.views import outcome_headline
from api.web.visit import DayField, Visit, Visited
from assistant.drafting.draft import (
    Draft,
    DraftSection,
    DraftSentence,
    Lint,
    RowStatus,
    SentenceKind,
)
from assistant.drafting.draft import Form as DraftForm
from assistant.drafting.editing import LONGEST_SENTENCE, DraftEdit, Wording, row_edits
from assistant.drafting.versions import difference
from assistant.errors import UnknownSentenceError

router = APIRouter(include_in_schema=False)

KIND_WORDS = {
    SentenceKind.SOURCE: "from a source",
    SentenceKind.APPLICANT: "from your facts",
    SentenceKind.ARGUMENT: "your facts and what is asked for",
    SentenceKind.PLACEHOLDER: "to be filled in",
}
STATUS_WORDS = {one: one.value.replace("_", " ") for one in RowStatus}


@dataclass(frozen=True)
class Shown:
    """A section with its sentences in paragraphs, each with what is to mend in it."""

    section: DraftSection
    lints: tuple[Lint, ...]

    @property
    def paragraphs(self) -> list[list[tuple[DraftSentence, tuple[Lint, ...]]]]:
        """The sentences by paragraph."""
        grouped = groupby(self.section.sentences, key=lambda one: one.paragraph)
        return [[(one, self._of(one.id)) for one in held] for _, held in grouped]

    @property
    def of_the_whole(self) -> tuple[Lint, ...]:
        """What is to mend in the section, and in no sentence of it."""
        return self._of(None)

    def _of(self, sentence: str | None) -> tuple[Lint, ...]:
        return tuple(
            one for one in self.lints if one.sentence == sentence and one.check != "placeholder"
        )


@router.get("/c/{identifier}/draft")
def of_conversation(identifier: Identifier, visit: Visited) -> Response:
    """Show the newest draft of a conversation, or how to make one."""
    held = visit.assistant.conversations.opened(identifier).draft
    if held is not None:
        return RedirectResponse(f"/d/{held.made.draft_id}", status_code=303)
    whole = visit.assistant.conversations.whole(identifier)
    values = {
        "here": "draft",
        "conversation": whole,
        "sections": list(visit.assistant.drafts.sections.pages.values()),
        "forms": list(DraftForm),
    }
    return page("draft_new.html", visit.request, values)


@router.post("/c/{identifier}/draft", dependencies=[OurForm])
def make(
    identifier: Identifier,
    visit: Visited,
    form: Annotated[DraftForm, Form()] = DraftForm.DRAFT,
    sections: Annotated[tuple[str, ...], Form()] = (),
    follows: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Make a draft of the case file as it is now; one that follows another keeps what was worded.

    Raises:
        UnknownSectionError: A section is not among those that can be drafted.
    """
    asked = DraftBody(
        conversation_id=identifier,
        follows=follows or None,
        sections=sections or None,
        form=form,
    )
    made = make_draft(asked, visit.assistant, visit.today)
    return RedirectResponse(f"/d/{made.draft_id}", status_code=303)


@router.get("/d/{identifier}")
def draft(identifier: Identifier, visit: Visited) -> Response:
    """Show a draft with its lints, matrix and versions."""
    return page("draft.html", visit.request, _values(identifier, visit))


def _values(identifier: str, visit: Visit, **told: Any) -> dict[str, Any]:
    store = visit.assistant.conversations
    held = store.draft(identifier)
    whole = store.whole(held.conversation) if held.conversation else None
    made = visit.assistant.drafts.as_it_stands(held)
    return {
        "here": "draft",
        "conversation": whole,
        "draft": made,
        "shown": [_shown(made, section) for section in made.sections],
        "kinds": KIND_WORDS,
        "statuses": STATUS_WORDS,
        "versions": [one.listed for one in store.versions(identifier)],
        "notes": (),
        "outcome_of": outcome_headline,
        "overtaken": (made.receipt.corpus, made.receipt.rules)
        != (visit.assistant.library.digest, visit.assistant.catalogue.digest),
        **told,
    }


def _shown(made: Draft, section: DraftSection) -> Shown:
    return Shown(section, tuple(one for one in made.lints if one.section == section.id))


@router.post("/d/{identifier}/sentence", dependencies=[OurForm])
def word(
    identifier: Identifier,
    visit: Visited,
    sentence: Annotated[str, Form(max_length=300)],
    text: Annotated[str, Form(max_length=LONGEST_SENTENCE)] = "",
    confidential: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a user's wording of one sentence, and whether the public version leaves it out."""
    store = visit.assistant.conversations
    made = store.draft(identifier).draft
    found = [(one, each) for one in made.sections for each in one.sentences if each.id == sentence]
    if not found:
        raise UnknownSentenceError(sentence, identifier)
    home, held = found[0]
    # A mark that was sent as it stood is not one that people have set.
    mark = None if confidential == held.confidential else confidential
    wording = Wording(sentence=sentence, text=text, confidential=mark)
    kept = store.edit_draft(identifier, DraftEdit(sentences=(wording,)))
    if not wants_part(visit.request):
        return RedirectResponse(f"/d/{identifier}#{home.id}", status_code=303)
    now = visit.assistant.drafts.as_it_stands(kept)
    lints = [one for one in now.lints if one.sentence == sentence and one.check != "placeholder"]
    part = fragment("_saved.html", visit.request, {"lints": lints})
    return HTMLResponse(part, headers=HEADERS)


@router.post("/d/{identifier}/row", dependencies=[OurForm])
def fill(  # noqa: PLR0913, PLR0917 (the fields of a form)
    identifier: Identifier,
    visit: Visited,
    row: Annotated[str, Form(max_length=300)],
    status: Annotated[RowStatus, Form()],
    owner: Annotated[str, Form(max_length=200)] = "",
    due: Annotated[DayField, Form()] = None,
    response_location: Annotated[str, Form(max_length=200)] = "",
    notes: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Keep what people set in one row of the matrix."""
    store = visit.assistant.conversations
    told = {
        "status": status,
        "owner": owner,
        "due": due,
        "response_location": response_location,
        "notes": notes,
    }
    before = [one for one in store.draft(identifier).draft.matrix if one.id == row]
    # A field that was sent as it stood is not one that people have set.
    edits = row_edits(before, [one.model_copy(update=told) for one in before])
    if not before:
        raise UnknownSentenceError(row, identifier)
    if edits:
        store.edit_draft(identifier, DraftEdit(rows=edits))
    if wants_part(visit.request):
        part = fragment("_saved.html", visit.request, {"lints": ()})
        return HTMLResponse(part, headers=HEADERS)
    return RedirectResponse(f"/d/{identifier}#matrix", status_code=303)


@router.post("/d/{identifier}/matrix", dependencies=[OurForm])
async def matrix(
    identifier: Identifier, visit: Visited, file: Annotated[UploadFile, Form()]
) -> Response:
    """Take over what people wrote into the matrix's file, and say what could not be."""
    from starlette.concurrency import run_in_threadpool

    from assistant.receiving.matrix import read_matrix

    store = visit.assistant.conversations
    rows = store.draft(identifier).draft.matrix
    data = await file.read()
    name = (file.filename or "matrix.xlsx")[:120]
    upload = await run_in_threadpool(read_matrix, data, rows, name=name)
    edits = row_edits(rows, upload.rows)
    if edits:
        store.edit_draft(identifier, DraftEdit(rows=edits))
    notes = list(_noted(upload, len(edits)))
    return page("draft.html", visit.request, _values(identifier, visit, notes=notes))


def _noted(upload: Any, changed: int) -> Iterator[str]:
    yield f"{changed} row{'' if changed == 1 else 's'} of the matrix changed."
    for fault in upload.faults:
        yield f"Not taken over: {fault}"


@router.get("/d/{identifier}/difference")
def compare(
    identifier: Identifier, visit: Visited, other: Annotated[str, Query(alias="from")]
) -> Response:
    """Show what is different from an earlier version."""
    store = visit.assistant.conversations
    now, before = store.draft(identifier), store.draft(other)
    values = {
        "here": "draft",
        "conversation": store.whole(now.conversation) if now.conversation else None,
        "draft": now.draft,
        "before": before.draft,
        "difference": difference(before.draft, now.draft),
    }
    return page("difference.html", visit.request, values)


@router.get("/d/{identifier}/delete")
def ask_to_delete(identifier: Identifier, visit: Visited) -> Response:
    """Ask whether a draft is to go."""
    held = visit.assistant.conversations.draft(identifier)
    return page("draft_delete.html", visit.request, {"draft": held.draft})


@router.post("/d/{identifier}/delete", dependencies=[OurForm])
def delete(identifier: Identifier, visit: Visited) -> Response:
    """Delete a draft."""
    held = visit.assistant.conversations.draft(identifier)
    visit.assistant.conversations.delete_draft(identifier)
    place = f"/c/{held.conversation}" if held.conversation else "/"
    return RedirectResponse(place, status_code=303)
