"""What-if over HTTP: least changes with their findings, and a goal that there is not."""

import pytest

from api import examples
from assistant.reply import WhatIfReply
from rules.catalogue import packaged_catalogue

PATH = "/v1/assessments/what-if"


def test_the_recorded_request_is_answered_as_recorded(served):
    reply = served.post(PATH, json=examples.WHAT_IF_REQUEST).json()
    recorded = WhatIfReply.model_validate(examples.WHAT_IF_REPLY).model_dump(mode="json")

    for one, kept in zip(reply["solutions"], recorded["solutions"], strict=True):
        assert one["changes"] == kept["changes"]
        assert one["findings"][: len(kept["findings"])] == kept["findings"]
    assert [one["changes"][0]["choice"] for one in reply["solutions"]] == [
        "remove_member",
        "replace_member",
    ]


def test_findings_after_the_change_carry_their_citations(served):
    reply = served.post(PATH, json=examples.WHAT_IF_REQUEST).json()

    findings = [finding for one in reply["solutions"] for finding in one["findings"]]
    assert findings
    assert all(finding["citations"] for finding in findings)
    assert {finding["as_of"] for finding in findings} == {"2026-06-12"}


def test_the_same_request_has_the_same_receipt(served):
    first, second = (served.post(PATH, json=examples.WHAT_IF_REQUEST).json() for _ in range(2))

    assert first == second
    assert first["receipt"]["rules"] == packaged_catalogue().digest


def test_the_day_is_today_where_none_is_given(served):
    body = {"proposal": {}, "goal": "filed_in_window"}
    reply = served.post(PATH, json=body).json()

    assert reply["as_of"] == "2026-11-21"
    assert reply["solutions"] == []
    assert "no longer a choice" in reply["impossible"][0]["because"]


def test_missing_ownership_is_asked_for(served):
    member = {"name": "Hana", "headquarters": "KR"}
    body = {"proposal": {"members": [member]}, "goal": "members_outside_countries_of_concern"}
    reply = served.post(PATH, json=body | {"as_of": "2026-05-01"}).json()

    assert "members[0].owners" in reply["open"][0]["facts"]
    assert reply["solutions"][0]["changes"][0]["choice"] == "replace_member"


@pytest.mark.parametrize("goal", ["designated", "", "one_anchor"])
def test_an_unknown_goal_names_the_goals_and_every_other_fault(served, goal):
    body = {"proposal": {"track": "fast"}, "as_of": "soon", "goal": goal}
    reply = served.post(PATH, json=body)

    assert reply.status_code == 422
    assert reply.json()["type"] == "/problems/invalid-request"
    faults = {fault["pointer"]: fault for fault in reply.json()["faults"]}
    assert set(faults) == {"/proposal/track", "/as_of", "/goal"}
    names = ("no_obstacle_found", *packaged_catalogue().rules)
    assert all(name in faults["/goal"]["expected"] for name in names)


def test_a_goal_is_needed(served):
    reply = served.post(PATH, json={"proposal": {}})

    assert reply.status_code == 422
    assert reply.json()["faults"][0]["pointer"] == "/goal"


def test_the_document_lists_the_goals(served):
    schemas = served.get("/openapi.json").json()["components"]["schemas"]
    goal = schemas["WhatIfBody"]["properties"]["goal"]

    assert goal["enum"] == ["no_obstacle_found", *packaged_catalogue().rules]
    assert schemas["WhatIfBody"]["examples"]
