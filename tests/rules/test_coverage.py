"""A provision that asks for something has a rule, or a reason in the ledger for having none."""

import pytest

from corpus.document import Force
from corpus.library import Library, load_library
from rules.catalogue import Catalogue
from rules.coverage import ASKING, asking, coverage_faults, read_ledger
from rules.errors import RecordFileError

REASON = "Addressed to somebody else, not to applicants."


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def whole(catalogue: Catalogue, library: Library) -> dict[str, str]:
    """A ledger with an entry for exactly what no rule cites."""
    return {name: REASON for name in asking(library) if not catalogue.citing(name)}


def faults(catalogue: Catalogue, library: Library, ledger: dict[str, str]) -> list[str]:
    return [str(one) for one in coverage_faults(catalogue, library, ledger)]


def test_every_provision_that_asks_for_something_has_a_rule_or_a_reason(
    catalogue: Catalogue, library: Library
) -> None:
    found = faults(catalogue, library, read_ledger())

    assert not found, "\n".join(found)


def test_what_asks_for_something_is_told_by_its_force(library: Library) -> None:
    forces = {library.provision(name).force for name in asking(library)}

    assert forces == set(ASKING)
    assert {Force.MAY, Force.UNSETTLED, Force.STATEMENT}.isdisjoint(forces)


def test_a_provision_without_rule_and_reason_is_named(
    catalogue: Catalogue, library: Library, whole: dict[str, str]
) -> None:
    del whole["DEC-2"]
    (fault,) = faults(catalogue, library, whole)

    assert fault.startswith("DEC-2: no rule cites it, and its force is must")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("CON-2", "is cited by"),
        ("CON-99", "no document holds it"),
        ("ELI-6", "its force is may"),
    ],
)
def test_a_stale_entry_is_named(
    name: str, found: str, catalogue: Catalogue, library: Library, whole: dict[str, str]
) -> None:
    (fault,) = faults(catalogue, library, whole | {name: REASON})

    assert fault.startswith(f"{name}: stands in the ledger, and ")
    assert found in fault
    assert "Remove it from rules/ledger.yaml." in fault


@pytest.mark.parametrize("reason", ["", "tbd", "not for applicants", "No."])
def test_a_reason_is_a_sentence(
    reason: str, catalogue: Catalogue, library: Library, whole: dict[str, str]
) -> None:
    (fault,) = faults(catalogue, library, whole | {"DEC-2": reason})

    assert fault.startswith("DEC-2: its reason is no sentence")


def test_a_reason_names_no_rule_that_is_gone(
    catalogue: Catalogue, library: Library, whole: dict[str, str]
) -> None:
    reason = "The rule `five_layers_covered` decides it, and `six_layers_covered` too."
    (fault,) = faults(catalogue, library, whole | {"DEC-2": reason})

    assert "its reason names six_layers_covered, which is no rule" in fault


@pytest.mark.parametrize("text", ["DEC-2:\n", "DEC-2: A b c.\nDEC-2: D e f.\n", "DEC-2: [A b.]\n"])
def test_a_ledger_that_cannot_be_used_is_refused(text: str, tmp_path) -> None:
    path = tmp_path / "ledger.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(RecordFileError, match="DEC-2"):
        read_ledger(path)
