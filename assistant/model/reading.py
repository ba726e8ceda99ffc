"""Facts that a model reads in a message beside what the patterns read: asked about, or plain.

A model that reads "Acme (Texas) and Beta (Shenzhen)" may put Acme into Shenzhen and quote the
message for it, and no check of words can tell. So the user is asked about what only a model read.
What is asked about quotes the message letter for letter, and the quote holds the country, the
figure or the day.

One kind of fact is taken into the case file, marked as read by a model: where the whole message
says it in the words that `told.yaml` lists, of a member that is known, and says nothing else, while
the patterns read nothing about that member and field.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from assistant.hearing import Heard
from assistant.mentions import mentions_in
from assistant.model.asking import Asker, Form
from assistant.model.prompts import prompt
from assistant.origins import facts_of
from assistant.recording import shown
from assistant.reply import ProposedFact
from assistant.verification.reading import read
from rules.assessment import listed, spoken
from rules.company import mentioned_key
from rules.country import country_name, gazetteer
from rules.proposal import Proposal

FILE = Path(__file__).parent / "told.yaml"

_LONGEST_QUOTE = 400
_LONGEST_NAME = 80


class ReadFact(Form):
    """A fact as a model tells it."""

    field: str
    subject: str
    value: str
    quote: str


class ReadFacts(Form):
    """What a model read."""

    facts: tuple[ReadFact, ...]


@dataclass(frozen=True)
class _Checked:
    """A fact whose quote shows it, as the part of a proposal that it states."""

    states: Proposal
    quote: str
    says: str


def may_state(heard: Heard) -> bool:
    """Whether a message may state anything of a case, so that a model is asked to read it."""
    understood = heard.understood
    return bool(understood.own_case or understood.facts or understood.mentions)


def read_facts(asker: Asker, heard: Heard, *, year: int) -> tuple[ProposedFact, ...]:
    """Ask a model for the facts of a message; those that are new or differ are returned."""
    names = _names(heard.assessed)
    told = {"message": heard.message, "known_names": names}
    answer = asker.ask(prompt("facts").asked(told), ReadFacts)
    found: dict[str, ProposedFact] = {}
    for one in answer.facts if answer else ():
        checked = _checked(one, heard.message, names, year)
        if checked is not None:
            for fact in _beside(checked, heard.assessed):
                taken = is_plainly_said(fact, heard, year=year)
                found.setdefault(fact.path, fact.model_copy(update={"taken": taken}))
    most = int(_told()["most"])
    return tuple(found.values())[:most]


def words_for(facts: Sequence[ProposedFact]) -> str:
    """Tell what is asked about: each fact in our words, with the words of the message."""
    return listed([f"{_says(fact)} (“{fact.quote}”)" for fact in facts])


# -- what is plain enough to be taken -------------------------------------------------------------


def is_plainly_said(fact: ProposedFact, heard: Heard, *, year: int) -> bool:
    """Whether a message is one sentence, which says a fact of a known member and nothing else.

    One that asks, supposes, denies, doubts or sets a condition says nothing plainly.
    """
    found = _OF_MEMBER.fullmatch(fact.path)
    if found is None or fact.against is not None or heard.followed.supposes:
        return False
    name, ways = found["name"], _told().get(found["field"], {}).get("plainly", ())
    known = name in {one.name for one in heard.assessed.members or ()}
    read_too = any(name in one.path and found["field"] in one.path for one in heard.facts)
    if not (ways and known) or read_too or not _states(heard.message):
        return False
    said = "|".join(re.escape(way) for way in ways)
    quote = fact.quote.strip().rstrip(".!")
    sentence = re.fullmatch(rf"{re.escape(name)} (?:{said}) (?:the )?{_PLACE}", quote)
    if sentence is None or quote != heard.message.strip().rstrip(".!"):
        return False
    countries = [one.value for one in mentions_in(fact.quote, year=year) if one.kind == "C"]
    return countries == [fact.value]


_OF_MEMBER = re.compile(r"members\[(?P<name>.+)\]\.(?P<field>[a-z_]+)")
_PLACE = r"[A-Z][\w.'’-]*(?:,? [A-Z][\w.'’-]*){0,4}"


def _states(text: str) -> bool:
    """Whether a text asks nothing, and denies, supposes and doubts nothing."""
    kinds = {mark.kind for mark in read(text).marks}
    return "?" not in text and kinds.isdisjoint(_told()["not_stated"])


# -- what shows a fact ----------------------------------------------------------------------------


def _checked(one: ReadFact, message: str, names: Sequence[str], year: int) -> _Checked | None:
    """Return a fact whose quote stands in the message and shows it; None otherwise."""
    how = _told().get(one.field)
    if not isinstance(how, Mapping) or not _quoted(one.quote, message):
        return None
    value = _shown_in(one, how, message, year)
    if value is None:
        return None
    subject = ""
    if "{subject}" in how["says"]:
        named = _named(one.subject, message, names)
        if named is None:
            return None
        subject = named
    try:
        states = Proposal.model_validate(_stating(one.field, subject, value))
    except ValidationError:
        return None
    return _Checked(states, one.quote, str(how["says"]))


def _quoted(quote: str, message: str) -> bool:
    """Whether a quote is the message's, and states what it says without a "not" or an "if"."""
    if not quote.strip() or len(quote) > _LONGEST_QUOTE or quote not in message:
        return False
    kinds = {mark.kind for mark in read(quote).marks}
    return kinds.isdisjoint(_told()["not_stated"]) and "?" not in quote and "\n" not in quote


