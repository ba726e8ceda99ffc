"""What comes out otherwise on another day, and which change of law or day made it so."""

import io
import json
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from rules.catalogue import Catalogue, load_catalogue
from rules.definition import DEFINITIONS
from rules.difference import (
    ChangeKind,
    Difference,
    OutcomeChange,
    change_words,
    difference,
    difference_text,
    read_proposals,
)
from rules.errors import ProposalFilesError
from rules.outcome import Outcome, Overall
from rules.proposal import Proposal

MEMBERS = "members_outside_countries_of_concern"
COMPETITION = "foreign_competition_identified"
WINDOW = "filed_in_window"
AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 1)
PLACES = ("headquarters", "incorporated_in", "principal_place_of_business")

LINES = {
    "countries": "    - {from: 2026-04-01, value: [CN, HK, MO], source: ELI-9}\n",
    "russia": "    - {from: 2026-09-01, value: [CN, HK, MO, RU], source: ELI-9}\n",
    "majority": "    - {from: 2026-04-01, value: 50, source: ELI-10}\n",
    "lower": "    - {from: 2026-09-01, value: 40, source: ELI-10}\n",
    "closes": "    - {from: 2026-04-01, value: 2026-06-30, source: SUB-2}\n",
    "extended": "    - {from: 2026-07-15, value: 2026-09-30, source: SUB-6}\n",
}


def member(place: str, *owners: dict[str, Any], name: str = "Volga") -> dict[str, Any]:
    return {"name": name, **dict.fromkeys(PLACES, place), "owners": list(owners)}


def held(country: str, percent: int) -> dict[str, Any]:
    return {"name": "Fund", "country": country, "percent": percent}


@pytest.fixture
def amended(tmp_path: Path) -> Callable[..., Catalogue]:
    """Return the catalogue with a later line behind a line of a rule's page."""

    def amend(rule: str, *added: tuple[str, str]) -> Catalogue:
        pages = Path(copytree(DEFINITIONS, tmp_path / "definitions"))
        page = pages / f"{rule}.yaml"
        text = page.read_text("utf-8")
        for line, later in added:
            assert text.count(LINES[line]) == 1
            text = text.replace(LINES[line], LINES[line] + LINES[later])
        page.write_text(text, "utf-8")
        return load_catalogue(pages)

    return amend


def compared(catalogue: Catalogue, facts: dict[str, Any], earlier: date, later: date) -> Difference:
    proposal = Proposal.model_validate(facts)
    return difference({"it": proposal}, earlier=earlier, later=later, catalogue=catalogue)


def outcomes(found: Difference) -> tuple[OutcomeChange, ...]:
    (file,) = found.files
    return file.outcomes


def reasons(change: OutcomeChange) -> list[str]:
    return [change_words(one) for one in change.why]


def test_a_country_added_later_is_the_reason(amended: Callable[..., Catalogue]) -> None:
    catalogue = amended(MEMBERS, ("countries", "russia"))
    found = compared(catalogue, {"members": [member("RU")]}, AUGUST, SEPTEMBER)
    (law,) = found.law
    (change,) = outcomes(found)

    assert (law.kind, law.rule, law.name) == (ChangeKind.PARAMETER, MEMBERS, "countries_of_concern")
    assert (law.old, law.new) == (("CN", "HK", "MO"), ("CN", "HK", "MO", "RU"))
    assert (law.since, law.provisions) == (SEPTEMBER, ("ELI-9",))
    assert (change.rule, change.subject) == (MEMBERS, "Volga")
    assert (change.old, change.new) == (Outcome.MET, Outcome.NOT_MET)
    assert change.why == (law,)
    assert "Volga is located in Russia" in change.because
    assert found.files[0].new_overall is Overall.OBSTACLE


def test_only_the_members_that_it_concerns_are_named(amended: Callable[..., Catalogue]) -> None:
    catalogue = amended(MEMBERS, ("countries", "russia"))
    facts = {"members": [member("KR", name="Hana"), member("RU")]}

    assert [one.subject for one in outcomes(compared(catalogue, facts, AUGUST, SEPTEMBER))] == [
        "Volga"
    ]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [(date(2026, 8, 1), AUGUST), (SEPTEMBER, date(2026, 10, 1)), (SEPTEMBER, SEPTEMBER)],
    ids=["before", "after", "one day"],
)
def test_on_one_side_of_the_change_nothing_changed(
    earlier: date, later: date, amended: Callable[..., Catalogue]
) -> None:
    catalogue = amended(MEMBERS, ("countries", "russia"))
    found = compared(catalogue, {"members": [member("RU")]}, earlier, later)

    assert not found.law
    assert not outcomes(found)
    assert difference_text(found).startswith("Nothing changed between ")


