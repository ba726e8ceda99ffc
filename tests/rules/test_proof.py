"""A proof keeps what decides: as text to read, and as data."""

import json
from collections.abc import Callable
from typing import Any

from rules.proof import proof_data, proof_text

RULE = "members_outside_countries_of_concern"


def test_an_open_finding_shows_only_what_is_open(findings: Callable[..., Any]) -> None:
    member = {"name": "Hana", "headquarters": "KR", "incorporated_in": "KR", "owners": []}
    (finding,) = findings(RULE, {"members": [member]})

    assert proof_text(finding) == (
        "members_outside_countries_of_concern (Hana): unknown\n"
        "  The member is located in a country of concern. [open]\n"
        "    The country of its principal place of business is listed. [open]\n"
        "      members[0].principal_place_of_business is not stated"
    )


def test_a_decided_finding_shows_only_what_decides(findings: Callable[..., Any]) -> None:
    member = {"name": "Porto", "headquarters": "US", "incorporated_in": "MO"}
    (finding,) = findings(RULE, {"members": [member]})

    assert [fact.path for fact in finding.facts] == ["members[0].incorporated_in"]
    assert "headquarters" not in proof_text(finding)


def test_the_data_holds_what_the_text_says(findings: Callable[..., Any]) -> None:
    (finding,) = findings("filed_in_window", {"filed_on": "2026-06-12"})
    data = json.loads(json.dumps(proof_data(finding)))

    assert data["outcome"] == "met"
    assert all(step["says"] in proof_text(finding) for step in data["steps"])
    assert data["steps"][-1]["facts"] == {"filed_on": "12 June 2026"}
