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

IN_WINDOW = date(2026, 5, 1)

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
    ).map(_within_the_whole)


def _within_the_whole(stated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the owners whose shares fit into 100 percent, in their order."""
    kept: list[dict[str, Any]] = []
    for owner in stated:
        if sum(float(one["percent"]) for one in [*kept, owner]) <= 100:
            kept.append(owner)
    return kept


member = st.fixed_dictionaries(
    {
        "roles": st.lists(st.sampled_from(["anchor", "hardware", "data", "software"]), max_size=2),
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
making = {"description": st.just("racks"), "manufacture": text, "us_content_efforts": text}
hardware = st.fixed_dictionaries(
    {**making, "items": st.lists(item, max_size=4)}
) | st.fixed_dictionaries(
    {**making, "us_content_percent": st.sampled_from(["50.99", "51", "51.01"])}
)
names = st.lists(st.sampled_from(["Name 0", "Provider 0"]), max_size=2, unique=True)
layer = st.just("none") | st.fixed_dictionaries({"description": text, "providers": names})
model = st.fixed_dictionaries({"open_weight": st.booleans(), "developer_country": country})
market = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["country", "bloc", "global"]),
        "competitors": st.lists(st.fixed_dictionaries({"name": st.just("Rival")}), max_size=2),
        **dict.fromkeys(("demand", "us_influence", "national_interest"), text),
    }
)


def numbered(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": f"Name {place}", **one} for place, one in enumerate(items)]


def _providers_known(told: dict[str, Any]) -> dict[str, Any]:
    """Keep the named providers of whom something is stated elsewhere."""
    known = {one["name"] for group in ("members", "service_providers") for one in told[group]}
    for part in told["layers"].values():
        if isinstance(part, dict) and "providers" in part:
            part["providers"] = [name for name in part["providers"] if name in known]
    return told


whole = st.fixed_dictionaries(
    {
        "track": st.sampled_from(["pre_set", "on_demand"]),
        "industry_led": st.booleans(),
        "submitted_by": st.sampled_from(["Name 0", "Name 1", "name 0.", "Stranger"]),
        "filed_on": st.dates(date(2026, 3, 30), date(2026, 7, 2)),
        "filed_through": st.sampled_from(["AIexports.gov", "courier"]),
        "members": st.lists(member, max_size=4).map(numbered),
        "layers": st.fixed_dictionaries(
            {
                "hardware": st.just("none") | hardware,
                **dict.fromkeys(("data", "applications"), layer),
                "models": st.just("none")
                | st.fixed_dictionaries(
                    {"description": text, "models": st.lists(model, max_size=2).map(numbered)}
                ),
                "security": st.just("none")
                | st.fixed_dictionaries({"description": text, "providers": names}),
            }
        ),
        "markets": st.lists(market, max_size=3).map(numbered),
        "service_providers": st.lists(
            st.fixed_dictionaries(
                {"incorporated_in": country, "principal_place_of_business": country}
            ),
            max_size=2,
        ).map(lambda told: [{"name": f"Provider {n}", **one} for n, one in enumerate(told)]),
        "business_model": st.fixed_dictionaries(dict.fromkeys(("build", "own", "operate"), names)),
        "support_requested": st.lists(st.fixed_dictionaries({"tool": text}), max_size=2),
        "compliance": st.fixed_dictionaries(
            dict.fromkeys(("export_controls", "outbound_investment", "end_users"), text)
        ),
        "security_posture": st.fixed_dictionaries({"end_use": text}),
        "confidential_parts": st.just([]) | st.just(["prices"]),
    }
).map(_providers_known)

# What silence means by convention is no fact to be learned; see the README.
KEPT = {
    "name",
    "control",
    "controlled_from",
    "description",
    "layers",
    "data",
    "security",
    "applications",
    "providers",
    "service_providers",
    "us_content_percent",
}


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
    return assess(proposal, as_of=as_of, catalogue=packaged_catalogue())


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
