"""The U.S.-origin share of the hardware layer's aggregate value, decided by bounds.

With u the U.S.-origin value and v the value of each item, the share is at least p percent exactly
when the sum of (100 u - p v) is at least zero and some value is there. That sum is linear, so an
item with an unknown part adds an interval, and the outcome is decided as soon as no value of the
unknown parts can turn it.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from rules.country import NONE
from rules.kit import Branch, Decision, Scene, StatedFact, Step, Truth
from rules.proposal import HardwareItem

ZERO = Decimal(0)
_EXACT = Context(prec=100)
"""More digits than any sum of stated amounts can have, so that no step rounds."""


@dataclass(frozen=True)
class _Bounds:
    """What is known of the sums over all items; None stands for no bound.

    `origin_low` and `origin_high` belong to the lowest value that the items can have.
    """

    surplus_low: Decimal | None
    surplus_high: Decimal | None
    value_low: Decimal
    origin_low: Decimal
    origin_high: Decimal
    values_known: bool


@dataclass(frozen=True)
class PresumedShare:
    """The U.S.-origin share is at least the presumed share."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it on the items; where none are stated, on the share that is stated.

        Two rules ask this of the same items, so the answer is kept for the assessment.
        """
        percent = Decimal(scene.parameters["presumed_share_percent"])
        if (self, percent) not in scene.shared:
            scene.shared[self, percent] = self._decided(scene, percent)
        step: Step = scene.shared[self, percent]
        return step

    def _decided(self, scene: Scene, percent: Decimal) -> Step:
        layer, hardware = scene.read("layers.hardware")
        if hardware == NONE:
            return Step(self.says, False, (StatedFact(layer, NONE),))
        path, items = scene.read("layers.hardware.items")
        if items is None:
            return self._stated_share(scene, percent, path)
        with localcontext(_EXACT):
            bounds = _bounds(items, percent)
            truth = _truth(bounds)
            figures = _figures(bounds, percent)
        missing = [
            f"{path}[{n}].{field}"
            for n, item in enumerate(items)
            for field in ("value_usd", "us_origin_value_usd")
            # An item without value can have no origin either.
            if getattr(item, field) is None and item.value_usd != 0
        ]
        facts = tuple(
            StatedFact(f"{path}[{n}].{field}", getattr(item, field))
            for n, item in enumerate(items)
            for field in ("value_usd", "us_origin_value_usd")
            if getattr(item, field) is not None
        ) or (StatedFact(path, NONE),)
        return Step(self.says, truth, facts, tuple(missing) if truth is None else (), (), figures)

    def _stated_share(self, scene: Scene, percent: Decimal, items: str) -> Step:
        path, share = scene.read("layers.hardware.us_content_percent")
        if share is None:
            return Step(self.says, None, missing=(items,))
        figures = {"share": f"{share:f} percent"}
        return Step(self.says, share >= percent, (StatedFact(path, share),), (), (), figures)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        items = "layers.hardware.items"
        return frozenset(
            {
                items,
                f"{items}[].value_usd",
                f"{items}[].us_origin_value_usd",
                "layers.hardware.us_content_percent",
            }
        )


@dataclass(frozen=True)
class NoValue:
    """The hardware layer is stated, and has no value to measure."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it on the items."""
        layer, hardware = scene.read("layers.hardware")
        if hardware == NONE:
            return Step(self.says, True, (StatedFact(layer, NONE),))
        path, items = scene.read("layers.hardware.items")
        if items is None:
            _, share = scene.read("layers.hardware.us_content_percent")
            return Step(
                self.says, None if share is None else False, missing=(path,) * (share is None)
            )
        values = [item.value_usd for item in items]
        origins = [item.us_origin_value_usd or ZERO for item in items]
        if any(value for value in values) or any(origins):
            return Step(self.says, truth=False)
        truth: Truth = None if None in values else True
        return Step(self.says, truth, (StatedFact(path, "no value"),))

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset({"layers.hardware.items", "layers.hardware.items[].value_usd"})


