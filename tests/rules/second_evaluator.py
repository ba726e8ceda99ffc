"""The rules a second time, written apart from the first, so that a mistake meets another mind.

It shares with the first only the words for outcomes and the names of countries. Each rule is a
plain predicate over complete facts; a partial proposal is decided by completing the facts that the
rule reads, and is `unknown` where two completions come out differently. Where there are too many
completions to list, a few extreme ones bound all others, and the reason stands beside them.

Where silence is closed by a reading of rules/README.md, or a rule asks for a statement of any
content (factors and reminders), no completion is made: the comment says so.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from rules.country import gazetteer
from rules.outcome import Outcome, Overall

Facts = Mapping[str, Any]
Answer = tuple[str | None, Outcome]
"""The subject of a finding (None: the proposal as a whole) and how the rule comes out for it."""

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
JUDGMENT, NOT_IN_FORCE = Outcome.JUDGMENT, Outcome.NOT_IN_FORCE

# The lists, as program_facts.md gives them.
WINDOW_OPENS = date(2026, 4, 1)  # SUB-2; also the day from which the rules are in force
WINDOW_CLOSES = date(2026, 6, 30)
COUNTRIES_OF_CONCERN = {"CN", "HK", "MO"}  # ELI-9: China, including Macau and Hong Kong
COMPELLED_ACCESS = {"CN", "RU"}  # ELI-12: "like China or Russia"; examples, not a list
SERVICES = {"data", "software", "security", "applications"}  # ELI-12
SERVICE_LAYERS = ("data", "security", "applications")
LAYERS = ("hardware", "data", "models", "security", "applications")  # LAY-A to LAY-E
PLACES = ("headquarters", "incorporated_in", "principal_place_of_business")
LEAST_US_CONTENT = 51  # CON-2, in percent
# Part 7, as of 23 July 2026: Afghanistan, Belarus, Burma, Central African Republic, China,
# DR Congo, Cuba, Eritrea, Haiti, Iran, Iraq, North Korea, Lebanon, Libya, Nicaragua, Russia,
# Somalia, South Sudan, Sudan, Syria, Venezuela, Zimbabwe.
GROUP_D5 = {
    *("AF", "BY", "MM", "CF", "CN", "CD", "CU", "ER", "HT", "IR", "IQ"),
    *("KP", "LB", "LY", "NI", "RU", "SO", "SS", "SD", "SY", "VE", "ZW"),
}
GROUPS_E = {"IR", "KP", "SY", "CU"}  # E:1 is the first three, E:2 is Cuba
BESIDE_D5 = {"MO", "HK"}  # "Macau or … D:5"; Hong Kong counts as China
LEGAL_FORMS = {
    *("inc", "incorporated", "corp", "corporation", "llc"),
    *("ltd", "limited", "plc", "gmbh", "ag", "sa", "bv"),
}

TOLD, NONE = "told", "none"
A_LISTED_COUNTRY, ANOTHER_COUNTRY = "CN", "NL"
HUGE = Fraction(10) ** 15  # the most that the model takes for an amount


# What the rules share.


def ways(stated: Any, *otherwise: Any) -> tuple[Any, ...]:
    """Return the ways to complete a fact: as it is stated or, unstated, each of the others."""
    return otherwise if stated is None else (stated,)


def shared(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome of all completions; `unknown` where two of them differ."""
    different = set(outcomes)
    return different.pop() if len(different) == 1 else UNKNOWN


def whole(outcome: Outcome) -> list[Answer]:
    """Answer for the proposal as a whole."""
    return [(None, outcome)]


def each(items: Sequence[Facts] | None, decide: Callable[[Facts], Outcome]) -> list[Answer]:
    """Answer for each item by its name; a list that is not stated, or is empty, is one answer."""
    if items is None:
        return whole(UNKNOWN)
    return [(item["name"], decide(item)) for item in items] or whole(NOT_IN_FORCE)


def below(facts: Facts, *names: str) -> Any:
    """Follow names into the facts; None where the way ends or meets a layer stated as none."""
    found: Any = facts
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def is_none(text: str) -> bool:
    """Tell whether a text states that there is nothing."""
    return text.strip().casefold() in {"", "none"}


def all_told(texts: Iterable[str]) -> Outcome:
    """Decide complete texts of which each must tell something."""
    return NOT_MET if any(is_none(text) for text in texts) else MET


