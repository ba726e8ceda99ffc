"""The few statistics that a report needs, exact and without a library."""

from math import comb, sqrt
from typing import NamedTuple

SURE = 0.05
"""A difference is one where chance alone would give it less often than this."""

_Z = 1.959963984540054


class Interval(NamedTuple):
    """Where a share lies, with 95 percent confidence."""

    low: float
    high: float


def wilson(right: int, total: int) -> Interval:
    """Return Wilson's interval of a share; at all right it does not claim certainty."""
    if not total:
        return Interval(0.0, 1.0)
    share = right / total
    middle = share + _Z**2 / (2 * total)
    reach = _Z * sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    whole = 1 + _Z**2 / total
    return Interval(max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole))


def mcnemar(newly_failing: int, newly_passing: int) -> float:
    """Return the exact two-sided p of so many flips each way, were both ways equally likely."""
    flips = newly_failing + newly_passing
    fewer = min(newly_failing, newly_passing)
    tail = sum(comb(flips, n) for n in range(fewer + 1)) / float(2**flips)
    return min(1.0, 2 * tail)


def least_drop(newly_passing: int) -> int:
    """Return how many cases must newly fail, beside those newly passing, to be told from chance."""
    failing = newly_passing + 1
    while mcnemar(failing, newly_passing) >= SURE:
        failing += 1
    return failing
