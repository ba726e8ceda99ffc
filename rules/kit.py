"""Conditions as data, and the exact three-valued logic that runs them.

A condition is a small frozen object that reads facts of a proposal and gives a `Step`: true,
false, or undecided (`None`) because a fact is not stated. The same object is run, printed as a
proof, and asked which facts it reads. Truth is strong Kleene: a conjunction with one false part is
false whatever the rest turns out to be.

A rule is a `Decision`: named branches in order, the first that holds decides. A branch that is
undecided keeps its outcome possible; the decision is `unknown` only if at least two outcomes
remain possible.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

Truth = bool | None


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact that was read, by its path in the proposal."""

    path: str
    value: object


@dataclass(frozen=True, slots=True)
class Step:
    """One node of a proof: what was asked, how it came out, and on which facts.

    `figures` hold every name and number that a sentence about this step may need.
    """

    says: str
    truth: Truth
    facts: tuple[StatedFact, ...] = ()
    missing: tuple[str, ...] = ()
    because: tuple["Step", ...] = ()
    figures: Mapping[str, object] = field(default_factory=dict)

    def leaves(self) -> Iterator["Step"]:
        """Give the nodes without further reasons, in order."""
        if not self.because:
            yield self
        for step in self.because:
            yield from step.leaves()

    def all_facts(self) -> Iterator[StatedFact]:
        """Give the facts of this node and below."""
        yield from self.facts
        for step in self.because:
            yield from step.all_facts()

    def all_missing(self) -> Iterator[str]:
        """Give the paths of missing facts of this node and below."""
        yield from self.missing
        for step in self.because:
            yield from step.all_missing()

    def all_figures(self) -> dict[str, object]:
        """Return the figures of this node and below; the upper and the earlier ones win."""
        found: dict[str, object] = dict(self.figures)
        for step in self.because:
            found = step.all_figures() | found
        return found


@dataclass(frozen=True, slots=True)
class Scene:
    """What a condition looks at: a part of the proposal, where it stands, the law of the day."""

    part: Any
    path: str
    parameters: Mapping[str, Any]
    as_of: date

    def read(self, name: str) -> tuple[str, Any]:
        """Return a fact's full path and its value; None where anything on the way is absent."""
        value = self.part
        for piece in name.split("."):
            value = None if value is None or isinstance(value, str) else getattr(value, piece)
        return self.at(name), value

    def at(self, name: str) -> str:
        """Return the full path of a fact of this part."""
        return f"{self.path}.{name}" if self.path else name

    def within(self, part: Any, path: str) -> "Scene":
        """Return the scene for a part further down."""
        return Scene(part, path, self.parameters, self.as_of)


class Condition(Protocol):
    """Something that holds, does not hold, or is undecided."""

    def run(self, scene: Scene) -> Step:
        """Decide it on the stated facts."""
        ...

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads, as paths with `[]` for the items of a list."""
        ...


def conjunction(says: str, steps: Sequence[Step]) -> Step:
    """Combine steps that must all hold; keep only those that decide."""
    return _combine(says, steps, stops_at=False)


def disjunction(says: str, steps: Sequence[Step]) -> Step:
    """Combine steps of which one must hold; keep only those that decide."""
    return _combine(says, steps, stops_at=True)


def _combine(says: str, steps: Sequence[Step], *, stops_at: bool) -> Step:
    deciding = tuple(step for step in steps if step.truth is stops_at)
    if deciding:
        return Step(says, stops_at, because=deciding)
    open_steps = tuple(step for step in steps if step.truth is None)
    if open_steps:
        return Step(says, None, because=open_steps)
    return Step(says, not stops_at, because=tuple(steps))


@dataclass(frozen=True)
class AllOf:
    """Every one of several conditions holds."""

    says: str
    parts: tuple[Condition, ...]

    def run(self, scene: Scene) -> Step:
        """Decide it on the stated facts."""
        return conjunction(self.says, [part.run(scene) for part in self.parts])

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset().union(*(part.reads() for part in self.parts))


@dataclass(frozen=True)
class AnyOf:
    """At least one of several conditions holds."""

    says: str
    parts: tuple[Condition, ...]

    def run(self, scene: Scene) -> Step:
        """Decide it on the stated facts."""
        return disjunction(self.says, [part.run(scene) for part in self.parts])

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset().union(*(part.reads() for part in self.parts))


@dataclass(frozen=True)
class Fact:
    """One stated fact, put to a test that is named in words.

    `test` sees the value and the scene, and is not called where the fact is missing.
    """

    name: str
    says: str
    test: Callable[[Any, Scene], bool]
    figures: Callable[[Any, Scene], Mapping[str, object]] | None = None

    def run(self, scene: Scene) -> Step:
        """Decide it on the stated fact."""
        path, value = scene.read(self.name)
        if value is None:
            return Step(self.says, None, missing=(path,))
        figures = self.figures(value, scene) if self.figures else {}
        truth = self.test(value, scene)
        return Step(self.says, truth, facts=(StatedFact(path, value),), figures=figures)

    def reads(self) -> frozenset[str]:
        """Return the fact that it reads."""
        return frozenset({self.name})


@dataclass(frozen=True)
class Branch:
    """One way for a rule to come out; its outcome and words stand on the rule's page."""

    name: str
    condition: Condition


@dataclass(frozen=True)
class Decision:
    """A rule's logic: branches in order, and the branch that is left when none holds.

    Where `each` names a list of the proposal, the decision is taken once for each of its items.
    `figures` gives what sentences may need besides the figures of the deciding steps.
    """

    branches: tuple[Branch, ...]
    otherwise: str
    each: str | None = None
    figures: Callable[[Scene], Mapping[str, object]] | None = None

    def names(self) -> tuple[str, ...]:
        """Return the names of all branches."""
        return (*(branch.name for branch in self.branches), self.otherwise)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        facts = frozenset().union(*(branch.condition.reads() for branch in self.branches))
        if self.each is None:
            return facts
        return frozenset({self.each, *(f"{self.each}[].{fact}" for fact in facts)})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a decision came out: its branch, or None where several outcomes remain possible."""

    branch: str | None
    steps: tuple[Step, ...]


def decide(decision: Decision, scene: Scene, outcomes: Mapping[str, str]) -> Verdict:
    """Run a decision; `outcomes` gives the outcome that each branch leads to."""
    possible: list[tuple[str, Step | None]] = []
    refused: list[Step] = []
    for branch in decision.branches:
        step = branch.condition.run(scene)
        if step.truth is True:
            possible.append((branch.name, step))
            break
        if step.truth is None:
            possible.append((branch.name, step))
        else:
            refused.append(step)
    else:
        possible.append((decision.otherwise, None))
    if len({outcomes[name] for name, _ in possible}) > 1:
        # A branch that holds behind an open one belongs to the proof: it bounds what may come out.
        return Verdict(None, tuple(step for _, step in possible if step is not None))
    name, last = possible[-1]
    return Verdict(name, tuple(refused) if last is None else (last,))
