"""Exactly one member is the anchor."""

from dataclasses import dataclass

from rules.kit import Branch, Decision, Scene, StatedFact, Step
from rules.proposal import Member, Role


@dataclass(frozen=True)
class AnchorsNumber:
    """The number of members with the role of anchor lies between two bounds, both included."""

    says: str
    least: int
    most: int | None

    def run(self, scene: Scene) -> Step:
        """Decide it; a member whose roles are not stated may or may not be an anchor."""
        path, members = scene.read("members")
        if members is None:
            return Step(self.says, None, missing=(path,))
        anchors = [member.name for member in members if _is_anchor(member)]
        open_ = [f"{path}[{n}].roles" for n, member in enumerate(members) if member.roles is None]
        low, high = len(anchors), len(anchors) + len(open_)
        most = high if self.most is None else self.most
        truth = None
        if low >= self.least and high <= most:
            truth = True
        elif high < self.least or low > most:
            truth = False
        facts = tuple(
            StatedFact(f"{path}[{n}].roles", member.roles)
            for n, member in enumerate(members)
            if member.roles is not None
        ) or (StatedFact(path, tuple(member.name for member in members)),)
        figures = {"anchors": anchors or ["no member"], "anchor_count": low}
        return Step(self.says, truth, facts, tuple(open_) if truth is None else (), (), figures)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset({"members", "members[].roles"})


def _is_anchor(member: Member) -> bool:
    return member.roles is not None and Role.ANCHOR in member.roles


one_anchor_member = Decision(
    branches=(
        Branch("no_anchor", AnchorsNumber("No member is the anchor.", 0, 0)),
        Branch("several_anchors", AnchorsNumber("More than one member is the anchor.", 2, None)),
    ),
    otherwise="one_anchor",
)
