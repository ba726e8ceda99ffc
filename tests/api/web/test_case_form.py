"""A case file goes through the form and comes back as it was, whatever it states."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.web.case_form import (
    Entry,
    Part,
    form_of,
    nearest_field,
    places_of,
    read_form,
    without_entry,
    words,
)
from evals.generated_proposals import generated_proposal
from rules.proposal import Proposal


def sent(part: Part) -> Iterator[tuple[str, str]]:
    """Give what a browser would send of a form that nobody touched."""
    for one in part.fields:
        if isinstance(one, Part):
            if one.nothing:
                yield f"{one.name}.none", "1"
            if one.removes:
                yield f"{one.name}.entry", "1"
            yield from sent(one)
        elif one.form == "checks":
            for place, (value, _) in enumerate(one.choices):
                if value in one.value:
                    yield f"{one.name}[{place}]", value
        else:
            yield one.name, one.value


def entries(part: Part) -> Iterator[Entry]:
    for one in part.fields:
        yield from entries(one) if isinstance(one, Part) else [one]


def as_data(case: Proposal) -> dict[str, Any]:
    return case.model_dump(mode="json", exclude_none=True)


@pytest.mark.parametrize("seed", range(60))
def test_what_the_form_shows_is_what_it_sends_back(seed):
    case = generated_proposal(seed, fullness=seed / 59)
    back = read_form(list(sent(form_of(as_data(case)))))

    assert back.faults == ()
    assert _plain(as_data(back.case)) == _plain(as_data(case))


def _plain(value: Any) -> Any:
    """Drop what says nothing: parts without a field, white space, the order of roles."""
    if isinstance(value, str):
        return value.strip() or "none"
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    whole = {key: _plain(part) for key, part in value.items()}
    parts = {key: part for key, part in whole.items() if part != {}}
    return parts | ({"roles": sorted(parts["roles"])} if parts.get("roles") else {})


def test_every_field_of_the_proposal_has_a_name_for_people():
    whole = {
        "members": [{"owners": [{"owners": [{}]}]}],
        "layers": {"hardware": {"items": [{}]}, "models": {"models": [{}]}},
        "markets": [{"competitors": [{}]}],
        "service_providers": [{}],
        "support_requested": [{}],
    }

    named = {entry.name.rpartition(".")[2].rstrip("]") for entry in entries(form_of(whole))}
    assert named <= set(words().labels)
    assert len(named) > 40


def test_what_is_wrong_is_said_at_its_field():
    back = read_form([("members[0].name", "Acme"), ("members[0].headquarters", "Atlantis")])

    assert back.case is None
    form = form_of(back.data, back.faults)
    (faulty,) = [entry for entry in entries(form) if entry.faults]
    assert faulty.name == "members[0].headquarters"
    assert faulty.value == "Atlantis"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("members[0].owners[0].percent", "members[0].owners[0].percent"),
        ("members[0].owners[1].percent", "members[0].owners"),
        ("members[Acme].headquarters", "members"),
        ("markets[0].demand", "markets"),
        ("layers.models.models", "layers.models.models"),
        ("nonsense[0].at.all", ""),
    ],
)
def test_a_fact_is_stated_in_its_field_or_in_the_part_around_it(path, field):
    case = Proposal.model_validate({"members": [{"name": "A", "owners": [{"country": "KR"}]}]})

    assert nearest_field(path, places_of(case)) == field


def test_an_entry_is_added_and_removed():
    data = {"members": [{"name": "A"}, {"name": "B", "owners": [{"country": "KR"}]}]}

    more = {entry.name for entry in entries(form_of(data, adding="members[1].owners"))}
    assert "members[1].owners[1].percent" in more
    assert without_entry(data, "members[0]") == {"members": data["members"][1:]}
    assert without_entry(data, "members[1].owners[0]")["members"][1]["owners"] == []
    assert without_entry(data, "nonsense]") == data


@pytest.mark.parametrize(
    "name", ["members[0", "members..name", "[0].name", "members[0]x", "__class__.x", "", "a b"]
)
def test_a_name_that_leads_nowhere_states_nothing(name):
    assert read_form([(name, "x")]).data == {}


def test_names_that_stand_in_each_others_way_break_nothing():
    back = read_form([("members", "x"), ("members[0].name", "Acme"), ("layers.data.none", "1")])

    assert back.data["layers"] == {"data": "none"}
