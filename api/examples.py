"""Examples that the OpenAPI document shows: requests, and what they were answered.

The replies in `recorded/` are as the server gave them, cut to the first finding or example; tests
hold each to its type.
"""

import json
from pathlib import Path
from typing import Any

from assistant.exporting import DISCLAIMER


def _recorded_text(name: str) -> str:
    return (Path(__file__).parent / "recorded" / name).read_text(encoding="utf-8")


def _recorded(name: str) -> Any:
    return json.loads(_recorded_text(f"{name}.json"))


CHAT_REQUEST = _recorded("chat_request")
CHAT_REPLY = _recorded("chat_reply")
ASSESSMENT_REQUEST = _recorded("assessment_request")
ASSESSMENT_REPLY = _recorded("assessment_reply")
CHAT_STREAM = _recorded_text("chat_stream.txt")
COMPLETION_REQUEST = _recorded("completion_request")
COMPLETION_REPLY = _recorded("completion_reply")
COMPLETION_STREAM = _recorded_text("completion_stream.txt")
MODEL_LIST = _recorded("model_list")
CONVERSATION_PAGE = _recorded("conversation_page")
CONVERSATION = _recorded("conversation")
EXPORT = {"disclaimer": DISCLAIMER, "exported": "2026-11-21", "conversation": CONVERSATION}
CONVERSATION_MARKDOWN = _recorded_text("conversation.md")
RENAME_REQUEST = _recorded("rename_request")
RENAMED = _recorded("renamed")
FEEDBACK_REQUEST = _recorded("feedback_request")
FEEDBACK = _recorded("feedback")
WHAT_IF_REQUEST = _recorded("what_if_request")
WHAT_IF_REPLY = _recorded("what_if_reply")
DRAFT_REQUEST = _recorded("draft_request")
DRAFT = _recorded("draft")
SENTENCES_REQUEST = _recorded("sentences_request")
EDITED_DRAFT = _recorded("edited_draft")
MATRIX_REPLY = _recorded("matrix_reply")
DRAFT_VERSIONS = _recorded("draft_versions")
DIFFERENCE = _recorded("difference")
CHECK_REQUEST = _recorded("check_request")
CHECK_REPLY = _recorded("check_reply")
SECTIONS = _recorded("sections")
DRAFT_MARKDOWN = _recorded_text("draft.md")
SEARCH_REPLY = _recorded("search_reply")
PROVISION = _recorded("provision")
PROVISION_PAGE = _recorded("provision_page")
DOCUMENT = _recorded("document")
DOCUMENT_LIST = _recorded("document_list")
RULE = _recorded("rule")
RULE_LIST = _recorded("rule_list")
PROBLEM_MEANING = _recorded("problem_meaning")
WELCOME = {
    "name": "AI Exports Assistant",
    "about": "Answers, checks and searches for the American AI Exports Program.",
    "documentation": "/openapi.json",
    "text_goes_to": None,
    "endpoints": ["POST /v1/chat"],
}
