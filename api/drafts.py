"""The paths of drafts: make, read, take away, word and mark, compare, check a text, delete."""

import json
from datetime import date
from typing import Annotated, Any, TypeVar
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.documentation import example, problems
from api.draft_schemas import (
    CheckBody,
    CheckFields,
    CheckReply,
    DifferenceQuery,
    DraftBody,
    DraftVersions,
    FileQuery,
    MatrixReply,
    SectionList,
    SectionSummary,
    SentencesBody,
)
from api.errors import NotJsonError
from api.examples import (
    CHECK_REPLY,
    CHECK_REQUEST,
    DIFFERENCE,
    DRAFT,
    DRAFT_MARKDOWN,
    DRAFT_VERSIONS,
    EDITED_DRAFT,
    MATRIX_REPLY,
    SECTIONS,
)
from api.routes import Opened, Today, never_stored
from api.uploads import downloads, file_schema, form_body, is_form, sent_file
from assistant.answering import Assistant
from assistant.drafting.draft import Draft, Form
from assistant.drafting.editing import DraftEdit, row_edits
from assistant.drafting.linting.pieces import Layout
from assistant.drafting.making import Order
from assistant.drafting.versions import Difference, difference
from assistant.errors import UnknownSentenceError
from assistant.files.naming import FileKind, file_name
from assistant.keeping.records import KeptDraft
from assistant.model.port import InConfidence
from assistant.origins import told_in_confidence
from rules.proposal import Proposal

drafts = APIRouter(prefix="/v1", tags=["drafts"], dependencies=[Depends(never_stored)])

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Body = TypeVar("Body", bound=BaseModel)
DraftId = Annotated[
    str,
    Path(max_length=80, description="The draft's `draft_id`.", examples=[DRAFT["draft_id"]]),
]


@drafts.get(
    "/sections",
    operation_id="list_sections",
    summary="List the sections that can be drafted",
    responses=example(SECTIONS) | problems(),
)
def list_sections(assistant: Opened) -> SectionList:
    """List the sections of a proposal: what each must contain, on what it rests, our advice."""
    items = tuple(SectionSummary.of(page) for page in assistant.drafts.sections.pages.values())
    return SectionList(total=len(items), items=items)


@drafts.post(
    "/drafts",
    operation_id="make_draft",
    summary="Draft a proposal, or some sections of it",
    responses=example(DRAFT) | problems(404, 413, 415, 422),
)
def make_draft(body: DraftBody, assistant: Opened, today: Today) -> Draft:
    """Write an outline or a draft from facts, and keep it.

    Every sentence is typed: from a source and cited, from the facts and traced to their paths, an
    argument that joins the two, or a placeholder for what is missing. A draft that follows another
    keeps what people wrote in it, and says under `kept` which facts under that have changed.

    Where a language model is set up, arguments may come in its words (`instead_of`); what
    `confidential_parts`, a mark on a sentence or a confidential message cover is not shown to it.
    """
    store = assistant.conversations
    before = store.draft(body.follows) if body.follows is not None else None
    proposal = _facts(body.proposal, body.conversation_id, before, assistant)
    whose = body.conversation_id or (before.conversation if before is not None else None)
    sections, form, brevity = body.sections, body.form, body.brevity
    if before is not None:
        if "brevity" not in body.model_fields_set:
            brevity = before.made.brief
        sections = sections or tuple(one.id for one in before.made.sections)
        form = form or before.made.form
    order = Order(
        proposal=proposal,
        as_of=body.as_of or today,
        draft_id=uuid4().hex,
        form=form or Form.DRAFT,
        sections=sections,
        brevity=brevity,
        before=before,
        aide=assistant.model.aide(proposal, InConfidence(facts=_in_confidence(whose, assistant))),
    )
    draft = assistant.drafts.made(order)
    store.keep_draft(draft, proposal, whose)
    return draft


def _facts(
    proposal: Proposal | None,
    conversation: str | None,
    before: KeptDraft | None,
    assistant: Assistant,
) -> Proposal:
    if proposal is not None:
        return proposal
    if conversation is not None:
        return assistant.conversations.opened(conversation).case
    return before.proposal if before is not None else Proposal()


def _in_confidence(conversation: str | None, assistant: Assistant) -> tuple[str, ...]:
    """Return the facts of a conversation that no language model may see."""
    if conversation is None:
        return ()
    return told_in_confidence(assistant.conversations.opened(conversation).origins)


# -- checking a text ------------------------------------------------------------------------------

_CHECKED = form_body(
    file_schema(
        "A .docx, .md or .txt file.",
        proposal={
            "type": "string",
            "description": "The facts, as JSON of a Proposal.",
            "contentMediaType": "application/json",
        },
        conversation_id={"type": "string"},
        as_of={"type": "string", "format": "date"},
    ),
    {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/CheckBody"},
            "example": CHECK_REQUEST,
        }
    },
)