def any_stated(*facts: Any) -> Outcome:
    """Leave to judgment what is stated in any way; silence itself is what stays unknown."""
    return UNKNOWN if all(fact is None for fact in facts) else JUDGMENT


def country(part: Facts, place: str) -> str | None:
    """Return the code of a stated country."""
    stated = part.get(place)
    return None if stated is None else gazetteer().code(stated)


def same_name(name: str) -> str:
    """Give one form to a company's name: no case, accents or punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\s]", " ", plain).split())


def mentioned(name: str, companies: Iterable[str]) -> list[str]:
    """Return the forms of the companies that may be meant where a name is only mentioned.

    "Alder Inc." means Alder where no company is called Alder Inc.; members and owners whose names
    differ in the legal form are two companies, often a parent and what it owns.
    """
    form = same_name(name)
    alike = [one for one in companies if _without_legal_form(one) == _without_legal_form(form)]
    return [form] if form in alike or not alike else alike


def _without_legal_form(form: str) -> str:
    words = form.split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


# The track and the consortium.


def call_covers_track(facts: Facts) -> list[Answer]:
    tracks = ways(facts.get("track"), "pre_set", "on_demand")
    return whole(shared(MET if track == "pre_set" else NOT_IN_FORCE for track in tracks))


def consortium_is_industry_led(facts: Facts) -> list[Answer]:
    answers = ways(facts.get("industry_led"), True, False)
    return whole(shared(MET if led else NOT_MET for led in answers))


def whole_consortia(facts: Facts, somebody: str) -> Iterable[Sequence[tuple[str, bool]]]:
    """Complete who the members are and whether each is an anchor, by their names.

    Members that are not stated may be none, or somebody who is the anchor.
    """
    members = facts.get("members")
    if members is None:
        return ([], [(somebody, True)])
    return product(
        *(
            [
                (same_name(member["name"]), "anchor" in roles)
                for roles in ways(member.get("roles"), ["anchor"], ["other"])
            ]
            for member in members
        )
    )


def one_anchor_member(facts: Facts) -> list[Answer]:
    return whole(
        shared(
            MET if sum(is_anchor for _, is_anchor in members) == 1 else NOT_MET
            for members in whole_consortia(facts, "somebody")
        )
    )


def anchor_submits(facts: Facts) -> list[Answer]:
    stated = facts.get("submitted_by")
    names = [same_name(member["name"]) for member in facts.get("members") or ()]
    submitter = None if stated is None else mentioned(stated, names)[0]
    return whole(
        shared(
            MET if (name, True) in members else NOT_MET
            for members in whole_consortia(facts, submitter or "somebody")
            for name in ways(submitter, "a stranger", *(member for member, _ in members))
        )
    )


def anchor_is_us_company(_facts: Facts) -> list[Answer]:
    return whole(JUDGMENT)


# Countries of concern.


class Holder(NamedTuple):
    """An owner with all facts stated."""

    country: str
    percent: Fraction
    control: bool
    owners: tuple["Holder", ...]


def part_of_concern(owners: Iterable[Holder]) -> Fraction:
    """Return how much of a company counts as held from the list: all, once owned or controlled."""
    held = Fraction(0)
    for owner in owners:
        listed = owner.country in COUNTRIES_OF_CONCERN
        part = Fraction(1) if listed else part_of_concern(owner.owners)
        if owner.control and part == 1:
            return Fraction(1)
        held += owner.percent / 100 * part
    return Fraction(1) if held > Fraction(1, 2) else held


def member_outside(
    places: Iterable[str], controlled_from: str, owners: Iterable[Holder]
) -> Outcome:
    """Decide one member of whom all is stated."""
    if not COUNTRIES_OF_CONCERN.isdisjoint((*places, controlled_from)):
        return NOT_MET
    part = part_of_concern(owners)
    if part == 1:
        return NOT_MET
    return JUDGMENT if part > 0 else MET


class Register:
    """What a proposal states of companies by name, for owners that do not state it themselves."""

    def __init__(self, members: Sequence[Facts]) -> None:
        self.countries: dict[str, str] = {}
        self.owners: dict[str, Sequence[Facts]] = {}
        self.every_owner: dict[str, list[Facts]] = {}
        for member in members:
            self._add(member, _seat(member))
        for member in members:
            self._add_owners(member.get("owners") or ())

    def _add_owners(self, owners: Sequence[Facts]) -> None:
        for owner in owners:
            self._add(owner, country(owner, "country"))
            self._add_owners(owner.get("owners") or ())

    def _add(self, company: Facts, where: str | None) -> None:
        name = same_name(company.get("name") or "")
        known = self.countries.get(name)
        if name and where is not None and (known is None or where in COUNTRIES_OF_CONCERN):
            self.countries[name] = where
        if name and company.get("owners") is not None:
            if not self.owners.get(name):
                self.owners[name] = company["owners"]
            self.every_owner.setdefault(name, []).extend(company["owners"])

    def country_of(self, owner: Facts) -> str | None:
        name = same_name(owner.get("name") or "")
        known = self.countries.get(name)
        return known if known in COUNTRIES_OF_CONCERN else country(owner, "country") or known

    def owners_of(self, owner: Facts) -> Sequence[Facts] | None:
        stated: Sequence[Facts] | None = owner.get("owners")
        return stated or self.owners.get(same_name(owner.get("name") or ""), stated)


def _seat(member: Facts) -> str | None:
    """Return where a member is as an owner: on the list by any place, off it only by all three."""
    stated = [country(member, place) for place in (*PLACES, "controlled_from")]
    listed = [where for where in stated if where in COUNTRIES_OF_CONCERN]
    if listed:
        return listed[0]
    return stated[0] if None not in stated[: len(PLACES)] else None


def completed(owners: Sequence[Facts], register: Register, open_country: str) -> tuple[Holder, ...]:
    """Complete owners at the extreme that a country for all open places stands for.

    Nothing that a listed country or a greater percent adds can lower what is held from the list,
    so no completion lies outside the two extremes: every open country another one and every open
    percent nothing; or every open country a listed one and the percents that one list leaves open
    all with the owner of whom most counts. Control, and owners of an owner whose country is known,
    count only where they are stated.
    """
    known = []
    for owner in owners:
        where = register.country_of(owner) or open_country
        above = completed(register.owners_of(owner) or (), register, open_country)
        stated = owner.get("percent")
        percent = Fraction(0 if stated is None else Decimal(str(stated)))
        known.append(Holder(where, percent, owner.get("control") is True, above))
    open_places = [place for place, owner in enumerate(owners) if owner.get("percent") is None]
    if open_country in COUNTRIES_OF_CONCERN and open_places:
        rest = 100 - sum(holder.percent for holder in known)
        most = max(open_places, key=lambda place: _part_of_one(known[place]))
        known[most] = known[most]._replace(percent=Fraction(rest))
    return tuple(known)


def _part_of_one(holder: Holder) -> Fraction:
    return part_of_concern([holder._replace(percent=Fraction(100))])


def completed_member(member: Facts, register: Register, open_country: str) -> Outcome:
    """Decide a member completed at one of the two extremes."""
    owners = member.get("owners")
    if owners is None:
        owners = [{"country": open_country, "percent": 100}]
    return member_outside(
        [country(member, place) or open_country for place in PLACES],
        country(member, "controlled_from") or NONE,
        completed(owners, register, open_country),
    )


def members_outside_countries_of_concern(facts: Facts) -> list[Answer]:
    register = Register(facts.get("members") or ())
    return each(
        facts.get("members"),
        lambda member: shared(
            completed_member(member, register, open_country)
            for open_country in (A_LISTED_COUNTRY, ANOTHER_COUNTRY)
        ),
    )


def contradicts_itself(facts: Facts) -> bool:
    """Tell whether the model must refuse the facts.

    Shares of one list pass the whole, a chain of owners comes back to a company in it, or a member
    stands among the providers that are not members.
    """
    members = facts.get("members") or ()
    register = Register(members)
    others = {same_name(other["name"]) for other in facts.get("service_providers") or ()}
    return any(same_name(member["name"]) in others for member in members) or any(
        _passes_the_whole(member.get("owners") or ()) or _comes_back(member, register, ())
        for member in members
    )


def _passes_the_whole(owners: Sequence[Facts]) -> bool:
    stated = [Decimal(str(owner["percent"])) for owner in owners if "percent" in owner]
    return sum(stated) > 100 or any(_passes_the_whole(one.get("owners") or ()) for one in owners)


def _comes_back(company: Facts, register: Register, chain: tuple[str, ...]) -> bool:
    name = same_name(company.get("name") or "")
    if name and name in chain:
        return True
    owners = register.every_owner.get(name, ()) if name else company.get("owners") or ()
    return any(_comes_back(owner, register, (*chain, name)) for owner in owners)


# Providers of services.


def provider_outside(places: tuple[str, ...]) -> Outcome:
    """Decide where a provider is incorporated and has its principal place of business."""
    if not COMPELLED_ACCESS.isdisjoint(places):
        return NOT_MET
    return MET if set(places) == {"US"} else JUDGMENT


def place_of_provider(provider: Facts) -> Outcome:
    """Decide one provider; an open place may be a listed one, the United States or elsewhere."""
    places = [
        ways(country(provider, place), A_LISTED_COUNTRY, "US", ANOTHER_COUNTRY)
        for place in ("incorporated_in", "principal_place_of_business")
    ]
    return shared(provider_outside(choice) for choice in product(*places))


def service_providers_outside_compelled_access(facts: Facts) -> list[Answer]:
    members = {same_name(member["name"]): member for member in facts.get("members") or ()}
    others = {same_name(other["name"]): other for other in facts.get("service_providers") or ()}
    named = {
        form: name
        for layer in SERVICE_LAYERS
        for name in below(facts, "layers", layer, "providers") or ()
        for form in mentioned(name, {**members, **others})
    }
    answers: list[Answer] = []
    for name, member in members.items():
        roles = member.get("roles")
        if name in named or SERVICES.intersection(roles or ()):
            answers.append((member["name"], place_of_provider(member)))
        elif roles is None:  # one completion makes it a provider, another does not
            answers.append((member["name"], UNKNOWN))
    answers.extend((other["name"], place_of_provider(other)) for other in others.values())
    for name, spelling in named.items():
        if name not in members and name not in others:  # nothing is stated of it
            answers.append((spelling, UNKNOWN))
    return answers or whole(UNKNOWN if facts.get("members") is None else NOT_IN_FORCE)


# The layers.


def layer_is_covered(layer: Any) -> tuple[bool, ...]:
    """Complete whether a layer is covered: closed once something is stated of it."""
    if layer == NONE:
        return (False,)
    stated = layer or {}
    if stated.get("description") is not None:
        return (not is_none(stated["description"]),)
    return (True,) if any(_says_something(value) for value in stated.values()) else (True, False)


def _says_something(value: Any) -> bool:
    if isinstance(value, str):
        return not is_none(value)
    return value is not None and value != []


def five_layers_covered(facts: Facts) -> list[Answer]:
    layers = [layer_is_covered(below(facts, "layers", name)) for name in LAYERS]
    return whole(shared(MET if all(choice) else NOT_MET for choice in product(*layers)))


def hardware_manufacture_described(facts: Facts) -> list[Answer]:
    if below(facts, "layers", "hardware") == NONE:
        return whole(NOT_MET)
    told = ways(below(facts, "layers", "hardware", "manufacture"), TOLD, NONE)
    return whole(shared(all_told([text]) for text in told))


class Amounts(NamedTuple):
    """The value of a hardware item and its U.S.-origin part."""

    value: Fraction
    origin: Fraction

    @property
    def surplus(self) -> Fraction:
        """Return what the item adds above the presumed share, times one hundred."""
        return 100 * self.origin - LEAST_US_CONTENT * self.value


def content_presumed(items: Sequence[Amounts]) -> Outcome:
    """Decide complete items: at least 51 percent of an aggregate value that is not nothing."""
    value = sum(item.value for item in items)
    origin = sum(item.origin for item in items)
    return MET if value > 0 and 100 * origin >= LEAST_US_CONTENT * value else JUDGMENT


def amounts_of(item: Facts) -> list[Amounts]:
    """Complete one item at every corner of what its amounts may be."""
    value, origin = (
        None if stated is None else Fraction(Decimal(str(stated)))
        for stated in (item.get("value_usd"), item.get("us_origin_value_usd"))
    )
    return [
        Amounts(one_value, one_origin)
        for one_value in ways(value, origin or Fraction(0), HUGE)
        for one_origin in ways(origin, Fraction(0), one_value)
    ]


def us_content(facts: Facts) -> Outcome:
    """Decide the presumption; a stated share counts only while items are not stated.

    What an item adds above the presumed share is linear in its amounts, so it is most and least at
    a corner, and items at their most and at their least bound all completions. The one other way
    to fail is that all values are nothing, which items of least value show.
    """
    hardware = below(facts, "layers", "hardware")
    items = below(facts, "layers", "hardware", "items")
    if hardware == NONE:
        return JUDGMENT
    if items is None:
        share = below(facts, "layers", "hardware", "us_content_percent")
        shares = ways(share, 0, 100)
        return shared(
            MET if Decimal(str(percent)) >= LEAST_US_CONTENT else JUDGMENT for percent in shares
        )
    corners = [amounts_of(item) for item in items]
    return shared(
        (
            content_presumed([max(ends, key=lambda end: end.surplus) for ends in corners]),
            content_presumed([min(ends, key=lambda end: end.surplus) for ends in corners]),
            content_presumed([min(ends, key=lambda end: end.value) for ends in corners]),
        )
    )


def us_hardware_content(facts: Facts) -> list[Answer]:
    return whole(us_content(facts))


def us_content_reasonable_efforts(facts: Facts) -> list[Answer]:
    efforts = below(facts, "layers", "hardware", "us_content_efforts")
    content = us_content(facts)
    if content is MET or below(facts, "layers", "hardware") == NONE:
        return whole(NOT_IN_FORCE)  # without hardware there is nothing to make efforts for
    return whole(UNKNOWN if content is UNKNOWN else any_stated(efforts))


def models_from_countries_of_concern(facts: Facts) -> list[Answer]:
    if below(facts, "layers", "models") == NONE:
        return whole(NOT_IN_FORCE)
    models = below(facts, "layers", "models", "models")
    if models is None:  # no models, one of concern, or one of none
        return whole(UNKNOWN)
    concerns = [
        [
            open_weight and where in COUNTRIES_OF_CONCERN
            for open_weight in ways(model.get("open_weight"), True, False)
            for where in ways(country(model, "developer_country"), "CN", "US")
        ]
        for model in models
    ]
    if not concerns:
        return whole(NOT_IN_FORCE)
    return whole(shared(JUDGMENT if any(choice) else MET for choice in product(*concerns)))


def cybersecurity_architecture(facts: Facts) -> list[Answer]:
    if below(facts, "layers", "security") == NONE:
        return whole(JUDGMENT)
    return whole(
        any_stated(
            below(facts, "layers", "security", "description"),
            below(facts, "layers", "security", "standards"),
            below(facts, "security_posture", "cybersecurity"),
        )
    )


# The markets.


def kinds_of(market: Facts) -> tuple[str, ...]:
    """Complete a market's kind, which is read from its name where the name is known."""
    stated = market.get("kind") or gazetteer().market_kind(market["name"])
    return ways(stated, "country", "bloc", "global")


