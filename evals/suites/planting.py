"""Planted bugs: known faults put in one by one, each of which the suites have to catch.

Some stand in the rules (their text or their data, in a copy), some between the assistant and the
wire, where a reply is changed after it was made. Nothing is changed that outlives its trial.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import rules.conditions
from corpus.library import Library
from evals.errors import RunError
from evals.suites.collecting import Suite
from evals.suites.door import Door
from evals.suites.running import Run, scored
from rules.assessment import assess
from rules.catalogue import Catalogue, Rule
from rules.definition import BranchPage, DatedValue
from rules.proposal import Proposal

CHAT_CASES = 18
"""Cases of each chat suite that a bug is tried on; the first that fails has caught it."""
_AT_ONCE, _RULES_AT_ONCE = 6, 60

Change = Callable[[Catalogue], Catalogue]
Rewrite = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Bug:
    """A fault, and where it is put: in the rules, in what is asked, or in what comes back."""

    name: str
    law: Change | None = None
    asked: Callable[[Proposal, date], tuple[Proposal, date]] | None = None
    wire: Rewrite | None = None
    mixes_conversations: bool = False
    forgets_conversations: bool = False
    day: date | None = None


@dataclass(frozen=True)
class Caught:
    """What a planted bug came to."""

    bug: str
    by: str | None
    """The case that failed, with its check; None where nothing noticed."""
    tried: int


# -- bugs in the rules --------------------------------------------------------------------------


def _rewritten(rule: str, old: str, new: str) -> Change:
    """Put another text into a rule's condition."""

    def change(catalogue: Catalogue) -> Catalogue:
        path = Path(rules.conditions.__file__).parent / f"{rule}.py"
        text = path.read_text("utf-8")
        if old not in text:
            message = (
                f"`{path.name}` holds no {old!r} to plant a bug in. Mend evals/suites/planting.py."
            )
            raise RunError(message)
        module = ModuleType(f"planted_{rule}")
        sys.modules[module.__name__] = module  # dataclasses look their module up
        try:
            exec(compile(text.replace(old, new), path.name, "exec"), module.__dict__)  # noqa: S102 (our own text)
        finally:
            del sys.modules[module.__name__]
        return _with(catalogue, Rule(catalogue.rule(rule).page, getattr(module, rule)))

    return change


def _parameter(rule: str, name: str, value: Any) -> Change:
    """Give a parameter of the law another value."""

    def change(catalogue: Catalogue) -> Catalogue:
        held = catalogue.rule(rule)
        first = held.page.parameters[name][0]
        given = DatedValue.model_validate(
            {"value": value, "from": first.from_, "source": first.source}
        )
        page = held.page.model_copy(update={"parameters": {**held.page.parameters, name: (given,)}})
        return _with(catalogue, Rule(page, held.decision))

    return change


def _outcomes_swapped(rule: str, one: str, other: str) -> Change:
    """Let two branches of a page come out as each other."""

    def change(catalogue: Catalogue) -> Catalogue:
        held = catalogue.rule(rule)
        branches = dict(held.page.branches)
        first, second = branches[one].outcome, branches[other].outcome
        branches[one] = BranchPage(outcome=second, says=branches[one].says)
        branches[other] = BranchPage(outcome=first, says=branches[other].says)
        page = held.page.model_copy(update={"branches": branches})
        return _with(catalogue, Rule(page, held.decision))

    return change


def _with(catalogue: Catalogue, rule: Rule) -> Catalogue:
    return Catalogue(MappingProxyType({**catalogue.rules, rule.id: rule}), catalogue.digest)


# -- bugs in what is asked ------------------------------------------------------------------------


def _changed(given: Proposal, path: Sequence[str], change: Callable[[Any], Any]) -> Proposal:
    """Return a proposal with a changed value, wherever the path leads to one."""

    def walk(value: Any, rest: Sequence[str]) -> Any:
        if isinstance(value, list):
            return [walk(item, rest) for item in value]
        if not isinstance(value, dict) or rest[0] not in value:
            return value
        inner = value[rest[0]]
        done = change(inner) if len(rest) == 1 else walk(inner, rest[1:])
        return {**value, rest[0]: done}

    return Proposal.model_validate(walk(given.model_dump(mode="json", exclude_none=True), path))


def _another_zone(given: Proposal, as_of: date) -> tuple[Proposal, date]:
    def later(day: str) -> str:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()

    return _changed(given, ("filed_on",), later), as_of


def _rounded(given: Proposal, as_of: date) -> tuple[Proposal, date]:
    path = ("layers", "hardware", "us_content_percent")
    return _changed(given, path, lambda share: round(Decimal(share))), as_of


