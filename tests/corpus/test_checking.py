"""`corpus check` finds every fault at once, says where it is and how to mend it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from corpus.checking import LONGEST_PASSAGE, faults_of
from corpus.embedding import packaged_model
from corpus.reading import Fault, Reading, read_corpus
from corpus.tokens import token_counter
from tests.corpus.invented import Files, document, provision, written


def without(fields: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


def faults(folder: Path, files: Files) -> list[Fault]:
    return faults_of(read_corpus(written(folder, files)), lambda text: len(text.split()))


class Case(NamedTuple):
    """A provision with one fault, and what the checker must say of it."""

    spoiled: dict[str, Any]
    place: str
    found: str
    mend: str


CASES = {
    "an id that stands twice": Case(
        provision("HAR-1", questions=provision("HAR-1b")["questions"]),
        "quays: HAR-1",
        "is the id of 2 provisions",
        "Rename",
    ),
    "a `near` that leads nowhere": Case(
        provision("A-1", near=["HAR-99"]), "quays: A-1", "`near` names `HAR-99`", "Correct the id"
    ),
    "a `near` that leads to itself": Case(
        provision("A-2", near=["A-2"]), "quays: A-2", "`near` names `A-2`", "Correct the id"
    ),
    "a reporter whom nobody declares": Case(
        provision("B-1", reported_by=["H9"]),
        "quays: B-1",
        "source `H9`",
        "Declare it in `sources:`",
    ),
    "a quotation whose source nobody declares": Case(
        provision(
            "B-2",
            says=['Boats keep "to starboard".'],
            quotes=[{"words": "to starboard", "source": "H8"}],
        ),
        "quays: B-2",
        "source `H8`",
        "Declare it in `sources:`",
    ),
    "a side whose reporter nobody declares": Case(
        provision("B-3", sides=[{"says": "Some moor elsewhere.", "reported_by": ["H7"]}]),
        "quays: B-3",
        "source `H7`",
        "Declare it in `sources:`",
    ),
    "a quotation that no sentence holds": Case(
        provision("D-1", quotes=[{"words": "moor at their own quay", "source": "H1"}]),
        "quays: D-1",
        "quotes 'moor at their own quay', but no sentence",
        "between straight double quotation marks",
    ),
    "quoted words that are not declared": Case(
        provision("D-2", says=['Boats moor "at once".']),
        "quays: D-2",
        "has 'at once' between quotation marks",
        "Add it with its source",
    ),
    "an end before the beginning": Case(
        provision("E-1", effective_from="2026-05-01", effective_to="2026-04-01"),
        "quays: E-1",
        "effective_to 2026-04-01 is before effective_from 2026-05-01",
        "Put the dates in order",
    ),
    "a beginning before the document's": Case(
        provision("E-2", effective_from="2025-05-01"),
        "quays: E-2",
        "effective_from 2025-05-01 is before the document's effective_from 2026-01-01",
        "Put the dates in order",
    ),
    "a beginning after the document's end": Case(
        provision("E-3", effective_from="2031-01-01"),
        "quays: E-3",
        "effective_to 2030-12-31 is before effective_from 2031-01-01",
        "Put the dates in order",
    ),
    "a report by nobody": Case(
        provision("F-1", reported_by=[]), "quays: F-1", "by nobody", "Fill `reported_by`"
    ),
    "unsettled, and nowhere to look": Case(
        provision("G-1", force="unsettled"), "quays: G-1", "nowhere to look", "Fill `look`"
    ),
    "a conflict with one side": Case(
        provision("I-1", force="conflict", sides=[{"says": "Only one side speaks."}]),
        "quays: I-1",
        "fewer than two sides",
        "Give each side in `sides`",
    ),
    "too few questions": Case(
        provision("J-1", questions=[{"lead": "At a quay.", "asks": ["Where to?"]}]),
        "quays: J-1",
        "has 1 questions",
        "Give at least 5",
    ),
    "a question of another provision": Case(
        provision(
            "J-2",
            questions=[
                *provision("J-2")["questions"],
                {"lead": "Here.", "asks": ["where does class K-1 moor: case 1"]},
            ],
        ),
        "quays: K-1",
        "asks 'Where does class K-1 moor, case 1?', which J-2 asks too",
        "A question leads to one provision",
    ),
    "a question that one provision asks twice": Case(
        provision(
            "J-3",
            questions=[
                *provision("J-3")["questions"],
                {"lead": "Here.", "asks": ["Where does class J-3 moor, case 5"]},
            ],
        ),
        "quays: J-3",
        "which J-3 asks too",
        "A question leads to one provision",
    ),
    "a passage that the model would not read whole": Case(
        provision("L-1", says=[f"{'Boats moor well, ' * 19}and so on."] * 4),
        "quays: L-1",
        "tokens long",
        f"Shorten it to {LONGEST_PASSAGE}",
    ),
    "a sentence without end": Case(
        provision("M-1", says=["Boats moor"]), "quays: M-1", "does not end", "full stop"
    ),
    "a sentence without measure": Case(
        provision("M-2", says=[f"Boats moor {'and moor ' * 40}again."]),
        "quays: M-2",
        "has over 60 words",
        "split it",
    ),
}

UNREADABLE = {
    "no basis": Case(
        without(provision("N-1"), "basis"),
        "basins: N-1.basis",
        "Field required",
        "lists the fields",
    ),
    "an unknown field": Case(
        provision("N-2", colour="red"), "basins: N-2.colour", "found 'red'", "lists the fields"
    ),
    "an unknown force": Case(
        provision("N-3", force="maybe"), "basins: N-3.force", "found 'maybe'", "lists the fields"
    ),
    "an id in small letters": Case(
        provision("n-4"), "basins: n-4.id", "found 'n-4'", "lists the fields"
    ),
    "a day that does not exist": Case(
        provision("N-5", effective_from="2026-02-31"),
        "basins: N-5.effective_from",
        "found '2026-02-31'",
        "lists the fields",
    ),
    "a question without a lead": Case(
        provision("N-6", questions=[{"asks": ["Where?"]}]),
        "basins: N-6.questions.0.lead",
        "Field required",
        "lists the fields",
    ),
    "a provision without id": Case(
        without(provision("N-7"), "id"), "basins: provision number", "Field required", "the fields"
    ),
}

BROKEN = {
    "a colon that YAML takes for a key": (
        "provisions:\n  - id: P-1\n    says:\n      - Boats: they moor: here\n",
        "is not YAML",
        "Quote sentences",
    ),
    "a mark that is never closed": ('title: "Quays\n', "is not YAML", "Quote sentences"),
    "a key that stands twice": (
        "title: Quays\nstatus: Open.\ntitle: Piers\n",
        "`title` stands twice",
        "Quote sentences",
    ),
    "a list": ("- Quays\n", "holds no mapping", "Begin with `title:`"),
    "an empty file": ("", "is empty", "Fill it"),
    "bytes that are not UTF-8": ("title: Mo\xf4le".encode("latin-1"), "not UTF-8", "Save it as"),
}


def quays(*spoiled: dict[str, Any]) -> dict[str, Any]:
    """Return the first document: two sound provisions around those that are given."""
    sound = provision("HAR-1"), provision("K-1")
    return document("Quays", [sound[0], *spoiled, sound[1]], effective_to="2030-12-31")


def basins(*spoiled: dict[str, Any]) -> dict[str, Any]:
    return document("Basins", [provision("BAS-1", near=["HAR-1"]), *spoiled], sources=[])


def of(case: Case, found: list[Fault]) -> list[Fault]:
    """Return the faults that are the one that the case makes."""
    return [
        fault
        for fault in found
        if case.place in fault.place and case.found in fault.found and case.mend in fault.mend
    ]


def test_two_sound_documents_have_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, {"quays": quays(), "basins": basins()}) == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_one_fault_is_found_alone(tmp_path: Path, case: Case) -> None:
    found = faults(tmp_path, {"quays": quays(case.spoiled), "basins": basins()})

    assert of(case, found) == found
    assert len(found) == 1


@pytest.mark.parametrize("case", UNREADABLE.values(), ids=UNREADABLE)
def test_a_field_that_cannot_be_read_is_found_alone(tmp_path: Path, case: Case) -> None:
    found = faults(tmp_path, {"quays": quays(), "basins": basins(case.spoiled)})

    assert of(case, found) == found
    assert len(found) == 1


@pytest.mark.parametrize(("content", "says", "mend"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_cannot_be_read_is_found_alone(
    tmp_path: Path, content: str | bytes, says: str, mend: str
) -> None:
    found = faults(tmp_path / "docs", {"quays": quays(), "piers": content})

    assert [fault.place for fault in found] == ["docs/piers.yaml"]
    assert says in found[0].found
    assert mend in found[0].mend


def test_a_folder_without_its_head_is_a_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, {"quays": quays(), "piers/1-first": {"provisions": []}})

    assert [(one.place, one.found) for one in found] == [("piers/document.yaml", "is missing.")]


def test_a_file_that_is_no_document_is_a_fault(tmp_path: Path) -> None:
    found = faults(tmp_path / "docs", {"quays": quays(), "piers.yml": "title: Piers"})

    assert [(one.place, one.found) for one in found] == [("docs/piers.yml", "is no document.")]


def test_two_documents_of_one_id_are_a_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, {"quays": quays(), "basins": basins() | {"id": "quays"}})

    assert [str(one) for one in found] == ["quays: is the id of 2 documents. Rename all but one."]


def test_an_id_in_two_documents_names_both(tmp_path: Path) -> None:
    twin = provision("HAR-1", questions=provision("HAR-1b")["questions"])
    found = faults(tmp_path, {"quays": quays(), "basins": basins(twin)})

    assert [one.place for one in found] == ["basins and quays: HAR-1"]


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    head = quays(*(case.spoiled for case in CASES.values()))
    broken, says, _ = next(iter(BROKEN.values()))
    found = faults(
        tmp_path,
        {
            "quays/document": head,
            "quays/9-last": broken,
            "basins": basins(*(case.spoiled for case in UNREADABLE.values())),
        },
    )

    for name, case in (CASES | UNREADABLE).items():
        assert of(case, found), name
    assert any(fault.place == "quays/9-last.yaml" and says in fault.found for fault in found)
    assert len(found) == len(CASES) + len(UNREADABLE) + 1


def test_a_reference_to_what_could_not_be_read_is_no_fault(tmp_path: Path) -> None:
    near = provision("A-1", near=["BAS-1", "BRO-1"])
    found = faults(
        tmp_path / "docs",
        {
            "quays": quays(near),
            "basins": basins(provision("N-2", colour="red")),
            "broken": "provisions:\n  - id: BRO-1\n    says: a: b\n",
        },
    )

    assert [fault.place for fault in found] == ["basins: N-2.colour", "docs/broken.yaml"]


@pytest.fixture(scope="module")
def count_tokens() -> Callable[[str], int]:
    return token_counter(packaged_model())


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_corpus()


def test_the_real_corpus_has_no_fault(reading: Reading, count_tokens) -> None:
    assert [str(fault) for fault in faults_of(reading, count_tokens)] == []


def test_tokens_are_counted_as_the_model_counts_them(count_tokens, embedder) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(embedder.folder))
    for text in (
        "",
        "quay",
        "Sec. 3(b)(i)(A): AI-optimized, 51 percent – naïve façade.",
        "a " * 400,
    ):
        assert count_tokens(text) == len(tokenizer.encode(text, truncation=False, verbose=False))
