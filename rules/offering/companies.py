"""The companies of a proposal by their names."""

from collections.abc import Sequence

from rules.change import BUSINESS, at, owners_within
from rules.company import company_key, mentioned_key
from rules.conditions.five_layers_covered import LAYERS
from rules.proposal import Proposal


class Companies:
    """The companies of a proposal by their names: how lists mention them, and whom they own."""

    def __init__(self, proposal: Proposal) -> None:
        names = [one.name for one in proposal.members or ()]
        names += [one.name for one in proposal.service_providers or ()]
        self._exact = {company_key(name) for name in names}
        self._alike: dict[str, list[str]] = {}
        for name in names:
            self._alike.setdefault(mentioned_key(name), []).append(name)
        lists = [at(proposal, ("layers", layer, "providers")) for layer in LAYERS]
        lists += [at(proposal, ("business_model", verb)) for verb in BUSINESS]
        self._listed = frozenset(one for stated in lists for one in stated or ())
        self._owning: dict[str, set[int]] = {}
        for n, member in enumerate(proposal.members or ()):
            for owner in owners_within(member):
                if owner.name is not None:
                    self._owning.setdefault(company_key(owner.name), set()).add(n)

    def alike(self, name: str) -> Sequence[str]:
        """Return the companies whose names differ from this one in their legal forms at most."""
        return self._alike.get(mentioned_key(name), ())

    def owning(self, name: str) -> set[int]:
        """Return the places of the members among whose owners a company stands, on any level."""
        return self._owning.get(company_key(name), set())

    def spellings(self, name: str) -> frozenset[str]:
        """Return the words by which lists of names mean a company, and no other."""
        key, short, alone = company_key(name), mentioned_key(name), len(self.alike(name)) <= 1
        return frozenset(
            one
            for one in self._listed
            if company_key(one) == key
            or (alone and mentioned_key(one) == short and company_key(one) not in self._exact)
        )
