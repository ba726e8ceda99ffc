"""What one message states, while it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from assistant.mentions import Mention, Sentence
from assistant.reply import UnderstoodFact
from rules.company import mentioned_key
from rules.errors import ProposalFault
from rules.proposal import Member, Owner, Proposal, Role
from rules.reading import faults_of

LAYER_NAMES = ("hardware", "data", "models", "security", "applications")
PLACES = ("headquarters", "incorporated_in", "principal_place_of_business")
MEMBERS_RULE = "members_outside_countries_of_concern"


@dataclass(frozen=True)
class Understanding:
    """What was understood of a message.

    `rules` are the rules that the told facts bear on; `supposed` tells that some were put as a
    supposition, to be assessed and not kept; `dropped` names what the message takes back, as
    paths of the case file (`markets[Kenya]`, `members[Alder]`).
    """

    proposal: Proposal
    facts: tuple[UnderstoodFact, ...]
    rules: tuple[str, ...]
    supposed: bool
    own_case: bool
    mentions: tuple[Mention, ...]
    refused: tuple[ProposalFault, ...] = ()
    """What the message states and cannot all be true."""
    dropped: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    """Members without a name, as the case calls them, with the name that the message gives."""
    stated: Proposal = field(default_factory=Proposal)
    """What is stated alone, without what is only supposed: `proposal` has both."""
    sure: Proposal = field(default_factory=Proposal)
    """What is stated without a doubt."""


@dataclass
class Position:
    """A position of the hardware layer as it is told so far; `part` is of U.S. origin.

    `unit` is what one of its value's own number is worth ("7m": a million), 0 where that is one.
    """

    name: str
    value: Decimal
    quote: str
    part: Decimal | None = None
    unclear: bool = False
    whole: bool = False
    approximate: bool = False
    unit: Decimal = Decimal(0)

    def told(self) -> dict[str, Any]:
        """Return the position as an item of the Proposal."""
        item: dict[str, Any] = {"name": self.name, "value_usd": self.value}
        return item if self.part is None else item | {"us_origin_value_usd": self.part}


@dataclass
class Draft:
    """Collects what one message states, before it becomes a Proposal.

    `case` is what the conversation has told before: names and owners are known from it, and
    nothing of it is stated again.
    """

    case: Proposal = field(default_factory=Proposal)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    layers: dict[str, Any] = field(default_factory=dict)
    markets: list[dict[str, Any]] | None = None
    top: dict[str, Any] = field(default_factory=dict)
    facts: list[UnderstoodFact] = field(default_factory=list)
    rules: dict[str, None] = field(default_factory=dict)
    items: list[Position] = field(default_factory=list)
    us_column: bool = False
    chapter: str | None = None
    model: str | None = None
    model_list: bool = False
    layer_rows: list[tuple[str, str, list[str] | None, str]] = field(default_factory=list)
    market_alone: list[tuple[Sentence, int]] = field(default_factory=list)
    told_of_market: list[tuple[Sentence, str, Any]] = field(default_factory=list)
    rivals_before: bool = False
    rivals_asked: bool = False
    rivals_waiting: list[tuple[Sentence, list[dict[str, Any]]]] = field(default_factory=list)
    us_scale: Decimal | None = None
    spoken_layers: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    part_only: bool = False
    before: Sentence | None = None
    current: str | None = None
    speaker: str | None = None
    speaker_before: str | None = None
    row: str | None = None
    anchors_counted: bool = False
    anchors_past: bool = False
    seen: list[tuple[int, str]] = field(default_factory=list)
    last_owner: tuple[str, dict[str, Any]] | None = None
    columns: tuple[str, ...] = ()
    support_list: bool = False
    last_name: str | None = None
    """The name that the last sentence told last: of whom "he" and "she" may be said."""
    owner_list: str | None = None
    owner_table: str | None = None
    named_together: list[str] = field(default_factory=list)
    """The companies that the last sentence with several names."""
    listed_owners: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    dropped: dict[str, None] = field(default_factory=dict)
    roles_lost: dict[str, set[Role]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    roles: dict[str, tuple[list[Role], str, bool]] = field(default_factory=dict)
    about_owners: bool = False
    told: int = 0
    chain: str | None = None
    general: bool = False
    hedged: bool = False
    supposed: bool = False
    sure_only: bool = False

    def rivals_told(self) -> set[str]:
        """Return the competitors that the message names so far."""
        placed = [one for market in self.markets or () for one in market.get("competitors") or ()]
        waiting = [one for _, told in self.rivals_waiting for one in told]
        return {str(one["name"]) for one in (*placed, *waiting) if one.get("name")}

    def note(
        self,
        path: str,
        value: object,
        quote: str,
        *,
        negated: bool = False,
        approximate: bool = False,
    ) -> None:
        """Keep a fact for the reply, with its words; a question about the world states none."""
        self.told += 1
        if self.general:
            return
        fact = UnderstoodFact(
            path=path,
            value=value,
            quote=quote,
            negated=negated,
            hedged=self.hedged,
            supposed=self.supposed,
            approximate=approximate,
        )
        if fact not in self.facts:
            self.facts.append(fact)

    def notes_first(self, path: str, value: object, quote: str) -> None:
        """Keep a fact in the place of what was kept at its path before."""
        self.facts = [fact for fact in self.facts if fact.path != path]
        self.note(path, value, quote)

    def member(self, name: str) -> dict[str, Any]:
        """Return what is told of a member, who becomes known by this."""
        return self.members.setdefault(name, {"name": name})

    def owner_named(self, name: str) -> dict[str, Any] | None:
        """Return an owner that this message or the case tells of, if one is so named."""
        key = mentioned_key(name)
        for member in self.members.values():
            found = _owner_in(member.get("owners", ()), key)
            if found is not None:
                return found
        return None

    def owned_by(self, owner: dict[str, Any]) -> str:
        """Return whom an owner of this message holds."""
        stack = [(name, told) for name, told in self.members.items()]
        while stack:
            name, told = stack.pop()
            for one in told.get("owners", ()):
                if one is owner:
                    return name
                stack.append((str(one["name"]), one))
        return str(owner["name"])

    def held_by(self, name: str) -> str | None:
        """Return the member of whom somebody so named is an owner in the case."""
        key = mentioned_key(name)
        for member in self.case.members or ():
            if any(mentioned_key(one.name or "") == key for one in _all_owners(member)):
                return member.name
        return None


def _owner_in(owners: Sequence[dict[str, Any]], key: str) -> dict[str, Any] | None:
    for owner in owners:
        if mentioned_key(owner.get("name") or "") == key:
            return owner
        found = _owner_in(owner.get("owners", ()), key)
        if found is not None:
            return found
    return None


def _all_owners(member: Member | Owner) -> list[Owner]:
    found = list(member.owners or ())
    return found + [deeper for one in found for deeper in _all_owners(one)]


def proposal_of(draft: Draft) -> tuple[Proposal, tuple[ProposalFault, ...]]:
    """Return the stated facts as a Proposal, and what of them cannot all be true."""
    content: dict[str, Any] = dict(draft.top)
    if draft.members:
        # Where the anchors were counted, nobody else is one.
        rest: dict[str, Any] = {"roles": []} if draft.anchors_counted else {}
        content["members"] = [rest | member for member in draft.members.values()]
    if draft.layers:
        content["layers"] = draft.layers
    if draft.markets is not None:
        content["markets"] = draft.markets
    try:
        return Proposal.model_validate(content), ()
    except ValidationError as error:
        return _without_contradictions(content, error), tuple(faults_of(error))


def _without_contradictions(content: dict[str, Any], error: ValidationError) -> Proposal:
    """Return what is left of a message without the parts that cannot all be true."""
    for fault in error.errors(include_url=False):
        match fault["loc"]:
            case ("members", int(number), "owners", *_):
                content["members"][number].pop("owners", None)
            case (top, *_):
                content.pop(str(top), None)
    try:
        return Proposal.model_validate(content)
    except ValidationError:
        return Proposal()


def roles_of(told: Mapping[str, Any]) -> list[Role]:
    """Return the roles that are told of a member so far."""
    return [Role(one) for one in told.get("roles", ())]
