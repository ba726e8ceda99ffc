"""Where looking beats reading: the U.S. share, the owners, and the days of the Program, as places.

Each picture is numbers only; the templates draw it, and say the same in words beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.document import Force
from corpus.library import Library
from rules.catalogue import Catalogue
from rules.country import country_name
from rules.proposal import HardwareLayer, Member, Owner, Proposal

SHARE_RULE, MEMBERS_RULE, WINDOW_RULE = (
    "us_hardware_content",
    "members_outside_countries_of_concern",
    "filed_in_window",
)
_ZERO = Decimal(0)
_LONG_AGO = 180
"""Days before the next event by which the first would press all others together."""


@dataclass(frozen=True)
class SharePicture:
    """The U.S.-origin share of the hardware, in percent: what is stated, and what is still open."""

    stated: Decimal
    open: Decimal
    line: Decimal

    @property
    def most(self) -> Decimal:
        """The share if all that is open were of U.S. origin."""
        return self.stated + self.open


def share_picture(case: Proposal, catalogue: Catalogue, on: date) -> SharePicture | None:
    """Return the share of a case file; None where the values of its items are not all stated."""
    line = catalogue.rule(SHARE_RULE).page.parameters_on(on).get("presumed_share_percent")
    hardware = case.layers.hardware if case.layers else None
    if line is None or not isinstance(hardware, HardwareLayer):
        return None
    presumed = Decimal(str(line))
    if hardware.items is None:
        share = hardware.us_content_percent
        return None if share is None else SharePicture(share, _ZERO, presumed)
    total = sum((item.value_usd or _ZERO for item in hardware.items), _ZERO)
    if not total or any(item.value_usd is None for item in hardware.items):
        return None
    origin = sum((item.us_origin_value_usd or _ZERO for item in hardware.items), _ZERO)
    untold = (item.value_usd for item in hardware.items if item.us_origin_value_usd is None)
    unsettled = sum((value or _ZERO for value in untold), _ZERO)
    return SharePicture(100 * origin / total, 100 * unsettled / total, presumed)


@dataclass(frozen=True)
class Holder:
    """A company of the ownership picture; `row` and `depth` say where it stands."""

    name: str
    country: str
    listed: bool
    row: int
    depth: int
    percent: str
    held_row: int | None = None


@dataclass(frozen=True)
class OwnersPicture:
    """Members at the left, their owners to the right of them."""

    holders: tuple[Holder, ...]

    @property
    def rows(self) -> int:
        """How many rows it takes."""
        return max(one.row for one in self.holders) + 1

    @property
    def depth(self) -> int:
        """How many columns it takes."""
        return max(one.depth for one in self.holders) + 1


def owners_picture(case: Proposal, catalogue: Catalogue, on: date) -> OwnersPicture | None:
    """Return who owns whom in a case file; None where no owner is stated."""
    told = catalogue.rule(MEMBERS_RULE).page.parameters_on(on).get("countries_of_concern", ())
    listed = frozenset(told) if isinstance(told, list | tuple) else frozenset[str]()
    members = case.members or ()
    if not any(member.owners for member in members):
        return None
    return OwnersPicture(tuple(_placed_members(members, listed)))


def _placed_members(members: Sequence[Member], listed: frozenset[str]) -> Iterator[Holder]:
    row = 0
    for member in members:
        places = (
            member.headquarters,
            member.incorporated_in,
            member.principal_place_of_business,
        )
        told = [place for place in places if place]
        worst = next((place for place in told if place in listed), told[0] if told else None)
        yield Holder(member.name, _country(worst), worst in listed, row, 0, "")
        below = list(_placed_owners(member.owners or (), listed, row, 1, row))
        yield from below
        row = max([row, *(one.row for one in below)]) + 1


def _placed_owners(
    owners: Sequence[Owner], listed: frozenset[str], row: int, depth: int, held: int
) -> Iterator[Holder]:
    for owner in owners:
        yield Holder(
            name=owner.name or "an owner without a name",
            country=_country(owner.country),
            listed=owner.country in listed,
            row=row,
            depth=depth,
            percent=_stake(owner),
            held_row=held,
        )
        below = list(_placed_owners(owner.owners or (), listed, row, depth + 1, row))
        yield from below
        row = max([row, *(one.row for one in below)]) + 1


def _country(code: str | None) -> str:
    return country_name(code) if code else "country not stated"


def _stake(owner: Owner) -> str:
    share = "" if owner.percent is None else f"{owner.percent:f} %"
    control = "controls" if owner.control else ""
    return ", ".join(part for part in (share, control) if part) or "share not stated"


@dataclass(frozen=True)
class Moment:
    """A day of the Program; `at` is its place in the picture, 0 to 100."""

    provision: str
    day: date
    what: str
    at: float


@dataclass(frozen=True)
class TimelinePicture:
    """The days of the Program, the window for filing, and the day that is asked for."""

    first: date
    last: date
    today: date
    today_at: float
    window: tuple[float, float] | None
    moments: tuple[Moment, ...]


def timeline_picture(library: Library, catalogue: Catalogue, on: date) -> TimelinePicture:
    """Return the events that the corpus dates, those to come as well."""
    told = sorted(
        (dated.day, provision.id, dated.what)
        for provision in library.provisions.values()
        if provision.force is Force.EVENT
        for dated in provision.dates[:1]
    )
    while len(told) > 1 and (told[1][0] - told[0][0]).days > _LONG_AGO:
        told = told[1:]
    first, last = told[0][0], max(told[-1][0], on)
    whole = max((last - first).days, 1)

    def place(day: date) -> float:
        return round(100 * min(max((day - first).days / whole, 0), 1), 2)

    page = catalogue.rule(WINDOW_RULE).page.parameters_on(on)
    opens, closes = page.get("opens"), page.get("closes")
    window = (
        (place(opens), place(closes))
        if isinstance(opens, date) and isinstance(closes, date)
        else None
    )
    moments = tuple(Moment(name, day, what, place(day)) for day, name, what in told)
    return TimelinePicture(first, last, on, place(on), window, moments)
