"""The errors that are put into a rule's page, one at a time: its parameters and its outcomes.

* numbers ± 1 and ± 0.01; days ± 1 day; lists without one of their elements, and with an innocent
  one more: the Netherlands among countries, another role among roles
* each branch with each other outcome
* the day that the rule is in force from, ± 1 day, and the first day of each value a day later.
  A first value that is in force a day earlier is left alone: the rule is not in force then
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import yaml

from evals.mutation.mutant import Mutant
from rules.definition import ParameterValue, RuleDefinition
from rules.outcome import Outcome
from rules.proposal import Layers, Role

DAY = timedelta(days=1)
INNOCENT_COUNTRIES = ("NL", "BR")
INNOCENT_WORD = "perhaps"
"""Stands for any word that does not belong on a list of words."""


def page_mutants(page: RuleDefinition, text: str) -> Iterator[tuple[Mutant, RuleDefinition]]:
    """Give each mutant of a page whose file has this text."""
    file = f"rules/definitions/{page.id}.yaml"
    lines = _lines(text)
    for place, was, put, changed in (*_days(page), *_values(page), *_outcomes(page)):
        name = place.rsplit(".", 1)[0] if place[-1].isdigit() else place
        line = lines.get(place, 0)
        yield Mutant(file, line, f"{name}: {was}", f"{name}: {put}"), changed


_Change = tuple[str, object, object, RuleDefinition]


def _days(page: RuleDefinition) -> Iterator[_Change]:
    for day in (page.in_force_from - DAY, page.in_force_from + DAY):
        changed = page.model_copy(update={"in_force_from": day})
        yield "in_force_from", page.in_force_from, day, changed


def _values(page: RuleDefinition) -> Iterator[_Change]:
    for name, values in page.parameters.items():
        for number, dated in enumerate(values):
            place = f"parameters.{name}.{number}"
            later, earlier = dated.from_ + DAY, dated.from_ - DAY
            for day in (later, earlier) if earlier >= page.in_force_from else (later,):
                changed = _with_value(page, name, number, {"from_": day})
                yield place, f"from {dated.from_}", f"from {day}", changed
            for was, put, other in near(dated.value):
                yield place, was, put, _with_value(page, name, number, {"value": other})


def _with_value(
    page: RuleDefinition, name: str, number: int, update: dict[str, object]
) -> RuleDefinition:
    values = list(page.parameters[name])
    values[number] = values[number].model_copy(update=update)
    return page.model_copy(update={"parameters": page.parameters | {name: tuple(values)}})


def near(value: ParameterValue) -> Iterator[tuple[object, object, ParameterValue]]:
    """Give the values that are wrong by a little: what is taken out, what is put in, the whole."""
    if isinstance(value, tuple):
        for place, one in enumerate(value):
            yield one, "(left out)", value[:place] + value[place + 1 :]
        for one in innocents(value):
            yield "(nothing more)", one, (*value, one)
        return
    others: tuple[Decimal | date, ...] = (
        (value - DAY, value + DAY)
        if isinstance(value, date)
        else tuple(value + Decimal(step) for step in ("1", "-1", "0.01", "-0.01"))
    )
    yield from ((value, other, other) for other in others)


def innocents(listed: tuple[str, ...]) -> tuple[str, ...]:
    """Return elements that could stand on a list and do not."""
    if listed and all(len(one) == 2 and one.isupper() for one in listed):
        return tuple(one for one in INNOCENT_COUNTRIES if one not in listed)[:1]
    for words in (tuple(Layers.model_fields), tuple(map(str, Role))):
        if set(listed) <= set(words):
            return tuple(one for one in words if one not in listed)
    return (INNOCENT_WORD,)


def _outcomes(page: RuleDefinition) -> Iterator[_Change]:
    for name, branch in page.branches.items():
        for outcome in Outcome:
            if outcome is not branch.outcome:
                changed = branch.model_copy(update={"outcome": outcome})
                branches = page.branches | {name: changed}
                where = f"branches.{name}.outcome"
                update = page.model_copy(update={"branches": branches})
                yield where, branch.outcome, outcome, update


def _lines(text: str) -> dict[str, int]:
    """Return the line of each place of a page, as `branches.met.outcome`."""
    found: dict[str, int] = {}

    def note(node: yaml.Node | None, place: str) -> None:
        if isinstance(node, yaml.MappingNode):
            parts = [(str(key.value), value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            parts = [(str(number), value) for number, value in enumerate(node.value)]
        else:
            return
        for name, value in parts:
            path = f"{place}.{name}" if place else name
            found[path] = value.start_mark.line + 1
            if name != "examples":
                note(value, path)

    note(yaml.compose(text, Loader=yaml.SafeLoader), "")
    return found
