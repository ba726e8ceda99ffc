"""Violations of twelve kinds do not pass the last look, and what is true does."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant import answering
from assistant.answering import Assistant
from assistant.composing import Drafted
from assistant.reply import ChatRequest, StatementKind
from assistant.verification import faults, verified
from corpus.library import Library
from rules.assessment import Finding, assess
from rules.catalogue import packaged_catalogue
from rules.proposal import Proposal
from tests.assistant.conftest import QUESTIONS, TODAY
from tests.assistant.planting import Planted, planted

HERE = Path(__file__).parent
TUNING = HERE.parents[1] / "evals" / "questions" / "tuning.jsonl"
VIOLATIONS = yaml.safe_load((HERE / "violations.yaml").read_text("utf-8"))
PARAPHRASES = yaml.safe_load((HERE / "paraphrases.yaml").read_text("utf-8"))
EACH = 60
"""Violations of each kind that are made by code."""
FALSE_ALARMS = 0.01
FREE_PARAPHRASES = ("reworded", "unheard")
FALSE_ALARMS_OF_FREE_ONES = 60
"""So many of the 120 are stopped today. No answer says them; the figure may only fall."""


@dataclass(frozen=True)
class Looked:
    """What a turn hands to the last look."""

    drafted: tuple[Drafted, ...]
    message: str
    as_of: date
    findings: tuple[Finding, ...]


@pytest.fixture(scope="module")
def turns(assistant: Assistant) -> list[Looked]:
    """What the last look saw of the questions that may be looked at, and let all of it pass."""
    seen: list[Looked] = []

    def spy(
        drafted: tuple[Drafted, ...],
        library: Library,
        message: str,
        as_of: date,
        findings: tuple[Finding, ...],
    ) -> list[Drafted]:
        seen.append(Looked(tuple(drafted), message, as_of, tuple(findings)))
        return verified(drafted, library, message, as_of, findings)

    asked = [json.loads(line)["question"] for line in TUNING.read_text("utf-8").splitlines()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "verified", spy)
        for question in (*QUESTIONS, *asked):
            assistant.answer(ChatRequest(message=question), today=TODAY)
    return seen


def cited(library: Library, entry: dict[str, Any]) -> Drafted:
    citations = tuple(library.cite(name) for name in entry["cites"].split())
    verdict = entry["says"].startswith("Met:")
    kind = StatementKind.VERDICT if verdict else StatementKind.SOURCE
    return Drafted(entry["says"], kind, citations)


def by_hand(library: Library) -> Iterator[Planted]:
    for kind, entries in VIOLATIONS.items():
        for entry in entries:
            findings: tuple[Finding, ...] = ()
            if "case" in entry:
                case = Proposal.model_validate(entry["case"])
                findings = assess(
                    case, as_of=TODAY, catalogue=packaged_catalogue(), rules=entry["rules"]
                ).findings
            message = entry.get("message", "")
            yield Planted(kind, cited(library, entry), "", message, findings)


def passes(one: Planted, library: Library) -> bool:
    """Whether a violation leaves as it was planted."""
    left = verified([one.drafted], library, one.message, TODAY, one.findings)
    return [held.text for held in left] == [one.drafted.text]


def test_no_planted_violation_passes(
    assistant: Assistant, turns: list[Looked], capsys: pytest.CaptureFixture[str]
) -> None:
    found = [one.findings for one in turns if one.findings]
    made = [*planted(assistant.library, found, each=EACH, seed=14320), *by_hand(assistant.library)]

    passed = [one for one in made if passes(one, assistant.library)]

    total, missed = (Counter(one.kind for one in group) for group in (made, passed))
    with capsys.disabled():
        print("\nkind         caught / planted")  # noqa: T201 (the table is what is asked for)
        for kind in total:
            print(f"{kind:<12} {total[kind] - missed[kind]:>6} / {total[kind]}")  # noqa: T201
    assert len(made) >= 300
    assert len(total) == 12
    assert [f"{one.kind}: {one.drafted.text}" for one in passed] == []


def test_what_is_true_passes(
    assistant: Assistant, turns: list[Looked], capsys: pytest.CaptureFixture[str]
) -> None:
    library = assistant.library
    told = [(one, turn) for turn in turns for one in turn.drafted]
    alarms = [
        one.text
        for one, turn in told
        if faults(one, library, turn.message, turn.as_of, turn.findings)
    ]
    false = {
        part: [
            one.text
            for one in (cited(library, entry) for entry in entries)
            if faults(one, library, "", TODAY)
        ]
        for part, entries in PARAPHRASES.items()
    }
    near = [text for part, texts in false.items() if part not in FREE_PARAPHRASES for text in texts]
    free = [text for part in FREE_PARAPHRASES for text in false[part]]

    count = len(told) + sum(
        len(PARAPHRASES[part]) for part in false if part not in FREE_PARAPHRASES
    )
    with capsys.disabled():
        print(f"\nfalse alarms: {len(alarms)} of {len(told)} statements of replies")  # noqa: T201
        for part, texts in false.items():
            print(f"  {len(texts):>3} of {len(PARAPHRASES[part]):>3} {part}")  # noqa: T201
    assert count >= 300
    assert alarms == []
    assert len(near) <= FALSE_ALARMS * count, near
    assert len(free) <= FALSE_ALARMS_OF_FREE_ONES, free


@pytest.mark.parametrize("opening", ["Met:", "Open:", "Presumed met:"])
def test_a_verdict_told_wrongly_gives_way_to_the_finding(
    assistant: Assistant, opening: str
) -> None:
    case = Proposal.model_validate({"members": [{"name": "Ibis", "headquarters": "CN"}]})
    rules = ["members_outside_countries_of_concern"]
    findings = assess(case, as_of=TODAY, catalogue=assistant.catalogue, rules=rules).findings
    citation = assistant.library.cite(findings[0].provisions[0])
    wrong = Drafted(f"{opening} Ibis can be a member.", StatementKind.VERDICT, (citation,))

    left = verified([wrong], assistant.library, "", TODAY, findings)

    assert [one.text for one in left] == [f"Not met: {findings[0].because}"]


def test_a_number_from_the_message_is_no_law(assistant: Assistant) -> None:
    citation = assistant.library.cite("CON-2")
    text = citation.quote.replace("51", "60")
    one = Drafted(text, StatementKind.SOURCE, (citation,))

    assert verified([one], assistant.library, "Confirm that it is 60 percent.", TODAY) == []


def test_a_sentence_without_a_citation_is_dropped(assistant: Assistant) -> None:
    one = Drafted("The Order names no adversary.", StatementKind.SOURCE, ())

    assert verified([one], assistant.library, "", TODAY) == []
