"""From findings and sentences to what goes over the wire: numbers, proofs and receipts."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import to_jsonable_python

from assistant.composing import Drafted
from assistant.reply import (
    FindingReply,
    NextQuestion,
    NumberedCitation,
    ProofStep,
    Statement,
    UnderstoodFact,
)
from corpus.citation import Citation
from corpus.library import Library
from rules.assessment import Finding, Question
from rules.kit import Step
from rules.proposal import Proposal


class Numbering:
    """Gives citations their numbers, by first use; the same words keep one number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, int, int], int] = {}
        self.citations: list[NumberedCitation] = []

    def of(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """Return the numbers of citations, new ones where they are new."""
        found = []
        for citation in citations:
            # Two provisions may rest on the same official words.
            key = (citation.document, citation.provision, citation.start, citation.end)
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers) + 1
                self.citations.append(
                    NumberedCitation(n=self._numbers[key], **citation.model_dump())
                )
            found.append(self._numbers[key])
        return tuple(dict.fromkeys(found))


def statements_of(drafted: Sequence[Drafted], numbering: Numbering) -> tuple[Statement, ...]:
    """Number the citations of sentences, in order."""
    return tuple(
        Statement(
            text=one.text,
            kind=one.kind,
            citations=numbering.of(one.citations),
            instead_of=one.instead_of,
        )
        for one in drafted
    )


def markdown(drafted: Sequence[Drafted], statements: Sequence[Statement]) -> str:
    """Set statements as Markdown, each followed by its markers; questions apart by paragraphs."""
    out: list[str] = []
    paragraph = 0
    for one, statement in zip(drafted, statements, strict=True):
        marks = "".join(f"[{n}]" for n in statement.citations)
        joint = "" if not out else ("\n\n" if one.paragraph != paragraph else " ")
        paragraph = one.paragraph
        out.append(f"{joint}{statement.text}{' ' + marks if marks else ''}")
    return "".join(out)


def finding_reply(finding: Finding, library: Library, numbering: Numbering) -> FindingReply:
    """Put a finding with its proof and its provisions' citations into the contract's form."""
    numbers = numbering.of(library.cite_whole(name) for name in finding.provisions)
    return FindingReply(
        rule=finding.rule,
        title=finding.title,
        kind=finding.kind,
        outcome=finding.outcome,
        subject=finding.subject,
        because=finding.because,
        facts={fact.path: shown(fact.value) for fact in finding.facts},
        missing=finding.missing,
        proof=tuple(_proof(step) for step in finding.proof),
        citations=tuple(numbering.citations[n - 1] for n in numbers),
        as_of=finding.as_of,
    )


def question_reply(question: Question | None) -> NextQuestion | None:
    """Put the next question into the contract's form."""
    if question is None:
        return None
    return NextQuestion(
        fact=question.fact, text=question.text, why=question.why, rules=question.rules
    )


def facts_given(proposal: Proposal | None) -> tuple[UnderstoodFact, ...]:
    """List what a request's proposal states, field by field."""
    if proposal is None:
        return ()
    return tuple(
        UnderstoodFact(path=name, value=shown(value), source="proposal")
        for name, value in proposal.model_dump(mode="json", exclude_none=True).items()
    )


def digest_of(body: Mapping[str, Any]) -> str:
    """Return the hash of a reply's body, which must hold no ids that change from run to run."""
    plain = {key: to_jsonable_python(value) for key, value in body.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def shown(value: object) -> Any:
    """Return a fact's value as JSON can carry it, numbers by their digits."""
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    return value if isinstance(value, str | bool | int | None) else str(value)


def _proof(step: Step) -> ProofStep:
    return ProofStep(
        says=step.says,
        truth=step.truth,
        facts={fact.path: shown(fact.value) for fact in step.facts},
        missing=step.missing,
        because=tuple(_proof(one) for one in step.because),
    )
