"""The least sets of changes after which no finding of a goal stands in the way.

Findings that share no change are settled apart, so that twenty statements are twenty small
searches and not one of twenty steps. Within a group the number of changes grows by one until sets
are found. Each step takes a finding that still stands in the way, the one that fewest changes can
turn, and tries each of those: a set that reaches the goal must hold one of them. A change that
has been tried is left out afterwards, so that no set is looked at twice. Every set of the least
size is found, unless the bound on work is reached, which is then said.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from rules.change import Change, Key

MOST_WORK = 150_000
"""Steps for one answer; a step looks at one change, and a finding counts for `STEPS_A_FINDING`.

It is a bound on work and not on time, so that the same question always gets the same answer.
"""

STEPS_A_FINDING = 20

EACH = "each of "
"""Begins what stands beside a rule that needs several things: that one of them is done."""

Picked = frozenset[Change]


class Assessor(Protocol):
    """Says which findings stand in the way after changes, and counts the work of an answer."""

    worked: int

    def failing(self, rule: str, changes: Picked) -> frozenset[Key]:
        """Return the findings of a rule that stand in the way; `changes` all touch it."""
        ...

    def mending(self, key: Key) -> bool:
        """Whether only what is added can settle a finding: that a list was emptied."""
        ...


@dataclass(frozen=True)
class Group:
    """Changes, and the findings that they alone can turn."""

    changes: tuple[Change, ...]
    keys: frozenset[Key]


class Ended(IntEnum):
    """How the search over a group ended."""

    FOUND = 0
    FOUND_SOME = 1
    NONE = 2
    UNDECIDED = 3


@dataclass(frozen=True)
class Least:
    """The least sets for one group.

    Where it is UNDECIDED, more than `size` changes are needed, or none suffice; where it is
    FOUND_SOME, there are more sets of this size than are listed.
    """

    ended: Ended
    size: int
    sets: tuple[tuple[Change, ...], ...]


def groups_of(changes: Sequence[Change], failing: Collection[Key]) -> list[Group]:
    """Part changes into groups that share no finding and no slot; leave out those that are done."""
    home: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while home.setdefault(key, key) != key:
            home[key] = key = home[home[key]]
        return key

    for change in changes:
        # What excludes each other must be chosen together, too.
        taken = {("", slot) for slot in change.slots}
        first, *rest = sorted({*change.touches, *taken}, key=_sortable)
        for key in rest:
            home[root(key)] = root(first)
    parts: dict[Key, list[Change]] = {}
    for change in changes:
        parts.setdefault(root(min(change.touches, key=_sortable)), []).append(change)
    groups = []
    for key in sorted({root(key) for key in failing}, key=_sortable):
        held = tuple(parts.get(key, ()))
        keys = frozenset(one for change in held for one in change.touches) or frozenset({key})
        groups.append(Group(held, keys))
    return groups


def _sortable(key: Key) -> tuple[str, str]:
    return key[0], key[1] or ""


def least_sets(
    group: Group, assessor: Assessor, *, most: int, ignored: Collection[Key] = ()
) -> Least:
    """Find every least set for a group; `ignored` findings may stand in the way.

    The search ends where the work of the whole answer comes to `most`.
    """
    parts = {EACH + rule for rule, _ in ignored}
    left = {key for key in group.keys if key in ignored or key[0] in parts}
    search = _Search(group, assessor, frozenset(left), most)
    for size in range(len(group.changes) + 1):
        search.deeper(size)
        if search.exhausted:
            ended = Ended.FOUND_SOME if search.found else Ended.UNDECIDED
            return Least(ended, size if search.found else max(size - 1, 0), search.sorted())
        if search.found:
            return Least(Ended.FOUND, size, search.sorted())
        if not search.cut:
            break
    return Least(Ended.NONE, 0, ())


@dataclass
class _Search:
    group: Group
    assessor: Assessor
    ignored: frozenset[Key]
    most: int
    found: list[Picked] = field(default_factory=list)
    size: int = 0
    cut: bool = False
    """Whether a set was given up only because it was as large as allowed."""

    def __post_init__(self) -> None:
        self.rank = {change: n for n, change in enumerate(self.group.changes)}
        keys = sorted(self.group.keys - self.ignored, key=_sortable)
        self.touching = {
            key: [change for change in self.group.changes if key in change.touches] for key in keys
        }
        self.turning = {key: frozenset(held) for key, held in self.touching.items()}

    @property
    def exhausted(self) -> bool:
        return self.assessor.worked >= self.most

    def deeper(self, size: int) -> None:
        """Look at all sets of up to this size."""
        self.size, self.cut = size, False
        self._look(frozenset(), frozenset(), frozenset())

    def sorted(self) -> tuple[tuple[Change, ...], ...]:
        """Return the sets in the order of the choices."""
        ranked = [tuple(sorted(one, key=self.rank.__getitem__)) for one in self.found]
        return tuple(sorted(ranked, key=lambda one: [self.rank[change] for change in one]))

    def _look(self, picked: Picked, left_out: Picked, slots: frozenset[str]) -> None:
        if self.exhausted:
            return
        ways = self._ways(picked, left_out, slots)
        if not ways:
            self.found.append(picked)
            return
        if not all(ways):
            return
        if len(picked) + _apart(ways) > self.size:
            self.cut = True
            return
        for change in min(ways, key=len):
            self._look(picked | {change}, left_out, slots | change.slots)
            left_out |= {change}

    def _ways(self, picked: Picked, left_out: Picked, slots: frozenset[str]) -> list[list[Change]]:
        """Return, for each finding that stands in the way, the changes that may still turn it."""
        ways = []
        self.assessor.worked += len(self.turning)
        for key, turning in self.turning.items():
            # Whether a finding stands in the way hangs on the changes that touch it alone.
            made = picked & turning
            settled = made if key[0].startswith(EACH) else key not in self._failing(key, made)
            if settled:
                continue
            self.assessor.worked += len(turning)
            adding = self.assessor.mending(key)
            ways.append(
                [
                    change
                    for change in self.touching[key]
                    if change not in left_out
                    and slots.isdisjoint(change.slots)
                    and not (adding and key[1] not in change.slots)
                ]
            )
        return ways

    def _failing(self, key: Key, made: Picked) -> frozenset[Key]:
        return self.assessor.failing(key[0], made)


def _apart(ways: Iterable[Sequence[Change]]) -> int:
    """Return how many changes are needed at the least, by findings with no change in common."""
    taken: set[Change] = set()
    count = 0
    for way in sorted(ways, key=len):
        if taken.isdisjoint(way):
            taken.update(way)
            count += 1
    return count