def test_a_parameter_that_changed_and_decides_nothing_is_named_all_the_same(
    amended: Callable[..., Catalogue],
) -> None:
    catalogue = amended(MEMBERS, ("countries", "russia"))
    found = compared(catalogue, {"members": [member("KR")]}, AUGUST, SEPTEMBER)
    printed = difference_text(found)

    assert not outcomes(found)
    assert (
        "`countries_of_concern` was CN, HK and MO and is CN, HK, MO and RU "
        "from 1 September 2026 (ELI-9)"
    ) in printed
    assert "it: no outcomes differ; overall still obstacle" in printed


@pytest.mark.parametrize(
    ("facts", "old", "new", "names"),
    [
        (member("RU"), Outcome.MET, Outcome.NOT_MET, ["countries_of_concern"]),
        (member("KR", held("CN", 45)), Outcome.JUDGMENT, Outcome.NOT_MET, ["majority_percent"]),
        (
            member("KR", held("RU", 45)),
            Outcome.MET,
            Outcome.NOT_MET,
            ["countries_of_concern", "majority_percent"],
        ),
        (
            member("RU", held("CN", 45)),
            Outcome.JUDGMENT,
            Outcome.NOT_MET,
            ["countries_of_concern", "majority_percent"],
        ),
    ],
    ids=["the list alone", "the share alone", "both together", "each would do"],
)
def test_of_several_changes_those_that_decide_are_the_reasons(
    facts: dict[str, Any],
    old: Outcome,
    new: Outcome,
    names: list[str],
    amended: Callable[..., Catalogue],
) -> None:
    catalogue = amended(MEMBERS, ("countries", "russia"), ("majority", "lower"))
    found = compared(catalogue, {"members": [facts]}, AUGUST, SEPTEMBER)
    (change,) = outcomes(found)

    assert len(found.law) == 2
    assert (change.old, change.new) == (old, new)
    assert [one.name for one in change.why] == names


@pytest.mark.parametrize("later", [date(2026, 7, 1), date(2026, 11, 21)], ids=str)
def test_the_day_itself_is_the_reason_where_the_window_closed(
    later: date, catalogue: Catalogue
) -> None:
    found = compared(catalogue, {}, date(2026, 6, 30), later)
    (change,) = outcomes(found)

    assert not found.law
    assert (change.rule, change.subject) == (WINDOW, None)
    assert (change.old, change.new) == (Outcome.UNKNOWN, Outcome.NOT_MET)
    assert reasons(change) == ["the day itself: it turns at `closes`, 30 June 2026 (SUB-2)"]


def test_a_window_that_is_extended_later_opens_again(amended: Callable[..., Catalogue]) -> None:
    catalogue = amended(WINDOW, ("closes", "extended"))
    (change,) = outcomes(compared(catalogue, {}, date(2026, 7, 5), date(2026, 8, 1)))

    assert (change.old, change.new) == (Outcome.NOT_MET, Outcome.UNKNOWN)
    assert reasons(change) == [
        "`closes` was 30 June 2026 and is 30 September 2026 from 15 July 2026 (SUB-6)"
    ]


def test_the_day_is_measured_by_the_window_as_it_stands_later(
    amended: Callable[..., Catalogue],
) -> None:
    catalogue = amended(WINDOW, ("closes", "extended"))
    found = compared(catalogue, {}, date(2026, 6, 1), date(2026, 11, 21))
    (change,) = outcomes(found)

    assert [one.name for one in found.law] == ["closes"]
    assert reasons(change) == ["the day itself: it turns at `closes`, 30 September 2026 (SUB-6)"]


def test_a_rule_that_comes_into_force_is_the_reason_for_each_of_its_subjects(
    catalogue: Catalogue,
) -> None:
    kenya = {"name": "Kenya", "competitors": [{"name": "Lotus Cloud"}]}
    facts = {"markets": [kenya, {"name": "Chile"}, {"name": "Kenya"}]}
    found = compared(catalogue, facts, date(2026, 3, 31), date(2026, 4, 1))
    changes = [one for one in outcomes(found) if one.rule == COMPETITION]

    assert [(one.subject, one.old, one.new) for one in changes] == [
        ("Kenya", Outcome.NOT_IN_FORCE, Outcome.MET),
        ("Chile", Outcome.NOT_IN_FORCE, Outcome.UNKNOWN),
        ("Kenya", Outcome.NOT_IN_FORCE, Outcome.UNKNOWN),
    ]
    assert all(reasons(one) == ["in force from 1 April 2026 (MKT-3)"] for one in changes)
    assert {one.kind for one in found.law} == {ChangeKind.IN_FORCE}
    assert {one.rule for one in found.law} == catalogue.rules.keys()


