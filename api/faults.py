"""From the faults that pydantic finds to faults that a client can mend.

Pydantic names the branch of a union that it tried; JSON has no such step. So a place is found by
walking the body itself, and what may stand there by walking the OpenAPI document beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from api.errors import LONGEST_ECHO, Fault, InvalidRequestError, shown
from rules.consistency import CONTRADICTIONS

MOST_FAULTS = 50
"""Faults that one problem lists."""

Schema = Mapping[str, Any]
Place = tuple[str | int, ...]

_ABSENT = object()


@dataclass(frozen=True)
class Wording:
    """What was expected where pydantic found a kind of fault, and how to mend it."""

    expected: str
    mend: str = "Give `{field}` as {expected}."


_A_DAY = Wording("a day of the calendar as YYYY-MM-DD")
_A_NUMBER = Wording("a number")
_WHOLE = Wording("a whole number")
_YES_OR_NO = Wording("true or false")
_A_LIST = Wording("a list")
_AN_OBJECT = Wording("an object")
_TEXT = Wording("text")
_NAMED = Wording("{expected}", "Give `{field}` one of these values.{near}")

WORDINGS: Mapping[str, Wording] = {
    "missing": Wording("a value", "Add `{field}`."),
    "extra_forbidden": Wording("one of the fields {fields}", "{rename}"),
    "string_type": _TEXT,
    "string_unicode": Wording("text without halves of characters"),
    "string_too_short": Wording(
        "at least {min_length:,} character", "Write something in `{field}`."
    ),
    "string_too_long": Wording(
        "at most {max_length:,} characters", "Shorten `{field}` to {max_length:,} characters."
    ),
    "blank": Wording("at least one visible character", "Write something in `{field}`."),
    "too_short": Wording("at least {min_length:,}", "Put something into `{field}`."),
    "too_long": Wording("at most {max_length:,}", "Shorten `{field}` to {max_length:,} or fewer."),
    "greater_than_equal": Wording(
        "{ge:,} or more", "Give `{field}` as {ge:,} or more, or leave it out if it is not known."
    ),
    "less_than_equal": Wording("{le:,} or less"),
    "origin_above_value": Wording(
        "a U.S.-origin part of at most value_usd", "Correct `us_origin_value_usd` or `value_usd`."
    ),
    "unknown_country": Wording(
        "a country by name or two-letter code{near}", "Correct the name in `{field}`."
    ),
    "decimal_max_places": Wording("at most {decimal_places} decimal places"),
    "recursion_depth_exceeded": Wording("less nesting", "Flatten what is inside `{field}`."),
    "literal_error": _NAMED,
    "enum": _NAMED,
    "finite_number": _A_NUMBER,
    "int_from_float": _WHOLE,
    "not_a_day": _A_DAY,
    "dict_type": _AN_OBJECT,
    "model_type": _AN_OBJECT,
    "model_attributes_type": _AN_OBJECT,
    "list_type": _A_LIST,
    "tuple_type": _A_LIST,
    "one_source": Wording(
        "one source of facts: `proposal`, `conversation_id`, or a draft that it `follows`",
        "Give one of them, and not both `proposal` and `conversation_id`.",
    ),
    **{kind: Wording(expected, "{remedy}") for kind, expected in CONTRADICTIONS.items()},
}

_FAMILIES: Mapping[str, Wording] = {
    "date": _A_DAY,
    "bool": _YES_OR_NO,
    "int": _WHOLE,
    "decimal": _A_NUMBER,
    "float": _A_NUMBER,
}


def invalid(
    errors: Sequence[Mapping[str, Any]], body: object, operation: Schema, components: Schema
) -> InvalidRequestError:
    """Word the faults of a request, once for each place, in the order of the body.

    `operation` and `components` are those of the OpenAPI document.
    """
    found: dict[Place, list[Mapping[str, Any]]] = {}
    for error in errors:
        found.setdefault(_place(error, body), []).append(error)
    places = [place for place in found if not _is_untaken_branch(place, found, body)]
    allowed = _Allowed(operation, components)
    faults = [_fault(place, found[place], body, allowed) for place in places[:MOST_FAULTS]]
    return InvalidRequestError(faults, len(places))


def _place(error: Mapping[str, Any], body: object) -> Place:
    """Return the steps of an error's place that the request itself has, after where it stands."""
    source, *steps = error["loc"]
    if source != "body":
        return (source, *steps)
    place: list[str | int] = [source]
    value = body
    for step in steps:
        if (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and step < len(value)
        ):
            value = value[step]
            place.append(step)
        elif step == steps[-1] and error["type"] == "missing":
            place.append(step)
    return tuple(place)


def _is_untaken_branch(
    place: Place, found: Mapping[Place, Sequence[Mapping[str, Any]]], body: object
) -> bool:
    """Whether a fault says only that an object is not the word that could stand in its place."""
    return (
        all(error["type"] == "literal_error" for error in found[place])
        and isinstance(_value_at(place, body), dict | list)
        and any(other != place and other[: len(place)] == place for other in found)
    )


def _value_at(place: Place, body: object) -> object:
    value: Any = body
    for step in place[1:]:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return _ABSENT
    return value


