"""Small worlds of facts, to be walked completely.

A space knows every value that a part of a proposal can take in its small world, stated in full or
in part, and for each fact that is not stated, the ways to state it. `ABSENT` stands for a fact
that is not stated. Where a convention decides what silence means (stated control, for one), the
space holds no opening for it.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

ABSENT = "<absent>"
Value = Hashable
Opening = tuple[str, tuple[Value, ...]]
"""The path of a fact that is not stated, and the values of the whole that state it."""


@dataclass(frozen=True)
class Fact:
    """One fact with its possible values; `closed` where silence is itself an answer.

    Values `beyond` only come up as ways to state the fact, so that they outdo all stated ones.
    """

    values: tuple[Value, ...]
    closed: bool = False
    beyond: tuple[Value, ...] = ()
    stated: bool = False

    def partials(self) -> Iterator[Value]:
        yield from self.values if self.stated else (ABSENT, *self.values)

    def openings(self, value: Value, path: str) -> Iterator[Opening]:
        if value is ABSENT and not self.closed:
            yield path, (*self.values, *self.beyond)

    def plain(self, value: Value) -> Any:
        return value


@dataclass(frozen=True)
class Always:
    """A fact that is stated, always the same."""

    value: Value

    def partials(self) -> Iterator[Value]:
        yield self.value

    def openings(self, value: Value, path: str) -> Iterator[Opening]:
        yield from ()

    def plain(self, value: Value) -> Any:
        return value


@dataclass(frozen=True)
class Part:
    """Several facts under names; `allowed` refuses values that the proposal itself refuses."""

    fields: tuple[tuple[str, "Space"], ...]
    allowed: Any = None

    def partials(self) -> Iterator[Value]:
        for values in product(*(tuple(space.partials()) for _, space in self.fields)):
            if self._allows(values):
                yield values

    def openings(self, value: Any, path: str) -> Iterator[Opening]:
        for place, (name, space) in enumerate(self.fields):
            for found, ways in space.openings(value[place], f"{path}.{name}".lstrip(".")):
                wholes = ((*value[:place], way, *value[place + 1 :]) for way in ways)
                yield found, tuple(whole for whole in wholes if self._allows(whole))

    def plain(self, value: Any) -> Any:
        return {
            name: space.plain(part)
            for (name, space), part in zip(self.fields, value, strict=True)
            if part is not ABSENT
        }

    def _allows(self, value: Value) -> bool:
        return self.allowed is None or self.allowed(value)


@dataclass(frozen=True)
class Many:
    """A list of so many items; a list that is stated is complete."""

    item: "Space"
    counts: tuple[int, ...]
    closed: bool = False
    stated: bool = False
    allowed: Any = None
    """Refuses lists that the proposal itself refuses."""

    def partials(self) -> Iterator[Value]:
        if not self.stated:
            yield ABSENT
        items = tuple(self.item.partials())
        for count in self.counts:
            yield from filter(self._allows, product(items, repeat=count))

    def _allows(self, value: Any) -> bool:
        return self.allowed is None or bool(self.allowed(value))

    def openings(self, value: Any, path: str) -> Iterator[Opening]:
        if value is ABSENT:
            if not self.closed:
                blank = next(self.item.partials())
                yield path, tuple((blank,) * count for count in self.counts)
            return
        for place, item in enumerate(value):
            for found, ways in self.item.openings(item, f"{path}[{place}]"):
                lists = ((*value[:place], way, *value[place + 1 :]) for way in ways)
                yield found, tuple(one for one in lists if self._allows(one))

    def plain(self, value: Any) -> Any:
        return [_told_apart(self.item.plain(item), n) for n, item in enumerate(value)]


def _told_apart(item: Any, number: int) -> Any:
    """Give the items of a list different names."""
    named = isinstance(item, dict) and "name" in item and number
    return {**item, "name": f"{item['name']} {number}"} if named else item


@dataclass(frozen=True)
class Given:
    """A part whose values are listed by hand, each with the values that it may turn out to be."""

    ways: tuple[tuple[Value, Any, tuple[Value, ...]], ...]
    """Name, plain value, and the names that it opens to; none where it is complete."""
    stated: bool = False

    def partials(self) -> Iterator[Value]:
        yield from (*((ABSENT,) * (not self.stated)), *(name for name, _, _ in self.ways))

    def openings(self, value: Value, path: str) -> Iterator[Opening]:
        if value is ABSENT:
            yield path, tuple(name for name, _, _ in self.ways)
        for name, _, further in self.ways:
            if name == value and further:
                yield f"{path}.description", further

    def plain(self, value: Value) -> Any:
        return next(plain for name, plain, _ in self.ways if name == value)


Space = Fact | Always | Part | Many | Given


def part(allowed: Any = None, **fields: Space) -> Part:
    """Return a part with these facts."""
    return Part(tuple(fields.items()), allowed)
