"""Which parts of a module bear on how a rule comes out.

A condition also gathers what proofs, questions and sentences need: the facts that were read, the
paths of missing ones, figures, and `says`. No outcome rests on them, so no example can tell an
error there, and tests of their own hold them (proofs, next questions, whole sentences). They are
found by tracing back from the decisions: what a step's truth is computed from is marked, and
whatever is not marked is set aside.

The trace goes by names. Where it is unsure it marks too much and never too little: a test mutates
what was set aside and sees no outcome change.
"""

import ast
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass

from evals.mutation.sources import Source
from rules import kit

TOLD = frozenset({"says", "facts", "missing", "because", "figures"})
"""Fields of the kit's classes that sentences, proofs and questions use, and no outcome."""

ENTRIES = frozenset({"run", "find", "__init__", "__call__", "__post_init__"})
"""Methods that the kit or the language calls."""


def bearing(sources: Sequence[Source], rules: Iterable[str]) -> frozenset[ast.AST]:
    """Return the nodes of all modules that bear on the outcomes of the rules."""
    trace = _Trace({source.module: source for source in sources})
    for rule in rules:
        for source in sources:
            trace.want(source, rule)
    return trace.followed()


@dataclass
class _Scope:
    """Where an expression stands, and the names there that bear on an outcome."""

    source: Source
    within: ast.ClassDef | None = None
    names: set[str] = field(default_factory=set)