@drafts.post(
    "/drafts/check",
    operation_id="check_text",
    summary="Check a text of your own",
    response_model=CheckReply,
    responses=example(CHECK_REPLY) | problems(404, 413, 415, 422),
    openapi_extra=_CHECKED,
)
async def check_text(request: Request, assistant: Opened, today: Today) -> CheckReply:
    """Find what to mend in a text: claims without a source, figures that differ, promises, gaps.

    Send JSON with `text`, or a form with a Word, Markdown or text file in the field `file`. Nothing
    of it is kept.
    """
    if is_form(request):
        sent = await sent_file(request, ("proposal", "conversation_id", "as_of"))
        fields = _validated(CheckFields, sent.fields)
        return await run_in_threadpool(checked_file, sent.name, sent.data, fields, assistant, today)
    body = _validated(CheckBody, await _json_of(request))
    return await run_in_threadpool(checked_text, body, assistant, today)


def checked_text(body: CheckBody, assistant: Assistant, today: date) -> CheckReply:
    """Check a text that was sent as words."""
    proposal = _facts(body.proposal, body.conversation_id, None, assistant)
    return _checked(body.text, proposal, assistant, body.as_of or today)


def checked_file(
    name: str, data: bytes, fields: CheckFields, assistant: Assistant, today: date
) -> CheckReply:
    """Check a text that was sent as a file."""
    from assistant.receiving.documents import read_document

    proposal = _facts(fields.proposal, fields.conversation_id, None, assistant)
    read = read_document(name, data)
    layout = Layout(
        headings=frozenset(one.start for one in read.blocks if one.kind == "heading"),
        apart=tuple((one.start, one.end) for one in read.blocks if one.kind in _APART),
    )
    return _checked(read.text, proposal, assistant, fields.as_of or today, layout)


_APART = ("table", "footnote")
"""Blocks of a file that are no sentences of its author's."""


def _checked(
    text: str,
    proposal: Proposal,
    assistant: Assistant,
    as_of: date,
    layout: Layout | None = None,
) -> CheckReply:
    lints = assistant.drafts.checked_text(text, proposal, as_of=as_of, layout=layout)
    return CheckReply(as_of=as_of, text=text, words=len(text.split()), lints=lints)


async def _json_of(request: Request) -> Any:
    """Read a body as JSON, as the routes do that declare one.

    Raises:
        NotJsonError: The body does not say that it is JSON.
        RequestValidationError: It is none.
    """
    told = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if told != "application/json" and not told.endswith("+json"):
        raise NotJsonError(request.headers.get("content-type"))
    body = await request.body()
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        fault = {"type": "json_invalid", "loc": ("body", error.pos), "ctx": {"error": error.msg}}
        raise RequestValidationError([fault], body=body.decode("utf-8", "replace")) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise HTTPException(400) from error


