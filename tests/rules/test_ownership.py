"""Countries of concern through every chain of owners."""

from collections.abc import Callable
from typing import Any

import pytest

from rules.outcome import Outcome

RULE = "members_outside_countries_of_concern"
PLACES = ("headquarters", "incorporated_in", "principal_place_of_business")


def member(*owners: dict[str, Any], country: str = "KR", **facts: Any) -> dict[str, Any]:
    places = dict.fromkeys(PLACES, country)
    return {"members": [{"name": "Hana", **places, "owners": list(owners), **facts}]}


def owner(country: str | None, percent: Any = None, *above: dict[str, Any], **more: Any) -> Any:
    stated = {"country": country, "percent": percent, **more}
    if above:
        stated["owners"] = list(above)
    return {name: value for name, value in stated.items() if value is not None}


NESTED = owner("NL", 100)
for _ in range(120):
    NESTED = owner("NL", 100, NESTED)

CASES = {
    "a parent's parent with a majority all the way": (
        [owner("NL", 80, owner("CN", 60))],
        Outcome.NOT_MET,
    ),
    "a majority below a small holding is looked through": (
        [owner("NL", 40, owner("CN", 60))],
        Outcome.JUDGMENT,
    ),
    "a small holding above a majority is multiplied through": (
        [owner("NL", 80, owner("CN", 50))],
        Outcome.JUDGMENT,
    ),
    "two routes that together pass one half": (
        [owner("NL", 60, owner("CN", 50)), owner("HK", 21)],
        Outcome.NOT_MET,
    ),
    "two routes that together are exactly one half": (
        [owner("NL", 60, owner("CN", 50)), owner("HK", 20)],
        Outcome.JUDGMENT,
    ),
    "tenths add up exactly": (
        [owner("CN", 0.1), owner("HK", 0.2), owner("MO", 49.7)],
        Outcome.JUDGMENT,
    ),
    "tenths that pass one half by the least place": (
        [owner("CN", 0.1), owner("HK", 0.2), owner("MO", "49.70000000000000000001")],
        Outcome.NOT_MET,
    ),
    "thirds looked through keep every digit": (
        [owner("NL", "70.71", owner("CN", "49.99")), owner("CN", "14.65207100000000000001")],
        Outcome.NOT_MET,
    ),
    "control with a holding of nothing": (
        [owner("CN", 0, control=True)],
        Outcome.NOT_MET,
    ),
    "control by somebody who is controlled from the list": (
        [owner("NL", 5, owner("CN", 1, control=True), control=True)],
        Outcome.NOT_MET,
    ),
    "control by somebody outside, partly held from the list": (
        [owner("NL", 90, owner("CN", 10), control=True)],
        Outcome.JUDGMENT,
    ),
    "a controlled holding company counts in full": (
        [owner("NL", 40, owner("CN", 1, control=True)), owner("CN", 11)],
        Outcome.NOT_MET,
    ),
    "an owner whose percent is not stated": ([owner("CN")], Outcome.UNKNOWN),
    "an owner of whom nothing is stated": ([{}], Outcome.UNKNOWN),
    "an unknown percent held from elsewhere": ([owner("KR")], Outcome.MET),
    "an unknown country that cannot turn a majority": (
        [owner("CN", 51), owner(None, 49)],
        Outcome.NOT_MET,
    ),
    "an unknown country with a holding of nothing": ([owner(None, 0)], Outcome.MET),
    "an unknown country with nothing and control": (
        [owner(None, 0, control=True)],
        Outcome.UNKNOWN,
    ),
    "a chain ends at an owner whose country is stated": ([owner("NL", 100)], Outcome.MET),
    "a chain of a hundred and twenty owners": ([NESTED], Outcome.MET),
}


@pytest.mark.parametrize(("owners", "outcome"), CASES.values(), ids=CASES.keys())
def test_chains_of_owners(findings: Callable[..., Any], owners: list[Any], outcome: str) -> None:
    (finding,) = findings(RULE, member(*owners))

    assert finding.outcome is outcome


def test_control_without_shares_decides_alone(findings: Callable[..., Any]) -> None:
    (finding,) = findings(RULE, {"members": [{"name": "Hana", "controlled_from": "China"}]})

    assert finding.outcome is Outcome.NOT_MET
    assert finding.because.startswith("Hana is controlled from China")


