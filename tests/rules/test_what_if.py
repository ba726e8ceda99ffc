"""What would have to change: the least sets of choices, held against every set there is."""

import json
import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from rules.__main__ import main
from rules.assessment import Finding, findings_of
from rules.catalogue import Catalogue, packaged_catalogue
from rules.change import Change, changed, made
from rules.choices import CHOICES, packaged_choices, read_choices
from rules.errors import RulePageError, UnknownRuleError
from rules.offering import Asked, offered
from rules.outcome import Kind, Outcome
from rules.proposal import Proposal
from rules.what_if import NO_OBSTACLE, WhatIf, goals, what_if, what_if_text

IN_WINDOW = date(2026, 5, 1)
AFTER_WINDOW = date(2026, 7, 1)
HOME = {"headquarters": "US", "incorporated_in": "US", "principal_place_of_business": "US"}
KOREA = {"headquarters": "KR", "incorporated_in": "KR", "principal_place_of_business": "KR"}
SHENZHEN = {"name": "Shenzhen Capital", "country": "CN", "percent": 60}

Facts = dict[str, Any]

COMPLETE: Facts = {
    "track": "pre_set",
    "industry_led": True,
    "submitted_by": "Alder",
    "filed_on": "2026-06-12",
    "filed_through": "AIexports.gov",
    "members": [
        {"name": "Alder", "roles": ["anchor", "hardware"], **HOME, "owners": []},
        {"name": "Birch", "roles": ["data"], **HOME, "owners": []},
    ],
    "layers": {
        "hardware": {
            "manufacture": "In Ohio.",
            "items": [
                {"name": "trays", "value_usd": 600_000, "us_origin_value_usd": 400_000},
                {"name": "racks", "value_usd": 400_000, "us_origin_value_usd": 200_000},
            ],
        },
        "data": {"description": "Pipelines."},
        "models": {"models": [{"name": "Oak", "developer_country": "US", "open_weight": True}]},
        "security": {"description": "Enclaves."},
        "applications": {"description": "Clinics."},
    },
    "markets": [
        {
            "name": "Kenya",
            "competitors": [{"country": "CN"}],
            "demand": "Tenders.",
            "national_interest": "Standards.",
        }
    ],
    "business_model": {"build": ["Alder"], "own": ["Birch"], "operate": ["Birch"]},
    "support_requested": [{"tool": "loan"}],
    "compliance": {"export_controls": "A.", "outbound_investment": "B.", "end_users": "C."},
    "security_posture": {"end_use": "Audits."},
    "confidential_parts": [],
}


def edited(facts: Facts, path: str, value: Any) -> None:
    """Put a value at a path of plain data; None removes what stands there."""
    *steps, last = [int(one) if one.isdigit() else one for one in path.split(".")]
    for step in steps:
        facts = facts[step]
    if last == "+":
        facts.append(value)  # type: ignore[attr-defined]
    elif value is None:
        del facts[last]
    else:
        facts[last] = value


def with_(*edits: tuple[str, Any]) -> Proposal:
    facts = deepcopy(COMPLETE)
    for path, value in edits:
        edited(facts, path, value)
    return Proposal.model_validate(facts)


def asked(proposal: Proposal | Facts, goal: str = NO_OBSTACLE, as_of: date = IN_WINDOW) -> WhatIf:
    read = proposal if isinstance(proposal, Proposal) else Proposal.model_validate(proposal)
    return what_if(read, as_of=as_of, goal=goal, catalogue=packaged_catalogue())


def choices_of(found: WhatIf) -> list[list[str]]:
    return [[change.choice for change in one.changes] for one in found.solutions]


# -- exactness: every set of changes, looked at one by one