def test_the_first_value_of_a_parameter_in_a_rule_that_is_in_force_is_a_change(
    tmp_path: Path,
) -> None:
    pages = Path(copytree(DEFINITIONS, tmp_path / "definitions"))
    page = pages / f"{MEMBERS}.yaml"
    more = "  watched: [{from: 2026-09-01, value: [], source: ELI-9}]\nbranches:\n"
    page.write_text(page.read_text("utf-8").replace("branches:\n", more, 1), "utf-8")
    (law,) = compared(load_catalogue(pages), {}, AUGUST, SEPTEMBER).law

    assert change_words(law) == (
        "`watched` was not set and is an empty list from 1 September 2026 (ELI-9)"
    )


def test_every_difference_between_the_days_around_the_window_has_its_reason(
    catalogue: Catalogue,
) -> None:
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)]
    proposals = {
        f"{rule.id}: {example.name}": example.given
        for rule in catalogue.rules.values()
        for example in rule.page.examples
    }
    for earlier, later in pairwise(days):
        found = difference(proposals, earlier=earlier, later=later, catalogue=catalogue)
        differing = [change for file in found.files for change in file.outcomes]
        assert all(change.why for change in differing)
        assert bool(found.law) == (earlier < date(2026, 4, 1))


@pytest.fixture
def draft(tmp_path: Path) -> str:
    path = tmp_path / "draft.yaml"
    path.write_text("title: A draft\n", "utf-8")
    return str(path)


DAYS = ("--from", "2026-06-30", "--to", "2026-07-01")


def test_the_command_prints_old_new_and_why(rules, draft: str) -> None:
    code, printed, _ = rules("diff", *DAYS, draft)

    assert code == 0
    assert "No parameter and no effective date of a rule changed between 30 June 2026" in printed
    assert f"{draft}: 1 outcome differs; overall incomplete → obstacle" in printed
    assert "  filed_in_window: unknown → not met\n" in printed
    assert "    why: the day itself: it turns at `closes`, 30 June 2026 (SUB-2)" in printed


def test_json_holds_the_same(rules, monkeypatch: pytest.MonkeyPatch, draft: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("title: Another\n"))
    code, printed, _ = rules("diff", *DAYS, draft, "-", "-", "--json")
    data = json.loads(printed)

    assert code == 0
    assert (data["from"], data["to"], data["law"]) == ("2026-06-30", "2026-07-01", [])
    assert [one["file"] for one in data["files"]] == [draft, "-"]
    for file in data["files"]:
        assert file["overall"] == {"from": "incomplete", "to": "obstacle"}
        (change,) = file["outcomes"]
        assert (change["rule"], change["from"], change["to"]) == (WINDOW, "unknown", "not_met")
        (why,) = change["why"]
        assert (why["kind"], why["name"], why["to"]) == ("day", "closes", "2026-06-30")


def test_all_faults_of_all_files_are_named(rules, tmp_path: Path, draft: str) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text("track: fast\nmembers: [{headquarters: Chna}]\n", "utf-8")
    other.write_text("filed_on: yesterday\n", "utf-8")
    code, printed, complaint = rules("diff", *DAYS, str(one), draft, str(other), "no_file.yaml")

    assert code == 2
    assert not printed
    for words in ("one.yaml", "3 faults", "other.yaml", "filed_on: found", "no_file.yaml"):
        assert words in complaint
    with pytest.raises(ProposalFilesError) as refused:
        read_proposals([str(one), draft, str(other)])
    assert [len(error.faults) for error in refused.value.errors] == [3, 1]


def test_standard_input_that_is_named_twice_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("title: Another\n"))

    assert read_proposals(["-", "-"])["-"].title == "Another"


def test_days_in_the_wrong_order_are_refused(rules, draft: str) -> None:
    code, _, complaint = rules("diff", "--from", "2026-07-01", "--to", "2026-06-30", draft)

    assert code == 2
    assert "earlier day first" in complaint
