"""A case file as a form: every field of the Proposal, under a name that says where it stands.

`members[0].owners[1].percent` is the name of a field in HTML and the place of a fact in the case.
What is left empty is not stated; `.none` beside a list or a layer states that there is none.
The form is made from the Proposal's own fields, so that it cannot lack one.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from rules.country import NONE
from rules.errors import ProposalFault
from rules.proposal import Proposal
from rules.reading import faults_of

MOST_ENTRIES = 60
"""Entries of one list that the form shows; a longer case file is edited as YAML."""

NOTHING = "none"
"""The last part of a field's name that states that there is none."""

_WORDS = Path(__file__).with_name("fields.yaml")
ENTRY = "entry"
"""The last part of the name of a hidden field: an entry is there, though nothing is known of it."""

_MARKS = frozenset({NOTHING, ENTRY})

_LAST_STEP = re.compile(r"(?:\.?[^.\[\]]+|\[[^\]]*\])$")
_STEP = re.compile(r"(?:^|\.)([a-z_]+)|\[(\d{1,4})\]")


class Words(BaseModel):
    """What the form calls its fields, as in `fields.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: Mapping[str, str]
    one: Mapping[str, str]
    long: frozenset[str]
    choices: Mapping[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the words of the packaged file."""
    return Words.model_validate(yaml.safe_load(_WORDS.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Entry:
    """One field; `form` is how it is drawn: text, long, day, number, choice, checks or names."""

    name: str
    label: str
    form: str
    value: Any
    choices: tuple[tuple[str, str], ...] = ()
    faults: tuple[ProposalFault, ...] = ()


@dataclass(frozen=True)
class Part:
    """A group of fields: a part of the case, or one entry of a list of it.

    `adds` names the list that a button adds to, `removes` the entry that one removes; `nothing` is
    whether it is stated that there is none, where that can be stated.
    """

    name: str
    label: str
    fields: tuple["Entry | Part", ...]
    adds: str | None = None
    one: str = ""
    removes: str | None = None
    nothing: bool | None = None
    faults: tuple[ProposalFault, ...] = ()

    @property
    def stated(self) -> bool:
        """Whether anything in it is stated or wrong."""
        inside = (one.stated if isinstance(one, Part) else one.value for one in self.fields)
        return bool(self.nothing or self.removes or self.faults or any(inside))


@dataclass(frozen=True)
class Filled:
    """A form that was sent: the case as far as it can be read, and what is wrong with it."""

    data: Mapping[str, Any]
    case: Proposal | None
    faults: tuple[ProposalFault, ...]


def read_form(fields: Sequence[tuple[str, str]]) -> Filled:
    """Put the fields of a form together as a case file; fields with other names are passed over."""
    data = _compact(_nested(fields)) or {}
    try:
        return Filled(data, Proposal.model_validate(data), ())
    except ValidationError as error:
        return Filled(data, None, tuple(faults_of(error)))


def without_entry(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the data of a form without one entry of a list, or as it was where there is none."""
    steps = _steps(name)
    if not steps:
        return dict(data)
    kept = _dropped(data, steps)
    return kept if isinstance(kept, dict) else dict(data)


def form_of(
    data: Mapping[str, Any], faults: Sequence[ProposalFault] = (), adding: str = ""
) -> Part:
    """Make the form of a case file; `adding` names a list that gets one more empty entry."""
    drawing = _Drawing(faults, adding)
    return Part("", "", tuple(drawing.fields(Proposal, data, "")), faults=drawing.at(""))


def places_of(case: Proposal) -> frozenset[str]:
    """Return where something can be stated in the form of a case file: its fields and parts."""
    data = case.model_dump(mode="json", exclude_none=True)
    return frozenset(_names_in(form_of(data)))


def nearest_field(path: str, places: Collection[str]) -> str:
    """Return the place of a fact in a form, or that of the part that it would stand in."""
    while path and path not in places:
        path = _LAST_STEP.sub("", path)
    return path


def _names_in(part: Part) -> Iterator[str]:
    for one in part.fields:
        yield one.name
        if isinstance(one, Part):
            yield from _names_in(one)


# -- from the form -------------------------------------------------------------------------------


def _steps(name: str) -> list[str | int]:
    """Return the way that a name says; none where it is no name of a field."""
    steps: list[str | int] = []
    at = 0
    for found in _STEP.finditer(name):
        if found.start() != at:
            return []
        at = found.end()
        steps.append(found[1] or int(found[2]))
    return steps if at == len(name) and steps and isinstance(steps[0], str) else []


def _nested(fields: Sequence[tuple[str, str]]) -> dict[str | int, Any]:
    whole: dict[str | int, Any] = {}
    for name, value in fields:
        steps = _steps(name)
        if steps and steps[0] in Proposal.model_fields and value.strip():
            _put(whole, steps, value.strip().replace("\r\n", "\n"))
    return whole


def _put(whole: dict[str | int, Any], steps: Sequence[str | int], value: str) -> None:
    held = whole
    for step in steps[:-1]:
        held = held.setdefault(step, {})
        if not isinstance(held, dict):
            return
    held[steps[-1]] = value


def _compact(value: Any, name: str | int = "") -> Any:
    """Turn numbered entries into lists and lines into names, and drop what holds nothing."""
    if isinstance(value, str):
        return _names(value) if name in _NAME_LISTS else value
    if NOTHING in value and len(value) == 1:
        return NONE if name in _LAYERS else []
    parts = {key: _compact(part, key) for key, part in value.items() if key not in _MARKS}
    kept = {key: part for key, part in parts.items() if part is not None}
    if kept and all(isinstance(key, int) for key in kept):
        return [kept[key] for key in sorted(kept)]
    return kept if kept or ENTRY in value else None


def _names(lines: str) -> list[str]:
    named = [line.strip() for line in lines.splitlines() if line.strip()]
    return [] if [one.casefold() for one in named] == [NONE] else named


def _dropped(value: Any, steps: Sequence[str | int]) -> Any:
    step, further = steps[0], steps[1:]
    if isinstance(value, list) and isinstance(step, int):
        return [
            _dropped(one, further) if place == step else one
            for place, one in enumerate(value)
            if further or place != step
        ]
    if isinstance(value, Mapping) and step in value and further:
        return {**value, str(step): _dropped(value[str(step)], further)}
    return value


# -- to the form ---------------------------------------------------------------------------------


class _Drawing:
    def __init__(self, faults: Sequence[ProposalFault], adding: str) -> None:
        self._faults = faults
        self._adding = adding

    def at(self, name: str) -> tuple[ProposalFault, ...]:
        """Return the faults of a place itself."""
        return tuple(one for one in self._faults if one.path == name)

    def fields(self, model: type[BaseModel], data: Any, name: str) -> Iterator[Entry | Part]:
        held = data if isinstance(data, Mapping) else {}
        for key, field in model.model_fields.items():
            here = f"{name}.{key}" if name else key
            yield self._field(key, here, _shape(field.annotation), held.get(key))

    def _field(self, key: str, name: str, shape: Any, value: Any) -> Entry | Part:
        label = words().labels.get(key, key.replace("_", " ").capitalize())
        match shape:
            case ("part", model):
                inner = tuple(self.fields(model, value, name))
                nothing = value == NONE if key in _LAYERS else None
                return Part(name, label, inner, nothing=nothing, faults=self.at(name))
            case ("list", model):
                return self._list(key, name, label, model, value)
            case ("checks", kind):
                chosen = tuple(str(one) for one in value or ())
                choices = tuple((one.value, one.value) for one in kind)
                return Entry(name, label, "checks", chosen, choices, self.at(name))
            case ("choice", options):
                shown = tuple((one, words().choices.get(one, one)) for one in options)
                return Entry(name, label, "choice", _plain(value), shown, self.at(name))
            case ("names", _):
                lines = NONE if value == [] else "\n".join(str(one) for one in value or ())
                return Entry(name, label, "names", lines, (), self.at(name))
            case (form, _):
                drawn = "long" if form == "text" and key in words().long else form
                return Entry(name, label, drawn, _plain(value), (), self.at(name))
        raise AssertionError(shape)

    def _list(self, key: str, name: str, label: str, model: type[BaseModel], value: Any) -> Part:
        held = list(value or ())[:MOST_ENTRIES]
        if self._adding == name:
            held.append({})
        entries = tuple(
            Part(
                name=f"{name}[{place}]",
                label=f"{words().one[key].capitalize()} {place + 1}",
                fields=tuple(self.fields(model, one, f"{name}[{place}]")),
                removes=f"{name}[{place}]",
                faults=self.at(f"{name}[{place}]"),
            )
            for place, one in enumerate(held)
        )
        return Part(
            name,
            label,
            entries,
            adds=name,
            one=words().one[key],
            nothing=value == [] and not entries,
            faults=self.at(name),
        )


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case True | False:
            return "true" if value else "false"
        case str() if not value.strip():
            return NONE  # an empty text is stated as none, an empty field is not stated
        case _:
            return str(value)


def _shape(annotation: Any) -> tuple[str, Any]:
    """Say how a field is drawn, by its type."""
    options = [one for one in _alternatives(annotation) if one is not NoneType]
    models = [one for one in options if isinstance(one, type) and issubclass(one, BaseModel)]
    if models:
        return "part", models[0]
    (only,) = options
    if get_origin(only) is Literal:
        return "choice", get_args(only)
    if get_origin(only) is tuple:
        return _list_shape(_unwrapped(get_args(only)[0]))
    if only is bool:
        return "choice", ("true", "false")
    return {date: "day", Decimal: "number"}.get(only, "text"), None


def _list_shape(inner: Any) -> tuple[str, Any]:
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return "list", inner
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return "checks", inner
    return "names", None


def _alternatives(annotation: Any) -> Iterator[Any]:
    plain = _unwrapped(annotation)
    if get_origin(plain) in (Union, UnionType):
        for one in get_args(plain):
            yield from _alternatives(one)
    else:
        yield plain


def _unwrapped(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _name_lists() -> Iterator[str]:
    """Give the fields that are lists of names, wherever they stand."""
    waiting: list[type[BaseModel]] = [Proposal]
    seen: set[type[BaseModel]] = set()
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        for key, field in model.model_fields.items():
            shape, inner = _shape(field.annotation)
            if shape == "names":
                yield key
            elif shape in ("list", "part"):
                waiting.append(inner)


_NAME_LISTS = frozenset(_name_lists())
_LAYERS = frozenset(
    name
    for part in (Proposal.model_fields["layers"].annotation,)
    for model in _alternatives(part)
    if isinstance(model, type) and issubclass(model, BaseModel)
    for name in model.model_fields
)