def _shown_in(one: ReadFact, how: Mapping[str, Any], message: str, year: int) -> object | None:
    """Return the value of a fact in the Proposal's form, where the quote shows it."""
    if words := how.get("words"):
        shows = words.get(one.value, ())
        held = one.quote.casefold().replace(",", " ").replace(".", " ").split()
        return one.value if any(word in held for word in shows) else None
    if "kind" not in how:
        return _named(one.value, message, ()) if one.value in one.quote else None
    told = [m for m in mentions_in(one.quote, year=year) if m.kind == how["kind"]]
    wanted = [m.value for m in mentions_in(one.value, year=year) if m.kind == how["kind"]]
    if how["kind"] == "P" and not wanted:
        wanted = _number(one.value)
    if len(wanted) != 1 or wanted[0] not in {m.value for m in told}:
        return None
    return wanted[0]


def _number(text: str) -> list[object]:
    plain = text.strip().removesuffix("%").strip()
    return [Decimal(plain)] if plain.replace(".", "", 1).isdigit() and plain.isascii() else []


def _named(name: str, message: str, names: Sequence[str]) -> str | None:
    """Return a name as the case or the message writes it; None where neither does."""
    plain = name.strip()
    if not plain or len(plain) > _LONGEST_NAME or not any(mark.isalpha() for mark in plain):
        return None
    same = [one for one in names if mentioned_key(one) == mentioned_key(plain)]
    if same:
        return same[0]
    return plain if plain in message and plain[0].isupper() else None


def _stating(field: str, subject: str, value: object) -> dict[str, Any]:
    if field == "market":
        return {"markets": [{"name": country_name(str(value), in_sentence=False)}]}
    if field == "us_content_percent":
        return {"layers": {"hardware": {field: value}}}
    if field == "role":
        return {"members": [{"name": subject, "roles": [value]}]}
    if "{subject}" not in _told()[field]["says"]:
        return {field: value}
    return {"members": [{"name": subject, field: value}]}


# -- beside what was taken down -------------------------------------------------------------------


def _beside(checked: _Checked, case: Proposal) -> Iterator[ProposedFact]:
    """Give the fact where the case does not hold it, with what the case holds in its place."""
    taken = dict(facts_of(case))
    named = {mentioned_key(name): name for name in _names(case)}
    for path, value in facts_of(checked.states):
        if path.endswith(".name") and not path.startswith("markets"):
            continue
        known = _as_known(path, named)
        held = taken.get(known)
        same = held == value or (
            isinstance(held, list) and isinstance(value, list) and set(value) <= set(held)
        )
        if same:
            continue
        yield ProposedFact(
            path=known,
            value=shown(value),
            quote=checked.quote,
            proposal=checked.states.model_dump(mode="json", exclude_none=True),
            against=shown(held),
        )


def _as_known(path: str, named: Mapping[str, str]) -> str:
    before, mark, rest = path.partition("[")
    if not mark:
        return path
    name, _, after = rest.partition("]")
    return f"{before}[{named.get(mentioned_key(name), name)}]{after}"


def _names(case: Proposal) -> list[str]:
    groups = (case.members, case.markets, case.service_providers)
    return [part.name for group in groups for part in group or ()]


def _says(fact: ProposedFact) -> str:
    subject = fact.path.partition("[")[2].partition("]")[0]
    field = fact.path.rpartition(".")[2]
    field = {"roles": "role", "name": "market"}.get(field, field)
    told = str(_told()[field]["says"]).format(subject=subject, value=_spoken(fact.value))
    if fact.against is None:
        return told
    return f"{told}, where {_spoken(fact.against)} was taken down"


def _spoken(value: object) -> str:
    if isinstance(value, list):
        return listed([_spoken(one) for one in value])
    text = str(value)
    if text in gazetteer().countries:
        return country_name(text)
    try:
        return spoken(date.fromisoformat(text))
    except ValueError:
        return text


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    held: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return held
