"""Conditions as data, and the exact three-valued logic that runs them.

A condition is a small frozen object that reads facts of a proposal and gives a `Step`: true,
false, or undecided (`None`) because a fact is not stated. The same object is run, printed as a
proof, and asked which facts it reads. Truth is strong Kleene: a conjunction with one false part is
false whatever the rest turns out to be.

A rule is a `Decision`: named branches in order, the first that holds decides. A branch that is
undecided keeps its outcome possible; the decision is `unknown` only if at least two outcomes
remain possible.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from rules.proposal import Proposal, told

Truth = bool | None

NO_FIGURES: Mapping[str, object] = MappingProxyType({})


class StatedFact(NamedTuple):
    """A fact that was read, by its path in the proposal."""

    path: str
    value: object


class Step(NamedTuple):
    """One node of a proof: what was asked, how it came out, and on which facts.

    `figures` hold every name and number that a sentence about this step may need.
    """

    says: str
    truth: Truth
    facts: tuple[StatedFact, ...] = ()
    missing: tuple[str, ...] = ()
    because: tuple["Step", ...] = ()
    figures: Mapping[str, object] = NO_FIGURES

    def leaves(self) -> Iterator["Step"]:
        """Give the nodes without further reasons, in order."""
        if not self.because:
            yield self
        for step in self.because:
            yield from step.leaves()

    def nodes(self) -> Iterator["Step"]:
        """Give this node and all below it, the upper ones first."""
        yield self
        for step in self.because:
            yield from step.nodes()

    def figure(self, name: str) -> object:
        """Return a figure of this node or one below; the upper and the earlier ones win."""
        found = self.figures.get(name)
        for step in self.because:
            if found is not None:
                break
            found = step.figure(name)
        return found


class Scene(NamedTuple):
    """What a condition looks at: a part of the proposal, where it stands, the law of the day."""

    part: Any
    path: str
    parameters: Mapping[str, Any]
    as_of: date
    proposal: Proposal
    shared: dict[Hashable, Any]
    """What the rules of one assessment have worked out once for all."""

    def read(self, name: str) -> tuple[str, Any]:
        """Return a fact's full path and its value; None where anything on the way is absent."""
        value = self.part
        for piece in _pieces(name):
            # A part may be a word, such as `none`, instead of having facts of its own.
            if value is None or isinstance(value, str):
                value = None
                break
            value = getattr(value, piece)
        return (f"{self.path}.{name}" if self.path else name), value

    def at(self, name: str) -> str:
        """Return the full path of a fact of this part."""
        return f"{self.path}.{name}" if self.path else name

    def within(self, part: Any, path: str) -> "Scene":
        """Return the scene for a part further down."""
        return Scene(part, path, self.parameters, self.as_of, self.proposal, self.shared)


@cache
def _pieces(name: str) -> tuple[str, ...]:
    return tuple(name.split("."))


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

    `test` sees the value and the scene, and is not called where the fact is missing. `figures`
    are for sentences that say that it holds.
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
        truth = self.test(value, scene)
        figures = self.figures(value, scene) if self.figures and truth else NO_FIGURES
        return Step(self.says, truth, (StatedFact(path, value),), (), (), figures)

    def reads(self) -> frozenset[str]:
        """Return the fact that it reads."""
        return frozenset({self.name})


@dataclass(frozen=True)
class Told:
    """A text is told, or, where `as_none`, is stated as none."""

    name: str
    says: str
    as_none: bool = False

    def run(self, scene: Scene) -> Step:
        """Decide it on the stated text."""
        path, text = scene.read(self.name)
        truth = told(text)
        if truth is None:
            return Step(self.says, None, (), (path,))
        return Step(self.says, truth is not self.as_none, (StatedFact(path, text),))

    def reads(self) -> frozenset[str]:
        """Return the text that it reads."""
        return frozenset({self.name})


@dataclass(frozen=True)
class Word:
    """A part of the proposal is stated as a word, such as a layer as `none`.

    Where the part is absent this is false, and never asked for: a rule reads facts within the
    part beside it, and those keep the rule open.
    """

    name: str
    says: str
    word: str

    def run(self, scene: Scene) -> Step:
        """Decide it on the stated part."""
        path, value = scene.read(self.name)
        if value != self.word:
            return Step(self.says, False)
        return Step(self.says, True, (StatedFact(path, value),))

    def reads(self) -> frozenset[str]:
        """Return the part that it reads."""
        return frozenset({self.name})


@dataclass(frozen=True)
class Listed:
    """A list has something in it, or, where `as_none`, is stated as empty."""

    name: str
    says: str
    as_none: bool = False

    def run(self, scene: Scene) -> Step:
        """Decide it on the stated list."""
        path, items = scene.read(self.name)
        if items is None:
            return Step(self.says, None, (), (path,))
        fact = StatedFact(path, tuple(getattr(item, "name", item) for item in items) or "none")
        return Step(self.says, bool(items) is not self.as_none, (fact,))

    def reads(self) -> frozenset[str]:
        """Return the list that it reads."""
        return frozenset({self.name})


