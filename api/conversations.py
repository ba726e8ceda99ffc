"""The paths of kept conversations: list, open, rename, delete, take away; and feedback."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Response

from api.documentation import example, problems
from api.examples import (
    CONVERSATION,
    CONVERSATION_MARKDOWN,
    CONVERSATION_PAGE,
    EXPORT,
    FEEDBACK,
    RENAMED,
)
from api.routes import Opened, Today, never_stored
from api.schemas import (
    ConversationPage,
    ConversationsQuery,
    ExportQuery,
    FeedbackBody,
    RenameBody,
)
from assistant.exporting import Export, ExportForm, as_markdown, exported
from assistant.keeping.records import Feedback, KeptConversation, Summary

ConversationId = Annotated[
    str,
    Path(max_length=80, examples=["c0ffee00c0ffee00c0ffee00c0ffee00"]),
]

kept = APIRouter(prefix="/v1", tags=["conversations"], dependencies=[Depends(never_stored)])

_EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The conversation as a file",
        "content": {
            "text/markdown": {"schema": {"type": "string"}, "example": CONVERSATION_MARKDOWN},
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Export"},
                "example": EXPORT,
            },
        },
    }
}


@kept.get(
    "/conversations",
    operation_id="list_conversations",
    summary="List conversations",
    responses=example(CONVERSATION_PAGE) | problems(422),
)
def list_conversations(
    query: Annotated[ConversationsQuery, Query()], assistant: Opened
) -> ConversationPage:
    """List conversations, newest first, whose titles, messages or answers hold every word."""
    found = assistant.conversations.listed(q=query.q, limit=query.limit, offset=query.offset)
    end = query.offset + query.limit
    return ConversationPage(
        total=found.total,
        limit=query.limit,
        offset=query.offset,
        next=_next_page(query, end) if end < found.total else None,
        items=found.items,
    )


def _next_page(query: ConversationsQuery, offset: int) -> str:
    asked = {name: value for name, value in query.model_dump().items() if value}
    return f"/v1/conversations?{urlencode(asked | {'offset': offset})}"


@kept.get(
    "/conversations/{identifier}",
    operation_id="get_conversation",
    summary="Read a conversation",
    responses=example(CONVERSATION) | problems(404, 422),
)
def get_conversation(identifier: ConversationId, assistant: Opened) -> KeptConversation:
    """Show a conversation with its turns, their replies, the case file and where it is from."""
    return assistant.conversations.whole(identifier)


@kept.patch(
    "/conversations/{identifier}",
    operation_id="rename_conversation",
    summary="Give a conversation another title",
    responses=example(RENAMED) | problems(404, 409, 413, 415, 422),
)
def rename_conversation(identifier: ConversationId, body: RenameBody, assistant: Opened) -> Summary:
    """Give a conversation another title, on one line."""
    return assistant.conversations.rename(identifier, body.title)


@kept.delete(
    "/conversations/{identifier}",
    operation_id="delete_conversation",
    summary="Delete a conversation",
    status_code=204,
    responses=problems(404, 409, 422),
)
def delete_conversation(identifier: ConversationId, assistant: Opened) -> None:
    """Delete a conversation with its turns, case files and feedback; it cannot be had back."""
    assistant.conversations.delete(identifier)


@kept.get(
    "/conversations/{identifier}/export",
    operation_id="export_conversation",
    summary="Take a conversation away",
    response_model=Export,
    response_class=Response,
    responses=_EXPORTED | problems(404, 422),
)
def export_conversation(
    identifier: ConversationId,
    query: Annotated[ExportQuery, Query()],
    assistant: Opened,
    today: Today,
) -> Response:
    """Write a conversation as Markdown or JSON, with citations, basis, dates and a disclaimer."""
    conversation = assistant.conversations.whole(identifier)
    if query.format is ExportForm.MARKDOWN:
        content, media = as_markdown(conversation, assistant.library, today), "text/markdown"
    else:
        content = exported(conversation, today).model_dump_json(indent=2)
        media = "application/json"
    name = f"conversation-{conversation.id}.{query.format}"
    return Response(
        content,
        media_type=media,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@kept.post(
    "/feedback",
    operation_id="give_feedback",
    summary="Say whether a reply helped",
    responses=example(FEEDBACK) | problems(404, 413, 415, 422),
)
def give_feedback(body: FeedbackBody, assistant: Opened) -> Feedback:
    """Keep what a reader says of a reply, in place of what was said of it before."""
    return assistant.conversations.rate(body.reply_id, body.rating, body.comment)