@pytest.mark.parametrize("place", PLACES)
def test_each_place_decides_alone(findings: Callable[..., Any], place: str) -> None:
    (finding,) = findings(RULE, {"members": [{"name": "Hana", place: "Macau"}]})

    assert finding.outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("China", Outcome.NOT_MET),
        ("PRC", Outcome.NOT_MET),
        ("P.R.C.", Outcome.NOT_MET),
        ("People's Republic of China", Outcome.NOT_MET),
        ("the People’s Republic of China", Outcome.NOT_MET),
        ("中国", Outcome.NOT_MET),
        ("Hong Kong", Outcome.NOT_MET),
        ("Hong Kong SAR", Outcome.NOT_MET),
        ("Macau", Outcome.NOT_MET),
        ("MACAO", Outcome.NOT_MET),
        ("Taiwan", Outcome.MET),
        ("Republic of China", Outcome.MET),
        ("Republic of Korea", Outcome.MET),
        ("Russia", Outcome.MET),
        ("NO", Outcome.MET),
    ],
)
def test_countries_by_any_name(findings: Callable[..., Any], name: str, outcome: str) -> None:
    (finding,) = findings(RULE, member(country=name))

    assert finding.outcome is outcome


def test_the_sentence_names_the_holder_at_the_end_of_the_chain(
    findings: Callable[..., Any],
) -> None:
    top = owner("CN", 60, name="Top")
    middle = owner("NL", 80, top, name="Middle")
    (finding,) = findings(RULE, member(middle, owner(None, 10, name="Trust")))

    assert "through Middle (the Netherlands, 80 percent), itself held by Top" in finding.because
    assert "Trust" not in finding.because


def test_the_proof_holds_every_stated_fact_of_owners_from_elsewhere(
    findings: Callable[..., Any],
) -> None:
    owners = [owner("NL", 80, owner("JP", 60), owner("DE")), owner("KR", 20), owner("CL")]
    (finding,) = findings(RULE, member(*owners))
    read = {fact.path: str(fact.value) for fact in finding.facts if ".owners" in fact.path}

    assert finding.outcome is Outcome.MET
    assert read == {
        "members[0].owners[0].country": "NL",
        "members[0].owners[0].owners[0].country": "JP",
        "members[0].owners[0].owners[0].percent": "60",
        "members[0].owners[0].owners[1].country": "DE",
        "members[0].owners[0].percent": "80",
        "members[0].owners[1].country": "KR",
        "members[0].owners[1].percent": "20",
        "members[0].owners[2].country": "CL",
    }


def owned(name: str, *owners: dict[str, Any], country: str = "KR") -> dict[str, Any]:
    return member(*owners, country=country)["members"][0] | {"name": name}


def test_an_owner_with_a_members_name_is_that_member(findings: Callable[..., Any]) -> None:
    parent = {"name": "Parent", "headquarters": "MO"}
    child = owned("Child", owner(None, 70, name="PARENT"))
    found = {one.subject: one for one in findings(RULE, {"members": [parent, child]})}

    assert found["Child"].outcome is Outcome.NOT_MET
    assert "members[0].headquarters" in {fact.path for fact in found["Child"].facts}


def test_a_member_that_is_an_owner_clears_nobody_before_it_is_placed(
    findings: Callable[..., Any],
) -> None:
    parent = {"name": "Parent", "headquarters": "US"}
    child = owned("Child", owner(None, 70, name="Parent"))
    found = {one.subject: one for one in findings(RULE, {"members": [parent, child]})}

    assert found["Child"].outcome is Outcome.UNKNOWN
    assert "members[0].incorporated_in" in found["Child"].missing


def test_what_is_left_bounds_the_shares_that_are_not_stated(
    findings: Callable[..., Any],
) -> None:
    (bounded,) = findings(RULE, member(owner("KR", 60), owner("CN", None)))
    (nothing_left,) = findings(RULE, member(owner("KR", 100), owner("CN", None)))

    assert bounded.outcome is Outcome.UNKNOWN
    assert nothing_left.outcome is Outcome.MET


def test_members_that_are_stated_as_none_leave_nothing_to_decide(
    findings: Callable[..., Any],
) -> None:
    (finding,) = findings(RULE, {"members": []})

    assert finding.outcome is Outcome.NOT_IN_FORCE
    assert not finding.missing