@dataclass(frozen=True)
class Some:
    """A condition holds of at least one item of a list."""

    name: str
    says: str
    condition: Condition

    def run(self, scene: Scene) -> Step:
        """Decide it over the stated items."""
        path, items = scene.read(self.name)
        if items is None:
            return Step(self.says, None, (), (path,))
        run = self.condition.run
        steps = [run(scene.within(item, f"{path}[{n}]")) for n, item in enumerate(items)]
        return disjunction(self.says, steps)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset({self.name, *(f"{self.name}[].{one}" for one in self.condition.reads())})


@dataclass(frozen=True)
class Stated:
    """Anything is stated of several facts, also as none; open while nothing is.

    It is never false, because what is not stated yet may still be.
    """

    names: tuple[str, ...]
    says: str
    figures: Callable[[Scene], Mapping[str, object]] | None = None

    def run(self, scene: Scene) -> Step:
        """Decide it on whichever of the facts are stated."""
        found = [scene.read(name) for name in self.names]
        facts = tuple(StatedFact(path, value) for path, value in found if value is not None)
        if not facts:
            return Step(self.says, None, (), tuple(path for path, _ in found))
        figures = self.figures(scene) if self.figures else NO_FIGURES
        return Step(self.says, True, facts, (), (), figures)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset(self.names)


def stated_words(parts: Mapping[str, str]) -> Callable[[Scene], Mapping[str, object]]:
    """Return what names, as the figure `told`, those of several facts that are stated."""
    return lambda scene: {
        "told": [words for name, words in parts.items() if scene.read(name)[1] is not None]
    }


class Subject(NamedTuple):
    """One that a rule is applied to; `open` says why it is not known whether the rule applies."""

    name: str
    scene: Scene
    open: Step | None = None


class Subjects(Protocol):
    """Whom a rule is applied to, one by one."""

    def find(self, scene: Scene) -> Sequence[Subject] | Step:
        """Return the subjects, or the open step where it is not stated who they are."""
        ...

    def reads(self, facts: frozenset[str]) -> frozenset[str]:
        """Return the facts that a decision over these facts of each subject reads."""
        ...


@dataclass(frozen=True)
class Each:
    """Every item of a list of the proposal."""

    name: str

    def find(self, scene: Scene) -> Sequence[Subject] | Step:
        """Return the items of the list."""
        path, items = scene.read(self.name)
        if items is None:
            return Step(f"The {path} are stated.", None, (), (path,))
        return [
            Subject(item.name, scene.within(item, f"{path}[{n}]")) for n, item in enumerate(items)
        ]

    def reads(self, facts: frozenset[str]) -> frozenset[str]:
        """Return the list and the facts of its items."""
        return frozenset({self.name, *(f"{self.name}[].{fact}" for fact in facts)})


@dataclass(frozen=True)
class Branch:
    """One way for a rule to come out; its outcome and words stand on the rule's page."""

    name: str
    condition: Condition


@dataclass(frozen=True)
class Decision:
    """A rule's logic: branches in order, and the branch that is left when none holds.

    A rule that only takes note has no branch left (`otherwise` is None): it stays open until
    there is something to take note of. Where `each` is given, the decision is taken once for each
    subject that it finds.
    `figures` gives what sentences may need besides the figures of the deciding steps.
    """

    branches: tuple[Branch, ...]
    otherwise: str | None
    each: Subjects | None = None
    figures: Callable[[Scene], Mapping[str, object]] | None = None

    def names(self) -> tuple[str, ...]:
        """Return the names of all branches."""
        left = () if self.otherwise is None else (self.otherwise,)
        return (*(branch.name for branch in self.branches), *left)

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        facts = frozenset().union(*(branch.condition.reads() for branch in self.branches))
        return facts if self.each is None else self.each.reads(facts)


class Verdict(NamedTuple):
    """How a decision came out: its branch, or None where several outcomes remain possible."""

    branch: str | None
    steps: tuple[Step, ...]


def decide(decision: Decision, scene: Scene, outcomes: Mapping[str, str]) -> Verdict:
    """Run a decision; `outcomes` gives the outcome that each branch leads to."""
    possible: list[Step] = []
    refused: list[Step] = []
    name = decision.otherwise
    reachable: set[str] = set()
    for branch in decision.branches:
        step = branch.condition.run(scene)
        if step.truth is False:
            refused.append(step)
            continue
        possible.append(step)
        reachable.add(outcomes[branch.name])
        if step.truth is True:
            name = branch.name
            break
    if name is None:
        return Verdict(None, tuple(possible))
    reachable.add(outcomes[name])
    if len(reachable) > 1:
        # A branch that holds behind an open one belongs to the proof: it bounds what may come out.
        return Verdict(None, tuple(possible))
    decided_by = possible[-1:] if possible and possible[-1].truth is True else refused
    return Verdict(name, tuple(decided_by))