def target_market_named(facts: Facts) -> list[Answer]:
    markets = facts.get("markets")
    if markets is None:  # none, or a country
        return whole(UNKNOWN)
    if not markets:
        return whole(NOT_MET)
    every = product(*(kinds_of(market) for market in markets))
    return whole(shared(JUDGMENT if set(kinds) == {"global"} else MET for kinds in every))


def foreign_competition_identified(facts: Facts) -> list[Answer]:
    def decide(market: Facts) -> Outcome:
        competitors = market.get("competitors")
        if competitors is None:  # none, or a named one
            return UNKNOWN
        if not competitors:
            return JUDGMENT
        known = any(one.get("name") or one.get("country") for one in competitors)
        return MET if known else UNKNOWN  # a blank entry identifies nobody yet

    return each(facts.get("markets"), decide)


def national_interest_explained(facts: Facts) -> list[Answer]:
    def decide(market: Facts) -> Outcome:
        return shared(
            all_told([text]) for text in ways(market.get("national_interest"), TOLD, NONE)
        )

    return each(facts.get("markets"), decide)


def market_case_strength(facts: Facts) -> list[Answer]:
    return each(
        facts.get("markets"),
        lambda market: any_stated(market.get("demand"), market.get("us_influence")),
    )


def export_flag(name: str, kind: str) -> Outcome:
    """Decide a market of stated kind by the country groups of the EAR."""
    if kind != "country":
        return NOT_IN_FORCE
    code = gazetteer().code(name)
    return JUDGMENT if code in {None, *GROUP_D5, *GROUPS_E, *BESIDE_D5} else MET