def _direct_owners_only(given: Proposal, as_of: date) -> tuple[Proposal, date]:
    def without(owners: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{k: v for k, v in one.items() if k != "owners"} for one in owners]

    return _changed(given, ("members", "owners"), without), as_of


def _taiwan_as_china(given: Proposal, as_of: date) -> tuple[Proposal, date]:
    path = ("members", "headquarters")
    return _changed(given, path, lambda code: "CN" if code == "TW" else code), as_of


def _today_always(given: Proposal, _: date) -> tuple[Proposal, date]:
    return given, date(2026, 11, 21)


def _empty_as_absent(given: Proposal, as_of: date) -> tuple[Proposal, date]:
    held = given.model_dump(mode="json", exclude_none=True)
    return Proposal.model_validate({k: v for k, v in held.items() if v != []}), as_of


# -- bugs on the wire -----------------------------------------------------------------------------


def _in_texts(pattern: str, put: str) -> Rewrite:
    """Change words of every sentence that comes from a source, and of the answer with them."""

    def rewrite(reply: dict[str, Any]) -> dict[str, Any]:
        told = []
        answer = reply["answer"]
        for one in reply["statements"]:
            text = re.sub(pattern, put, one["text"]) if one["kind"] == "source" else one["text"]
            answer = answer.replace(one["text"], text)
            told.append({**one, "text": text})
        return {**reply, "statements": told, "answer": answer}

    return rewrite


def _stale(reply: dict[str, Any]) -> dict[str, Any]:
    return {**reply, "citations": [{**one, "sha256": "0" * 64} for one in reply["citations"]]}


def _shifted(reply: dict[str, Any]) -> dict[str, Any]:
    moved = [{**o, "start": o["start"] + 1, "end": o["end"] + 1} for o in reply["citations"]]
    return {**reply, "citations": moved}


def _renumbered(reply: dict[str, Any]) -> dict[str, Any]:
    moved = [{**one, "n": one["n"] + 1} for one in reply["citations"]]
    return {**reply, "citations": moved}


def _promised(reply: dict[str, Any]) -> dict[str, Any]:
    text = "Your proposal will be designated."
    more = {"text": text, "kind": "source", "citations": [1]}
    return {
        **reply,
        "statements": [*reply["statements"], more],
        "answer": f"{reply['answer']} {text} [1]",
    }


def _always_answered(reply: dict[str, Any]) -> dict[str, Any]:
    return {**reply, "status": "answered"}


def _cites_removed(reply: dict[str, Any]) -> dict[str, Any]:
    told = [{**one, "citations": []} for one in reply["statements"]]
    answer = re.sub(r"\s?\[\d+\]", "", reply["answer"])
    return {**reply, "statements": told, "citations": [], "answer": answer}


CONTENT, MEMBERS = "us_hardware_content", "members_outside_countries_of_concern"
BUGS = (
    Bug("at least becomes more than", _rewritten(CONTENT, "share >= percent", "share > percent")),
    Bug("a comparison is swapped", _rewritten(CONTENT, "surplus_low >= 0", "surplus_low <= 0")),
    Bug("51 percent read as 50", _parameter(CONTENT, "presumed_share_percent", 50)),
    Bug("Hong Kong falls off the list", _parameter(MEMBERS, "countries_of_concern", ["CN", "MO"])),
    Bug("two outcomes are swapped", _outcomes_swapped(CONTENT, "presumed", "not_presumed")),
    Bug("a clean member is excluded", _outcomes_swapped(MEMBERS, "clear", "located")),
    Bug("the filing day in another time zone", asked=_another_zone),
    Bug("rounding before the comparison", asked=_rounded),
    Bug("chains of owners are cut off", asked=_direct_owners_only),
    Bug("Taiwan taken for China", asked=_taiwan_as_china),
    Bug("the day asked about is ignored by the rules", asked=_today_always),
    Bug("stated as none read as not stated", asked=_empty_as_absent),
    Bug("the day asked about is ignored by the chat", day=date(2026, 6, 1)),
    Bug("a fact of another conversation leaks", mixes_conversations=True),
    Bug("a conversation is forgotten between turns", forgets_conversations=True),
    Bug("a stale citation", wire=_stale),
    Bug("a citation one character off", wire=_shifted),
    Bug("markers that name the next citation", wire=_renumbered),
    Bug("a negation is dropped", wire=_in_texts(r"\b(?:not|no) ", "")),
    Bug("may becomes must", wire=_in_texts(r"\bmay\b", "must")),
    Bug("51 becomes 15", wire=_in_texts(r"\b51\b", "15")),
    Bug("30 June becomes 30 July", wire=_in_texts(r"30 June", "30 July")),
    Bug("a promise is added", wire=_promised),
    Bug("nothing is ever refused", wire=_always_answered),
    Bug("sentences lose their citations", wire=_cites_removed),
)


