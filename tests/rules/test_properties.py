"""What holds for every proposal: learning, order, innocent members, and any JSON at all."""

from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rules.assessment import Assessment, assess
from rules.catalogue import packaged_catalogue
from rules.outcome import Outcome
from rules.proposal import Proposal
from tests.rules.worlds import WORLDS

IN_WINDOW = date(2026, 5, 1)
WALKED = tuple(dict.fromkeys(world.rule for world in WORLDS))

country = st.sampled_from(["US", "KR", "NL", "TW", "RU", "CN", "HK", "MO"])
percent = st.sampled_from(["0", "0.1", "0.2", "10", "30", "49.7", "50", "50.01", "60", "100"])
text = st.sampled_from(["racks", "none", ""])


def owners(above: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(
        st.fixed_dictionaries(
            {"country": country, "percent": percent},
            optional={"control": st.booleans(), "owners": above},
        ),
        max_size=3,
    )


member = st.fixed_dictionaries(
    {
        "roles": st.lists(st.sampled_from(["anchor", "hardware", "data"]), max_size=2),
        "headquarters": country,
        "incorporated_in": country,
        "principal_place_of_business": country,
        "owners": st.recursive(st.just([]), owners, max_leaves=4),
    },
    optional={"controlled_from": country | st.just("none")},
)
item = st.tuples(st.integers(0, 200), st.integers(0, 200)).map(
    lambda pair: {"value_usd": max(pair), "us_origin_value_usd": min(pair)}
)
hardware = st.fixed_dictionaries({"items": st.lists(item, max_size=4)}) | st.fixed_dictionaries(
    {"us_content_percent": st.sampled_from(["50.99", "51", "51.01"])}
)
layer = st.just("none") | st.fixed_dictionaries({"description": text})
market = st.fixed_dictionaries({"kind": st.sampled_from(["country", "bloc", "global"])})


def numbered(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": f"Name {place}", **one} for place, one in enumerate(items)]


whole = st.fixed_dictionaries(
    {
        "filed_on": st.dates(date(2026, 3, 30), date(2026, 7, 2)),
        "members": st.lists(member, max_size=4).map(numbered),
        "layers": st.fixed_dictionaries(
            {
                "hardware": hardware,
                **dict.fromkeys(("data", "models", "security", "applications"), layer),
            }
        ),
        "markets": st.lists(market, max_size=3).map(numbered),
    }
)

# What silence means by convention is no fact to be learned; see the README.
KEPT = {"name", "control", "controlled_from", "description", "us_content_percent"}


@st.composite
def partly_told(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a whole proposal, and the same with some facts not stated."""
    told = draw(whole)
    return told, _hide(draw, deepcopy(told), inside_owner=False)


def _hide(draw: st.DrawFn, part: Any, *, inside_owner: bool) -> Any:
    if isinstance(part, list):
        return [_hide(draw, one, inside_owner=inside_owner) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {}
    for name, value in part.items():
        chain_goes_on = inside_owner and name == "owners"
        if name not in KEPT and not chain_goes_on and draw(st.integers(0, 3)) == 0:
            continue
        kept[name] = _hide(draw, value, inside_owner=inside_owner or name == "owners")
    return kept


def run(facts: Any, as_of: date = IN_WINDOW) -> Assessment:
    proposal = Proposal.model_validate(facts)
    return assess(proposal, as_of=as_of, catalogue=packaged_catalogue(), rules=WALKED)


def outcomes(assessed: Assessment) -> dict[tuple[str, str | None], Outcome]:
    return {(one.rule, one.subject): one.outcome for one in assessed.findings}


@given(both=partly_told())
def test_learning_facts_never_flips_a_decided_outcome(both: tuple[Any, Any]) -> None:
    told, partly = both
    later = outcomes(run(told))
    decided = {
        key: outcome
        for key, outcome in outcomes(run(partly)).items()
        if outcome is not Outcome.UNKNOWN
    }

    assert decided.items() <= later.items()


@given(told=whole)
def test_a_proposal_told_in_full_leaves_nothing_open(told: Any) -> None:
    told["layers"]["hardware"]["description"] = "racks"
    assessed = run(told)

    assert Outcome.UNKNOWN not in outcomes(assessed).values()
    assert assessed.missing == ()
    assert assessed.next_question is None


@given(both=partly_told(), random=st.randoms(use_true_random=False))
def test_order_does_not_matter(both: tuple[Any, Any], random: Any) -> None:
    _, partly = both
    shuffled = _shuffled(partly, random)

    assert outcomes(run(shuffled)) == outcomes(run(partly))
    assert run(shuffled).overall is run(partly).overall


def _shuffled(part: Any, random: Any) -> Any:
    if isinstance(part, dict):
        return {name: _shuffled(value, random) for name, value in part.items()}
    if isinstance(part, list):
        return random.sample([_shuffled(one, random) for one in part], len(part))
    return part


@given(both=partly_told())
def test_an_innocent_member_changes_nothing_for_the_others(both: tuple[Any, Any]) -> None:
    _, partly = both
    rule = "members_outside_countries_of_concern"
    innocent = {
        "name": "Alder",
        **dict.fromkeys(("headquarters", "incorporated_in", "principal_place_of_business"), "US"),
        "owners": [],
    }
    members = partly.get("members", [])
    before = [one for one in run(partly).findings if one.rule == rule and one.subject]
    after = run(partly | {"members": [*members, innocent]}).findings

    *others, last = [one for one in after if one.rule == rule]
    assert others == before
    assert last.outcome is Outcome.MET


json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["none", "CN", "1e9999", "-0", "NaN", "global", "2026-06-30", "\ud800"]),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.text(max_size=4)
            | st.sampled_from([*Proposal.model_fields, "name", "items", "owners", "hardware"]),
            below,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@st.composite
def nearly_a_proposal(draw: st.DrawFn) -> Any:
    """Return a proposal in which some parts are anything at all."""
    return _spoil(draw, draw(whole))


def _spoil(draw: st.DrawFn, part: Any) -> Any:
    if draw(st.integers(0, 30)) == 0:
        return draw(json)
    if isinstance(part, dict):
        return {name: _spoil(draw, value) for name, value in part.items()}
    if isinstance(part, list):
        return [_spoil(draw, one) for one in part]
    return part


@given(given_=json | nearly_a_proposal())
def test_any_json_is_a_proposal_or_is_refused_as_one(given_: Any) -> None:
    try:
        proposal = Proposal.model_validate(given_)
    except ValidationError:
        return

    assert assess(proposal, as_of=IN_WINDOW, catalogue=packaged_catalogue()).findings
    assert Proposal.model_validate(proposal.model_dump()) == proposal
    assert Proposal.model_validate_json(proposal.model_dump_json()) == proposal