def _validated(model: type[Body], given: Any) -> Body:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        faults = [one | {"loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(faults, body=given) from None


# -- one draft ----------------------------------------------------------------------------------


@drafts.get(
    "/drafts/{identifier}.docx",
    operation_id="get_draft_docx",
    summary="Take a draft away for Word",
    response_class=Response,
    responses=downloads(DOCX, "The draft as a Word document") | problems(404, 422),
)
def get_docx(
    identifier: DraftId, query: Annotated[FileQuery, Query()], assistant: Opened
) -> Response:
    """Write a draft for Word: styles, footnotes, comments for reviewers, the matrix behind it."""
    return _download(identifier, "docx", query, assistant)


@drafts.get(
    "/drafts/{identifier}.md",
    operation_id="get_draft_markdown",
    summary="Take a draft away as Markdown",
    response_class=Response,
    responses=downloads("text/markdown", "The draft as Markdown", text=DRAFT_MARKDOWN)
    | problems(404, 422),
)
def get_markdown(
    identifier: DraftId, query: Annotated[FileQuery, Query()], assistant: Opened
) -> Response:
    """Write a draft as Markdown, with its citations as footnotes."""
    return _download(identifier, "md", query, assistant)


@drafts.get(
    "/drafts/{identifier}.pdf",
    operation_id="get_draft_pdf",
    summary="Take a draft away as PDF",
    response_class=Response,
    responses=downloads("application/pdf", "The draft as a tagged PDF") | problems(404, 422),
)
def get_pdf(
    identifier: DraftId, query: Annotated[FileQuery, Query()], assistant: Opened
) -> Response:
    """Write a draft as a tagged PDF."""
    return _download(identifier, "pdf", query, assistant)


@drafts.get(
    "/drafts/{identifier}.xlsx",
    operation_id="get_matrix",
    summary="Take the compliance matrix away for Excel",
    response_class=Response,
    responses=downloads(XLSX, "The compliance matrix as a workbook") | problems(404, 422),
)
def get_matrix(
    identifier: DraftId, query: Annotated[FileQuery, Query()], assistant: Opened
) -> Response:
    """Write the compliance matrix, to be filled and sent back; public: without people's columns."""
    return _download(identifier, "xlsx", query, assistant)


def _download(identifier: str, kind: FileKind, query: FileQuery, assistant: Assistant) -> Response:
    from assistant.files.docx import to_docx
    from assistant.files.markdown import to_markdown
    from assistant.files.pdf import to_pdf
    from assistant.files.xlsx import matrix_to_xlsx

    draft, public = assistant.conversations.draft(identifier).draft, query.public
    content: bytes | str
    match kind:
        case "docx":
            media = DOCX
            content = to_docx(draft, public=public, library=assistant.library)
        case "pdf":
            media = "application/pdf"
            content = to_pdf(draft, public=public, library=assistant.library)
        case "xlsx":
            media = XLSX
            content = matrix_to_xlsx(_public_matrix(draft) if public else draft)
        case "md":
            media = "text/markdown"
            content = to_markdown(draft, public=public, library=assistant.library)
    name = file_name(draft, kind, public=public)
    return Response(
        content,
        media_type=media,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _public_matrix(draft: Draft) -> Draft:
    """Leave out what people wrote, and the reasons: they tell facts that may be confidential."""
    empty = {"because": "", "owner": "", "due": None, "notes": "", "response_location": ""}
    rows = tuple(row.model_copy(update=empty) for row in draft.matrix)
    return draft.model_copy(update={"matrix": rows})


@drafts.get(
    "/drafts/{identifier}",
    operation_id="get_draft",
    summary="Read a draft",
    responses=example(DRAFT) | problems(404, 422),
)
def get_draft(identifier: DraftId, assistant: Opened) -> Draft:
    """Show a draft as it stands, with the changes made to it; its receipt is of it as made."""
    return assistant.drafts.as_it_stands(assistant.conversations.draft(identifier))


@drafts.delete(
    "/drafts/{identifier}",
    operation_id="delete_draft",
    summary="Delete a draft",
    status_code=204,
    responses=problems(404, 422),
)
def delete_draft(identifier: DraftId, assistant: Opened) -> None:
    """Delete a draft with the changes made to it; it cannot be had back.

    What a reply of a conversation shows of it goes with that conversation.
    """
    assistant.conversations.delete_draft(identifier)


@drafts.put(
    "/drafts/{identifier}/sentences",
    operation_id="word_sentences",
    summary="Word or mark sentences of a draft",
    responses=example(EDITED_DRAFT) | problems(404, 413, 415, 422),
)
def word_sentences(identifier: DraftId, body: SentencesBody, assistant: Opened) -> Draft:
    """Keep a user's own wording of sentences, and marks of what is confidential.

    They stay when a new version is made. The draft is checked anew.
    """
    store = assistant.conversations
    sections = store.draft(identifier).made.sections
    held = {one.id for section in sections for one in section.sentences}
    for one in body.sentences:
        if one.sentence not in held:
            raise UnknownSentenceError(one.sentence, identifier)
    kept = store.edit_draft(identifier, DraftEdit(sentences=body.sentences))
    return assistant.drafts.as_it_stands(kept)


@drafts.post(
    "/drafts/{identifier}/matrix",
    operation_id="fill_matrix",
    summary="Send a filled compliance matrix back",
    response_model=MatrixReply,
    responses=example(MATRIX_REPLY) | problems(404, 413, 415, 422),
    openapi_extra=form_body(file_schema("The .xlsx file, filled.")),
)
async def fill_matrix(identifier: DraftId, request: Request, assistant: Opened) -> MatrixReply:
    """Take over what people wrote into the matrix; what cannot be is told, and nothing is dropped.

    Send a form with the file in the field `file`. Rows are known by their ids, whatever their
    order; an entry that does not fit leaves the one before.
    """
    sent = await sent_file(request)
    return await run_in_threadpool(_filled, identifier, sent.name, sent.data, assistant)


def _filled(identifier: str, name: str, data: bytes, assistant: Assistant) -> MatrixReply:
    from assistant.receiving.matrix import read_matrix

    store = assistant.conversations
    kept = store.draft(identifier)
    upload = read_matrix(data, kept.draft.matrix, name=name)
    edits = row_edits(kept.draft.matrix, upload.rows)
    if edits:
        kept = store.edit_draft(identifier, DraftEdit(rows=edits))
    return MatrixReply.of(assistant.drafts.as_it_stands(kept), upload)


@drafts.get(
    "/drafts/{identifier}/versions",
    operation_id="list_versions",
    summary="List the versions of a draft",
    responses=example(DRAFT_VERSIONS) | problems(404, 422),
)
def list_versions(identifier: DraftId, assistant: Opened) -> DraftVersions:
    """List the kept drafts of the document that a draft is a version of, oldest first."""
    items = tuple(one.listed for one in assistant.conversations.versions(identifier))
    return DraftVersions(total=len(items), items=items)


@drafts.get(
    "/drafts/{identifier}/difference",
    operation_id="compare_drafts",
    summary="Compare a draft with an earlier one",
    responses=example(DIFFERENCE) | problems(404, 422),
)
def compare_drafts(
    identifier: DraftId, query: Annotated[DifferenceQuery, Query()], assistant: Opened
) -> Difference:
    """Say what is different, by section and sentence, word by word, with tables and the matrix."""
    store = assistant.conversations
    kept = store.draft(identifier)
    earlier = query.from_ or kept.made.follows
    if earlier is None or earlier == identifier:
        return difference(kept.made, kept.draft)
    return difference(store.draft(earlier).draft, kept.draft)