EDITS: dict[str, tuple[tuple[str, Any], ...]] = {
    "no track": (("track", None),),
    "on demand": (("track", "on_demand"),),
    "not led": (("industry_led", False),),
    "no submitter": (("submitted_by", None),),
    "a stranger submits": (("submitted_by", "Nobody"),),
    "another member submits": (("submitted_by", "Birch"),),
    "no day": (("filed_on", None),),
    "a day too late": (("filed_on", "2026-07-02"),),
    "by post": (("filed_through", "by post"),),
    "no way": (("filed_through", None),),
    "two anchors": (("members.1.roles", ["anchor"]),),
    "no anchor": (("members.0.roles", ["hardware"]),),
    "a role not stated": (("members.1.roles", None),),
    "no members": (("members", None),),
    "nobody": (("members", []),),
    "Birch from China": (("members.1.headquarters", "CN"),),
    "Alder from China": (("members.0.headquarters", "CN"),),
    "owners of Birch not stated": (("members.1.owners", None),),
    "Shenzhen owns Birch": (("members.1.owners", [SHENZHEN]),),
    "Alder owns Birch": (("members.1.owners", [{"name": "Alder", "percent": 60}]),),
    "Birch owns Alder's owner": (
        ("members.0.owners", [{"name": "Crown", "percent": 30}]),
        ("members.1.owners", [{"name": "Crown", "country": "KR", "percent": 30}]),
    ),
    "a third member": (("members.+", {"name": "Cedar", "roles": ["security"], **HOME}),),
    "a provider from Russia": (
        ("service_providers", [{"name": "Dogwood", "incorporated_in": "RU"}]),
    ),
    "a provider not placed": (("layers.data", {"providers": ["Elm"]}),),
    "Birch provides data alone": (("layers.data", {"providers": ["Birch"]}),),
    "no hardware": (("layers.hardware", "none"),),
    "hardware not stated": (("layers.hardware", None),),
    "no data layer": (("layers.data", "none"),),
    "models not stated": (("layers.models", None),),
    "security not described": (("layers.security", {"providers": ["Alder"]}),),
    "manufacture none": (("layers.hardware.manufacture", "none"),),
    "too little U.S. content": (("layers.hardware.items.0.us_origin_value_usd", 100_000),),
    "origin not stated": (("layers.hardware.items.0.us_origin_value_usd", None),),
    "value not stated": (("layers.hardware.items.0.value_usd", None),),
    "a share of 47": (("layers.hardware", {"us_content_percent": 47, "manufacture": "In Ohio."}),),
    "a model from China": (("layers.models.models.0.developer_country", "CN"),),
    "a model not placed": (("layers.models.models.0.developer_country", None),),
    "global only": (("markets.0.name", "Worldwide"), ("markets.0.kind", "global")),
    "a market not known": (("markets.0.name", "Ruritania"),),
    "no markets": (("markets", None),),
    "no competitors": (("markets.0.competitors", None),),
    "no interest": (("markets.0.national_interest", "none"),),
    "no demand": (("markets.0.demand", None),),
    "a second market": (("markets.+", {"name": "Cuba", "national_interest": "A."}),),
    "nobody builds": (("business_model.build", []),),
    "no owner of it": (("business_model.own", None),),
    "no request": (("support_requested", None),),
    "a vague request": (("support_requested.0.tool", "none"),),
    "no compliance": (("compliance", None),),
    "no posture": (("security_posture", None),),
    "no confidential parts": (("confidential_parts", None),),
}


def cases(count: int, seed: int) -> Iterator[tuple[str, Proposal]]:
    """Give proposals in which a few things are wrong, drawn by a fixed seed."""
    drawn = random.Random(seed)  # noqa: S311 (a test's draw)
    while count:
        names = drawn.sample(list(EDITS), drawn.randint(1, 4))
        try:
            proposal = with_(*(edit for name in names for edit in EDITS[name]))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            continue  # two edits that do not fit together
        count -= 1
        yield ", ".join(names), proposal


def stands_in_the_way(finding: Finding, goal: str) -> bool:
    """Say it again, apart from the code under test."""
    if goal == NO_OBSTACLE:
        binding = finding.kind in {Kind.REQUIREMENT, Kind.EXCLUSION}
        return finding.outcome is Outcome.UNKNOWN or (
            binding and finding.outcome is Outcome.NOT_MET
        )
    nobody = finding.outcome is Outcome.NOT_IN_FORCE and finding.branch in {None, "no_models"}
    return not (finding.outcome is Outcome.MET or nobody)


def fit_together(changes: Sequence[Change]) -> bool:
    slots = [slot for change in changes for slot in change.slots]
    return len(slots) == len(set(slots))


