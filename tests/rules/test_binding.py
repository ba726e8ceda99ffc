"""Every rule is bound to the text that it was written from; a changed text names its rules."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from corpus.document import Provision
from corpus.errors import UnknownProvisionError
from corpus.library import Library, library_of, load_library
from corpus.reading import DOCUMENTS, read_corpus
from rules.binding import (
    BINDINGS,
    MEANING,
    NO_MEANING,
    Binding,
    binding_faults,
    confirmed,
    digest_of,
    read_bindings,
    write_bindings,
)
from rules.catalogue import Catalogue, packaged_catalogue
from rules.errors import RecordFileError, UnknownRuleError

DAY = date(2027, 2, 1)
CONTENT = "us_hardware_content"
US_CONTENT = "call-for-proposals/2-4-us-content.yaml"
HEADING = "    heading: The 51 percent presumption\n"
LAST_DAY = "    effective_to: 2027-12-31\n"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def bound(catalogue: Catalogue, library: Library) -> dict[str, Binding]:
    """Every rule, bound to the text of the packaged corpus."""
    return confirmed({}, tuple(catalogue.rules), on=DAY, catalogue=catalogue, library=library)


@pytest.fixture
def amended(tmp_path: Path) -> Callable[..., Library]:
    """Return the corpus with one stretch of one file replaced."""

    def amend(old: str, new: str, file: str = US_CONTENT) -> Library:
        documents = Path(copytree(DOCUMENTS, tmp_path / "documents"))
        path = documents / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")
        return library_of(read_corpus(documents))

    return amend


def test_every_rule_is_bound_to_the_text_that_it_was_written_from(
    catalogue: Catalogue, library: Library
) -> None:
    faults = [str(one) for one in binding_faults(catalogue, library, read_bindings())]

    assert not faults, "\n".join(faults)


def test_the_file_stands_as_it_is_written(tmp_path: Path) -> None:
    write_bindings(read_bindings(), tmp_path / "bindings.yaml")

    assert (tmp_path / "bindings.yaml").read_text("utf-8") == BINDINGS.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('least "51 percent" of', 'least "55 percent" of'),
        (HEADING, "    heading: The presumption\n"),
        (HEADING, HEADING + LAST_DAY),
    ],
    ids=["a sentence", "the heading", "a last day"],
)
def test_a_changed_text_names_the_rules_that_rest_on_it(
    old: str,
    new: str,
    amended: Callable[..., Library],
    catalogue: Catalogue,
    bound: dict[str, Binding],
) -> None:
    faults = list(binding_faults(catalogue, amended(old, new), bound))

    assert {one.about for one in faults} == {rule.id for rule in catalogue.citing("CON-2")}
    assert CONTENT in {one.about for one in faults}
    for fault in faults:
        assert fault.found == "since 2027-02-01: CON-2 has changed."
        assert "python -m corpus show CON-2" in fault.mend
        assert f"--reviewed {fault.about} --on DATE" in fault.mend


def test_a_question_that_is_added_changes_nothing(
    amended: Callable[..., Library], catalogue: Catalogue, bound: dict[str, Binding]
) -> None:
    ask = "          - What exactly is the 51 percent test?\n"
    library = amended(ask, ask + "          - Would half of it do?\n")

    assert "Would half of it do?" in library.provision("CON-2").asks
    assert not list(binding_faults(catalogue, library, bound))


def test_every_field_of_a_provision_is_counted_or_left_out_on_purpose() -> None:
    assert not MEANING & NO_MEANING
    assert Provision.model_fields.keys() == MEANING | NO_MEANING


def test_a_day_of_its_document_is_a_day_of_the_provision(
    amended: Callable[..., Library], library: Library
) -> None:
    later = amended(
        "effective_from: 2026-04-01",
        "effective_from: 2026-05-01",
        "call-for-proposals/document.yaml",
    )

    assert library.provision("CON-2").effective_from is None
    assert digest_of(later, "CON-2") != digest_of(library, "CON-2")


def test_a_provision_that_is_gone_or_new_is_named(
    catalogue: Catalogue, library: Library, bound: dict[str, Binding]
) -> None:
    cited = bound[CONTENT].provisions
    bound[CONTENT] = Binding(
        reviewed=DAY, provisions={"CON-1": digest_of(library, "CON-1"), "CON-3": cited["CON-3"]}
    )
    (fault,) = binding_faults(catalogue, library, bound)

    assert fault.about == CONTENT
    assert "CON-2 is new on the page" in fault.found
    assert "CON-1 is gone from the page" in fault.found
    assert "CON-3" not in fault.found


def test_a_provision_that_the_corpus_lost_is_named_and_cannot_be_confirmed(
    amended: Callable[..., Library], catalogue: Catalogue, bound: dict[str, Binding]
) -> None:
    library = amended("  - id: CON-2\n", "  - id: CON-2x\n")
    faults = {one.about: one for one in binding_faults(catalogue, library, bound)}

    assert "CON-2 is gone from the corpus" in faults[CONTENT].found
    with pytest.raises(UnknownProvisionError, match="CON-2"):
        confirmed(bound, [CONTENT], on=DAY, catalogue=catalogue, library=library)


def test_a_rule_without_an_entry_and_an_entry_without_a_rule_are_named(
    catalogue: Catalogue, library: Library, bound: dict[str, Binding]
) -> None:
    bound["no_such_rule"] = bound.pop(CONTENT)
    new, gone = binding_faults(catalogue, library, bound)

    assert (new.about, gone.about) == (CONTENT, "no_such_rule")
    assert "not bound yet" in new.found
    assert "there is no such rule" in gone.found


def test_only_the_rules_that_are_named_are_confirmed(
    amended: Callable[..., Library], catalogue: Catalogue, bound: dict[str, Binding]
) -> None:
    library = amended(HEADING, "    heading: The presumption\n")
    later = date(2027, 3, 1)
    first = confirmed(bound, [CONTENT], on=later, catalogue=catalogue, library=library)

    assert first[CONTENT].reviewed == later
    assert {name for name in bound if first[name] != bound[name]} == {CONTENT}
    assert CONTENT not in {one.about for one in binding_faults(catalogue, library, first)}


def test_confirming_a_rule_that_is_gone_removes_its_entry(
    catalogue: Catalogue, library: Library, bound: dict[str, Binding]
) -> None:
    more = bound | {"no_such_rule": bound[CONTENT]}

    assert confirmed(more, ["no_such_rule"], on=DAY, catalogue=catalogue, library=library) == bound
    with pytest.raises(UnknownRuleError, match="one_anchor_member"):
        confirmed(bound, ["no_such_rule"], on=DAY, catalogue=catalogue, library=library)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: {reviewed: 2026-11-21, provisions: {X-1: abc}}\n", "a.provisions.X-1"),
        ("a: {reviewed: 2026-13-01, provisions: {}}\n", "month"),
        ("a: {reviewed: 2026-11-21, provisions: {}}\na: {}\n", "`a` stands twice"),
        ("- a\n", "dict"),
        ("a: [\n", "expected"),
        (None, "No such file"),
    ],
    ids=["a value", "a day", "twice", "a list", "no YAML", "no file"],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_faults(
    text: str | None, fault: str, tmp_path: Path
) -> None:
    path = tmp_path / "bindings.yaml"
    if text is not None:
        path.write_text(text, "utf-8")

    with pytest.raises(RecordFileError) as refused:
        read_bindings(path)
    assert fault in str(refused.value)
    assert "`rules/bindings.yaml`" in str(refused.value)


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: dict[str, Binding]) -> Path:
    """Let the commands keep their bindings in a file of the test."""
    path = tmp_path / "bindings.yaml"
    write_bindings(bound, path)
    monkeypatch.setattr("rules.__main__.BINDINGS", path)
    return path


def test_check_says_that_all_is_well(rules, records: Path) -> None:
    code, printed, _ = rules("check")

    assert code == 0
    assert "every rule is bound to the text that it was written from" in printed


def test_check_names_the_rule_until_it_is_confirmed_by_name(
    rules, records: Path, amended: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = amended(HEADING, "    heading: The presumption\n")
    resting = [rule.id for rule in packaged_catalogue().citing("CON-2")]
    monkeypatch.setattr("rules.__main__.load_library", lambda: library)
    before = records.read_text("utf-8")

    code, printed, _ = rules("check")
    assert code == 1
    assert all(f"{rule}: since 2027-02-01: CON-2 has changed." in printed for rule in resting)
    assert records.read_text("utf-8") == before

    code, printed, _ = rules("check", "--reviewed", *resting, "--on", "2027-03-01")
    assert code == 0
    assert "Recorded as read on 1 March 2027" in printed
    assert read_bindings(records)[CONTENT].reviewed == date(2027, 3, 1)
    assert read_bindings(records)["one_anchor_member"].reviewed == DAY


@pytest.mark.parametrize(
    "words",
    [
        ["--reviewed", CONTENT],
        ["--reviewed", "--on", "2027-03-01"],
        [CONTENT, "--on", "2027-03-01"],
        [CONTENT],
        ["--on", "2027-03-01"],
    ],
    ids=["no day", "no rule", "not said to be read", "a rule alone", "a day alone"],
)
def test_half_a_confirmation_is_refused(rules, records: Path, words: list[str]) -> None:
    before = records.read_text("utf-8")
    code, _, complaint = rules("check", *words)

    assert code == 2
    assert "by name and day" in complaint
    assert records.read_text("utf-8") == before


def test_a_name_of_no_rule_records_nothing(rules, records: Path) -> None:
    before = records.read_text("utf-8")
    code, _, complaint = rules("check", "--reviewed", CONTENT, "no_rule", "--on", "2027-03-01")

    assert code == 2
    assert "There is no rule `no_rule`" in complaint
    assert records.read_text("utf-8") == before
