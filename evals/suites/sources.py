"""Mutant sources: what is said has to follow from the texts and the rules' data, and only there.

Each change is made in a copy of the corpus and of the rules' pages; the index and the catalogue
are built from the copy. An answer that was learnt by heart, or stands in code, does not follow.
Where text and rule are made to disagree, the disagreement has to be reported, and the answers that
it touches have to abstain.
"""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import corpus.reading
from assistant.reply import ChatReply, ChatRequest, Status
from assistant.wiring import in_step
from corpus.library import Library, library_of
from evals.cases import ASKED_ON
from evals.errors import RunError
from evals.suites.case import Abstention, Edit, Mutant
from evals.suites.collecting import chat_records
from evals.suites.door import InProcess
from evals.suites.memory_index import Remembering, remembering, searched
from evals.suites.scoring import chat_score
from rules.assessment import DISAGREES
from rules.binding import binding_faults, disagreements, read_bindings
from rules.catalogue import Catalogue, load_catalogue
from rules.definition import DEFINITIONS
from rules.proposal import Proposal

if TYPE_CHECKING:
    from assistant.answering import Assistant

ABSTAINING = frozenset({Status.PARTIAL, Status.NOT_IN_SOURCES})
"""How a reply ends that leaves a verdict out because rule and text disagree."""


@dataclass(frozen=True)
class Followed:
    """What one mutant came to: each check by its name, and what was wrong with it."""

    mutant: str
    checks: Mapping[str, str]
    """Empty text: it holds."""

    @property
    def held(self) -> bool:
        """Whether everything holds."""
        return not any(self.checks.values())


def followed(assistant: "Assistant", mutants: Sequence[Mutant]) -> Iterator[Followed]:
    """Try every mutant, against the same sources unchanged and built in the same way.

    Raises:
        RunError: An edit changes nothing any more.
    """
    known = remembering(assistant.search)
    before = InProcess(_rebuilt(assistant, (), "", known))
    told: dict[str, str] = {}
    for mutant in mutants:
        for question in mutant.same:
            if question not in told:
                told[question] = _answer(before, question).answer
        after = InProcess(_rebuilt(assistant, mutant.edits, mutant.name, known))
        yield Followed(mutant.name, dict(_checked(after, mutant, told)))


def _rebuilt(
    assistant: "Assistant", edits: Sequence[Edit], name: str, known: Remembering
) -> "Assistant":
    with TemporaryDirectory() as folder:
        documents, pages = Path(folder) / "documents", Path(folder) / "definitions"
        shutil.copytree(corpus.reading.DOCUMENTS, documents)
        shutil.copytree(DEFINITIONS, pages)
        for edit in edits:
            _edit(documents if edit.in_ == "corpus" else pages, edit, name)
        library = library_of(corpus.reading.read_corpus(documents))
        catalogue = in_step(load_catalogue(pages), library)
    search = searched(library, assistant.search, known)
    return replace(assistant, library=library, search=search, catalogue=catalogue)


def _edit(folder: Path, edit: Edit, mutant: str) -> None:
    count = 0
    for path in sorted(folder.rglob("*.yaml")):
        if edit.files and path.stem not in edit.files:
            continue
        text, times = re.subn(edit.find, edit.put, path.read_text("utf-8"))
        if times:
            path.write_text(text, encoding="utf-8")
        count += times
    if not count:
        message = f"`{mutant}`: {edit.find!r} stands nowhere in {edit.in_}. Mend sources.yaml."
        raise RunError(message)


def _checked(door: InProcess, mutant: Mutant, told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    after = door.assistant
    for case in mutant.follows:
        records = list(chat_records("sources", door, case.name, case))
        score = chat_score("sources", case.name, case, records, after.library)
        yield case.name, "; ".join(f"{one.check}: {one.says}" for one in score.faults)
    for question in mutant.same:
        changed = told[question] != _answer(door, question).answer
        yield f"same: {question}", "the answer has changed" if changed else ""
    if mutant.disagree:
        yield from _disagreement(after.catalogue, after.library, mutant.disagree)
    for one in mutant.abstains:
        yield f"abstains: {one.say}", _decided(_answer(door, one.say, one.proposal), one)


def _answer(door: InProcess, text: str, proposal: Proposal | None = None) -> ChatReply:
    request = ChatRequest(message=text, proposal=proposal)
    return door.assistant.answer(request, today=ASKED_ON)


def _disagreement(
    catalogue: Catalogue, library: Library, rules: Sequence[str]
) -> Iterator[tuple[str, str]]:
    faults = {one.about for one in binding_faults(catalogue, library, read_bindings())}
    faults |= set(disagreements(catalogue, library))
    for rule in rules:
        found = "" if rule in faults else "nothing is reported"
        yield f"the disagreement of {rule} is reported", found


def _decided(reply: ChatReply, asked: Abstention) -> str:
    """Say what is decided although rule and text disagree; nothing, if the reply abstains."""
    told = [one for one in reply.findings if one.rule == asked.rule]
    if not told:
        return f"{asked.rule} says nothing, and so not that it disagrees with its text"
    wrong = [
        f"{one.rule} says {one.outcome}: {one.because}" for one in told if one.because != DISAGREES
    ]
    if not any(DISAGREES in one.text for one in reply.statements):
        wrong.append("the answer does not say that rule and text disagree")
    if reply.status not in ABSTAINING:
        wrong.append(f"the status is {reply.status}")
    said = re.sub(r"\[\d+\]", "", reply.answer).casefold()
    wrong += [f"the answer says {one!r}" for one in asked.must_not if one.casefold() in said]
    return "; ".join(wrong)
