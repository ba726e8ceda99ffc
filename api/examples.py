"""Examples that the OpenAPI document shows; tests hold each to its type."""

from typing import Any

CHAT_REQUEST: dict[str, Any] = {
    "message": "Kestrel Power is owned by a company in Seoul. Can it be a member?",
    "conversation_id": None,
    "proposal": None,
    "as_of": "2026-06-01",
    "stream": False,
}
ASSESSMENT_REQUEST: dict[str, Any] = {
    "proposal": {
        "track": "pre_set",
        "filed_on": "2026-06-12",
        "filed_through": "AIexports.gov",
        "members": [{"name": "Kestrel Compute", "roles": ["anchor"], "headquarters": "US"}],
        "layers": {
            "hardware": {
                "items": [
                    {"name": "trays", "value_usd": 1000000, "us_origin_value_usd": 520000},
                ]
            }
        },
        "markets": [{"name": "Kenya", "buyers": "public"}],
    },
    "as_of": "2026-06-12",
}
PROVISION: dict[str, Any] = {}
CHAT_REPLY: dict[str, Any] = {}
ASSESSMENT_REPLY: dict[str, Any] = {}
FOUND: dict[str, Any] = {}
RULE: dict[str, Any] = {}
