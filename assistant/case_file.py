"""The case file of a conversation: what is told is put in, and what it corrects is said.

A later statement wins. Members, service providers, owners and markets are matched by name, so that
a name told again, with or without its legal form, is the same company.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rules.assessment import Correction
from rules.company import company_key, mentioned_key
from rules.country import folded
from rules.proposal import Proposal

_NAMED: Mapping[str, Callable[[str], str]] = {
    "members": company_key,
    "service_providers": company_key,
    "owners": company_key,
    "markets": folded,
    "items": folded,
    "models": folded,
}
"""The lists whose items are matched by name, and what makes two names one."""
_WHOLE_LAYER = (None, "the hardware layer")
"""How a position is called that is all of the layer; see `assistant.facts`."""


@dataclass(frozen=True)
class Merge:
    """A case file with news put in, and the facts that the news corrected."""

    case: Proposal
    corrections: tuple[Correction, ...]


def merged(case: Proposal, news: Proposal) -> Merge:
    """Put news into a case file; what is newly stated wins, the rest stays.

    Where old and new cannot both hold, as shares that come to more than 100 percent together, the
    old part gives way.
    """
    before, told = _stated(case), _stated(news)
    whole = _put_in(before, told)
    _drop_outdated_content(whole, told)
    try:
        after = Proposal.model_validate(whole)
    except ValidationError as conflict:
        after = Proposal.model_validate(_given_way(whole, told, conflict))
    return Merge(after, tuple(_corrections(before, _stated(after))))


def replaced(case: Proposal, news: Proposal) -> Merge:
    """Put news in the place of a case file; what is not stated in them is stated no longer."""
    return Merge(news, tuple(_corrections(_stated(case), _stated(news))))


def _stated(proposal: Proposal) -> dict[str, Any]:
    return proposal.model_dump(exclude_none=True)


def _put_in(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(old)
    for name, value in new.items():
        held = out.get(name)
        lists = isinstance(held, list | tuple) and isinstance(value, list | tuple)
        if name in _NAMED and lists and held and value and not _whole_and_parts(name, held, value):
            out[name] = _by_name(held, value, _NAMED[name])
        elif isinstance(held, dict) and isinstance(value, dict):
            out[name] = _put_in(held, value)
        else:
            out[name] = value
    return out


def _whole_and_parts(
    name: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether one telling gives the hardware layer as a whole, and the other its positions.

    Kept side by side, the same value would count twice.
    """
    if name != "items":
        return False
    wholes = [any(one.get("name") in _WHOLE_LAYER for one in items) for items in (old, new)]
    return wholes[0] != wholes[1]


def _by_name(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], key: Callable[[str], str]
) -> list[dict[str, Any]]:
    out = list(old)
    for item in new:
        place = _place_of(item, out, key)
        if place is None:
            out.append(item)
        else:
            out[place] = _put_in(out[place], _named_as(item, out[place], key))
    return out


def _named_as(
    item: dict[str, Any], held: Mapping[str, Any], key: Callable[[str], str]
) -> dict[str, Any]:
    """Keep a fuller name where the item only mentions it."""
    name, full = item.get("name"), held.get("name")
    if name is None or full is None or key(name) == key(full):
        return item
    return item | {"name": full}


def _place_of(
    item: Mapping[str, Any], held: Sequence[Mapping[str, Any]], key: Callable[[str], str]
) -> int | None:
    """Find whom an item is about: by name, by a name that fits one only, or by country alone."""
    name = item.get("name")
    if name is None:
        nameless = [n for n, one in enumerate(held) if one.get("name") is None]
        same = [n for n in nameless if held[n].get("country") == item.get("country")]
        return same[0] if len(same) == 1 else None
    same = [n for n, one in enumerate(held) if key(one.get("name") or "") == key(name)]
    if not same and key is company_key:
        short = mentioned_key(name)
        same = [n for n, one in enumerate(held) if mentioned_key(one.get("name") or "") == short]
    return same[0] if len(same) == 1 else None


def _drop_outdated_content(whole: dict[str, Any], news: Mapping[str, Any]) -> None:
    """Let a newly stated hardware share replace items that were told before, and the reverse.

    Both say how much of the layer is of U.S. origin; kept side by side, the earlier would decide.
    """
    told = (news.get("layers") or {}).get("hardware")
    hardware = (whole.get("layers") or {}).get("hardware")
    if not isinstance(told, dict) or not isinstance(hardware, dict):
        return
    for newer, older in (("us_content_percent", "items"), ("items", "us_content_percent")):
        if newer in told and older not in told:
            hardware.pop(older, None)


def _given_way(
    whole: dict[str, Any], news: Mapping[str, Any], conflict: ValidationError
) -> dict[str, Any]:
    """Return the whole with the old part of what conflicts taken out."""
    out = dict(whole)
    for fault in conflict.errors(include_url=False):
        top = str(fault["loc"][0])
        match fault["loc"]:
            case ("members", int(number), "owners", *_):
                member = out["members"][number]
                told = [
                    one.get("owners")
                    for one in news.get("members", ())
                    if company_key(one["name"]) == company_key(member["name"])
                ]
                owners = {"owners": told[0]} if told and told[0] is not None else {}
                rest = {name: value for name, value in member.items() if name != "owners"}
                members = list(out["members"])
                members[number] = rest | owners
                out["members"] = members
            case _:
                out.pop(top, None)
                out |= {top: news[top]} if top in news else {}
    try:
        Proposal.model_validate(out)
    except ValidationError:
        return dict(news)
    return out


def _corrections(before: Any, after: Any) -> Iterator[Correction]:
    """Give the single facts that were stated in one way and are stated in another now."""
    yield from _changed(before, after, "")


def _changed(before: Any, after: Any, path: str) -> Iterator[Correction]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in (one for one in before if one in after):
            yield from _changed(before[name], after[name], f"{path}.{name}" if path else name)
    elif _both_items(before, after):
        for number, item in enumerate(after):
            old = next((one for one in before if one.get("name") == item.get("name")), None)
            if old is not None and item.get("name") is not None:
                yield from _changed(old, item, f"{path}[{number}]")
    elif before != after:
        yield Correction(path, before, after)


def _both_items(before: Any, after: Any) -> bool:
    lists = (list, tuple)
    return (
        isinstance(before, lists)
        and isinstance(after, lists)
        and all(isinstance(one, dict) for one in (*before, *after))
    )