class Every:
    """Every set of the changes that a proposal offers."""

    def __init__(self, proposal: Proposal, goal: str, as_of: date, catalogue: Catalogue) -> None:
        self.proposal, self.goal, self.as_of, self.catalogue = proposal, goal, as_of, catalogue
        failing = frozenset((one.rule, one.subject) for one in self.in_the_way(proposal))
        given = Asked(
            proposal,
            as_of,
            catalogue,
            packaged_choices(),
            None if goal == NO_OBSTACLE else goal,
            failing,
        )
        offer = offered(given)
        self.changes, self.original = offer.changes, offer.original

    def in_the_way(self, proposal: Proposal) -> list[Finding]:
        rules = self.catalogue.rules if self.goal == NO_OBSTACLE else [self.goal]
        return [
            finding
            for name in rules
            for finding in findings_of(self.catalogue.rule(name), proposal, self.as_of)
            if stands_in_the_way(finding, self.goal)
        ]

    def reached(self, changes: tuple[Change, ...]) -> bool:
        if not fit_together(changes):
            return False
        after = changed(self.proposal, changes)
        emptied = any(
            getattr(self.proposal, name) and not getattr(after, name)
            for name in ("members", "markets")
        )
        return not emptied and not self.in_the_way(after)

    def least(self, most: int) -> list[frozenset[str]] | None:
        """Return every least set; none where no set does; None where it takes more than `most`."""
        for size in range(len(self.changes) + 1):
            if size > most:
                return None
            found = [one for one in combinations(self.changes, size) if self.reached(one)]
            if found:
                return [self.words(one) for one in found]
        return []

    def words(self, changes: tuple[Change, ...]) -> frozenset[str]:
        return frozenset(one.told.text for one in made(self.proposal, changes)[1])


def least_by_what_if(found: WhatIf) -> list[frozenset[str]]:
    return [frozenset(change.text for change in one.changes) for one in found.solutions]


def test_the_sets_are_the_least_and_all_of_them(catalogue: Catalogue) -> None:
    looked = 0
    drawn = random.Random(5)  # noqa: S311 (a test's draw)
    for name, proposal in cases(40, seed=11):
        for goal in (NO_OBSTACLE, drawn.choice(goals(catalogue)[1:])):
            for as_of in (IN_WINDOW, AFTER_WINDOW):
                every = Every(proposal, goal, as_of, catalogue)
                if len(every.changes) > 11:
                    continue
                expected = every.least(most=6)
                found = asked(proposal, goal, as_of)
                looked += 1
                if expected is None:
                    continue
                if expected == [frozenset()]:
                    assert found.reached_already, (name, goal)
                    continue
                told = least_by_what_if(found)
                assert found.others is not None
                assert len(told) + found.others == len(expected), (name, goal, told, expected)
                assert set(told) <= set(expected), (name, goal, told, expected)
                assert len(set(told)) == len(told) == min(len(expected), 20)
                assert bool(found.impossible) == (not expected), (name, goal, found.impossible)

    assert looked > 100


def test_a_change_turns_no_finding_but_those_it_is_said_to_touch(catalogue: Catalogue) -> None:
    drawn = random.Random(7)  # noqa: S311 (a test's draw)
    for name, proposal in cases(60, seed=3):
        every = Every(proposal, NO_OBSTACLE, IN_WINDOW, catalogue)

        def standing(changes: list[Change], every: Every = every) -> set[tuple[str, str | None]]:
            found = every.in_the_way(changed(every.proposal, changes))
            return {(one.rule, every.original.get(one.subject or "", one.subject)) for one in found}

        for _ in range(12):
            picked: list[Change] = []
            for change in drawn.sample(every.changes, drawn.randint(0, len(every.changes))):
                picked += [change] if fit_together([*picked, change]) else []
            for change in picked:
                without = [one for one in picked if one is not change]
                turned = standing(picked) ^ standing(without)
                assert turned <= change.touches, (name, change.id, turned - change.touches)


def test_every_set_leads_to_a_proposal_that_can_be_stated(catalogue: Catalogue) -> None:
    for name, proposal in cases(60, seed=23):
        every = Every(proposal, NO_OBSTACLE, IN_WINDOW, catalogue)
        picked: list[Change] = []
        for change in every.changes:
            picked += [change] if fit_together([*picked, change]) else []
        after = changed(proposal, picked)

        assert Proposal.model_validate(after.model_dump()) == after, name


# -- what is proposed, and what never is

CONSORTIUM: Facts = {
    "members": [
        {"name": "Alder", "roles": ["anchor"], **HOME, "owners": []},
        {"name": "Hana", "roles": ["hardware"], **KOREA, "owners": []},
        {"name": "Juniper", "roles": ["hardware"], **KOREA, "owners": [SHENZHEN]},
    ]
}
OUTSIDE = "members_outside_countries_of_concern"
CONTENT = "us_hardware_content"


