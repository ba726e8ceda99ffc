"""What contradicts itself is refused: all of it at once, with every malformed field."""

from typing import Any

import pytest
from pydantic import ValidationError

from rules.consistency import LONGEST_CHAIN
from rules.errors import ProposalFileError
from rules.proposal import Proposal
from rules.reading import proposal_from_text


def kinds(facts: Any) -> list[tuple[str, tuple[int | str, ...]]]:
    with pytest.raises(ValidationError) as caught:
        Proposal.model_validate(facts)
    return [(fault["type"], fault["loc"]) for fault in caught.value.errors()]


def chain(length: int) -> dict[str, Any]:
    owner: dict[str, Any] = {"name": "Top", "country": "KR"}
    for number in range(length - 1):
        owner = {"name": f"Owner {number}", "percent": 100, "owners": [owner]}
    return {"members": [{"name": "Alder", "owners": [owner]}]}


@pytest.mark.parametrize("second", ["Alder", "ALDER", "alder.", "Álder"])
def test_two_members_of_one_name(second: str) -> None:
    facts = {"members": [{"name": "Alder"}, {"name": second}]}

    assert kinds(facts) == [("same_member_twice", ("members", 1, "name"))]


def test_a_legal_form_tells_two_members_apart() -> None:
    facts = {"members": [{"name": "Alder"}, {"name": "Alder GmbH"}]}

    assert len(Proposal.model_validate(facts).members or ()) == 2


@pytest.mark.parametrize(("second", "refused"), [("40", False), ("40.01", True)])
def test_shares_of_one_company_over_a_hundred(second: str, refused: bool) -> None:
    owners = [{"name": "A", "percent": 60}, {"name": "B", "percent": second}]
    facts = {"members": [{"name": "Alder", "owners": [{"name": "Parent", "owners": owners}]}]}
    place = ("members", 0, "owners", 0, "owners")

    if refused:
        assert kinds(facts) == [("shares_over_whole", place)]
    else:
        assert Proposal.model_validate(facts)


def test_owners_in_a_circle_within_one_chain() -> None:
    top = {"name": "Alder"}
    facts = {"members": [{"name": "Alder", "owners": [{"name": "Parent", "owners": [top]}]}]}

    ((kind, place),) = kinds(facts)
    assert kind == "owners_in_a_circle"
    assert place == ("members", 0, "owners", 0, "owners", 0)


def test_owners_in_a_circle_over_two_members() -> None:
    facts = {
        "members": [
            {"name": "Alder", "owners": [{"name": "Birch"}]},
            {"name": "Birch", "owners": [{"name": "alder"}]},
        ]
    }

    assert [kind for kind, _ in kinds(facts)] == ["owners_in_a_circle"]


def test_one_owner_by_two_routes_is_no_circle() -> None:
    fund = {"name": "Fund", "percent": 30}
    facts = {
        "members": [
            {"name": "Alder", "owners": [{"name": "Parent", "owners": [fund]}, fund]},
            {"name": "Birch", "owners": [fund]},
        ]
    }

    assert Proposal.model_validate(facts)


def test_the_longest_chain_is_read_and_a_longer_one_refused() -> None:
    assert Proposal.model_validate(chain(LONGEST_CHAIN))
    assert [kind for kind, _ in kinds(chain(LONGEST_CHAIN + 1))] == ["chain_too_long"]


def test_a_member_is_no_service_provider_beside() -> None:
    facts = {"members": [{"name": "Alder"}], "service_providers": [{"name": "alder"}]}

    assert kinds(facts) == [("member_as_provider", ("service_providers", 0, "name"))]


def test_a_service_provider_is_stated_once() -> None:
    facts = {"service_providers": [{"name": "Alder"}, {"name": "ALDER"}]}

    assert kinds(facts) == [("same_provider_twice", ("service_providers", 1, "name"))]


def test_all_faults_come_at_once_and_say_what_to_do() -> None:
    text = """
    track: fast
    filed_on: "2026-13-01"
    members:
      - {name: Alder, roles: [boss], owners: [{percent: 60}, {percent: 50}]}
      - {name: alder, headquarters: Chna, owners: [{percent: 101}]}
    layers: {hardware: {items: [{value_usd: 1, us_origin_value_usd: 2}]}}
    """
    with pytest.raises(ProposalFileError) as caught:
        proposal_from_text(text)
    faults = {fault.path: fault for fault in caught.value.faults}

    assert set(faults) == {
        "track",
        "filed_on",
        "members[0].roles[0]",
        "members[0].owners",
        "members[1].name",
        "members[1].headquarters",
        "members[1].owners[0].percent",
        "layers.hardware.items[0]",
    }
    assert "110 percent" in faults["members[0].owners"].found
    assert "China" in faults["members[1].headquarters"].expected
    assert all(fault.mend.endswith(".") for fault in faults.values())