def target_market_export_controls(facts: Facts) -> list[Answer]:
    return each(
        facts.get("markets"),
        lambda market: shared(export_flag(market["name"], kind) for kind in kinds_of(market)),
    )


# Business, support, compliance, security.


def build_own_operate_described(facts: Facts) -> list[Answer]:
    every = product(
        *(
            ways(below(facts, "business_model", name), ["Somebody"], [])
            for name in ("build", "own", "operate")
        )
    )
    return whole(shared(MET if all(who) else NOT_MET for who in every))


def support_requested_detailed(facts: Facts) -> list[Answer]:
    requests = facts.get("support_requested")
    if requests is None:  # none, a vague request or a detailed one
        return whole(UNKNOWN)
    if not requests:
        return whole(JUDGMENT)
    every = product(*(ways(request.get("tool"), TOLD, NONE) for request in requests))
    return whole(shared(all_told(tools) for tools in every))


def compliance_addressed(facts: Facts) -> list[Answer]:
    every = product(
        *(
            ways(below(facts, "compliance", name), TOLD, NONE)
            for name in ("export_controls", "outbound_investment", "end_users")
        )
    )
    return whole(shared(all_told(texts) for texts in every))


def national_security_posture(facts: Facts) -> list[Answer]:
    parts = ("export_control", "end_use", "cybersecurity", "other")
    return whole(any_stated(*(below(facts, "security_posture", part) for part in parts)))