def _fault(
    place: Place, group: Sequence[Mapping[str, Any]], body: object, allowed: "_Allowed"
) -> Fault:
    error = group[0]
    value = _value_at(place, body) if place[0] == "body" else error.get("input", _ABSENT)
    field = _field(place, error)
    words = {"field": field, "near": _near(error, value)} | _limits(error)
    if error["type"] == "extra_forbidden":
        words |= _fields_beside(place, allowed)
    if error["type"] in CONTRADICTIONS:
        mend = str(error["ctx"]["mend"])
        words["remedy"] = f"{mend[0].upper()}{mend[1:]}."
    wording = _wording(error)
    each = [_wording(one).expected.format(**(words | _limits(one))) for one in group]
    words["expected"] = " or ".join(dict.fromkeys(each))
    return Fault(
        pointer=_pointer(place),
        field=field,
        found=_found(error, field, value),
        expected=words["expected"],
        mend=wording.mend.format(**words),
    )


def _limits(error: Mapping[str, Any]) -> dict[str, Any]:
    """Return what pydantic says of a fault; bounds of exact numbers come as `Decimal('100')`."""
    context = dict(error.get("ctx", {}))
    bounds = {key: str(context[key]) for key in ("ge", "le") if key in context}
    return context | {
        key: Decimal(bound.removeprefix("Decimal('").removesuffix("')"))
        for key, bound in bounds.items()
    }


def _wording(error: Mapping[str, Any]) -> Wording:
    kind: str = error["type"]
    family = kind.split("_", maxsplit=1)[0]
    if kind in WORDINGS:
        return WORDINGS[kind]
    if family in _FAMILIES:
        return _FAMILIES[family]
    said = error["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    braces = str.maketrans({"{": "{{", "}": "}}"})
    return Wording(said[:LONGEST_ECHO].translate(braces), "Correct `{field}`.")


def _found(error: Mapping[str, Any], field: str, value: object) -> str:
    if error["type"] in CONTRADICTIONS:
        return shown(error["ctx"]["found"]).strip('"')
    if error["type"] == "missing" or value is _ABSENT:
        return "nothing"
    if error["type"] == "extra_forbidden":
        return f"the unknown field `{field}`"
    if error["type"] == "string_too_long" and isinstance(value, str):
        return f"{len(value):,} characters"
    if error["type"] == "origin_above_value" and isinstance(value, dict):
        origin, whole = value.get("us_origin_value_usd"), value.get("value_usd")
        return f"us_origin_value_usd {shown(origin)[:24]} and value_usd {shown(whole)[:24]}"
    return shown(value)


def _field(place: Place, error: Mapping[str, Any]) -> str:
    if error["type"] == "origin_above_value":
        return "us_origin_value_usd"
    names = [step for step in place[1:] if isinstance(step, str)]
    return _clean(names[-1]) if names else "body"


def _pointer(place: Place) -> str:
    if place[0] != "body":
        return _clean(str(place[-1]))
    steps = (_clean(str(step)).replace("~", "~0").replace("/", "~1") for step in place[1:])
    return "".join(f"/{step}" for step in steps)


def _clean(name: str) -> str:
    """Return a name as `shown` would, without its quotation marks."""
    return shown(name[: LONGEST_ECHO // 2]).strip('"')


def _near(error: Mapping[str, Any], value: object) -> str:
    """Say which allowed word is nearest to the one that was found."""
    context = error.get("ctx", {})
    if "near" in context:
        return str(context["near"])
    if error["type"] not in {"literal_error", "enum"} or not isinstance(value, str):
        return ""
    near = _nearest(value, [word for word in context["expected"].split("'")[1::2] if word])
    return f" Nearest: '{near}'." if near else ""


def _fields_beside(place: Place, allowed: "_Allowed") -> dict[str, str]:
    """Word which fields may stand where an unknown one was found, and which it may mean."""
    names = allowed.at(place[:-1])
    near = _nearest(str(place[-1]), names)
    field = _clean(str(place[-1]))
    rename = f"Rename `{field}` to `{near}`, or remove it." if near else f"Remove `{field}`."
    return {"fields": ", ".join(names), "rename": rename}


def _nearest(word: str, choices: Sequence[str]) -> str | None:
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        word[:LONGEST_ECHO],
        choices,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=60,
    )
    return found[0] if found else None


@dataclass(frozen=True)
class _Allowed:
    """The names that an operation allows, by place."""

    operation: Schema
    components: Schema

    def at(self, place: Place) -> list[str]:
        """Return the fields of the object at a place, or the query parameters."""
        if place[0] != "body":
            inside = [one for one in self.operation.get("parameters", ()) if one["in"] == place[0]]
            return [one["name"] for one in inside]
        content = self.operation.get("requestBody", {}).get("content", {})
        nodes = [media["schema"] for media in content.values()]
        for step in place[1:]:
            nodes = [below for node in self._objects(nodes) for below in _below(node, step)]
        return [name for node in self._objects(nodes) for name in node.get("properties", {})]

    def _objects(self, nodes: Sequence[Schema]) -> Iterator[Schema]:
        """Give schemas with references and alternatives resolved."""
        for node in nodes:
            if "$ref" in node:
                yield from self._objects([self.components[node["$ref"].rsplit("/", 1)[-1]]])
            elif "anyOf" in node:
                yield from self._objects(node["anyOf"])
            else:
                yield node


def _below(node: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, int) and "items" in node:
        yield node["items"]
    elif step in node.get("properties", {}):
        yield node["properties"][step]
