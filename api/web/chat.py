"""Chat: the thread of a conversation, its list, and the form that asks.

Each form posts without JavaScript as well; with it, the reply streams into the thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Response
from fastapi.sse import format_sse_event
from starlette.responses import HTMLResponse, RedirectResponse

from api.routes import Identifier, welcome
from api.streaming import ReplyStream
from api.web.checklist import summary_of
from api.web.examples import EXAMPLES
from api.web.rendering import HEADERS, fragment, page, wants_part
from api.web.session import OurForm
from api.web.sources import panel_values
from api.web.views import Turn, turns_of
from api.web.visit import DayField, Visit, Visited
from assistant.answering import Assistant
from assistant.errors import UnknownReplyError
from assistant.keeping.records import LONGEST_COMMENT, LONGEST_TITLE, KeptDraft, Rating
from assistant.reply import LONGEST_MESSAGE, ChatReply, ChatRequest
from assistant.telling import Event, EventName, Listener

LISTED = 40
"""Conversations in the side list; a search finds the others."""

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(visit: Visited, message: str = "") -> Response:
    """Begin a conversation; a client that reads no HTML is told where the API is."""
    if "text/html" not in visit.request.headers.get("accept", "text/html"):
        return HTMLResponse(welcome(visit.request).model_dump_json(), media_type="application/json")
    values = {
        "here": "ask",
        "turns": (),
        "conversation": None,
        "examples": EXAMPLES,
        "written": message,
    }
    return page("chat.html", visit.request, values | _around(visit.assistant))


@router.get("/c/{identifier}")
def conversation(
    identifier: Identifier, visit: Visited, change: str = "", message: str = ""
) -> Response:
    """Show a conversation whole; `change` names the last reply, whose message is to be changed."""
    thread = _thread(identifier, visit.assistant) | {"written": message}
    if change:
        draft = visit.assistant.conversations.opened(identifier).draft
        thread |= _changing(thread["turns"], change, draft)
    return page("chat.html", visit.request, thread | _around(visit.assistant))


def _changing(turns: tuple[Turn, ...], change: str, draft: KeptDraft | None) -> dict[str, Any]:
    last = turns[-1]
    told = last.reply.draft
    if len(turns) == 1 and draft and (told is None or told.draft_id != draft.made.draft_id):
        return {"note": "A draft was made of this one message and would go with it. Write another."}
    if last.reply.reply_id != change or not last.changeable:
        return {"note": "Only the last message can be changed. Write what should be otherwise."}
    return {"written": last.message, "instead_of": change, "as_of": last.asked.as_of}


@router.get("/c/{identifier}/sources/{reply}/{number}")
def source(identifier: Identifier, reply: str, number: int, visit: Visited) -> Response:
    """Open the provision that a marker of an answer points to, beside the thread."""
    thread = _thread(identifier, visit.assistant)
    panel = panel_values(_reply(thread["turns"], reply), number, identifier, visit.assistant)
    if wants_part(visit.request):
        return HTMLResponse(fragment("_panel.html", visit.request, panel), headers=HEADERS)
    return page("chat.html", visit.request, thread | _around(visit.assistant) | panel)


@router.post("/ask", dependencies=[OurForm])
def ask(  # noqa: PLR0913, PLR0917 (the fields of a form)
    visit: Visited,
    message: Annotated[str, Form(min_length=1, max_length=LONGEST_MESSAGE)],
    conversation_id: Annotated[str, Form(max_length=100)] = "",
    as_of: Annotated[DayField, Form()] = None,
    instead_of: Annotated[str, Form(max_length=100)] = "",
    confidential: Annotated[bool, Form()] = False,
) -> Response:
    """Answer a message: as a stream into the page, or by showing the conversation again.

    With `instead_of`, the id of the last reply, that turn is taken back first.
    """
    asked = ChatRequest(
        message=message,
        conversation_id=conversation_id or None,
        as_of=as_of,
        confidential=confidential,
    )

    def answer(listener: Listener) -> ChatReply:
        now = _taken_back(asked, instead_of, visit.assistant)
        return visit.assistant.answer(now, today=visit.today, listener=listener)

    if wants_part(visit.request):
        stream = _TurnStream(visit, message, instead_of)
        return ReplyStream(answer, write=stream.written, headers=stream.headers)
    reply = answer(Listener())
    place = f"/c/{reply.conversation_id}#reply-{reply.reply_id}"
    return RedirectResponse(place, status_code=303)


def _taken_back(asked: ChatRequest, instead_of: str, assistant: Assistant) -> ChatRequest:
    """Take the last turn back, where another message is to stand in its place."""
    identifier = asked.conversation_id
    if not instead_of or identifier is None:
        return asked
    whole = assistant.conversations.whole(identifier)
    assistant.conversations.take_back(identifier, instead_of)
    # With its only turn the conversation went; what is asked now begins another.
    return asked if whole.turn_count > 1 else asked.model_copy(update={"conversation_id": None})


@router.get("/conversations")
def listed(visit: Visited, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """List conversations whose words match."""
    values = _around(visit.assistant, q=q)
    if wants_part(visit.request):
        return HTMLResponse(fragment("_conversations.html", visit.request, values), headers=HEADERS)
    return page("conversations.html", visit.request, values)


@router.post("/c/{identifier}/rename", dependencies=[OurForm])
def rename(
    identifier: Identifier,
    visit: Visited,
    title: Annotated[str, Form(min_length=1, max_length=LONGEST_TITLE)],
) -> Response:
    """Give a conversation another title."""
    visit.assistant.conversations.rename(identifier, title)
    return RedirectResponse(f"/c/{identifier}", status_code=303)


@router.get("/c/{identifier}/delete")
def ask_to_delete(identifier: Identifier, visit: Visited) -> Response:
    """Ask whether a conversation is to go."""
    whole = visit.assistant.conversations.whole(identifier)
    return page("delete.html", visit.request, {"conversation": whole})


@router.post("/c/{identifier}/delete", dependencies=[OurForm])
def delete(identifier: Identifier, visit: Visited) -> Response:
    """Delete a conversation."""
    visit.assistant.conversations.delete(identifier)
    return RedirectResponse("/", status_code=303)


@router.post("/c/{identifier}/replies/{reply}/rating", dependencies=[OurForm])
def rate(
    identifier: Identifier,
    reply: str,
    visit: Visited,
    rating: Annotated[Rating, Form()],
    comment: Annotated[str, Form(max_length=LONGEST_COMMENT)] = "",
) -> Response:
    """Keep whether a reply helped."""
    visit.assistant.conversations.rate(reply, rating, comment or None)
    if wants_part(visit.request):
        rated = fragment("_rated.html", visit.request, {"rating": rating})
        return HTMLResponse(rated, headers=HEADERS)
    return RedirectResponse(f"/c/{identifier}#reply-{reply}", status_code=303)


def _thread(identifier: str, assistant: Assistant) -> dict[str, Any]:
    whole = assistant.conversations.whole(identifier)
    return {
        "conversation": whole,
        "turns": turns_of(whole.turns, assistant.library),
        "case": summary_of(whole.case),
        "examples": (),
        "written": "",
        "here": "",
    }


def _around(assistant: Assistant, q: str = "") -> dict[str, Any]:
    found = assistant.conversations.listed(q=q, limit=LISTED)
    return {"conversations": found.items, "total": found.total, "q": q}


def _reply(turns: tuple[Turn, ...], identifier: str) -> ChatReply:
    for turn in turns:
        if turn.reply.reply_id == identifier:
            return turn.reply
    raise UnknownReplyError(identifier)


@dataclass
class _TurnStream:
    """Writes the events of one turn as parts of the page."""

    visit: Visit
    message: str
    instead_of: str = ""

    def headers(self, first: Event) -> dict[str, str]:
        """Name the address of the conversation, which the first event tells."""
        identifier = dict(first.data).get("conversation_id")
        return HEADERS | ({"HX-Push-Url": f"/c/{identifier}"} if identifier else {})

    def written(self, event: Event) -> bytes:
        """Write one event; those that need no words of their own wait for the whole reply."""
        html = "".join(self._parts(event))
        return format_sse_event(data_str=html) if html else format_sse_event(comment=event.name)

    def _parts(self, event: Event) -> Iterator[str]:
        if event.name is EventName.META:
            told = {"message": self.message, "instead_of": self.instead_of}
            yield self._fragment("_working.html", told)
        elif event.name is EventName.ERROR:
            yield self._fragment("_failed.html", {"problem": event.data, "message": self.message})
        elif isinstance(event.data, ChatReply):
            whole = self.visit.assistant.conversations.whole(event.data.conversation_id)
            turn = turns_of(whole.turns[-1:], self.visit.assistant.library)[0]
            values = {"turn": turn, "conversation": whole, "here": ""}
            yield self._fragment("_answered.html", values | _around(self.visit.assistant))

    def _fragment(self, template: str, values: dict[str, Any]) -> str:
        return fragment(template, self.visit.request, values)