# Filing.


def filed_in_window(facts: Facts, as_of: date) -> list[Answer]:
    filed_on = facts.get("filed_on")
    if filed_on is None:  # by our reading, what is not filed when the window is closed never is
        return whole(NOT_MET if as_of > WINDOW_CLOSES else UNKNOWN)
    return whole(MET if WINDOW_OPENS <= date.fromisoformat(filed_on) <= WINDOW_CLOSES else NOT_MET)


AROUND_THE_PORTAL = {"through", "via", "on", "at", "by", "using", "the", "portal", "website"}


def names_the_portal(text: str) -> bool:
    """Tell whether a text says AIexports.gov and nothing that could mean another way."""
    words = [re.sub(r"^https://|[.,;/]+$", "", word) for word in text.casefold().split()]
    return [word for word in words if word not in AROUND_THE_PORTAL] == ["aiexports.gov"]


def filed_electronically(facts: Facts) -> list[Answer]:
    through = ways(facts.get("filed_through"), "AIexports.gov", "by post")
    return whole(shared(MET if names_the_portal(text) else JUDGMENT for text in through))


def confidential_parts_marked(facts: Facts) -> list[Answer]:
    return whole(any_stated(facts.get("confidential_parts")))


RULES: tuple[Callable[[Facts], list[Answer]], ...] = (
    call_covers_track,
    consortium_is_industry_led,
    one_anchor_member,
    anchor_submits,
    anchor_is_us_company,
    members_outside_countries_of_concern,
    service_providers_outside_compelled_access,
    five_layers_covered,
    hardware_manufacture_described,
    us_hardware_content,
    us_content_reasonable_efforts,
    target_market_named,
    foreign_competition_identified,
    national_interest_explained,
    market_case_strength,
    build_own_operate_described,
    support_requested_detailed,
    compliance_addressed,
    target_market_export_controls,
    national_security_posture,
    cybersecurity_architecture,
    models_from_countries_of_concern,
    filed_electronically,
    confidential_parts_marked,
)
"""Every rule but `filed_in_window`, which alone reads the day."""


