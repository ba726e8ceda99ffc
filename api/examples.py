"""Examples that the OpenAPI document shows: requests, and what they were answered.

The replies in `recorded/` are as the server gave them, cut to the first finding or example; tests
hold each to its type.
"""

import json
from pathlib import Path
from typing import Any


def _recorded(name: str) -> Any:
    path = Path(__file__).parent / "recorded" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


CHAT_REQUEST = _recorded("chat_request")
CHAT_REPLY = _recorded("chat_reply")
ASSESSMENT_REQUEST = _recorded("assessment_request")
ASSESSMENT_REPLY = _recorded("assessment_reply")
SEARCH_REPLY = _recorded("search_reply")
PROVISION = _recorded("provision")
RULE = _recorded("rule")
