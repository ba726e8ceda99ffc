"""Which changes a proposal offers: every choice of `rules/choices.yaml` where it can be made.

For each change it is worked out which findings it may turn. The search for least sets rests on
these; that none is forgotten is tested over all sets of changes of many proposals.
"""

from collections.abc import Callable, Iterator, Mapping

from rules.choices import Choice
from rules.offering import facts, hardware, markets, members, models, providers
from rules.offering.asked import KEPT, Asked, Draft, Offer
from rules.offering.offering import Offering

__all__ = ["KEPT", "Asked", "Offer", "offered"]

_BUILDERS: Mapping[str, Callable[[Offering, Choice], Iterator[Draft]]] = {
    "state": facts.state,
    "cover": facts.cover,
    "file": facts.file,
    "add_member": members.add_member,
    "anchor": members.anchor,
    "submitter": members.submitter,
    "role": members.role,
    "remove_member": members.remove_member,
    "replace_member": members.replace_member,
    "remove_provider": providers.remove_provider,
    "replace_provider": providers.replace_provider,
    "share": hardware.share,
    "raise": hardware.raise_,
    "source": hardware.source,
    "add_market": markets.add_market,
    "remove_market": markets.remove_market,
    "remove_model": models.remove_model,
    "replace_model": models.replace_model,
}
"""By the kind of a choice, what makes its changes."""


def offered(asked: Asked) -> Offer:
    """Return every change that the choices allow, each slot by the first choice that takes it."""
    offering = Offering(asked)
    for choice in asked.choices.choices:
        wanted = asked.goal is None or asked.goal in choice.rules
        if wanted and not (choice.filing and asked.filed):
            for draft in _BUILDERS[choice.kind](offering, choice):
                offering.take(draft)
    return Offer(tuple(offering.changes.values()), offering.original)
