"""The foreign competition in a target market is identified."""

from collections.abc import Mapping

from rules.country import country_name
from rules.kit import AnyOf, Branch, Decision, Each, Fact, Listed, Scene, Some


def _competitors(scene: Scene) -> Mapping[str, object]:
    """Name the competitors, or where they come from."""
    stated = scene.read("competitors")[1] or ()
    named = [
        one.name or f"a competitor from {country_name(one.country)}"
        for one in stated
        if one.name or one.country
    ]
    return {"competitors": list(dict.fromkeys(named))}


foreign_competition_identified = Decision(
    each=Each("markets"),
    figures=_competitors,
    branches=(
        Branch("none_stated", Listed("competitors", "No competitor is there.", as_none=True)),
        Branch(
            "identified",
            Some(
                "competitors",
                "A competitor is identified.",
                AnyOf(
                    "It has a name or a country.",
                    (
                        Fact("name", "It has a name.", lambda name, _: bool(name)),
                        Fact("country", "It has a country.", lambda code, _: bool(code)),
                    ),
                ),
            ),
        ),
    ),
    otherwise=None,
)
