"""From which turn each fact of a case file comes, and in whose words.

A fact is named as in a reply's `facts`: `members[Hana].headquarters`, `layers.data`. Members,
markets and whatever else bears names are told apart by them; any other list is one fact.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.keeping.records import Origin
from assistant.reply import UnderstoodFact
from rules.proposal import Proposal


def origins_after(  # noqa: PLR0913 (what a turn leaves behind)
    turn: int,
    case: Proposal,
    before: Proposal,
    held: Sequence[Origin],
    told: Sequence[UnderstoodFact],
    *,
    confidential: bool = False,
) -> tuple[Origin, ...]:
    """Return the origins of a case file's facts after a turn that stated `told`.

    What a `confidential` turn states stays so until another value is told.
    """
    known = {origin.path: origin for origin in held}
    earlier = dict(facts_of(before))
    return tuple(
        known[path]
        if path in known and earlier.get(path) == value
        else _origin(turn, path, value, told).model_copy(update={"confidential": confidential})
        for path, value in facts_of(case)
    )


def told_in_confidence(origins: Sequence[Origin]) -> tuple[str, ...]:
    """Return the paths of facts that were told in messages which no language model may see."""
    return tuple(one.path for one in origins if one.confidential)


def facts_of(case: Proposal) -> Iterator[tuple[str, Any]]:
    """Give each fact of a case file with its path."""
    yield from _below("", case.model_dump(mode="json", exclude_none=True))


def _below(path: str, value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, held in value.items():
        here = f"{path}.{name}" if path else name
        if _all_named(held):
            for item in held:
                yield from _below(f"{here}[{item['name']}]", item)
        elif isinstance(held, dict) and held:
            yield from _below(here, held)
        else:
            yield here, held


def _all_named(held: object) -> bool:
    """Whether something is a list whose items are told apart by their names."""
    if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
        return False
    names = [one.get("name") for one in held]
    return bool(names) and None not in names and len(set(names)) == len(names)


def _origin(turn: int, path: str, value: object, told: Sequence[UnderstoodFact]) -> Origin:
    """Find the words of a fact: those of the fact that was read there, or nearest above it."""
    above = [
        fact
        for fact in told
        if fact.path == path or path.startswith((f"{fact.path}.", f"{fact.path}["))
    ]
    named = [fact for fact in above if str(fact.value) in (str(value), _name_in(path))]
    spoken = [fact for fact in named or above if fact.source != "proposal"]
    if not spoken:
        return Origin(path=path, turn=turn, source="proposal" if above else "message")
    nearest = max(spoken, key=lambda fact: len(fact.path))
    return Origin(path=path, turn=turn, source=nearest.source, quote=nearest.quote)


def _name_in(path: str) -> str:
    return path.partition("[")[2].rpartition("]")[0]
