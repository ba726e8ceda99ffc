"""What is known of where the anchor member is; no source makes a test of it."""

from dataclasses import dataclass

from rules.country import country_name
from rules.kit import Branch, Decision, Scene, StatedFact, Step
from rules.ownership import PLACES
from rules.proposal import Role


@dataclass(frozen=True)
class AnchorLocated:
    """An anchor is named and a country is stated of it; never open, as nothing hangs on it."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it over the members."""
        facts = [
            StatedFact(f"members[{n}].{place}", getattr(member, place))
            for n, member in enumerate(scene.proposal.members or ())
            if Role.ANCHOR in (member.roles or ())
            for place in PLACES
            if getattr(member, place) is not None
        ]
        anchors = [
            member.name
            for member in scene.proposal.members or ()
            if Role.ANCHOR in (member.roles or ())
        ]
        places = list(dict.fromkeys(country_name(str(fact.value)) for fact in facts))
        figures = {"anchors": anchors, "places": places}
        return Step(self.says, bool(facts), tuple(facts), (), (), figures)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        places = (f"members[].{place}" for place in PLACES)
        return frozenset({"members", "members[].roles", *places})


anchor_is_us_company = Decision(
    branches=(Branch("known", AnchorLocated("A country is stated of the anchor member.")),),
    otherwise="not_named",
)
