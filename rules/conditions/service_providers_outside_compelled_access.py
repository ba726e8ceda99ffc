"""Providers of data, software, security or application services, by law of their country.

A provider is a member with such a role, a company that one of these layers names, or one that is
stated as a provider without being a member.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from rules.company import company_key, mentioned_key
from rules.country import country_name
from rules.kit import (
    AllOf,
    AnyOf,
    Branch,
    Condition,
    Decision,
    Fact,
    Scene,
    Step,
    Subject,
)
from rules.proposal import Proposal

PLACES = {
    "incorporated_in": "its incorporation",
    "principal_place_of_business": "its principal place of business",
}


@dataclass(frozen=True)
class ServiceProviders:
    """Everybody who provides one of the services, each once."""

    def find(self, scene: Scene) -> Sequence[Subject] | Step:
        """Return the providers, or the open step where the members are not stated."""
        return list(_subjects(scene)) or self._nobody(scene)

    def _nobody(self, scene: Scene) -> Sequence[Subject] | Step:
        if scene.proposal.members is None:
            return Step("It is stated who provides the services.", None, (), ("members",))
        return ()

    def reads(self, facts: frozenset[str]) -> frozenset[str]:
        """Return who may provide a service, and the facts of each."""
        lists = ("members", "service_providers", "service_providers[]")
        layers = (f"layers.{layer}.providers" for layer in ("data", "security", "applications"))
        each = (f"{name}[].{fact}" for name in lists[:2] for fact in facts)
        return frozenset({*lists, *layers, "members[].roles", *each})


def _subjects(scene: Scene) -> Iterator[Subject]:
    proposal = scene.proposal
    members, providers = proposal.members or (), proposal.service_providers or ()
    named, unknown = _mentioned(proposal, scene.parameters["layers"])
    services = set(scene.parameters["services"])
    for number, member in enumerate(members):
        own = scene.within(member, f"members[{number}]")
        if company_key(member.name) in named or services.intersection(member.roles or ()):
            yield Subject(member.name, own)
        elif member.roles is None:
            open_ = Step("It is stated what it provides.", None, (), (own.at("roles"),))
            yield Subject(member.name, own, open_)
    for number, provider in enumerate(providers):
        yield Subject(provider.name, scene.within(provider, f"service_providers[{number}]"))
    # Where the list is stated, what is missing is a further entry of it.
    stated = proposal.service_providers
    missing = "service_providers" + ("" if stated is None else f"[{len(stated)}]")
    for name in unknown:
        open_ = Step("It is stated where it is.", None, (), (missing,))
        yield Subject(name, scene.within(None, missing), open_)


def _mentioned(proposal: Proposal, layers: Sequence[str]) -> tuple[set[str], list[str]]:
    """Return the keys of the companies that layers name as providers, and names of nobody stated.

    A name without its legal form stands for a company, unless another has exactly that name.
    """
    members, providers = proposal.members or (), proposal.service_providers or ()
    names = (*(member.name for member in members), *(provider.name for provider in providers))
    companies = [company_key(name) for name in names]
    parts = (getattr(proposal.layers, layer, None) for layer in layers)
    named: set[str] = set()
    unknown: dict[str, str] = {}
    for name in chain.from_iterable(getattr(part, "providers", None) or () for part in parts):
        key, short = company_key(name), mentioned_key(name)
        same = (
            [key] if key in companies else [one for one in companies if mentioned_key(one) == short]
        )
        named.update(same)
        if not same:
            unknown.setdefault(key, name)
    return named, list(unknown.values())


def _within(parameter: str) -> Callable[[str, Scene], bool]:
    return lambda code, scene: code in scene.parameters[parameter]


def _place(words: str) -> Callable[[str, Scene], Mapping[str, object]]:
    return lambda code, _: {"place": words, "country": country_name(code)}


def _each_place(says: str, parameter: str) -> tuple[Condition, ...]:
    return tuple(
        Fact(name, says.format(place=words), _within(parameter), _place(words))
        for name, words in PLACES.items()
    )


def _countries(scene: Scene) -> Mapping[str, object]:
    """Name the stated countries, and which of them neighbouring law lists."""
    codes = dict.fromkeys(code for name in PLACES if (code := scene.read(name)[1]) is not None)
    near = [country_name(code) for code in codes if code in scene.parameters["neighbouring_list"]]
    return {"countries": [country_name(code) for code in codes], "neighbouring": near}


service_providers_outside_compelled_access = Decision(
    each=ServiceProviders(),
    figures=_countries,
    branches=(
        Branch(
            "listed",
            AnyOf(
                "It is in a country whose law may compel access.",
                _each_place("The country of {place} is one of the examples.", "compelled_access"),
            ),
        ),
        Branch(
            "us",
            AllOf(
                "It is in the United States.",
                _each_place("The country of {place} is the United States.", "home"),
            ),
        ),
        Branch(
            "neighbouring",
            AnyOf(
                "It is in a country that neighbouring law lists.",
                _each_place("The country of {place} is listed there.", "neighbouring_list"),
            ),
        ),
    ),
    otherwise="elsewhere",
)
