"""Facts in the words of the form: where one stands, what it is called, what it says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from api.web.case_form import words
from assistant.keeping.records import Origin
from rules.country import country_name, gazetteer
from rules.proposal import Proposal
from rules.us_content import dollars

_STEP = re.compile(r"(?:^|\.)(?P<field>[a-z_]+)|\[(?P<entry>.*?)\](?=[.\[]|$)")
_Placed = tuple[str, str, Any]
_BETWEEN = " › "
_COUNTRIES = frozenset(
    {
        "headquarters",
        "incorporated_in",
        "principal_place_of_business",
        "country",
        "controlled_from",
        "developer_country",
    }
)
_MONEY = frozenset({"value_usd", "us_origin_value_usd"})
_PERCENT = frozenset({"percent", "us_content_percent"})


def spoken_path(path: str) -> str:
    """Name a fact as the form does: "Members › Hana › Country of headquarters"."""
    return _BETWEEN.join(_steps(path)) or path


def _steps(path: str) -> Iterator[str]:
    for found in _STEP.finditer(path):
        field, entry = found["field"], found["entry"]
        if field == "layers" and path != "layers":
            continue  # "Hardware" says it
        if field is not None:
            yield words().labels.get(field, field.replace("_", " ").capitalize())
        else:
            yield str(int(entry) + 1) if entry.isdecimal() else entry


def spoken_value(path: str, value: object) -> str:
    """Write the value of a fact for a reader: countries by name, yes and no, lists in a row."""
    match value:
        case True | False:
            return "yes" if value else "no"
        case list():
            return ", ".join(spoken_value(path, one) for one in value) or "none"
        case dict():
            parts = (f"{_called(name)} {spoken_value(name, one)}" for name, one in value.items())
            return ", ".join(parts)
        case _:
            return _written(path.rpartition(".")[2].partition("[")[0], str(value))


def _written(field: str, text: str) -> str:
    if field in _MONEY and text.replace(".", "").isdecimal():
        return dollars(Decimal(text))
    if field in _PERCENT:
        return f"{text} percent"
    if field in _COUNTRIES and text in gazetteer().countries:
        return country_name(text, in_sentence=False)
    return words().choices.get(text, text)


def _called(field: str) -> str:
    label = words().labels.get(field, field)
    return label[:1].lower() + label[1:]


def origins_by_field(
    shown: Mapping[str, Any], case: Proposal, origins: Sequence[Origin]
) -> Mapping[str, Origin]:
    """Return from where each fact of a form is, by the name of its field.

    `shown` is what stands in the form; what differs there from the case file has no origin yet.
    Origins name entries of a list by what they are called, the form by their place.
    """
    known = {one.path: one for one in origins}
    held = {path: value for path, _, value in _facts(_data(case))}
    return {
        place: known[path]
        for path, place, value in _facts(shown)
        if path in known and held.get(path) == value
    }


def _data(case: Proposal) -> Mapping[str, Any]:
    return case.model_dump(mode="json", exclude_none=True)


def _facts(data: Mapping[str, Any], path: str = "", place: str = "") -> Iterator[_Placed]:
    """Give everything that is stated with its path by names and its place by numbers."""
    for name, held in data.items():
        here, there = (f"{one}.{name}" if one else name for one in (path, place))
        yield here, there, held
        if isinstance(held, Mapping):
            yield from _facts(held, here, there)
        for number, item in enumerate(held if isinstance(held, list) else ()):
            if isinstance(item, Mapping):
                yield from _facts(item, f"{here}[{item.get('name')}]", f"{there}[{number}]")
