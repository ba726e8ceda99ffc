"""Every mutant, run in this process: the mutated module is made afresh, and the trials judge it.

Modules that use the mutated one are made afresh as well, so that a rule meets the error wherever
its logic stands. The rules of the project are never touched: fresh modules are in `sys.modules`
only while they are made and judged.
"""

import ast
import gc
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import CodeType, FrameType, ModuleType

from evals.mutation.bearing import bearing
from evals.mutation.errors import MutationError
from evals.mutation.mutant import Fate, Judged, Mutant, shortened
from evals.mutation.operators import ALWAYS, Edit, edits_of
from evals.mutation.pages import page_mutants
from evals.mutation.sources import Source, packaged_sources, users_of
from evals.mutation.trials import Trial, read_cases, trials_of
from rules import kit
from rules.catalogue import Catalogue, Rule, packaged_catalogue
from rules.definition import DEFINITIONS
from rules.kit import Decision, Scene, Step, Truth

SECONDS = 1.0
"""How long the trials of one mutant may take; whole rules take milliseconds."""


@dataclass(frozen=True)
class Bench:
    """The rules, the modules of their logic, and the trials that judge mutants of both."""

    catalogue: Catalogue
    sources: Sequence[Source]
    trials: Mapping[str, Sequence[Trial]]
    pages: Path

    @cached_property
    def home(self) -> Mapping[str, Source]:
        """The module that defines each rule's decision.

        Raises:
            MutationError: No module defines it.
        """
        found = {
            rule: source
            for source in self.sources
            for rule in self.catalogue.rules
            if rule in source.definitions
        }
        if lost := self.catalogue.rules.keys() - found:
            message = f"No module under rules/conditions/ defines {sorted(lost)}."
            raise MutationError(message)
        return found

    @cached_property
    def marked(self) -> frozenset[ast.AST]:
        """What bears on an outcome, in all modules."""
        return bearing(self.sources, self.catalogue.rules)

    @cached_property
    def code(self) -> Mapping[str, CodeType]:
        """Each module as it is, compiled."""
        return {one.module: compile(one.text, one.file, "exec") for one in self.sources}

    # -- mutants ------------------------------------------------------------------------------

    @property
    def files(self) -> int:
        """How many files are mutated."""
        return len(self.sources) + len(self.catalogue.rules)

    def mutants(self) -> Iterator[Mutant]:
        """Give every mutant without running it."""
        for source in self.sources:
            for edit in edits_of(source, self.marked):
                yield edited(source, edit)[0]
        for rule in self.catalogue.rules.values():
            yield from (mutant for mutant, _ in page_mutants(rule.page, self._text_of(rule)))

    def _text_of(self, rule: Rule) -> str:
        return (self.pages / f"{rule.id}.yaml").read_text("utf-8")

    def judged(self, heard: Callable[[], None] = lambda: None) -> Iterator[Judged]:
        """Judge every mutant, telling of each file that is done."""
        for source in self.sources:
            yield from self.judged_source(source, edits_of(source, self.marked))
            heard()
        for rule in self.catalogue.rules.values():
            yield from self.judged_page(rule)
            heard()

    def judged_source(self, source: Source, edits: Iterable[Edit]) -> Iterator[Judged]:
        """Judge edits of one module by the trials of all rules that use it."""
        for edit in edits:
            mutant, text = edited(source, edit)
            with self._made_with(source, text) as made:
                judged = self._judged(mutant, made)
            yield judged

    def judged_page(self, rule: Rule) -> Iterator[Judged]:
        """Judge the mutants of one page by the trials of its rule."""
        for mutant, page in page_mutants(rule.page, self._text_of(rule)):
            yield self._judged(mutant, lambda page=page: [replace(rule, page=page)])  # type: ignore[misc]

    def _judged(self, mutant: Mutant, made: Callable[[], Iterable[Rule]]) -> Judged:
        try:
            with at_most(SECONDS):
                for rule in made():
                    for trial in self.trials[rule.id]:
                        if trial.fails(rule):
                            return Judged(mutant, Fate.NOTICED, f"{rule.id}: {trial.name}")
        except TookTooLongError:
            return Judged(mutant, Fate.ENDLESS)
        except Exception as error:  # whatever a mutant breaks, it is told by breaking
            return Judged(mutant, Fate.CRASHED, type(error).__name__)
        return Judged(mutant, Fate.SURVIVED)

    @contextmanager
    def _made_with(self, source: Source, text: str) -> Iterator[Callable[[], Iterable[Rule]]]:
        """Give what makes the rules that use a module, with another text in its place."""
        users = users_of(source, self.sources)
        before = {one.module: sys.modules.get(one.module) for one in users}

        def made() -> list[Rule]:
            code = {**self.code, source.module: compile(text, source.file, "exec")}
            for one in users:
                fresh = ModuleType(one.module)
                vars(fresh).update(vars(kit) | {"__name__": one.module, ALWAYS: Always})
                sys.modules[one.module] = fresh
                exec(code[one.module], vars(fresh))  # noqa: S102 (our own module, with one edit)
            return [
                Rule(rule.page, _decision(self.home[rule.id].module, rule.id))
                for rule in self.catalogue.rules.values()
                if self.home[rule.id] in users
            ]

        try:
            yield made
        finally:
            for name, module in before.items():
                if module is None:
                    sys.modules.pop(name, None)
                else:
                    sys.modules[name] = module