def test_a_member_held_from_shenzhen_is_removed_or_replaced() -> None:
    found = asked(CONSORTIUM, OUTSIDE)

    assert choices_of(found) == [["remove_member"], ["replace_member"]]
    assert all("Juniper" in one.changes[0].text for one in found.solutions)
    for one in found.solutions:
        assert {finding.outcome for finding in one.findings if finding.rule == OUTSIDE} == {
            Outcome.MET
        }
    replaced = found.solutions[1].changes[0]
    assert replaced.path == "members[2]"
    assert replaced.after.name == "a replacement for Juniper"
    assert replaced.after.roles == replaced.before.roles


def test_of_two_anchors_any_member_may_be_the_one() -> None:
    facts = {"members": [{"name": name, "roles": ["anchor"]} for name in ("Alder", "Birch")]}
    facts["members"].append({"name": "Cedar", "roles": ["data"]})
    found = asked(facts, "one_anchor_member")

    texts = [one.changes[0].text for one in found.solutions]
    assert texts == [f"Make {name} the one anchor member." for name in ("Alder", "Birch", "Cedar")]
    assert found.others == 0


def hardware(*items: tuple[str, str | None]) -> Facts:
    keys = ("value_usd", "us_origin_value_usd")
    rows = [
        {key: amount for key, amount in zip(keys, item, strict=True) if amount is not None}
        for item in items
    ]
    return {"layers": {"hardware": {"items": rows}}}


def share_after(facts: Facts, change: Any, less: Decimal = Decimal(0)) -> Outcome:
    place = int(change.path.split("[")[1].split("]")[0])
    after = deepcopy(facts)
    origin = change.after - less
    after["layers"]["hardware"]["items"][place]["us_origin_value_usd"] = str(origin)
    (finding,) = findings_of(
        packaged_catalogue().rule(CONTENT), Proposal.model_validate(after), IN_WINDOW
    )
    return finding.outcome


@pytest.mark.parametrize(
    ("items", "amount"),
    [
        ((("600000", "270000"), ("400000", "200000")), "$40,000"),
        ((("1000003.01", "470000"),), "$40,001.5351"),
        ((("0.01", "0"), ("99.99", "47")), "$4"),
    ],
)
def test_47_percent_is_raised_to_51_exactly_and_a_cent_less_is_not_enough(
    items: Any, amount: str
) -> None:
    facts = hardware(*items)
    (one,) = asked(facts, CONTENT).solutions
    (change,) = one.changes

    assert change.choice == "raise_us_content"
    assert f"by {amount}, from" in change.text
    assert share_after(facts, change) is Outcome.MET
    assert share_after(facts, change, less=Decimal("0.01")) is not Outcome.MET


def test_an_amount_that_no_item_has_room_for_is_spread() -> None:
    (one,) = asked(hardware(("100", "80"), ("100", "0"), ("100", "0")), CONTENT).solutions
    (two,) = asked(hardware(("100", "0"), ("100", "0.01")), CONTENT).solutions

    assert one.changes[0].after == 73
    assert two.changes[0].after == (Decimal(100), Decimal(2))
    assert "no item alone has room" in two.changes[0].text


def test_a_stated_share_is_raised_to_the_line() -> None:
    (one,) = asked({"layers": {"hardware": {"us_content_percent": 47}}}, CONTENT).solutions

    assert (one.changes[0].before, one.changes[0].after) == (47, 51)


def test_an_origin_that_is_not_stated_is_asked_for_and_never_made_up() -> None:
    found = asked(hardware((("100"), "20"), ("100", None)), CONTENT)

    assert found.open[0].facts == ("layers.hardware.items[1].us_origin_value_usd",)
    assert choices_of(found) == [["source_items_anew"]]


def test_a_closed_window_is_reached_by_nothing() -> None:
    found = asked({}, "filed_in_window", AFTER_WINDOW)

    assert not found.solutions
    assert "no longer a choice" in found.impossible[0].because
    assert choices_of(asked({}, "filed_in_window")) == [["file_in_window"]]


def test_what_stands_beside_a_closed_window_is_still_told() -> None:
    found = asked(with_(("filed_on", None), ("track", None)), as_of=AFTER_WINDOW)

    assert not found.solutions
    assert [change.choice for change in found.nearest[0].changes] == ["choose_track"]
    assert [one.rule for one in found.impossible] == ["filed_in_window"]


def test_a_day_of_filing_that_has_passed_is_never_changed() -> None:
    late = {"filed_on": "2026-03-31", "filed_through": "by post"}

    assert not asked(late, "filed_in_window").solutions
    assert "the past is no choice" in asked(late, "filed_electronically").impossible[0].because


