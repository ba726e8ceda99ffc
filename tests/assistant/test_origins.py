"""Each fact of a case file is traced to the turn and the words that it comes from."""

import pytest

from assistant.origins import facts_of, origins_after
from assistant.reply import UnderstoodFact
from rules.proposal import Proposal

EMPTY = Proposal()


def proposal(**fields) -> Proposal:
    return Proposal.model_validate(fields)


@pytest.mark.parametrize(
    ("case", "paths"),
    [
        ({}, []),
        ({"title": "A"}, ["title"]),
        ({"members": []}, ["members"]),
        (
            {"members": [{"name": "Hana", "headquarters": "KR", "roles": ["data", "cloud"]}]},
            ["members[Hana].name", "members[Hana].roles", "members[Hana].headquarters"],
        ),
        (
            {"members": [{"name": "A", "owners": [{"name": "B", "percent": 30}]}]},
            ["members[A].name", "members[A].owners[B].name", "members[A].owners[B].percent"],
        ),
        (
            {"members": [{"name": "A", "owners": [{"country": "KR"}]}]},
            ["members[A].name", "members[A].owners"],
        ),
        ({"layers": {"data": "none"}}, ["layers.data"]),
    ],
)
def test_every_fact_has_a_path(case, paths):
    found = [path for path, _ in facts_of(proposal(**case))]

    assert found == paths


def test_a_fact_of_a_message_keeps_its_words():
    case = proposal(members=[{"name": "Hana", "headquarters": "KR"}])
    told = [
        UnderstoodFact(path="members[Hana].headquarters", value="KR", quote="Hana is Korean"),
        UnderstoodFact(path="markets", value="Kenya", quote="to Kenya"),
    ]

    found = {one.path: one for one in origins_after(1, case, EMPTY, (), told)}

    assert found["members[Hana].headquarters"].quote == "Hana is Korean"
    assert found["members[Hana].name"].quote is None


def test_two_facts_of_one_place_keep_each_its_words():
    case = proposal(markets=[{"name": "Kenya"}, {"name": "Ghana"}])
    told = [
        UnderstoodFact(path="markets", value=name, quote=f"to {name}")
        for name in ("Kenya", "Ghana")
    ]

    found = {one.path: one.quote for one in origins_after(1, case, EMPTY, (), told)}

    assert found["markets[Kenya].name"] == "to Kenya"
    assert found["markets[Ghana].name"] == "to Ghana"


def test_a_fact_of_a_proposal_says_so():
    told = [UnderstoodFact(path="title", value="A", source="proposal")]

    (found,) = origins_after(3, proposal(title="A"), EMPTY, (), told)

    assert (found.turn, found.source, found.quote) == (3, "proposal", None)


def test_a_fact_keeps_its_turn_until_it_changes_or_goes():
    first, second = proposal(title="A", track="pre_set"), proposal(title="B", track="pre_set")
    one = origins_after(1, first, EMPTY, (), ())
    two = origins_after(2, second, first, one, ())
    three = origins_after(3, proposal(track="pre_set"), second, two, ())

    assert {origin.path: origin.turn for origin in two} == {"title": 2, "track": 1}
    assert {origin.path: origin.turn for origin in three} == {"track": 1}
