"""Conversations: facts are compared one by one, and the figures add up."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.reply import Status, UnderstoodFact
from evals.conversations import (
    ConversationKind,
    ExpectedTurn,
    Said,
    ScoredTurn,
    expected_facts,
    facts_of,
    lines_of,
    read_conversations,
    reported_turns,
    scored_turn,
)
from evals.errors import CaseFileError
from tests.evals.invented import reply

TURN: dict[str, Any] = {
    "message": "Gull Light Ltd is Irish; Tern Group of Wales holds 30 %.",
    "status": "answered",
    "facts": [
        {"of": "Gull Light", "field": "headquarters", "value": "IE"},
        {"of": "Gull Light", "field": "percent", "value": "30", "owner": "Tern Group"},
        {"of": "Gull Light", "field": "roles", "value": ["data"]},
    ],
}
TOLD = (
    UnderstoodFact(path="members[Gull Light Ltd].headquarters", value="IE"),
    UnderstoodFact(
        path="members[Gull Light Ltd].owners", value={"name": "Tern Group", "percent": 30}
    ),
)


def scored(**changed: Any) -> ScoredTurn:
    turn = ExpectedTurn.model_validate(TURN | changed)
    answer = reply().model_copy(update={"facts": TOLD, "status": Status.ANSWERED})
    return scored_turn(ConversationKind.SITUATION, turn, answer)


def test_facts_are_matched_by_subject_field_and_value() -> None:
    found = scored()

    assert [one.field for one in found.missed] == ["roles"]
    assert found.extra == (Said("Gull Light Ltd", "owner", "Tern Group", "Tern Group"),)
    assert len(found.hit) == 2


def test_an_owner_without_a_name_is_one() -> None:
    told = [UnderstoodFact(path="members[A].owners", value={"name": "the fund", "country": "MO"})]
    wanted = ExpectedTurn.model_validate(
        TURN | {"facts": [{"of": "A", "field": "country", "value": "MO", "owner": None}]}
    )

    assert [said for one in wanted.facts for said in expected_facts(one)] == list(facts_of(told))


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (
            {"of": "Kenya", "field": "competitor", "value": "Jin Cloud", "owner": "CN"},
            {
                "path": "markets[Kenya].competitors",
                "value": [{"name": "Jin Cloud", "country": "CN"}],
            },
        ),
        (
            {"of": "proposal", "field": "support_requested", "value": "EXIM"},
            {"path": "support_requested", "value": [{"agency": "EXIM", "tool": "a loan"}]},
        ),
        (
            {"of": "layers.data", "field": "providers", "value": ["Tern Ltd"]},
            {"path": "layers.data.providers", "value": ["Tern"]},
        ),
        (
            {"of": "Kenya", "field": "demand", "value": "told"},
            {"path": "markets[Kenya].demand", "value": "a tender is out"},
        ),
        (
            {"of": "proposal", "field": "us_content_percent", "value": "47"},
            {"path": "layers.hardware.us_content_percent", "value": "47.0"},
        ),
    ],
)
def test_a_fact_agrees_however_a_writer_names_it(wanted: Any, told: Any) -> None:
    turn = ExpectedTurn.model_validate(TURN | {"facts": [wanted]})
    (expected,) = (said for one in turn.facts for said in expected_facts(one))
    (found,) = facts_of([UnderstoodFact.model_validate(told)])

    assert expected.agrees(found)
    other = told | {"value": "none" if isinstance(told["value"], str) else []}
    assert not any(expected.agrees(one) for one in facts_of([UnderstoodFact.model_validate(other)]))


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, ()),
        ({"status": ["declined"]}, ("status",)),
        ({"cites": ["LHT-9"]}, ("cites",)),
        ({"asks": "percent"}, ("asks",)),
        ({"case_only": [{"of": "Gull", "field": "headquarters", "value": "IE"}]}, ("case",)),
        ({"outcomes": [{"rule": "none", "subject": None, "outcome": "met"}]}, ("outcomes",)),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, Any], wrong: tuple[str, ...]) -> None:
    assert scored(**changed).wrong == wrong


def test_the_figures_add_up_and_tell_no_message() -> None:
    report = reported_turns("tuning", [scored(), scored()])
    lines = "\n".join(lines_of(report))

    assert report.precision == pytest.approx(2 / 3)
    assert report.recall == pytest.approx(2 / 3)
    assert "Gull" not in lines


def test_a_broken_file_is_told_by_place_alone(tmp_path: Path) -> None:
    path = tmp_path / "held_out.jsonl"
    path.write_text(json.dumps({"name": "secret words", "turns": []}) + "\n{", "utf-8")

    with pytest.raises(CaseFileError) as caught:
        read_conversations(path)
    assert "held_out.jsonl:1" in str(caught.value)
    assert "secret" not in str(caught.value)
