"""The small worlds in which each rule is checked completely.

What silence means by convention is `closed` here: control counts where it is stated; a chain ends
at an owner whose owners are not stated; a proposal without a filing date is not filed once the
window is closed; a stated share of U.S. content stands until items are stated; a layer of which
something is stated is not then described as nothing.
"""

from dataclasses import dataclass, replace
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
    notes: bool = False
    """True where the rule takes note: it is open while nothing is stated, whatever follows."""


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

TEXT = Fact(("told", "none", ""))
YES_OR_NO = Fact((True, False))
TRACK = World("call_covers_track", "both tracks", part(track=Fact(("pre_set", "on_demand"))))
LED = World("consortium_is_industry_led", "yes and no", part(industry_led=YES_OR_NO))
SUBMITTERS = (
    World(
        "anchor_submits",
        "up to two members, and strangers",
        part(
            submitted_by=Fact(("Alder", "alder 1 Inc.", "Stranger")),
            members=Many(part(name=Always("Alder"), roles=ROLES), (0, 1, 2), stated=True),
        ),
    ),
    World(
        "anchor_submits",
        "members not stated",
        part(
            submitted_by=Always("Alder"),
            members=Many(part(name=Always("Alder"), roles=ROLES), (0, 1)),
        ),
    ),
)
ANCHOR_PLACE = World(
    "anchor_is_us_company",
    "an anchor somewhere",
    part(
        members=Many(
            part(name=Always("Alder"), roles=ROLES, headquarters=Fact(("US", "KR"))), (0, 1)
        )
    ),
)
PLACE = Fact(("US", "RU", "KR", "IR"))
SERVING = Fact((("data",), ("software", "other"), ("hardware",)))
PROVIDERS = (
    World(
        "service_providers_outside_compelled_access",
        "a member of some role",
        part(
            members=Many(
                part(
                    name=Always("Alder"),
                    roles=SERVING,
                    incorporated_in=PLACE,
                    principal_place_of_business=PLACE,
                ),
                (1,),
                stated=True,
            )
        ),
    ),
    World(
        "service_providers_outside_compelled_access",
        "a provider that a layer names",
        part(
            members=Many(part(name=Always("Alder")), (0,), stated=True),
            service_providers=Many(
                part(
                    name=Always("Volga"), incorporated_in=PLACE, principal_place_of_business=PLACE
                ),
                (1,),
            ),
            layers=Given((("named", {"data": {"providers": ["Volga"]}}, ()),), stated=True),
        ),
    ),
)
MANUFACTURE = (
    World("hardware_manufacture_described", "told or not", _hardware(manufacture=TEXT)),
    World(
        "hardware_manufacture_described",
        "no layer",
        part(layers=part(hardware=Given((("none", "none", ()),), stated=True))),
    ),
)
EFFORTS = World(
    "us_content_reasonable_efforts",
    "a share and efforts",
    _hardware(
        us_content_percent=Fact((50.99, 51), stated=True),
        us_content_efforts=TEXT,
        items=Many(ITEM, (), closed=True),
    ),
    notes=True,
)


def _market(**facts: Space) -> Part:
    return part(markets=Many(part(name=Always("the Reach"), **facts), (1,), stated=True))


COMPETITION = World(
    "foreign_competition_identified",
    "up to two competitors",
    _market(competitors=Many(part(name=Fact(("Rival",)), country=Fact(("CN",))), (0, 1, 2))),
    notes=True,
)
INTEREST = World("national_interest_explained", "told or not", _market(national_interest=TEXT))
STRENGTH = World(
    "market_case_strength", "two parts", _market(demand=TEXT, us_influence=TEXT), notes=True
)
COMPANIES = Many(Fact(("Alder",)), (0, 1))
INFRASTRUCTURE = World(
    "build_own_operate_described",
    "each of the three",
    part(business_model=part(build=COMPANIES, own=COMPANIES, operate=COMPANIES)),
)
SUPPORT = World(
    "support_requested_detailed",
    "up to three requests",
    part(support_requested=Many(part(tool=TEXT), (0, 1, 2, 3))),
)
COMPLIANCE = World(
    "compliance_addressed",
    "each of the three",
    part(compliance=part(export_controls=TEXT, outbound_investment=TEXT, end_users=TEXT)),
)
CONTROLS = tuple(
    World(
        "target_market_export_controls",
        f"a market called {name}",
        part(markets=Many(part(name=Always(name), kind=kind), (1,), stated=True)),
    )
    for name in ("the Reach", "Kenya", "Cuba", "Syria", "Macau", "Hong Kong")
    # The kind of a market is read from a name that is known.
    for kind in (KIND if name == "the Reach" else replace(KIND, stated=True),)
)
POSTURE = World(
    "national_security_posture",
    "four parts",
    part(security_posture=part(export_control=TEXT, end_use=TEXT, cybersecurity=TEXT, other=TEXT)),
    notes=True,
)
ARCHITECTURE = World(
    "cybersecurity_architecture",
    "a layer and a posture",
    part(
        layers=part(security=part(description=TEXT, standards=COMPANIES)),
        security_posture=part(cybersecurity=TEXT),
    ),
    notes=True,
)
MODEL_KINDS = World(
    "models_from_countries_of_concern",
    "up to three models",
    part(
        layers=part(
            models=part(
                models=Many(
                    part(name=Always("Model"), open_weight=YES_OR_NO, developer_country=COUNTRY),
                    (0, 1, 2, 3),
                )
            )
        )
    ),
)
PORTAL = World(
    "filed_electronically",
    "the portal and others",
    part(filed_through=Fact(("AIexports.gov", "post"))),
)
CONFIDENTIAL = World(
    "confidential_parts_marked", "some or none", part(confidential_parts=COMPANIES), notes=True
)

STATEMENTS = (
    *(TRACK, LED, *SUBMITTERS, ANCHOR_PLACE, *PROVIDERS, *MANUFACTURE, EFFORTS),
    *(COMPETITION, INTEREST, STRENGTH, INFRASTRUCTURE, SUPPORT, COMPLIANCE, *CONTROLS),
    *(POSTURE, ARCHITECTURE, MODEL_KINDS, PORTAL, CONFIDENTIAL),
)

WORLDS = (*MEMBERS, *CONTENT, LAYERS, ANCHORS, MARKETS, *FILING, *STATEMENTS)