# -- trials ---------------------------------------------------------------------------------------


class _Bugged:
    """A door behind which one bug sits."""

    def __init__(self, door: Door, bug: Bug, catalogue: Catalogue) -> None:
        self._door = door
        self._bug = bug
        self._catalogue = bug.law(catalogue) if bug.law else catalogue
        self._shared: str | None = None

    def chat(
        self, message: str, *, conversation: str | None, proposal: Proposal | None, as_of: date
    ) -> dict[str, Any]:
        bug = self._bug
        if bug.mixes_conversations:
            conversation = self._shared
        if bug.forgets_conversations:
            conversation = None
        day = bug.day or as_of
        reply = self._door.chat(message, conversation=conversation, proposal=proposal, as_of=day)
        self._shared = reply["conversation_id"]
        if bug.day:  # the answer claims the day that was asked about
            reply = {**reply, "as_of": as_of.isoformat()}
        return bug.wire(reply) if bug.wire else reply

    def assess(self, proposal: Proposal, *, as_of: date) -> dict[str, Any]:
        if self._bug.asked:
            proposal, as_of = self._bug.asked(proposal, as_of)
        found = assess(proposal, as_of=as_of, catalogue=self._catalogue)
        findings = [
            {"rule": one.rule, "subject": one.subject, "outcome": one.outcome.value}
            for one in found.findings
        ]
        return {"overall": found.overall.value, "findings": findings}

    def search(self, query: str, *, k: int, as_of: date) -> list[str]:
        return self._door.search(query, k=k, as_of=as_of)

    def draft(
        self, proposal: Proposal, *, sections: tuple[str, ...], as_of: date
    ) -> dict[str, Any] | None:
        return self._door.draft(proposal, sections=sections, as_of=as_of)

    def hashes(self) -> dict[str, str]:
        return self._door.hashes()


def planted(  # noqa: PLR0913 (what is tried, on what, and with what)
    door: Door,
    suites: Sequence[Suite],
    run: Run,
    *,
    library: Library,
    catalogue: Catalogue,
    bugs: Sequence[Bug] = BUGS,
) -> Iterator[Caught]:
    """Put in one bug after the other, and say which case catches it first.

    Only cases that the run found right are tried, so that it is the bug that fails them.
    """
    chosen = [
        replace(one, cases=_right(one, run))
        for one in sorted(suites, key=lambda one: one.name != "rules")
        if one.name in {"rules", "answers", "injection", "twins", "conversations"}
    ]
    for bug in bugs:
        yield _trial(_Bugged(door, bug, catalogue), bug, chosen, library)


def _right(suite: Suite, run: Run) -> Mapping[str, Any]:
    result = run.result(suite.name)
    right = {one.case for one in result.scores if one.passed} if result else set()
    names = [name for name in suite.cases if name in right]
    if suite.name != "rules":
        # Several turns first: what goes from one turn to the next shows only there.
        names.sort(key=lambda name: -len(getattr(suite.cases[name], "turns", ())))
        step = max(1, len(names) // CHAT_CASES)
        names = [*names[: CHAT_CASES // 3], *names[CHAT_CASES // 3 :: step]][:CHAT_CASES]
    return {name: suite.cases[name] for name in names}


def _trial(door: _Bugged, bug: Bug, suites: Sequence[Suite], library: Library) -> Caught:
    count = 0
    in_law = bug.law is not None or bug.asked is not None
    for suite in suites:
        if in_law is not (suite.name == "rules"):
            continue
        names = list(suite.cases)
        size = _RULES_AT_ONCE if suite.name == "rules" else _AT_ONCE
        for start in range(0, len(names), size):
            part = replace(suite, cases={n: suite.cases[n] for n in names[start : start + size]})
            records = {name: list(part.ask(door, name, case)) for name, case in part.cases.items()}
            result = scored(part, records, library)
            count += len(result.scores)
            failed = next((one for one in result.scores if not one.passed), None)
            if failed:
                return Caught(bug.name, f"{failed.case} ({failed.faults[0].check})", count)
    return Caught(bug.name, None, count)


def uncaught(found: Sequence[Caught]) -> Iterator[str]:
    """Say which bugs nobody noticed."""
    for one in found:
        if one.by is None:
            yield f"The planted bug `{one.bug}` is caught by none of {one.tried} cases."