@pytest.mark.parametrize("goal", ["market_case_strength", "anchor_is_us_company"])
def test_what_is_never_met_is_said_so(goal: str) -> None:
    found = asked({}, goal)

    assert not found.solutions
    assert not found.reached_already
    assert found.impossible[0].because.endswith("ever met.")


def test_a_goal_that_is_reached_needs_nothing() -> None:
    found = asked(with_())

    assert found.reached_already
    assert found.solutions == found.open == found.impossible == ()


def test_ownership_that_is_not_stated_is_asked_for_beside_the_choice() -> None:
    facts = {"members": [{"name": "Hana", **KOREA}, {"name": "Alder", **HOME, "owners": []}]}
    found = asked(facts, OUTSIDE)

    assert choices_of(found) == [["remove_member"], ["replace_member"]]
    (fact,) = found.open
    assert fact.facts == ("members[0].owners",)
    assert "Hana" in fact.questions[0]
    assert fact.text.endswith("nothing needs to change for it.")


def test_the_only_member_is_not_removed() -> None:
    facts = {"members": [{"name": "Hana", **KOREA}]}

    assert choices_of(asked(facts, OUTSIDE)) == [["replace_member"]]


def test_no_country_is_suggested_as_a_market() -> None:
    facts = {"markets": [{"name": "Worldwide"}]}
    (one,) = asked(facts, "target_market_named").solutions

    assert one.changes[0].after.name == "the country to be named"


def test_no_fact_that_is_no_choice_is_edited() -> None:
    fixed = ("headquarters", "incorporated_in", "principal_place", "owners", "controlled_from")
    fixed += ("developer_country", "open_weight")
    for name, proposal in cases(40, seed=2):
        found = asked(proposal)
        for one in (*found.solutions, *found.nearest):
            for change in one.changes:
                assert not change.path.endswith(fixed), (name, change.path)


def test_an_empty_proposal_needs_many_statements_and_gets_them_at_once() -> None:
    found = asked({})

    assert len(found.solutions[0].changes) == 25
    assert not found.impossible


def test_where_the_search_is_stopped_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules.what_if.MOST_WORK", 50)
    found = asked({"members": [{"name": f"M{n}", **KOREA} for n in range(6)]})

    assert found.more_than is not None
    assert not found.solutions
    assert "More than" in what_if_text(found)


def test_the_same_question_has_the_same_answer() -> None:
    for _, proposal in cases(15, seed=9):
        first, second = asked(proposal), asked(Proposal.model_validate(proposal.model_dump()))
        assert what_if_text(first) == what_if_text(second)
        assert first == second


def test_an_unknown_goal_is_refused_with_the_goals_there_are() -> None:
    with pytest.raises(UnknownRuleError, match="no_obstacle_found"):
        asked({}, "designated")


def test_many_sets_are_listed_up_to_twenty_and_counted() -> None:
    facts = {"members": [{"name": f"M{n}", **KOREA} for n in range(6)]}
    found = asked(facts, OUTSIDE)

    assert (len(found.solutions), found.others) == (20, 2**6 - 1 - 20)


# -- the choices as data


def test_every_rule_that_can_be_met_has_a_choice(catalogue: Catalogue) -> None:
    helped = {rule for choice in packaged_choices().choices for rule in choice.rules}

    assert set(catalogue.rules) - helped == {"anchor_is_us_company"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rules: [call_covers_track]", "rules: [call_covers_all]", "no rule `call_covers_all`"),
        ("path: track", "path: tracks", "cannot stand at `tracks`"),
        ("kind: cover", "kind: covered", "kind"),
        ("not_filed: The", "never_filed: The", "no branch `never_filed`"),
    ],
)
def test_choices_that_cannot_be_used_are_refused_by_name(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = CHOICES.read_text("utf-8")
    assert old in text
    (tmp_path / "choices.yaml").write_text(text.replace(old, new), "utf-8")

    with pytest.raises(RulePageError, match=said):
        read_choices(tmp_path / "choices.yaml")


def test_the_terminal_answers_in_words_and_in_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "proposal.yaml"
    file.write_text("industry_led: false", "utf-8")
    words = ["rules", "what-if", str(file), "--goal", "consortium_is_industry_led"]
    words += ["--as-of", "2026-05-01"]
    told = []
    for more in ([], ["--json"]):
        monkeypatch.setattr("sys.argv", [*words, *more])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        told.append(capsys.readouterr().out)

    assert "Let industry lead the consortium" in told[0]
    (one,) = json.loads(told[1])["solutions"]
    assert (one["changes"][0]["path"], one["changes"][0]["after"]) == ("industry_led", True)
