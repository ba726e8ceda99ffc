"""Country groups of the export rules in which a target country stands; never a licence opinion."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.country import country_name, gazetteer
from rules.kit import Branch, Decision, Each, Fact, Scene, StatedFact, Step

GROUPS = {
    "group_e1": "Country Group E:1",
    "group_e2": "Country Group E:2",
    "group_d5": "Country Group D:5",
    "counts_as_china": "Country Group D:5, where it counts as China",
    "named_apart": "Macau, which the rules name beside Country Group D:5",
}


@dataclass(frozen=True)
class Unrecognised:
    """The market's name leads to no country that is known here."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it on the name."""
        path, name = scene.read("name")
        return Step(self.says, gazetteer().code(name) is None, (StatedFact(path, name),))

    def reads(self) -> frozenset[str]:
        """Return the fact that it reads."""
        return frozenset({"name"})


@dataclass(frozen=True)
class InGroup:
    """The target country stands in at least one of the groups."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it on the country that the name leads to."""
        path, name = scene.read("name")
        code = gazetteer().code(name)
        groups = [words for key, words in GROUPS.items() if code in scene.parameters[key]]
        fact = StatedFact(path, code or name)
        return Step(self.says, bool(groups), (fact,), (), (), {"groups": groups})

    def reads(self) -> frozenset[str]:
        """Return the fact that it reads."""
        return frozenset({"name"})


def _country(scene: Scene) -> Mapping[str, object]:
    code = gazetteer().code(scene.part.name)
    return {"country": country_name(code) if code else scene.part.name}


target_market_export_controls = Decision(
    each=Each("markets"),
    figures=_country,
    branches=(
        Branch(
            "not_a_country",
            Fact("kind", "It is not one country.", lambda kind, _: bool(kind != "country")),
        ),
        Branch("unrecognised", Unrecognised("It is no country that is known here.")),
        Branch("flagged", InGroup("It stands in a group that is flagged.")),
    ),
    otherwise="not_flagged",
)