class _Trace:
    def __init__(self, sources: dict[str, Source]) -> None:
        self.sources = sources
        self.marked: set[ast.AST] = set()
        self.names: dict[ast.FunctionDef, set[str]] = {}
        self.wanted: dict[ast.stmt, Source] = {}
        self.attributes = {name for part in vars(kit).values() for name in _fields_of(part)} - TOLD
        self.statements: dict[type[ast.stmt], Callable[[ast.stmt, _Scope], bool]] = {
            ast.Return: self.value,
            ast.Expr: self.called,
            ast.Assign: self.assigned,
            ast.AnnAssign: self.assigned,
            ast.AugAssign: self.assigned,
        }

    def followed(self) -> frozenset[ast.AST]:
        """Follow until nothing new is marked."""
        before = -1
        while (now := self.found()) != before:
            before = now
            for statement, source in list(self.wanted.items()):
                self.definition(statement, source)
        return frozenset(self.marked)

    def found(self) -> int:
        names = sum(map(len, self.names.values()))
        return names + len(self.marked) + len(self.wanted) + len(self.attributes)

    def want(self, source: Source, name: str) -> None:
        if name in source.definitions:
            self.wanted[source.definitions[name]] = source
        module, there = source.imported.get(name, ("", ""))
        if module in self.sources:
            self.want(self.sources[module], there)

    def definition(self, statement: ast.stmt, source: Source) -> None:
        self.marked.add(statement)
        if isinstance(statement, ast.FunctionDef):
            self.function(statement, _Scope(source))
        elif isinstance(statement, ast.ClassDef):
            self.of_class(statement, source)
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            self.expression(statement.value, _Scope(source))

    def of_class(self, node: ast.ClassDef, source: Source) -> None:
        for base in node.bases:
            self.expression(base, _Scope(source, node))
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                if part.name in ENTRIES or part.name in self.attributes:
                    self.function(part, _Scope(source, node))
            elif isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None:
                names = (one.id for one in _targets(part) if isinstance(one, ast.Name))
                if not self.attributes.isdisjoint(names):
                    self.expression(part.value, _Scope(source, node))

    def function(self, node: ast.FunctionDef, scope: _Scope) -> None:
        self.marked.add(node)
        scope.names = self.names.setdefault(node, set())
        before = -1
        while len(scope.names) != before:
            before = len(scope.names)
            self.block(node.body, scope)
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None:
                self.expression(default, scope)

    def block(self, body: Sequence[ast.stmt], scope: _Scope) -> bool:
        # A list, so that all are followed and not only as far as the first that bears.
        return any([self.statement(one, scope) for one in body])

    def statement(self, node: ast.stmt, scope: _Scope) -> bool:
        follow = self.statements.get(type(node), self.compound)
        bears = follow(node, scope)
        if bears:
            self.marked.add(node)
        return bears

    def value(self, node: ast.stmt, scope: _Scope) -> bool:
        if isinstance(node, ast.Return) and node.value is not None:
            self.expression(node.value, scope)
        return True

    def called(self, node: ast.stmt, scope: _Scope) -> bool:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Yield | ast.YieldFrom):
            self.expression(call, scope)
            return True
        if not isinstance(call, ast.Call):
            return False
        # `facts.append(…)` bears where `facts` does; any other call may.
        if isinstance(call.func, ast.Attribute) and not self.is_read(call.func.value, scope):
            return False
        self.expression(call, scope)
        return True

    def assigned(self, node: ast.stmt, scope: _Scope) -> bool:
        value = getattr(node, "value", None)
        if value is None or not any(self.is_read(one, scope) for one in _targets(node)):
            return False
        if isinstance(node, ast.Assign):
            target = node.targets[0]
            if (
                isinstance(target, ast.Tuple)
                and isinstance(value, ast.Tuple)
                and len(target.elts) == len(value.elts)
            ):
                for name, part in zip(target.elts, value.elts, strict=True):
                    if self.is_read(name, scope):
                        self.expression(part, scope)
                return True
        self.expression(value, scope)
        return True

    def compound(self, node: ast.stmt, scope: _Scope) -> bool:
        """Follow a loop, a choice and the like: its head bears where its body does."""
        if isinstance(node, ast.Pass | ast.Break | ast.Continue):
            return node in self.marked
        blocks = [part for _, part in ast.iter_fields(node) if _is_block(part)]
        blocks += [one.body for one in getattr(node, "handlers", ())]
        bears = any([self.block(one, scope) for one in blocks]) or isinstance(node, ast.Raise)
        if not bears:
            return False
        if isinstance(node, ast.For | ast.While):
            # Where a loop stops bears as soon as anything in it does.
            leaving = (one for one in ast.walk(node) if isinstance(one, ast.Break | ast.Continue))
            self.marked.update(leaving)
            for one in blocks:
                self.block(one, scope)
        for name, part in ast.iter_fields(node):
            if name not in {"target", "args", "decorator_list", "returns"} and not _is_block(part):
                for one in part if isinstance(part, list) else [part]:
                    if isinstance(one, ast.expr | ast.withitem):
                        self.expression(one, scope)
        return True

    def is_read(self, target: ast.expr, scope: _Scope) -> bool:
        """Whether what is assigned, or changed in place, is read where it bears."""
        while isinstance(target, ast.Subscript):
            target = target.value
        if isinstance(target, ast.Attribute):
            base = _base(target)
            return target.attr in self.attributes and base in {"self", "", *scope.names}
        return not isinstance(target, ast.Name) or target.id in scope.names

    def expression(self, node: ast.AST, scope: _Scope) -> None:
        if isinstance(node, ast.JoinedStr):
            return
        self.marked.add(node)
        if isinstance(node, ast.Name):
            scope.names.add(node.id)
            self.want(scope.source, node.id)
        elif isinstance(node, ast.Attribute):
            self.attributes.add(node.attr)
            self.expression(node.value, scope)
        elif isinstance(node, ast.Call):
            self.call(node, scope)
        else:
            for child in ast.iter_child_nodes(node):
                self.expression(child, scope)

    def call(self, node: ast.Call, scope: _Scope) -> None:
        self.expression(node.func, scope)
        taken = self.taken_by(node.func, scope)
        for place, value in enumerate(node.args):
            if taken is None or place >= len(taken) or taken[place][1]:
                self.expression(value, scope)
        bears = dict(taken or ())
        changes_fields = ast.unparse(node.func).endswith("replace")
        for keyword in node.keywords:
            name = keyword.arg or ""
            if name in self.attributes if changes_fields else bears.get(name, True):
                self.expression(keyword.value, scope)

    def taken_by(self, callee: ast.expr, scope: _Scope) -> list[tuple[str, bool]] | None:
        """Return what a call takes and whether each bears; None where that is not known."""
        if isinstance(callee, ast.Attribute) and scope.within and _base(callee) == "self":
            named = (one for one in scope.within.body if isinstance(one, ast.FunctionDef))
            method = next((one for one in named if one.name == callee.attr), None)
            return self.parameters_of(method)[1:] if method else None
        name = callee.id if isinstance(callee, ast.Name) else ""
        if name == "cls" and scope.within is not None:
            return self.fields_of(scope.within)
        module, there = scope.source.imported.get(name, (scope.source.module, name))
        if module == kit.__name__:
            return self.taken_by_kit(getattr(kit, there, None))
        source = self.sources.get(module)
        defined = source.definitions.get(there) if source else None
        if isinstance(defined, ast.FunctionDef):
            return self.parameters_of(defined)
        return self.fields_of(defined) if isinstance(defined, ast.ClassDef) else None

    def taken_by_kit(self, part: object) -> list[tuple[str, bool]] | None:
        if names := _fields_of(part):
            return [(name, name in self.attributes) for name in names]
        if inspect.isfunction(part):
            return [(name, name not in TOLD) for name in inspect.signature(part).parameters]
        return None

    def parameters_of(self, node: ast.FunctionDef) -> list[tuple[str, bool]]:
        bears = self.names.get(node, set())
        names = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
        names += [one.arg for one in node.args.kwonlyargs]
        return [(name, name in bears) for name in names]

    def fields_of(self, node: ast.ClassDef) -> list[tuple[str, bool]] | None:
        bases = [ast.unparse(base) for base in node.bases]
        if bases != ["NamedTuple"] and (bases or not node.decorator_list):
            return None
        names = [one.target for one in node.body if isinstance(one, ast.AnnAssign)]
        return [(one.id, one.id in self.attributes) for one in names if isinstance(one, ast.Name)]


def _fields_of(part: object) -> tuple[str, ...]:
    """Return the fields of a dataclass or a named tuple; none of anything else."""
    if not isinstance(part, type):
        return ()
    if is_dataclass(part):
        return tuple(one.name for one in fields(part))
    return tuple(getattr(part, "_fields", ()))


def _targets(node: ast.stmt) -> list[ast.expr]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [one for target in targets if target is not None for one in _single(target)]


def _single(target: ast.expr) -> list[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        return [one for part in target.elts for one in _single(part)]
    return [target.value if isinstance(target, ast.Starred) else target]


def _base(node: ast.expr) -> str:
    """Return the name that a chain of attributes and subscripts begins with."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_block(part: object) -> bool:
    return isinstance(part, list) and bool(part) and isinstance(part[0], ast.stmt)
