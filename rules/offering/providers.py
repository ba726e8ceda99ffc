"""Changes to providers of services that are no members."""

from collections.abc import Collection, Iterator
from functools import partial

from rules.change import Told, Turn, renamed
from rules.choices import Choice
from rules.offering.asked import PROVIDERS, Draft, made
from rules.offering.offering import Offering
from rules.proposal import Proposal, ServiceProvider


def remove_provider(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Do without a provider that is no member."""
    yield from _providers(offering, choice, None)


def replace_provider(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Replace a provider that is no member."""
    yield from _providers(offering, choice, made(choice, ServiceProvider, name="x"))


def _providers(offering: Offering, choice: Choice, new: ServiceProvider | None) -> Iterator[Draft]:
    stated = offering.proposal.service_providers or ()
    entries = {one.name: n for n, one in enumerate(stated)}
    members = {one.name for one in offering.members}
    named = sorted(
        subject
        for rule, subject in offering.asked.failing
        if rule == PROVIDERS and subject is not None and subject not in members
    )
    for order, name in enumerate(named):
        place = entries.get(name)
        spellings = offering.companies.spellings(name)
        successor = None
        if new is not None:
            successor = new.model_copy(update={"name": offering.replacement_of(name)})
        told_name = None if successor is None else successor.name
        silence = offering.touched_by_silence(spellings) if successor is None else set()
        path = "service_providers" + ("" if place is None else f"[{place}]")
        words = choice.says.format(subject=name)
        before = name if place is None else stated[place]
        yield Draft(
            choice,
            subject=name,
            slot=f"provider {name}",
            turn=Turn.REMOVE if successor is None else Turn.ADD,
            order=-(place or 0) if successor is None else order,
            touches=frozenset(offering.service_keys(name) | silence),
            edit=partial(
                _provider_changed,
                place=place,
                spellings=spellings,
                name=told_name,
                new=successor,
            ),
            told=Told(words, path, before, successor),
        )


def _provider_changed(
    proposal: Proposal,
    place: int | None,
    spellings: Collection[str],
    name: str | None,
    new: ServiceProvider | None,
) -> Proposal:
    proposal = renamed(proposal, spellings, name)
    stated = proposal.service_providers or ()
    if place is None:
        if new is None:
            return proposal
        return proposal.model_copy(update={"service_providers": (*stated, new)})
    kept = () if new is None else (new,)
    return proposal.model_copy(
        update={"service_providers": (*stated[:place], *kept, *stated[place + 1 :])}
    )
