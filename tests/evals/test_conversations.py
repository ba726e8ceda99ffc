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
    expected_fact,
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

    assert [expected_fact(one) for one in wanted.facts] == list(facts_of(told))


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
