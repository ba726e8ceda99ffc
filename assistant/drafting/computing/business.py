"""Computations over the business model and the Federal support that is requested."""

import re

from assistant.drafting.case import Case, Subject
from assistant.drafting.computing.kit import Computed, entries, fitting, outside
from assistant.drafting.wording import Told, joined, listed, words, written
from rules.proposal import SupportRequest, told

_TASKS = ("build", "own", "operate")


def one_entity(case: Case) -> Computed:
    """The one entity that builds, owns and operates."""
    held = [entries(case, f"business_model.{task}") for task in _TASKS]
    if any(one != held[0] for one in held) or len(held[0]) != 1:
        return None
    return Told(held[0][0], tuple(f"business_model.{task}" for task in _TASKS), ("one_entity",))


def outside_operators(case: Case) -> Computed:
    """Those who build, own or operate and are no members."""
    named = {
        f"business_model.{task}[{n}]": name
        for task in _TASKS
        for n, name in enumerate(entries(case, f"business_model.{task}"))
    }
    return outside(case, named, "outside_operators")


def requests_told(case: Case) -> Computed:
    """All that is requested of Federal agencies, in one list."""
    requests = entries(case, "support_requested")
    parts = [_request(one, f"support_requested[{n}]", "a") for n, one in enumerate(requests)]
    held = [part for part in parts if part is not None]
    return joined(held, listed([part.text for part in held]), "requests_told") if held else None


def request(case: Case, subject: Subject) -> Computed:
    """One request as a sentence refers back to it: "the direct loan from EXIM"."""
    found = _request(subject.part, subject.path, "the")
    return None if found is None else joined([found], found.text, "request")


def _request(one: SupportRequest, path: str, article: str) -> Computed:
    held = {
        "agency": _agency(written("agency", one.agency)) if told(one.agency) else None,
        "tool": _with_article(written("tool", one.tool), article) if told(one.tool) else None,
    }
    if not any(held.values()):
        return None
    found = fitting(words()["request"], held, path)
    if article == "the" and held["tool"] is None:
        return Told(f"{words()['article']}{found.text}", found.facts)
    return found


def request_label(case: Case, subject: Subject) -> Computed:
    """One request as a question names it: by what it is, or by its place where two are alike."""
    requests = entries(case, "support_requested")
    found = request(case, subject)
    alike = [one for one in requests if (one.tool, one.agency) == _kind_of(subject.part)]
    if found is None or len(alike) > 1:
        return Told(subject.name, (subject.path,), ("request_label",))
    return joined([found], found.text, "request_label")


def _kind_of(one: SupportRequest) -> tuple[str | None, str | None]:
    return one.tool, one.agency


def _agency(name: str) -> str:
    """Give an agency its article: "the Department of State", but "EXIM"."""
    takes = tuple(words()["agencies_with_article"])
    return f"{words()['article']}{name}" if name.startswith(takes) else name


def _with_article(tool: str, article: str) -> str:
    """Give a tool the article that its last word takes; one that has an article keeps it."""
    bare = re.sub(r"^(?:a|an|the)\s+", "", tool, flags=re.IGNORECASE)
    if article == "the":
        return f"the {bare}"
    if bare != tool or bare.split()[-1].casefold() not in words()["countable"]:
        return tool
    return f"{'an' if bare[0].casefold() in 'aeiou' else 'a'} {bare}"


def no_confidential_parts(case: Case) -> Computed:
    """That no part of the proposal is to be confidential."""
    if case.value("confidential_parts") != ():
        return None
    return Told(str(words()["stated_as_none"]), ("confidential_parts",))
