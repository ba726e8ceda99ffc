"""Cheats that have to fail: what a measure is worth shows in what it refuses.

Each makes a reply without understanding anything. It is scored like an honest one; if a cheat
reaches the floor of a suite, the measure is broken, and so is the run.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.reply import StatementKind, Status
from corpus.citation import Citation
from corpus.library import Library
from evals.floors import Floors
from evals.suites.collecting import Suite
from evals.suites.record import Record
from evals.suites.running import Run, scored
from rules.outcome import Outcome

Reply = dict[str, Any]
EVERY = 6
"""Cheats are tried on one case in so many: what they reach differs by far more than that costs."""

_ANYWHERE = "DEC-1"
_MANY = 60
_CONSTANT = ("DEC-1", "CON-3", "SUB-2", "ELI-9")


@dataclass(frozen=True)
class Tried:
    """How far one cheat came in one suite."""

    cheat: str
    suite: str
    passed: int
    cases: int
    floor: float

    @property
    def share(self) -> float:
        """The share of cases that it got right."""
        return self.passed / self.cases

    @property
    def caught(self) -> bool:
        """Whether it stays under the floor."""
        return self.share < self.floor


def tried(run: Run, suites: Sequence[Suite], library: Library, floors: Floors) -> list[Tried]:
    """Score every cheat on the recorded questions of a run."""
    found = []
    for suite in suites:
        records = _by_case(run, suite.name)
        names = list(suite.cases)[::EVERY]
        fewer = replace(suite, cases={name: suite.cases[name] for name in names})
        for cheat, make in _cheats_for(suite.name, library).items():
            forged = {name: [_forged(one, make) for one in records.get(name, ())] for name in names}
            result = scored(fewer, forged, library)
            floor = floors.of(suite.name)
            found.append(Tried(cheat, suite.name, result.passed, len(result.scores), floor))
    return found


def _by_case(run: Run, suite: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for one in run.records:
        if one.suite == suite:
            found.setdefault(one.case, []).append(one)
    return found


def _forged(record: Record, make: Callable[[Reply], Reply]) -> Record:
    return record if record.reply is None else replace(record, reply=make(record.reply))


def _cheats_for(suite: str, library: Library) -> Mapping[str, Callable[[Reply], Reply]]:
    if suite == "rules":
        constants = {f"constant verdict: {one}": _always(one) for one in Outcome}
        return {**constants, "every verdict at once": _every_verdict}
    if suite == "retrieval":
        return {"the same five provisions": lambda _: {"found": [*_CONSTANT, "CON-2"]}}
    if suite == "drafts":
        return {"an empty draft": lambda reply: {**reply, "sections": [], "matrix": []}}
    cheat = _ChatCheats(library)
    return {
        "copy the top passage": cheat.top_passage,
        "its first two sentences": cheat.two_sentences,
        "always refuse": cheat.refuse,
        "cite everything": cheat.cite_everything,
        "constant answer": cheat.constant,
        "constant verdict": cheat.constant_verdict,
        "every verdict at once": cheat.every_verdict,
    }


# -- verdicts ---------------------------------------------------------------------------------


def _always(outcome: Outcome) -> Callable[[Reply], Reply]:
    def make(reply: Reply) -> Reply:
        found = [{**one, "outcome": outcome.value} for one in reply["findings"]]
        return {**reply, "findings": found}

    return make


def _every_verdict(reply: Reply) -> Reply:
    found = [{**one, "outcome": outcome.value} for one in reply["findings"] for outcome in Outcome]
    return {**reply, "findings": found}


# -- chats ------------------------------------------------------------------------------------


class _ChatCheats:
    def __init__(self, library: Library) -> None:
        self._library = library
        self._many = [library.cite(name) for name in list(library.provisions)[:_MANY]]

    def top_passage(self, reply: Reply) -> Reply:
        return _told(reply, Status.ANSWERED, self._sentences(_top(reply)))

    def two_sentences(self, reply: Reply) -> Reply:
        return _told(reply, Status.ANSWERED, self._sentences(_top(reply))[:2])

    def refuse(self, reply: Reply) -> Reply:
        said = self._library.cite("GDE-TEXT")
        return _told(reply, Status.NOT_IN_SOURCES, [said])

    def constant(self, reply: Reply) -> Reply:
        return _told(reply, Status.ANSWERED, [self._library.cite(name) for name in _CONSTANT])

    def cite_everything(self, reply: Reply) -> Reply:
        kept = [one for one in reply["citations"]]
        more = [
            {"n": len(kept) + n, **one.model_dump(mode="json")}
            for n, one in enumerate(self._many, start=1)
        ]
        numbers = [one["n"] for one in more]
        marks = "".join(f"[{n}]" for n in numbers)
        statements = [
            {**one, "citations": [*one["citations"], *numbers]} for one in reply["statements"]
        ]
        answer = re.sub(r"$", f" {marks}", reply["answer"])
        return {
            **reply, "answer": answer, "statements": statements, "citations": [*kept, *more]
        }  # fmt: skip

    def constant_verdict(self, reply: Reply) -> Reply:
        told = self._verdict(reply, "This needs a judgment by the decision maker.")
        return _always(Outcome.JUDGMENT)({**told, "findings": reply["findings"]})

    def every_verdict(self, reply: Reply) -> Reply:
        text = "It is met, it is not met, it is open, it needs a judgment, or it is not in force."
        told = self._verdict(reply, text)
        return _every_verdict({**told, "findings": reply["findings"]})

    def _verdict(self, reply: Reply, text: str) -> Reply:
        told = _told(reply, Status.ANSWERED, [self._library.cite(_ANYWHERE)])
        only = {"text": text, "kind": StatementKind.VERDICT.value, "citations": [1]}
        return {**told, "answer": f"{text} [1]", "statements": [only]}

    def _sentences(self, provision: str) -> list[Citation]:
        name = provision if provision in self._library.provisions else _ANYWHERE
        count = len(self._library.provision(name).sentences())
        return [self._library.cite(name, number) for number in range(count)]


def _top(reply: Reply) -> str:
    cited: Sequence[Mapping[str, Any]] = reply.get("citations") or ()
    return str(cited[0]["provision"]) if cited else _ANYWHERE


def _told(reply: Reply, status: Status, sentences: Sequence[Citation]) -> Reply:
    """Return a reply that says these sentences, each under its citation, and nothing else."""
    numbered = list(enumerate(sentences, start=1))
    return {
        **reply,
        "status": status.value,
        "answer": " ".join(f"{one.quote} [{n}]" for n, one in numbered),
        "statements": [
            {"text": one.quote, "kind": StatementKind.SOURCE.value, "citations": [n]}
            for n, one in numbered
        ],
        "citations": [{"n": n, **one.model_dump(mode="json")} for n, one in numbered],
        "findings": [],
        "facts": [],
    }


def passing(found: Sequence[Tried]) -> Iterator[str]:
    """Say which cheats pass."""
    for one in found:
        if not one.caught:
            yield (
                f"The cheat `{one.cheat}` gets {one.share:.3f} of {one.suite} right, and the "
                f"floor is {one.floor:.3f}: the measure is broken."
            )