def packaged_bench() -> Bench:
    """Return the rules that ship with the project, and what judges them.

    Raises:
        MutationError: The cases cannot be read, or do not hold on the rules as they are.
    """
    catalogue = packaged_catalogue()
    trials = trials_of(catalogue, read_cases())
    return Bench(catalogue, packaged_sources(), trials, DEFINITIONS)


@dataclass(frozen=True)
class Always:
    """A condition that comes out the same whatever is stated."""

    truth: Truth

    def run(self, _: Scene) -> Step:
        """Decide it on nothing."""
        return Step("", self.truth)

    def reads(self) -> frozenset[str]:
        """Return that it reads nothing."""
        return frozenset()


def edited(source: Source, edit: Edit) -> tuple[Mutant, str]:
    """Return a mutant of a module and its text."""
    data = source.text.encode()
    mutated = data[: edit.start] + edit.text.encode() + data[edit.end :]
    # Only what differs is shown, in whole lines.
    same = min(edit.end - edit.start, len(edit.text.encode()))
    start = end = 0
    while start < same and data[edit.start + start] == mutated[edit.start + start]:
        start += 1
    while end < same - start and data[edit.end - 1 - end] == edit.text.encode()[-1 - end]:
        end += 1
    first = data.rfind(b"\n", 0, edit.start + start) + 1
    last = data.find(b"\n", edit.end - end)
    last = len(data) if last < 0 else last
    lines = (data[first:last], mutated[first : last + len(mutated) - len(data)])
    original, put = edit.shown or (lines[0].decode(), lines[1].decode())
    line = data.count(b"\n", 0, edit.start + start) + 1
    return Mutant(source.file, line, shortened(original), shortened(put)), mutated.decode()


def _decision(module: str, rule: str) -> Decision:
    decision: Decision = vars(sys.modules[module])[rule]
    return decision


class TookTooLongError(BaseException):
    """A mutant ran over its time. No `except Exception` in a rule may catch it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop a block that runs over its time, and leave the caller's own alarm as it was.

    The garbage collector rests meanwhile: what is raised inside one of its callbacks is
    swallowed by the interpreter, so an alarm that rang there would stop nothing.

    Raises:
        TookTooLongError: It ran over.
    """

    def stop(_: int, __: FrameType | None) -> None:
        raise TookTooLongError

    collecting = gc.isenabled()
    gc.disable()
    handler = signal.signal(signal.SIGALRM, stop)
    pending = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *pending)
        signal.signal(signal.SIGALRM, handler)
        if collecting:
            gc.enable()
