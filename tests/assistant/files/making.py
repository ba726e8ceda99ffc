"""Small drafts made by hand, for tests of the files that are written from them."""

from datetime import date
from typing import Any

from assistant.drafting.draft import (
    Draft,
    DraftSection,
    DraftSentence,
    DraftTable,
    Form,
    MatrixRow,
    Needed,
    ReviewPoint,
    RowStatus,
    SentenceKind,
)
from assistant.reply import NumberedCitation, Receipt
from corpus.document import Basis
from rules.outcome import Outcome

AS_OF = date(2026, 11, 22)


def citation(n: int, **more: Any) -> NumberedCitation:
    given = {
        "n": n,
        "document": "invented-call",
        "provision": f"INV-{n}",
        "heading": f"What consortium rule {n} asks",
        "quote": f"A consortium names its part {n} & says <why>.",
        "start": 0,
        "end": 10,
        "sha256": "0" * 64,
        "basis": Basis.REPORTED,
        "confidence": "high",
        "reported_by": ("somebody",),
        "url": f"https://example.org/call?part={n}&x=1",
        "effective_from": date(2026, 4, 1),
    }
    return NumberedCitation.model_validate(given | more)


def sentence(id: str, text: str, **more: Any) -> DraftSentence:
    return DraftSentence(id=id, text=text, **({"kind": SentenceKind.APPLICANT} | more))


NEEDED = Needed(
    fact="who owns Hana Holdings",
    question="Who owns Hana Holdings, and how much of it?",
    why="It decides whether a member is owned from a country of concern.",
    rules=("members_outside_countries_of_concern",),
    provisions=("INV-2",),
)


def section(number: int, *sentences: DraftSentence, **more: Any) -> DraftSection:
    given = {
        "id": f"section_{number}",
        "number": number,
        "title": f"Consortium & anchor <{number}>",
        "purpose": f"Say who leads part {number}.",
        "must_contain": (f"Name the anchor {number}", f"Say what it supplies {number}"),
        "guidance": (f"Write in the third person {number}.",),
        "reviewers_look_for": (f"One name for one company {number}",),
        "budget_words": 400,
        "words": 20,
        "rules": (),
        "provisions": ("INV-1",),
        "sentences": sentences,
    }
    return DraftSection.model_validate(given | more)


def sections() -> tuple[DraftSection, ...]:
    table = DraftTable(
        id="members",
        title="Members",
        columns=("Name", "Role", "Owners"),
        rows=(("Acme | Compute", "anchor, hardware", "none"), ("=HANA()", "cloud", "30 percent")),
        facts=(("members[0].name",), ("members[1].name",)),
    )
    secret = table.model_copy(
        update={
            "id": "prices",
            "title": "Prices",
            "columns": ("Item", "Value"),
            "rows": (("racks", "secret price 123"),),
            "confidential": True,
        }
    )
    return (
        section(
            1,
            sentence("s1.open", "Acme Compute leads the consortium as its anchor member."),
            sentence(
                "s1.law",
                "A consortium names its anchor & says why.",
                kind=SentenceKind.SOURCE,
                citations=(1, 2),
            ),
            sentence(
                "s1.need",
                "[NEEDED: who owns Hana Holdings — decides INV-2]",
                kind=SentenceKind.PLACEHOLDER,
                needed=NEEDED,
                paragraph=1,
            ),
            tables=(table,),
            review=(
                ReviewPoint(text="Check the owners.", sentence="s1.need", provisions=("INV-2",)),
                ReviewPoint(text="The whole section leans on one fact."),
            ),
            missing=(NEEDED,),
        ),
        section(
            2,
            sentence("s2.open", "Its trays are <b>made</b> in *Ohio* at www.example.com."),
            sentence(
                "s2.law",
                "The consortium answers the first rule again.",
                kind=SentenceKind.ARGUMENT,
                citations=(1,),
            ),
            sentence("s2.secret", "The secret margin is 17 percent.", confidential=True),
            tables=(secret,),
        ),
        section(3, sentence("s3.open", "Café 한화 sells in Kenya & Việt Nam.", citations=(3,))),
    )


def matrix_row(number: int, **more: Any) -> MatrixRow:
    given = {
        "id": f"INV-{number}/consortium_leads",
        "provision": f"INV-{number}",
        "statement": f"A consortium names its part {number} in its proposal.",
        "force": "must",
        "basis": "reported",
        "section": "Consortium & anchor",
        "rule": "consortium_leads",
        "subject": "Acme Compute",
        "outcome": Outcome.UNKNOWN,
        "because": "Who leads was not stated.",
        "status": RowStatus.IN_PROGRESS,
        "owner": "",
        "due": None,
        "response_location": "Section 1, Consortium & anchor",
    }
    return MatrixRow.model_validate(given | more)


def draft(**more: Any) -> Draft:
    given: dict[str, Any] = {
        "draft_id": "d-1",
        "form": Form.DRAFT,
        "as_of": AS_OF,
        "title": "Acme Compute: full-stack package",
        "sections": sections(),
        "citations": (citation(1), citation(2, url=None), citation(3)),
        "matrix": tuple(matrix_row(number) for number in range(1, 6)),
        "missing": (NEEDED,),
        "version": 2,
        "receipt": Receipt(corpus="c", rules="r", model="m", settings="s", digest="d"),
    }
    return Draft.model_validate(given | more)
