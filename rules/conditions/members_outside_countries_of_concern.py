"""No member is located in, or owned or controlled from, a country of concern."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from rules.country import NONE, country_name
from rules.kit import AnyOf, Branch, Decision, Each, Fact, Scene, StatedFact, Step
from rules.ownership import OwnershipGraph

_PLACES = {
    "headquarters": "its headquarters",
    "incorporated_in": "its incorporation",
    "principal_place_of_business": "its principal place of business",
}


def _listed(code: str, scene: Scene) -> bool:
    return code in scene.parameters["countries_of_concern"]


@dataclass(frozen=True)
class _Named:
    """The figures of a location fact: which place, in which country."""

    place: str

    def __call__(self, code: str, scene: Scene) -> Mapping[str, object]:
        return {"place": self.place, "country": country_name(code)}


def _controller(code: str, scene: Scene) -> Mapping[str, object]:
    return {"country": country_name(code) if code != NONE else NONE}


@dataclass(frozen=True)
class Held:
    """What the stated owners hold from the countries of concern, put to one of two tests."""

    says: str
    more_than_threshold: bool

    def run(self, scene: Scene) -> Step:
        """Decide it by bounds over all stated chains of owners."""
        path, owners = scene.read("owners")
        if owners is None:
            return Step(self.says, None, missing=(path,))
        graph = _graph(scene)
        held = graph.held(owners, path)
        truth = held.exceeds(graph.majority) if self.more_than_threshold else held.some
        facts = held.facts or (StatedFact(path, len(owners) or NONE),)
        figures = {"holders": held.holders}
        missing = held.missing if truth is None else ()
        return Step(self.says, truth, facts, missing, (), figures)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset(
            {
                "owners",
                "owners[].country",
                "owners[].percent",
                "owners[].control",
                "owners[].owners",
            }
        )


def _graph(scene: Scene) -> OwnershipGraph:
    """Return the graph of the proposal's owners, one for all its members."""
    listed, majority = (
        scene.parameters["countries_of_concern"],
        scene.parameters["majority_percent"],
    )
    graph: OwnershipGraph | None = scene.shared.get((OwnershipGraph, listed, majority))
    if graph is None:
        graph = OwnershipGraph(scene.proposal, frozenset(listed), Fraction(majority))
        scene.shared[OwnershipGraph, listed, majority] = graph
    return graph


@dataclass(frozen=True)
class StatedControl:
    """The member is stated to be controlled from a country of concern.

    Control counts where it is stated; that it is not stated is not held open, because the
    catalogue asks for stated control.
    """

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it on the one fact."""
        path, code = scene.read("controlled_from")
        if code is None:
            return Step(self.says, truth=False)
        truth = _listed(code, scene)
        return Step(self.says, truth, (StatedFact(path, code),), (), (), _controller(code, scene))

    def reads(self) -> frozenset[str]:
        """Return the fact that it reads."""
        return frozenset({"controlled_from"})


def _clear_places(scene: Scene) -> Mapping[str, object]:
    """Name the list, and the stated countries of location that are not on it."""
    codes = [code for name in _PLACES if (code := scene.read(name)[1]) is not None]
    clear = dict.fromkeys(country_name(code) for code in codes if not _listed(code, scene))
    listed = _names_of(scene.parameters["countries_of_concern"])
    return {"clear_places": list(clear), "listed_countries": listed}


@lru_cache(maxsize=100)
def _names_of(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(country_name(code) for code in codes)


members_outside_countries_of_concern = Decision(
    each=Each("members"),
    figures=_clear_places,
    branches=(
        Branch(
            "located",
            AnyOf(
                "The member is located in a country of concern.",
                tuple(
                    Fact(name, f"The country of {place} is listed.", _listed, _Named(place))
                    for name, place in _PLACES.items()
                ),
            ),
        ),
        Branch("controlled", StatedControl("The member is controlled from a listed country.")),
        Branch(
            "majority_held",
            Held("More than the majority share is held, or control, from a listed country.", True),
        ),
        Branch("partly_held", Held("Something is held from a listed country.", False)),
    ),
    otherwise="clear",
)
