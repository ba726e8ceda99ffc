"""How much more U.S.-origin value brings the hardware to the presumed share, and by which items.

Arithmetic is exact: the amount is the least that reaches the line whatever the origin of items
that do not state theirs, and one cent less does not.
"""

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from typing import NamedTuple

from rules.proposal import HardwareItem

ZERO = Decimal(0)
_EXACT = Context(prec=100)
"""More digits than any sum of stated amounts can have."""


class Raised(NamedTuple):
    """The U.S.-origin value of each item after raising, and how it is spread.

    `alone` are the places of the items that have room for the whole amount; `used` are those that
    were raised.
    """

    origins: tuple[Decimal | None, ...]
    amount: Decimal
    before: Decimal
    alone: tuple[int, ...]
    used: tuple[int, ...]


def room_for(items: Sequence[HardwareItem]) -> Decimal:
    """Return how far the items whose value and origin are stated can be raised together."""
    with localcontext(_EXACT):
        return sum(_rooms(items).values(), ZERO)


def raised(items: Sequence[HardwareItem], line: Decimal) -> Raised | None:
    """Raise the items to a share of `line` percent; None where that cannot be, or need not."""
    if any(item.value_usd is None for item in items):
        return None
    with localcontext(_EXACT):
        value = sum((item.value_usd or ZERO for item in items), ZERO)
        origins = [item.us_origin_value_usd for item in items]
        before = sum((origin or ZERO for origin in origins), ZERO)
        amount = line * value / 100 - before
        rooms = _rooms(items)
        if amount <= 0 or sum(rooms.values(), ZERO) < amount:
            return None
        alone = tuple(n for n, room in rooms.items() if room >= amount)
        left = amount
        used: list[int] = []
        # The most room first, so that as few items as can be are raised.
        for n in sorted(rooms, key=lambda place: (-rooms[place], place)):
            step = min(left, rooms[n])
            if step > 0:
                origins[n] = (origins[n] or ZERO) + step
                used.append(n)
                left -= step
    return Raised(tuple(origins), amount, before, alone, tuple(sorted(used)))


def _rooms(items: Sequence[HardwareItem]) -> dict[int, Decimal]:
    return {
        n: item.value_usd - item.us_origin_value_usd
        for n, item in enumerate(items)
        if item.value_usd is not None and item.us_origin_value_usd is not None
    }


def dollars(amount: Decimal) -> str:
    """Write an amount of U.S. dollars with every digit that it has, as it may be one to reach."""
    digits = f"{amount:,f}"
    whole, _, cents = digits.partition(".")
    cents = cents.rstrip("0")
    return f"${whole}.{cents:0<2}" if cents else f"${whole}"