def _bounds(items: tuple[HardwareItem, ...], percent: Decimal) -> _Bounds:
    low: Decimal | None = ZERO
    high: Decimal | None = ZERO
    value_low = origin_low = origin_high = ZERO
    for item in items:
        value, origin = item.value_usd, item.us_origin_value_usd
        # What is not stated is at least its origin part, and an origin part at most its value.
        least_value = value if value is not None else origin or ZERO
        value_low += least_value
        origin_low += origin or ZERO
        origin_high += origin if origin is not None else least_value
        item_low, item_high = _surplus(value, origin, percent)
        low = None if low is None or item_low is None else low + item_low
        high = None if high is None or item_high is None else high + item_high
    values_known = all(item.value_usd is not None for item in items)
    return _Bounds(low, high, value_low, origin_low, origin_high, values_known)


def _surplus(
    value: Decimal | None, origin: Decimal | None, percent: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """Bound 100 u - p v of one item; the unknown part may be anything with 0 <= u <= v."""
    rest = 100 - percent
    if value is not None and origin is not None:
        exact = 100 * origin - percent * value
        return exact, exact
    if value is not None:
        return -percent * value, rest * value
    if origin is not None:
        return None, rest * origin
    return None, None if rest else ZERO


def _truth(bounds: _Bounds) -> Truth:
    if bounds.surplus_low is not None and bounds.surplus_low >= 0 and bounds.value_low > 0:
        return True
    if bounds.surplus_high is None:
        return None
    # The surplus is highest where every open value is as low as it can be.
    possible = bounds.surplus_high > 0 or (bounds.surplus_high == 0 and bounds.value_low > 0)
    return None if possible else False


def _figures(bounds: _Bounds, percent: Decimal) -> dict[str, object]:
    """Give the share, or its bound, and how much U.S.-origin value is still needed."""
    figures: dict[str, object] = {
        "us_origin_value": money(bounds.origin_low),
        "aggregate_value": "",
        "needed": "",
        "open": "",
        "share": _share(bounds, percent),
    }
    if bounds.values_known and bounds.value_low:
        figures["aggregate_value"] = money(bounds.value_low)
        needed = percent * bounds.value_low / 100 - bounds.origin_low
        if needed > 0:
            figures["needed"] = money(needed)
        if bounds.origin_high > bounds.origin_low:
            figures["open"] = money(bounds.origin_high - bounds.origin_low)
    return figures


def _share(bounds: _Bounds, percent: Decimal) -> str:
    """Write the share as far as it is known: as it is, or as the bound that decides."""
    if not bounds.value_low:
        return "0 percent"
    least = 100 * bounds.origin_low / bounds.value_low
    most = 100 * bounds.origin_high / bounds.value_low
    if not bounds.values_known:
        return f"at most {shown_percent(most, percent)} percent"
    if least == most:
        return f"{shown_percent(least, percent)} percent"
    if least >= percent:
        return f"at least {shown_percent(least, percent)} percent"
    return f"at most {shown_percent(most, percent)} percent"


def shown_percent(share: Decimal, line: Decimal) -> str:
    """Write a share so that rounding never moves it onto or across the line.

    It needs the exact context, as long shares have many digits.
    """
    for places in range(2, 40):
        step = Decimal(1).scaleb(-places)
        shown = share.quantize(step, rounding=ROUND_HALF_EVEN)
        if (shown >= line) == (share >= line) and (shown == line) == (share == line):
            break
    return f"{shown:f}".rstrip("0").rstrip(".")


def money(amount: Decimal) -> str:
    """Write an amount of U.S. dollars: whole where it is whole, else with cents."""
    whole = amount == amount.to_integral_value()
    return f"${amount:,.0f}" if whole else f"${amount:,.2f}"


us_hardware_content = Decision(
    branches=(
        Branch("presumed", PresumedShare("The U.S.-origin share is at least the presumed share.")),
        Branch("no_value", NoValue("The hardware layer has no value to measure.")),
    ),
    otherwise="not_presumed",
)
