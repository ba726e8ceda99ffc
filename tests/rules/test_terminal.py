"""`python -m rules` as a reader at the terminal meets it."""

import io
import json
from pathlib import Path

import pytest

from rules.catalogue import packaged_catalogue

OBSTACLE = "members: [{name: Porto, headquarters: Macau}]\n"


@pytest.fixture
def proposal(tmp_path: Path) -> str:
    path = tmp_path / "proposal.yaml"
    path.write_text(OBSTACLE, "utf-8")
    return str(path)


def test_list_names_every_rule(rules) -> None:
    code, printed, _ = rules("list")

    assert code == 0
    assert all(rule in printed for rule in packaged_catalogue().rules)


@pytest.mark.parametrize("rule", packaged_catalogue().rules)
def test_show_gives_outcomes_facts_and_examples(rules, rule: str) -> None:
    code, printed, _ = rules("show", rule)

    assert code == 0
    assert all(branch in printed for branch in packaged_catalogue().rule(rule).decision.names())


def test_show_of_no_rule_names_the_rules(rules) -> None:
    code, _, complaint = rules("show", "no_such_rule")

    assert code == 2
    assert "one_anchor_member" in complaint


def test_an_obstacle_is_a_finding_and_no_error(rules, proposal: str) -> None:
    code, printed, _ = rules("assess", proposal, "--as-of", "2026-05-01")

    assert code == 0
    assert "NOT MET" in printed
    assert "Porto is located in Macau" in printed
    assert "missing: layers.hardware" in printed
    assert "Overall on 1 May 2026: obstacle" in printed
    assert "Next question: " in printed


def test_the_proof_is_indented_plain_text(rules, proposal: str) -> None:
    _, printed, _ = rules("assess", proposal, "--as-of", "2026-05-01", "--proof")

    assert (
        "    The member is located in a country of concern. [yes]\n"
        "      The country of its headquarters is listed. [yes]\n"
        "        members[0].headquarters = MO\n"
    ) in printed


def test_json_holds_the_same(rules, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(OBSTACLE))
    code, printed, _ = rules("assess", "-", "--as-of", "2026-05-01", "--json", "--proof")
    data = json.loads(printed)

    assert code == 0
    assert data["overall"] == "obstacle"
    porto = next(
        one
        for one in data["findings"]
        if one["rule"] == "members_outside_countries_of_concern" and one["subject"] == "Porto"
    )
    assert porto["outcome"] == "not_met"
    assert porto["facts"] == {"members[0].headquarters": "MO"}
    assert porto["proof"][0]["because"][0]["truth"] is True


def test_a_bad_file_ends_with_code_two_and_all_faults(rules, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("track: fast\nmembers: [{headquarters: Chna}]\n", "utf-8")
    code, printed, complaint = rules("assess", str(path), "--as-of", "2026-05-01")

    assert code == 2
    assert not printed
    assert "3 faults" in complaint