def second_opinion(facts: Facts, as_of: date) -> dict[str, list[Answer]]:
    """Decide every rule for a partial proposal in plain data, on a day."""
    answers = {rule.__name__: rule(facts) for rule in RULES}
    answers["filed_in_window"] = filed_in_window(facts, as_of)
    return answers if as_of >= WINDOW_OPENS else dict.fromkeys(answers, whole(NOT_IN_FORCE))


MAY_BE_ONLY_WEIGHED = {
    *("anchor_is_us_company", "target_market_export_controls", "confidential_parts_marked"),
    *("models_from_countries_of_concern", "us_hardware_content", "us_content_reasonable_efforts"),
    *("market_case_strength", "national_security_posture", "cybersecurity_architecture"),
}
"""The presumption, the factors and the advisory rules; the others can be an obstacle."""


def second_overall(answers: Mapping[str, Sequence[Answer]]) -> Overall:
    """Add up what all rules answer."""
    outcomes = {(rule, outcome) for rule, found in answers.items() for _, outcome in found}
    if any(outcome is NOT_MET and rule not in MAY_BE_ONLY_WEIGHED for rule, outcome in outcomes):
        return Overall.OBSTACLE
    if any(outcome is UNKNOWN for _, outcome in outcomes):
        return Overall.INCOMPLETE
    return Overall.NO_OBSTACLE_FOUND
