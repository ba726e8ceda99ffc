"""The paths of the HTTP contract. A route asks the assistant and shows what it says, no more.

Routes are plain functions, so that FastAPI runs them in threads: embedding and searching block.
"""

from datetime import date
from typing import Annotated, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.documentation import example, names_of, problems
from api.errors import PROBLEMS, UnknownProblemError
from api.examples import (
    ASSESSMENT_REPLY,
    CHAT_REPLY,
    CHAT_STREAM,
    DOCUMENT,
    DOCUMENT_LIST,
    PROBLEM_MEANING,
    PROVISION,
    PROVISION_PAGE,
    RULE,
    RULE_LIST,
    SEARCH_REPLY,
    WELCOME,
    WHAT_IF_REPLY,
)
from api.opening import Opening, Texts
from api.schemas import (
    AssessmentBody,
    ChatBody,
    DocumentList,
    DocumentSummary,
    DocumentView,
    Found,
    Health,
    ProblemMeaning,
    ProvisionPage,
    ProvisionsQuery,
    ProvisionView,
    Readiness,
    RuleList,
    RuleSummary,
    RuleView,
    SearchQuery,
    SearchReply,
    Welcome,
    WhatIfBody,
)
from api.streaming import ReplyStream
from assistant.answering import Assistant
from assistant.reply import AssessmentReply, ChatReply, WhatIfReply
from corpus.document import Provision


def _assistant(request: Request) -> Assistant:
    return cast("Opening", request.app.state.opening).assistant()


def _today(request: Request) -> date:
    return cast("date", request.app.state.today())


def never_stored(response: Response) -> None:
    """Tell whoever passes a response on to keep no copy."""
    response.headers["Cache-Control"] = "no-store"


Opened = Annotated[Assistant, Depends(_assistant)]
Today = Annotated[date, Depends(_today)]
Identifier = Annotated[str, Path(max_length=80)]
ProvisionId = Annotated[str, Path(max_length=80, examples=["CON-2"])]
DocumentId = Annotated[str, Path(max_length=80, examples=["call-for-proposals"])]
RuleId = Annotated[str, Path(max_length=80, examples=["us_hardware_content"])]
ProblemName = Annotated[str, Path(max_length=80, examples=["not-ready"])]

server = APIRouter(tags=["server"])
work = APIRouter(prefix="/v1", tags=["assistant"], dependencies=[Depends(never_stored)])
texts = APIRouter(prefix="/v1", tags=["corpus"])
law = APIRouter(prefix="/v1", tags=["rules"])


@work.post(
    "/chat",
    operation_id="chat",
    summary="Ask a question, or describe a situation",
    response_model=ChatReply,
    responses=example(CHAT_REPLY, stream=CHAT_STREAM) | problems(404, 409, 413, 415, 422),
)
def chat(body: ChatBody, assistant: Opened, today: Today) -> ChatReply | Response:
    """Answer one message of a conversation; every sentence from a source carries its citation.

    With `stream: true`, events come while the reply is made: `meta`, then `fact`, `finding`,
    `statement` and `citation`, then `done` with the whole reply, or `error` with a problem.
    """
    if body.stream:
        return ReplyStream(lambda listener: assistant.answer(body, today=today, listener=listener))
    return assistant.answer(body, today=today)


@work.post(
    "/assessments",
    operation_id="assess",
    summary="Hold a proposal against every rule",
    responses=example(ASSESSMENT_REPLY) | problems(413, 415, 422),
)
def assess(body: AssessmentBody, assistant: Opened, today: Today) -> AssessmentReply:
    """Say what each rule says of the proposal, on a day, and which missing fact to add next."""
    return assistant.assess(body.proposal, as_of=body.as_of or today)


@work.post(
    "/assessments/what-if",
    operation_id="what_if",
    summary="Find the least changes that reach a goal",
    responses=example(WHAT_IF_REPLY) | problems(413, 415, 422),
)
def what_if(body: WhatIfBody, assistant: Opened, today: Today) -> WhatIfReply:
    """Say what the applicants could choose otherwise; facts that are no choice stay as they are."""
    return assistant.what_if(body.proposal, as_of=body.as_of or today, goal=body.goal)


@texts.get(
    "/provisions",
    operation_id="list_provisions",
    summary="List provisions",
    responses=example(PROVISION_PAGE) | problems(404, 422),
)
def list_provisions(query: Annotated[ProvisionsQuery, Query()], assistant: Opened) -> ProvisionPage:
    """List the provisions that every filter lets through, in the order of the corpus."""
    library = assistant.library
    held = (
        library.served(query.document).document.provisions
        if query.document is not None
        else tuple(library.provisions.values())
    )
    names = [provision.id for provision in held if _passes(provision, query)]
    end = query.offset + query.limit
    return ProvisionPage(
        total=len(names),
        limit=query.limit,
        offset=query.offset,
        next=_next_page(query, end) if end < len(names) else None,
        items=tuple(
            ProvisionView.of(name, library, assistant.catalogue)
            for name in names[query.offset : end]
        ),
    )


