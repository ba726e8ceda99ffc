"""Rule cases that are made in series: every step across a line, every country of a list.

What is expected follows from how a grid is made (a share is chosen, and on which side of 51 it
lies is arithmetic), never from the rules. `tests/evals/suites` has a second evaluator look again.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from evals.suites.case import IN_WINDOW, RuleCase

CONTENT = "us_hardware_content"
MEMBERS = "members_outside_countries_of_concern"
PROVIDERS = "service_providers_outside_compelled_access"
FLAGS = "target_market_export_controls"

CONCERN = ("CN", "HK", "MO")
ELSEWHERE = ("US", "KR", "JP", "TW", "RU", "IR", "PH", "DE", "IN")
EXAMPLES = ("CN", "RU")
FLAGGED = (
    *("Afghanistan", "Belarus", "Burma", "Central African Republic", "China", "DR Congo", "Cuba"),
    *("Eritrea", "Haiti", "Iran", "Iraq", "North Korea", "Lebanon", "Libya", "Nicaragua", "Russia"),
    *("Somalia", "South Sudan", "Sudan", "Syria", "Venezuela", "Zimbabwe", "Macau", "Hong Kong"),
)
UNFLAGGED = (
    *("Kenya", "Ghana", "Peru", "Vietnam", "Egypt", "Jordan", "Morocco", "Nepal", "Senegal"),
    *("Uruguay", "Cambodia", "Japan", "Poland", "Brazil", "Mexico", "India", "Indonesia"),
    *("Philippines", "Saudi Arabia", "United Arab Emirates", "Taiwan", "South Korea", "Ukraine"),
)
OPENS, CLOSES = date(2026, 4, 1), date(2026, 6, 30)
LAYERS = ("hardware", "data", "models", "security", "applications")
WEIGHED_IN_ANY_CASE = "anchor_is_us_company"
ALL = (
    *("call_covers_track", "consortium_is_industry_led", "one_anchor_member", "anchor_submits"),
    *(WEIGHED_IN_ANY_CASE, MEMBERS, PROVIDERS, "five_layers_covered"),
    *("hardware_manufacture_described", CONTENT, "us_content_reasonable_efforts"),
    *("target_market_named", "foreign_competition_identified", "national_interest_explained"),
    *("market_case_strength", "build_own_operate_described", "support_requested_detailed"),
    *("compliance_addressed", FLAGS, "national_security_posture", "cybersecurity_architecture"),
    *("models_from_countries_of_concern", "filed_in_window", "filed_electronically"),
    "confidential_parts_marked",
)


def grids() -> dict[str, RuleCase]:
    """Return all cases of all grids by their ids."""
    series = (_shares, _amounts, _open_items, _owners, _places, _days, _flags, _providers, _layers)
    made = [one for each in (*series, _anchors, _silence, _eve) for one in each()]
    return {f"grid: {one.name}": one for one in made}


def _case(  # noqa: PLR0913, PLR0917 (a row of a table, in the order of its columns)
    name: str, rule: str, given: dict[str, Any], expect: Any, row: str, as_of: date = IN_WINDOW
) -> RuleCase:
    return RuleCase.model_validate(
        {
            "name": name,
            "given": given,
            "as_of": as_of,
            "expect": {rule: expect},
            "provenance": row,
            "reason": "One point of a grid; the expectation follows from how it is made.",
        }
    )


# -- U.S. content -----------------------------------------------------------------------------

_PERCENTS = ("0", "0.01", "25", "49.99", "50", "50.5", "50.99", "50.9999", "51", "51.0001", "75")


def _hardware(**facts: Any) -> dict[str, Any]:
    return {"layers": {"hardware": facts}}


def _presumed(holds: bool) -> str:
    return "met" if holds else "judgment"


def _shares() -> Iterator[RuleCase]:
    for percent in (*_PERCENTS, "100"):
        given = _hardware(us_content_percent=percent)
        expect = _presumed(Fraction(percent) >= 51)
        yield _case(f"a stated share of {percent} percent", CONTENT, given, expect, "CON-2")


def _amounts() -> Iterator[RuleCase]:
    for value, percent in product(("1", "3", "7000", "123456789.01"), (*_PERCENTS, "100")):
        # The largest multiple of a millionth that is not above the percentage of the value.
        origin = Fraction(int(Fraction(value) * Fraction(percent) / 100 * 10**6), 10**6)
        item = {"value_usd": value, "us_origin_value_usd": _decimal(origin)}
        expect = _presumed(100 * origin >= 51 * Fraction(value))
        name = f"{percent} percent of {value} dollars"
        yield _case(name, CONTENT, _hardware(items=[item]), expect, "CON-2")


def _decimal(number: Fraction) -> str:
    whole, rest = divmod(number, 1)
    return f"{whole}.{int(rest * 10**6):06d}"


def _open_items() -> Iterator[RuleCase]:
    for known, open_ in product((0, 20, 40, 51, 60, 80, 100), (1, 10, 50, 100, 400)):
        items = [{"value_usd": 100, "us_origin_value_usd": known}, {"value_usd": open_}]
        least, most, whole = 100 * known, 100 * (known + open_), 51 * (100 + open_)
        expect = "met" if least >= whole else "judgment" if most < whole else "unknown"
        name = f"{known} of 100 known and {open_} of open origin"
        yield _case(name, CONTENT, _hardware(items=items), expect, "CON-2")


# -- members and providers ----------------------------------------------------------------------


def _member(**facts: Any) -> dict[str, Any]:
    at_home = dict.fromkeys(("headquarters", "incorporated_in", "principal_place_of_business"))
    return {"name": "Alder", **dict.fromkeys(at_home, "US"), "owners": [], **facts}


def _owners() -> Iterator[RuleCase]:
    percents = ("0.01", "10", "49.99", "50", "50.01", "75", "100")
    for country, percent, control in product((*CONCERN, "KR", "RU", "TW"), percents, (None, True)):
        owner: dict[str, Any] = {"name": "Holder", "country": country, "percent": percent}
        owner |= {} if control is None else {"control": control}
        listed = country in CONCERN
        held = "not_met" if control or Fraction(percent) > 50 else "judgment"
        name = f"{percent} percent from {country}{' with control' if control else ''}"
        given = {"members": [_member(owners=[owner])]}
        yield _case(name, MEMBERS, given, {"Alder": held if listed else "met"}, "ELI-9")


def _places() -> Iterator[RuleCase]:
    places = ("headquarters", "incorporated_in", "principal_place_of_business", "controlled_from")
    for place, country in product(places, (*CONCERN, *ELSEWHERE)):
        expect = {"Alder": "not_met" if country in CONCERN else "met"}
        given = {"members": [_member(**{place: country})]}
        yield _case(f"{place} in {country}", MEMBERS, given, expect, "ELI-9")


def _providers() -> Iterator[RuleCase]:
    for home, seat in product(("US", "CN", "RU", "BR", "IR", None), repeat=2):
        stated = {"incorporated_in": home, "principal_place_of_business": seat}
        facts = {name: code for name, code in stated.items() if code}
        expect = "met" if (home, seat) == ("US", "US") else "judgment"
        if {home, seat} & set(EXAMPLES):
            expect = "not_met"
        elif None in (home, seat):
            expect = "unknown"
        given = {"members": [], "service_providers": [{"name": "Tern", **facts}]}
        name = f"a provider of {home or 'no place'} and {seat or 'no place'}"
        yield _case(name, PROVIDERS, given, {"Tern": expect}, "ELI-12")


# -- days, markets, layers, anchors -----------------------------------------------------------


def _days() -> Iterator[RuleCase]:
    around = [day + timedelta(days=n) for day in (OPENS, CLOSES) for n in (-365, -2, -1, 0, 1, 2)]
    for filed in (*around, date(2026, 5, 15), date(2026, 7, 9)):
        expect = "met" if OPENS <= filed <= CLOSES else "not_met"
        given = {"filed_on": filed.isoformat()}
        yield _case(
            f"filed on {filed}", "filed_in_window", given, expect, "SUB-2", date(2026, 11, 21)
        )
    for as_of in (OPENS, *around[-4:], date(2027, 4, 1)):
        if as_of >= OPENS:
            expect = "unknown" if as_of <= CLOSES else "not_met"
            yield _case(
                f"nothing filed by {as_of}", "filed_in_window", {"track": "pre_set"}, expect,
                "SUB-2", as_of,
            )  # fmt: skip


def _flags() -> Iterator[RuleCase]:
    for names, outcome in ((FLAGGED, "judgment"), (UNFLAGGED, "met")):
        for name in names:
            given = {"markets": [{"name": name}]}
            yield _case(f"a market in {name}", FLAGS, given, {name: outcome}, "part 7")


def _layers() -> Iterator[RuleCase]:
    for chosen in product((True, False), repeat=len(LAYERS)):
        told = dict(zip(LAYERS, chosen, strict=True))
        layers: dict[str, Any] = {
            one: {"description": "racks"} if has else "none" for one, has in told.items()
        }
        without = [one for one, has in told.items() if not has]
        name = f"a package without {' and '.join(without) or 'a gap'}"
        expect = "not_met" if without else "met"
        yield _case(name, "five_layers_covered", {"layers": layers}, expect, "LAY-0")


def _anchors() -> Iterator[RuleCase]:
    for anchors, others, unstated in product((0, 1, 2), (0, 2), (0, 1)):
        roles: Sequence[Any] = (*[["anchor"]] * anchors, *[["data"]] * others, *[None] * unstated)
        members: list[dict[str, Any]] = [
            {"name": f"Member {n}"} | ({"roles": one} if one else {}) for n, one in enumerate(roles)
        ]
        possible = {anchors} | ({anchors + 1} if unstated else set())
        sides = {"met" if count == 1 else "not_met" for count in possible}
        name = f"{anchors} anchors, {others} others and {unstated} of open role"
        expect = sides.pop() if len(sides) == 1 else "unknown"
        yield _case(name, "one_anchor_member", {"members": members}, expect, "ELI-2")


def _silence() -> Iterator[RuleCase]:
    for rule in ALL:
        expect = "judgment" if rule == WEIGHED_IN_ANY_CASE else "unknown"
        yield _case(f"{rule} while nothing is stated", rule, {}, expect, "the outcomes")


def _eve() -> Iterator[RuleCase]:
    eve = OPENS - timedelta(days=1)
    for rule in ALL:
        yield _case(f"{rule} on the eve", rule, {}, "not_in_force", "SUB-2", eve)
