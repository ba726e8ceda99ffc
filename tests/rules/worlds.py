"""The small worlds in which each rule is checked completely.

What silence means by convention is `closed` here: control counts where it is stated; a chain ends
at an owner whose owners are not stated; a proposal without a filing date is not filed once the
window is closed; a stated share of U.S. content stands until items are stated; a layer of which
something is stated is not then described as nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.rules.spaces import ABSENT, Always, Fact, Given, Many, Part, Space, part

IN_WINDOW = date(2026, 5, 1)
AFTER_WINDOW = date(2026, 7, 1)


@dataclass(frozen=True)
class World:
    """All partial proposals of a small world, a rule, and the day."""

    rule: str
    name: str
    proposals: Part
    as_of: date = IN_WINDOW
    sampled: bool = False
    """True where the real world has values between those of the small one."""


def _member(**facts: Space) -> Part:
    """Return a Korean member with some facts left to vary."""
    whole: dict[str, Space] = {
        "name": Always("Alder"),
        "headquarters": Always("KR"),
        "incorporated_in": Always("KR"),
        "principal_place_of_business": Always("KR"),
    }
    return part(members=Many(part(**(whole | facts)), (1,), stated=True))


COUNTRY = Fact(("KR", "CN"))
CONTROL = Fact((True,), closed=True)
SOME_PERCENT = Fact((0, 40, 60, 100))


def owners(item: Part, counts: tuple[int, ...], *, closed: bool = False) -> Many:
    """Return lists of owners whose stated shares come to 100 percent at most."""
    at = [name for name, _ in item.fields].index("percent")

    def whole_at_most(stated: Any) -> bool:
        return sum(one[at] for one in stated if one[at] is not ABSENT) <= 100

    return Many(item, counts, closed=closed, allowed=whole_at_most)


INNER = part(country=COUNTRY, percent=SOME_PERCENT, control=CONTROL)
CHAIN = part(
    country=COUNTRY,
    percent=SOME_PERCENT,
    control=CONTROL,
    owners=owners(INNER, (0, 1), closed=True),
)
WIDE_CHAIN = part(
    country=COUNTRY,
    percent=Fact((0, 50, 80, 100)),
    owners=owners(part(country=COUNTRY, percent=Fact((0, 30, 62.5, 100))), (2,), closed=True),
)
ONE_OF_THREE = part(country=COUNTRY, percent=Fact((0, 25, 50, 100)))

MEMBERS = (
    World(
        "members_outside_countries_of_concern",
        "every place, control and one owner",
        _member(
            headquarters=COUNTRY,
            incorporated_in=COUNTRY,
            principal_place_of_business=COUNTRY,
            controlled_from=Fact(("none", "KR", "HK"), closed=True),
            owners=owners(part(country=COUNTRY, percent=Fact((0, 50, 51, 100))), (0, 1)),
        ),
    ),
    World(
        "members_outside_countries_of_concern",
        "chains of owners with control",
        _member(headquarters=COUNTRY, owners=owners(CHAIN, (0, 1))),
    ),
    World(
        "members_outside_countries_of_concern",
        "two owners with control",
        _member(headquarters=COUNTRY, owners=owners(INNER, (0, 2))),
    ),
    World(
        "members_outside_countries_of_concern",
        "a chain of one over two",
        _member(owners=owners(WIDE_CHAIN, (1,))),
    ),
    World(
        "members_outside_countries_of_concern",
        "three owners that add up",
        _member(owners=owners(ONE_OF_THREE, (3,))),
    ),
)

AMOUNT = Fact((0, 51, 100), beyond=(10**9, 10**12))


def _origin_within_value(item: Any) -> bool:
    value, origin = item
    return ABSENT in item or origin <= value


ITEM = part(_origin_within_value, value_usd=AMOUNT, us_origin_value_usd=AMOUNT)


def _hardware(**facts: Space) -> Part:
    return part(layers=part(hardware=part(**facts)))


CONTENT = (
    World(
        "us_hardware_content",
        "up to three items",
        _hardware(items=Many(ITEM, (0, 1, 2, 3))),
        sampled=True,
    ),
    World(
        "us_hardware_content",
        "a stated share",
        _hardware(
            us_content_percent=Fact((0, 50.99, 51, 51.01, 100), stated=True),
            items=Many(ITEM, (), closed=True),
        ),
    ),
)

LAYER = Given(
    (
        ("none", "none", ()),
        ("described", {"description": "racks"}, ()),
        ("denied", {"description": "none"}, ()),
        ("provided", {"providers": ["Alder"]}, ()),
        ("empty", {"providers": []}, ("described", "denied")),
    )
)
LAYERS = World(
    "five_layers_covered",
    "every layer in every state",
    part(layers=part(hardware=LAYER, data=LAYER, models=LAYER, security=LAYER, applications=LAYER)),
)

ROLES = Fact(((), ("anchor",), ("hardware",), ("anchor", "hardware")))
ANCHORS = World(
    "one_anchor_member",
    "up to four members",
    part(members=Many(part(name=Always("Alder"), roles=ROLES), (0, 1, 2, 3, 4))),
)

KIND = Fact(("country", "bloc", "global"))
MARKETS = World(
    "target_market_named",
    "up to four markets",
    part(markets=Many(part(name=Always("the Reach"), kind=KIND), (0, 1, 2, 3, 4))),
)

DAYS = tuple(
    date.fromisoformat(f"2026-{day}")
    for day in ("03-31", "04-01", "05-15", "06-29", "06-30", "07-01", "12-31")
)
FILING = tuple(
    World(
        "filed_in_window",
        f"on {as_of}",
        part(filed_on=Fact(DAYS, closed=as_of >= AFTER_WINDOW)),
        as_of,
    )
    for as_of in (*DAYS[1:], date(2027, 1, 1))
)

WORLDS = (*MEMBERS, *CONTENT, LAYERS, ANCHORS, MARKETS, *FILING)
