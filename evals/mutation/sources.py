"""The modules that hold the rules' logic, as text, and which of them uses which."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import rules

RULES = Path(rules.__file__).parent
SHARED = ("ownership",)
"""Modules of `rules` beside the conditions that hold logic of a rule."""


@dataclass(frozen=True)
class Source:
    """One module of rules."""

    module: str
    file: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The module's syntax."""
        return ast.parse(self.text)

    @cached_property
    def definitions(self) -> Mapping[str, ast.stmt]:
        """What the module defines, by name."""
        found: dict[str, ast.stmt] = {}
        for statement in self.tree.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                found[statement.name] = statement
            elif isinstance(statement, ast.Assign):
                names = [one.id for one in statement.targets if isinstance(one, ast.Name)]
                found |= dict.fromkeys(names, statement)
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                found[statement.target.id] = statement
        return found

    @cached_property
    def imported(self) -> Mapping[str, tuple[str, str]]:
        """The names that it takes from modules: their module, and their name there."""
        return {
            alias.asname or alias.name: (statement.module, alias.name)
            for statement in ast.walk(self.tree)
            if isinstance(statement, ast.ImportFrom) and statement.module
            for alias in statement.names
        }


def packaged_sources(folder: Path = RULES) -> tuple[Source, ...]:
    """Read the conditions and the modules of logic that they share."""
    paths = [folder / f"{name}.py" for name in SHARED]
    paths += sorted(path for path in (folder / "conditions").glob("[!_]*.py"))
    return tuple(_read(path, folder) for path in paths)


def _read(path: Path, folder: Path) -> Source:
    within = path.relative_to(folder.parent)
    return Source(".".join(within.with_suffix("").parts), str(within), path.read_text("utf-8"))


def users_of(source: Source, sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return a module and all that use it, each after those that it uses."""
    found = {source.module: source}
    while more := [one for one in sources if one.module not in found and _uses(one, found)]:
        found |= {one.module: one for one in more}
    order: dict[str, Source] = {}
    while waiting := [one for one in found.values() if one.module not in order]:
        pending = {one.module for one in waiting}
        order |= {one.module: one for one in waiting if not _uses(one, pending - {one.module})}
    return tuple(order.values())


def _uses(source: Source, modules: Iterable[str]) -> bool:
    named = {module for module, _ in source.imported.values()}
    return not named.isdisjoint(modules)
