"""Reading the files of the corpus: whatever they hold, it is a document or a fault."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus import errors
from corpus.document import Basis, Force, Provision, Standing
from corpus.errors import CorpusError, CorpusFaultsError
from corpus.library import Library, library_of
from corpus.reading import CORPUS, read_corpus
from tests.corpus.invented import HARBOR, document, harbor, provision, written

README = (CORPUS / "README.md").read_text("utf-8")

plain = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates()
anything = st.recursive(
    plain | st.sampled_from(["HAR-1", "2026-02-31"]),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["provisions", "sources", "title", "id", "says", "questions"])
            | st.integers()
            | st.text(max_size=3),
            below,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(content=anything)
def test_whatever_a_file_holds_is_read_or_is_a_fault(
    tmp_path_factory: pytest.TempPathFactory, content: object
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "any.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    reading = read_corpus(folder)

    assert not reading.documents
    assert all(fault.place and fault.found and fault.mend for fault in reading.faults)
    assert reading.faults


def test_a_folder_is_one_document_in_the_order_of_its_files(harbor_library: Library) -> None:
    served = harbor_library.served("bye-laws")

    assert list(served.provisions) == ["BYE-1", "BYE-2", "BYE-3"]
    assert served.text.startswith("Bye-laws of the Basin\n\nBYE-1 | Quiet at night\nNo engine runs")


def test_line_breaks_and_decomposed_letters_are_made_one(library_from) -> None:
    said = provision("HAR-1", says=["Le mo\u0302le\n   est ouvert."])
    library = library_from({"mole": document("Mole", [said])})

    assert library.cite("HAR-1").quote == "Le m\u00f4le est ouvert."


def test_a_library_of_faulty_files_names_every_fault(tmp_path: Path) -> None:
    files = harbor() | {"broken": "a: b: c\n", "empty": ""}
    reading = read_corpus(written(tmp_path, files))

    with pytest.raises(CorpusFaultsError, match=r"(?s)2 fault.*broken\.yaml.*empty\.yaml"):
        library_of(reading)


def test_two_sources_of_one_key_are_a_fault(tmp_path: Path) -> None:
    files = harbor()
    twin = HARBOR["harbor-order"]["sources"][0] | {"name": "another sailor"}
    files["bye-laws/document"]["sources"] = [twin]
    (fault,) = read_corpus(written(tmp_path, files)).faults

    assert "`H1` is declared twice" in str(fault)


def test_days_count_at_both_ends(harbor_library: Library) -> None:
    speaks = harbor_library.speaks

    assert not speaks("HAR-2", date(2025, 12, 31))
    assert speaks("HAR-2", date(2026, 1, 1))
    assert speaks("HAR-2", date(2026, 5, 31))
    assert not speaks("HAR-2", date(2026, 6, 1))
    assert speaks("HAR-3", date(2026, 6, 1))


def test_reports_of_one_origin_count_once(library: Library) -> None:
    told = [source.key for source in library.origins(("S2", "S3", "S1"))]

    assert told == ["S2", "S1"]


def test_every_standing_has_its_rank(library: Library) -> None:
    assert sorted(library.precedence) == sorted(Standing)
    assert all(library.rank(name) >= 0 for name in library.provisions)


@pytest.mark.parametrize(
    "name",
    [name for name in Provision.model_fields if name not in {"effective_from", "effective_to"}],
)
def test_the_readme_explains_every_field(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("value", [*Force, *Basis])
def test_the_readme_names_every_force_and_basis(value: str) -> None:
    assert f"`{value}`" in README


@pytest.mark.parametrize("error", CorpusError.__subclasses__(), ids=lambda error: error.__name__)
def test_the_tree_of_errors_is_whole(error: type[CorpusError]) -> None:
    assert error.__name__ in (errors.__doc__ or "")
