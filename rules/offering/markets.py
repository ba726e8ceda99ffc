"""Changes to the target markets."""

from collections.abc import Iterator
from functools import partial

from rules.change import Key, Told, Turn, without_item
from rules.choices import Choice
from rules.offering.asked import KEPT, MARKET, Draft, made
from rules.offering.offering import Offering
from rules.proposal import Market, Proposal


def add_market(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Name a country as target market, beside what is stated."""
    markets = offering.proposal.markets or ()
    new = made(choice, Market)
    bound = [name for name in choice.rules if name != MARKET]
    if not offering.fails(MARKET, *(bound if not markets else ())):
        return
    keys: set[Key] = {(name, subject) for name in bound for subject in (None, new.name)}
    yield Draft(
        choice,
        slot="markets",
        turn=Turn.ADD,
        touches=frozenset(keys | {(MARKET, None), (KEPT, "markets")}),
        edit=partial(_market_added, new=new),
        told=Told(choice.says, f"markets[{len(markets)}]", None, new),
    )


def remove_market(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Leave out a market that a finding stands against."""
    rules = offering.asked.catalogue.rules.items()
    per_market = [name for name, rule in rules if "markets" in rule.decision.reads()]
    for n, market in enumerate(offering.proposal.markets or ()):
        if offering.helps(choice, market.name):
            keys: set[Key] = {(name, market.name) for name in per_market if name != MARKET}
            yield Draft(
                choice,
                subject=f"{n}",
                slot=f"markets[{n}]",
                turn=Turn.REMOVE,
                order=-n,
                touches=frozenset(keys | {(MARKET, None), (KEPT, "markets")}),
                edit=partial(without_item, name="markets", place=n),
                told=Told(choice.says.format(subject=market.name), f"markets[{n}]", market, None),
            )


def _market_added(proposal: Proposal, new: Market) -> Proposal:
    return proposal.model_copy(update={"markets": (*(proposal.markets or ()), new)})
