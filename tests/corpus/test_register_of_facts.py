"""Nothing in the register of facts is missing here, and what it does not know stays unknown.

The register lies beside the repository, not in it; without it these tests are skipped.
"""

import re
from pathlib import Path

import pytest

from corpus.document import Force
from corpus.library import load_library

REGISTER = Path(__file__).parents[3] / "shared" / "program_facts.md"
if not REGISTER.exists():
    pytest.skip(f"the register of facts is not at {REGISTER}", allow_module_level=True)

LIBRARY = load_library()
SAYS_SO = re.compile(
    r"\bunknown\b|not reported|not seen|not settled|do(?:es)? not (?:say|settle|give)|no full list",
    re.IGNORECASE,
)


def part(number: int) -> str:
    """Return one part of the register."""
    text = REGISTER.read_text("utf-8")
    return re.split(r"^## \d+\. ", text, flags=re.MULTILINE)[number]


def rows(text: str, identifier: str) -> dict[str, list[str]]:
    """Return the table rows whose first cell is an id, with their other cells."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        name = cells[0].strip("*")
        if line.startswith("|") and re.fullmatch(identifier, name):
            found[name] = cells[1:]
    return found


CALL = rows(part(2), r"[A-Z]{3}-[0-9A-H]+")
DOCUMENTS = rows(part(1), r"D\d+")
COMMENTS = rows(part(4), r"CMT-\d")
CONFLICTS = rows(part(6), r"C\d+")
UNKNOWN = [name for name, cells in CALL.items() if cells[-1].startswith("**UNKNOWN**")]
PARTLY_UNKNOWN = [
    name for name, cells in CALL.items() if "UNKNOWN" in cells[-1] and name not in UNKNOWN
]


def test_the_tables_of_the_register_were_found_whole() -> None:
    assert len(CALL) == 79
    assert list(DOCUMENTS) == [f"D{number}" for number in range(1, 16)]
    assert list(COMMENTS) == [f"CMT-{number}" for number in range(1, 8)]
    assert list(CONFLICTS) == [f"C{number}" for number in range(1, 15)]


@pytest.mark.parametrize("name", CALL)
def test_every_row_of_the_call_is_a_provision_of_the_call(name: str) -> None:
    assert LIBRARY.document_of(name).id == "call-for-proposals"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_described(name: str) -> None:
    described = LIBRARY.document_of(f"REG-{name}")

    assert described.register_entry == name


@pytest.mark.parametrize("name", COMMENTS)
def test_every_comment_is_told_as_a_comment(name: str) -> None:
    assert LIBRARY.provision(name).force is Force.COMMENT


@pytest.mark.parametrize("name", CONFLICTS)
def test_every_conflict_has_two_sides_and_our_reading(name: str) -> None:
    provision = LIBRARY.provision(name)

    assert provision.force is Force.CONFLICT
    assert len(provision.sides) >= 2
    assert provision.advice


def test_words_quoted_from_a_report_stand_in_the_register() -> None:
    register = " ".join(REGISTER.read_text("utf-8").split())
    strange = [
        f"{name}: {quote.words}"
        for name, provision in LIBRARY.provisions.items()
        for quote in provision.quotes
        if LIBRARY.sources[quote.source].kind != "official" and quote.words not in register
    ]

    assert strange == []


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_the_register_does_not_know_is_unsettled(name: str) -> None:
    assert not LIBRARY.provision(name).settled


@pytest.mark.parametrize("name", PARTLY_UNKNOWN)
def test_what_the_register_knows_in_part_says_so(name: str) -> None:
    provision = LIBRARY.provision(name)

    assert not provision.settled or SAYS_SO.search(" ".join(provision.sentences()))
    assert "UNKNOWN" in provision.confidence


@pytest.mark.parametrize("name", [name for name in CALL if name not in UNKNOWN + PARTLY_UNKNOWN])
def test_what_the_register_knows_is_settled(name: str) -> None:
    assert LIBRARY.provision(name).settled
