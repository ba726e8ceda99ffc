"""The anchor member submits the proposal."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.company import company_key, mentioned_key
from rules.kit import Branch, Decision, Scene, StatedFact, Step
from rules.proposal import Member, Role


@dataclass(frozen=True)
class NoAnchor:
    """No member is the anchor, and none can be: all roles are stated."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it over the members."""
        path, members = scene.read("members")
        if members is None:
            return Step(self.says, None, (), (path,))
        if any(_is_anchor(member) for member in members):
            return Step(self.says, False, _stated_roles(members))
        open_ = [n for n, member in enumerate(members) if member.roles is None]
        # Of a submitter who is a member only the own role is asked for.
        own = _named(scene.proposal.submitted_by, members)
        asked = tuple(f"{path}[{n}].roles" for n in open_ if not own or n in own)
        return Step(self.says, None if open_ else True, _stated_roles(members), asked)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset({"members", "members[].roles"})


@dataclass(frozen=True)
class SubmittedByNoMember:
    """The submitting entity is none of the stated members."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it by names."""
        path, submitter = scene.read("submitted_by")
        where, members = scene.read("members")
        missing = (path,) * (submitter is None) + (where,) * (members is None)
        if missing:
            return Step(self.says, None, (), missing)
        facts = (StatedFact(path, submitter), StatedFact(where, tuple(one.name for one in members)))
        return Step(self.says, not _named(submitter, members), facts)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset({"submitted_by", "members", "members[].name"})


@dataclass(frozen=True)
class SubmittedByOtherMember:
    """The submitting entity is a member, and not the anchor."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it on the roles of the member of that name."""
        path, submitter = scene.read("submitted_by")
        where, members = scene.read("members")
        if submitter is None or members is None:
            missing = (path,) * (submitter is None) + (where,) * (members is None)
            return Step(self.says, None, (), missing)
        named = _named(submitter, members)
        facts = (
            StatedFact(path, submitter),
            *(StatedFact(f"{where}[{n}].roles", members[n].roles) for n in named),
        )
        # A name that fits two members names the anchor where one of them is.
        if not named or any(_is_anchor(members[n]) for n in named):
            return Step(self.says, False, facts)
        open_ = tuple(f"{where}[{n}].roles" for n in named if members[n].roles is None)
        return Step(self.says, None if open_ else True, facts[: None if not open_ else 1], open_)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset({"submitted_by", "members", "members[].name", "members[].roles"})


def _named(submitter: str | None, members: Sequence[Member]) -> list[int]:
    """Return the places of the members of a name; its legal form may be left out."""
    if submitter is None:
        return []
    exact = company_key(submitter)
    same = [n for n, member in enumerate(members) if company_key(member.name) == exact]
    mentioned = mentioned_key(submitter)
    return same or [n for n, one in enumerate(members) if mentioned_key(one.name) == mentioned]


def _is_anchor(member: Member) -> bool:
    return member.roles is not None and Role.ANCHOR in member.roles


def _stated_roles(members: Sequence[Member]) -> tuple[StatedFact, ...]:
    return tuple(
        StatedFact(f"members[{n}].roles", member.roles)
        for n, member in enumerate(members)
        if member.roles is not None
    ) or (StatedFact("members", tuple(member.name for member in members)),)


anchor_submits = Decision(
    figures=lambda scene: {"submitted_by": scene.proposal.submitted_by},
    branches=(
        Branch("no_anchor", NoAnchor("No member is the anchor member.")),
        Branch("stranger", SubmittedByNoMember("It is submitted by nobody among the members.")),
        Branch("other_member", SubmittedByOtherMember("It is submitted by another member.")),
    ),
    otherwise="anchor_files",
)