def _passes(provision: Provision, query: ProvisionsQuery) -> bool:
    told = " ".join((provision.id, provision.heading, *provision.says)).casefold()
    return (
        query.force in (None, provision.force)
        and query.basis in (None, provision.basis)
        and all(word in told for word in (query.q or "").casefold().split())
    )


def _next_page(query: ProvisionsQuery, offset: int) -> str:
    asked = query.model_dump(mode="json", exclude_none=True) | {"offset": offset}
    return f"/v1/provisions?{urlencode(asked)}"


@texts.get(
    "/provisions/{identifier}",
    operation_id="get_provision",
    summary="Read a provision",
    responses=example(PROVISION) | problems(404, 422),
)
def get_provision(identifier: ProvisionId, assistant: Opened) -> ProvisionView:
    """Show a provision with its sentences, their places, and on what it rests."""
    return ProvisionView.of(identifier, assistant.library, assistant.catalogue)


@texts.get(
    "/documents",
    operation_id="list_documents",
    summary="List documents",
    responses=example(DOCUMENT_LIST) | problems(),
)
def list_documents(assistant: Opened) -> DocumentList:
    """List the documents of the corpus without their texts."""
    items = tuple(DocumentSummary.of(served) for served in assistant.library.documents.values())
    return DocumentList(total=len(items), items=items)


@texts.get(
    "/documents/{identifier}",
    operation_id="get_document",
    summary="Read a document",
    responses=example(DOCUMENT) | problems(404, 422),
)
def get_document(identifier: DocumentId, assistant: Opened) -> DocumentView:
    """Show a document with the text that citations point into."""
    if identifier in assistant.library.official.texts:
        return DocumentView.of_official(identifier, assistant.library)
    return DocumentView.of(assistant.library.served(identifier))


@texts.get(
    "/search",
    operation_id="search",
    summary="Search the provisions",
    responses=example(SEARCH_REPLY) | problems(422),
)
def search(query: Annotated[SearchQuery, Query()], assistant: Opened, today: Today) -> SearchReply:
    """Find the provisions nearest to a question or keywords that speak on a day."""
    as_of = query.as_of or today
    found = assistant.search.find(query.q, k=query.k, as_of=as_of)
    items = tuple(Found.of(item, assistant.library) for item in found)
    return SearchReply(q=query.q, as_of=as_of, items=items)


@law.get(
    "/rules",
    operation_id="list_rules",
    summary="List rules",
    responses=example(RULE_LIST) | problems(),
)
def list_rules(assistant: Opened) -> RuleList:
    """List the rules that an assessment applies."""
    items = tuple(RuleSummary.of(rule) for rule in assistant.catalogue.rules.values())
    return RuleList(total=len(items), items=items)


@law.get(
    "/rules/{identifier}",
    operation_id="get_rule",
    summary="Read a rule",
    responses=example(RULE) | problems(404, 422),
)
def get_rule(identifier: RuleId, assistant: Opened) -> RuleView:
    """Show a rule as counsel reads it: its numbers with their dates, its words, its examples."""
    return RuleView.of(assistant.catalogue.rule(identifier))


@server.get(
    "/healthz",
    operation_id="health",
    summary="Is the process up?",
    responses=example({"status": "up"}),
)
def health() -> Health:
    """Say that the process is up."""
    return Health(status="up")


@server.get(
    "/readyz",
    operation_id="readiness",
    summary="Can questions be answered?",
    responses=example({"status": "ready", "official_texts": "current"}) | problems(),
    dependencies=[Depends(_assistant)],
)
def readiness(request: Request) -> Readiness:
    """Say that the index is open and has passed its self-check, and over which official texts."""
    texts: Texts = request.app.state.opening.texts
    return Readiness(status="ready", official_texts=texts.state, why=texts.why or None)


@server.get(
    "/problems/{name}",
    operation_id="get_problem",
    summary="What a `type` of problem means",
    responses=example(PROBLEM_MEANING) | problems(404, 422),
)
def get_problem(name: ProblemName) -> ProblemMeaning:
    """Name the class of error that a problem's `type` points to."""
    for kind in PROBLEMS.values():
        if kind.name == name:
            return ProblemMeaning(type=kind.type, title=kind.title, status=kind.status)
    raise UnknownProblemError(name)


@server.get("/", operation_id="welcome", summary="What this is", responses=example(WELCOME))
def welcome(request: Request) -> Welcome:
    """Say what this server is, and where to read on.

    There is no page with an API explorer: FastAPI's loads its scripts from another site.
    """
    return Welcome(
        name="AI Exports Assistant",
        about=(
            "Answers, checks and searches for the American AI Exports Program. Not legal advice, "
            "and not a site of the U.S. Government."
        ),
        documentation="/openapi.json",
        text_goes_to=cast("Opening", request.app.state.opening).text_goes_to,
        endpoints=tuple(names_of(request.app.openapi())),
    )
