"""The errors that are put into a module, one at a time, as edits of its text.

* comparisons: each operator by its neighbour and by its opposite
* `and` by `or`; an operand left out; `not` left out; what a choice rests on by True and False
* constants: whole numbers ± 1; True, False and None by one another
* `any` by `all`, `min` by `max`, and the kit's pairs; sums without one of their terms
* lists of names, of facts or of conditions without one of them
* decisions: a branch left out, two neighbours swapped, a branch that always holds or is open
* results: what a step or a test finds, by True, False and None

Words are left alone: docstrings, and the strings that name facts and say sentences.
"""

import ast
import builtins
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.mutation.mutant import shortened
from evals.mutation.sources import Source
from rules import kit

ALWAYS = "Always"
"""The name under which a mutant finds a condition that holds, or is open, whatever is stated."""

_COMPARED: Mapping[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
}
_COMPUTED: Mapping[type[ast.operator], tuple[str, str]] = {
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
_PAIRS = (("any", "all"), ("min", "max"), ("AllOf", "AnyOf"), ("conjunction", "disjunction"))
_OPPOSITE = dict(_PAIRS) | {second: first for first, second in _PAIRS}
_TRUTHS = {"bool": ("True", "False"), "Truth": ("True", "False", "None")}
_TRUTHS |= {"bool | None": _TRUTHS["Truth"], "Truth | None": _TRUTHS["Truth"]}


@dataclass(frozen=True)
class Edit:
    """A stretch of a module's text and what takes its place.

    `shown` is what a reader sees where whole lines would say less.
    """

    start: int
    end: int
    text: str
    shown: tuple[str, str] | None = None


def edits_of(source: Source, marked: frozenset[ast.AST]) -> tuple[Edit, ...]:
    """Return the edits of a module at the marked nodes, each once, in the order of the text."""
    operators = _Operators(source)
    found: dict[tuple[int, int, str], Edit] = {}
    for node in ast.walk(source.tree):
        if node in marked:
            for edit in operators.at(node):
                found.setdefault((edit.start, edit.end, edit.text), edit)
    return tuple(sorted(found.values(), key=lambda edit: (edit.start, edit.end, edit.text)))


class _Operators:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.data = source.text.encode()
        self.lines = [0]
        for line in self.data.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.parents = {
            child: node for node in ast.walk(source.tree) for child in ast.iter_child_nodes(node)
        }
        self.kinds: dict[type[ast.AST], Callable[..., Iterator[Edit]]] = {
            ast.Compare: self.compare,
            ast.BoolOp: self.connected,
            ast.UnaryOp: self.negated,
            ast.BinOp: self.computed,
            ast.AugAssign: self.added,
            ast.Constant: self.constant,
            ast.Name: self.opposite,
            ast.If: self.chosen,
            ast.IfExp: self.chosen,
            ast.comprehension: self.filtered,
            ast.Return: self.returned,
            ast.Call: self.made,
            ast.Tuple: self.listed,
            ast.List: self.listed,
            ast.Set: self.listed,
            ast.Dict: self.listed,
        }

    def at(self, node: ast.AST) -> Iterator[Edit]:
        """Give the edits at one node."""
        if kind := self.kinds.get(type(node)):
            yield from kind(node)

    # -- places in the text -------------------------------------------------------------------

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node begins and ends, with the parentheses that are only around it."""
        start, end = self._own(node)
        parent = self.parents.get(node)
        if isinstance(parent, ast.BoolOp | ast.BinOp | ast.Compare | ast.UnaryOp | ast.IfExp):
            first, last = self._own(parent)
            while True:
                before = self.data[first:start].rstrip()
                after = self.data[end:last]
                if not before.endswith(b"(") or not after.lstrip().startswith(b")"):
                    break
                start = first + len(before) - 1
                end += len(after) - len(after.lstrip()) + 1
        return start, end

    def _own(self, node: ast.AST) -> tuple[int, int]:
        assert isinstance(node, ast.expr | ast.stmt)  # noqa: S101 (only these have a place)
        assert node.end_lineno is not None and node.end_col_offset is not None  # noqa: S101, PT018 (parsed)
        start = self.lines[node.lineno - 1] + node.col_offset
        return start, self.lines[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.AST) -> str:
        """Return a node's text."""
        start, end = self.span(node)
        return self.data[start:end].decode()

    def instead(self, node: ast.AST, *texts: str) -> Iterator[Edit]:
        """Put other texts in a node's place."""
        start, end = self.span(node)
        yield from (Edit(start, end, text) for text in texts if text != self.text(node))

    def between(self, left: ast.AST, right: ast.AST, old: str, new: str) -> Edit:
        """Put one word for another between two operands."""
        start, end = self.span(left)[1], self.span(right)[0]
        gap = self.data[start:end].decode()
        pattern = re.escape(old).replace(r"\ ", r"\s+")
        return Edit(start, end, re.sub(pattern, new, gap, count=1))

    # -- operators ----------------------------------------------------------------------------

    def compare(self, node: ast.Compare) -> Iterator[Edit]:
        sides = [node.left, *node.comparators]
        for place, sign in enumerate(node.ops):
            old, others = _COMPARED[type(sign)]
            for new in others:
                yield self.between(sides[place], sides[place + 1], old, new)

    def connected(self, node: ast.BoolOp) -> Iterator[Edit]:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        start, end = self._own(node)
        yield Edit(start, end, f" {new} ".join(self.text(one) for one in node.values))
        for left_out in node.values:
            rest = [self.text(one) for one in node.values if one is not left_out]
            yield Edit(start, end, f" {old} ".join(rest))

    def negated(self, node: ast.UnaryOp) -> Iterator[Edit]:
        if isinstance(node.op, ast.Not | ast.USub):
            start, end = self._own(node)
            yield Edit(start, end, self.text(node.operand))

    def computed(self, node: ast.BinOp) -> Iterator[Edit]:
        start, end = self._own(node)
        if isinstance(node.op, ast.Add | ast.Sub | ast.BitOr):
            yield Edit(start, end, self.text(node.left))
        if isinstance(node.op, ast.Add | ast.BitOr):
            yield Edit(start, end, self.text(node.right))
        if sign := _COMPUTED.get(type(node.op)):
            yield self.between(node.left, node.right, *sign)

    def added(self, node: ast.AugAssign) -> Iterator[Edit]:
        if isinstance(node.op, ast.Add):
            start, end = self._own(node)
            target, value = self.text(node.target), self.text(node.value)
            yield Edit(start, end, f"{target} = {value}")
            yield Edit(start, end, "pass")

    def constant(self, node: ast.Constant) -> Iterator[Edit]:
        parent = self.parents.get(node)
        # `is None` has its opposite already.
        if node.value is None and isinstance(parent, ast.Compare):
            return
        if node.value is None or isinstance(node.value, bool):
            yield from self.instead(node, "True", "False", "None")
        elif isinstance(node.value, int):
            yield from self.instead(node, str(node.value + 1), str(node.value - 1))

    def opposite(self, node: ast.Name) -> Iterator[Edit]:
        other = _OPPOSITE.get(node.id)
        if other and (hasattr(builtins, other) or hasattr(kit, other)):
            yield from self.instead(node, other)

    def chosen(self, node: ast.If | ast.IfExp) -> Iterator[Edit]:
        yield from self.instead(node.test, "True", "False")

    def filtered(self, node: ast.comprehension) -> Iterator[Edit]:
        for test in node.ifs:
            yield from self.instead(test, "True", "False")

    def returned(self, node: ast.Return) -> Iterator[Edit]:
        function = self.parents[node]
        while not isinstance(function, ast.FunctionDef):
            function = self.parents[function]
        promised = ast.unparse(function.returns) if function.returns else ""
        if node.value is not None:
            yield from self.instead(node.value, *_TRUTHS.get(promised, ()))

    def made(self, node: ast.Call) -> Iterator[Edit]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "Step" and (truth := _argument(node, 1, "truth")):
            yield from self.instead(truth, "True", "False", "None")
        if name == "Branch" and (condition := _argument(node, 1, "condition")):
            start, end = self.span(condition)
            for truth_of_all in ("True", "None"):
                put = f"{ALWAYS}({truth_of_all})"
                shown = (_head(self.text(node)), f"{_head(self.text(node))} is {put}")
                yield Edit(start, end, put, shown)

    def listed(self, node: ast.Tuple | ast.List | ast.Set | ast.Dict) -> Iterator[Edit]:
        parent = self.parents.get(node)
        if isinstance(getattr(node, "ctx", None), ast.Store) or isinstance(parent, ast.Return):
            return
        if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Tuple):
            return
        parts = self._parts(node)
        if not parts or not all(_is_name(part) for part, _ in parts):
            return
        start, end = self._own(node)
        for place, (_, text) in enumerate(parts):
            rest = [one for at, (_, one) in enumerate(parts) if at != place]
            yield Edit(start, end, _written(node, rest), (_head(text), "(left out)"))
        if all(_is_branch(part) for part, _ in parts):
            for place in range(len(parts) - 1):
                texts = [one for _, one in parts]
                first, second = texts[place : place + 2]
                texts[place : place + 2] = [second, first]
                shown = (f"{_head(first)}, {_head(second)}", f"{_head(second)}, {_head(first)}")
                yield Edit(start, end, _written(node, texts), shown)

    def _parts(
        self, node: ast.Tuple | ast.List | ast.Set | ast.Dict
    ) -> Sequence[tuple[ast.expr | None, str]]:
        if isinstance(node, ast.Dict):
            return [
                (key, f"{self.text(key)}: {self.text(value)}" if key else "")
                for key, value in zip(node.keys, node.values, strict=True)
            ]
        return [(part, self.text(part)) for part in node.elts]


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return next((one.value for one in call.keywords if one.arg == name), None)


def _is_name(part: ast.expr | None) -> bool:
    """Whether something is one of a list of names: a word, a constant, or a part that is made."""
    if isinstance(part, ast.Constant):
        return isinstance(part.value, str)
    if isinstance(part, ast.Name):
        return part.id.isupper()
    if isinstance(part, ast.Tuple):
        return all(_is_name(one) for one in part.elts)
    return isinstance(part, ast.Attribute | ast.Call)


def _is_branch(part: ast.expr | None) -> bool:
    return isinstance(part, ast.Call) and ast.unparse(part.func) == "Branch"


def _head(text: str) -> str:
    """Return how a part begins, enough to know it by."""
    name = re.match(r'Branch\(\s*(?:name=)?("[^"]*")', text)
    return f"Branch({name[1]})" if name else shortened(text)


def _written(node: ast.AST, texts: Sequence[str]) -> str:
    inner = ", ".join(texts)
    if isinstance(node, ast.Tuple):
        return f"({inner}{',' * (len(texts) == 1)})"
    if isinstance(node, ast.List):
        return f"[{inner}]"
    return f"{{{inner}}}" if texts or isinstance(node, ast.Dict) else "set()"
