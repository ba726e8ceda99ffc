"""Provisions find their official words; differences are told; nothing is bound unverified."""

import re
import shutil
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from typer.testing import CliRunner

from corpus.__main__ import app
from corpus.binding.bound import BoundText, bind
from corpus.binding.official import official_of
from corpus.binding.review import (
    Decision,
    Review,
    ReviewedDrift,
    ReviewedWords,
    read_review,
    write_review,
)
from corpus.document import Basis, Document, Standing
from corpus.errors import CitationError, ReviewFileError, TextStoreError
from corpus.library import load_library
from corpus.official.reading import read_text
from corpus.official.record import Format, Origin, Record
from corpus.official.store import TextStore
from corpus.reading import read_corpus
from tests.corpus.binding.invented import NOTICE, altered, bound, promoted, synced

NAME = "shared/primary/EO14320_whitehouse_text.md"
ORDERS = [folder / NAME for folder in Path(__file__).resolve().parents]


@pytest.fixture(scope="module")
def order_text() -> str:
    for path in ORDERS:
        if path.exists():
            return path.read_text("utf-8")
    pytest.skip("../shared/primary/EO14320_whitehouse_text.md is not there")


def _document(name: str) -> Document:
    return next(one for one in read_corpus().documents if one.id == name)


def _record(identifier: str) -> Record:
    return Record(
        id=identifier,
        origin=Origin.BROUGHT,
        standing=Standing.ORDER,
        title="The Order",
        kind="executive order",
        corpus_document="executive-order-14320",
    )


@pytest.fixture(scope="module")
def order(embeds):
    """Bind the Order, with changes to its words."""

    def held(text: str) -> BoundText:
        read = read_text(text.encode(), Format.MARKDOWN, _record("brought-order"))
        return bind(read, _document("executive-order-14320"), embeds=embeds)

    return held


def test_every_provision_of_the_order_binds_and_no_difference_is_left_unexplained(
    order, order_text
):
    outcome = order(order_text)
    left = [one.provision for one in outcome.provisions if one.how is None]
    assert left == ["REG-D1"]  # what is told of the document, not by it
    assert len(dict(outcome.bound())) == 30
    assert [one.provision for one in outcome.provisions if one.how == "silence"] == ["EO-SILENT"]
    assert [one for one in outcome.drifts if one.explained is None] == []
    assert outcome.ledger == ()


def test_the_order_binds_as_the_register_prints_it_too(order_text, embeds):
    """The same words in the elements of the Register: sections in headings, the day at the foot."""
    body = re.sub(r"<[^>]+>", "", order_text.split("---", 2)[2]).replace("\\", "")
    told = [" ".join(one.split()) for one in re.split(r"\n\s*\n", body) if one.strip()]
    paragraphs = [
        re.sub(
            r"^(Section|Sec\.?) (\d)\. ([A-Z][^.]*)\.",
            r'<E T="04">\1 \2</E>. <E T="03">\3</E>.',
            escape(one),
        )
        for one in told
        if not one.startswith(("DONALD", "THE WHITE", "July 23"))
    ]
    xml = (
        "<PRESDOCU><EXECORD><PRES>Executive Order 14320 of July 23, 2025</PRES>"
        f'<HD SOURCE="HED">The Order</HD>{"".join(f"<P>{one}</P>" for one in paragraphs)}'
        "<FRDOC>[FR Doc. 2025-14218 Filed 7-25-25; 11:15 am]</FRDOC></EXECORD></PRESDOCU>"
    )
    text = read_text(xml.encode(), Format.REGISTER_XML, _record("fr-2025-14218"))
    outcome = bind(text, _document("executive-order-14320"), embeds=embeds)
    assert [one.provision for one in outcome.provisions if one.how is None] == ["REG-D1"]
    assert [one for one in outcome.drifts if one.explained is None] == []


@pytest.mark.parametrize(
    ("before", "after", "provision", "kind"),
    [
        ("no later than 90 days", "no later than 60 days", "EO-3.c", "figure"),
        ("June 21, 2024", "June 12, 2024", "EO-4.a", "date"),
        (
            "specific target countries",
            "specific target countries, but not Norway,",
            "EO-3.b.ii",
            "country",
        ),
        ("EDAG shall deploy", "EDAG may deploy", "EO-4.d", "modality"),
        ("each proposal must:", "each proposal may:", "EO-3.b.ii", "modality"),
        ("shall be borne", "shall not be borne", "EO-5.d", "negation"),
        ("Nothing in this order shall", "This order shall", "EO-5.a", "negation"),
    ],
)
def test_a_changed_word_of_the_order_is_told(order, order_text, before, after, provision, kind):
    lines = re.compile(r"\s+".join(re.escape(word) for word in before.split()))
    assert lines.search(order_text), before
    outcome = order(lines.sub(after, order_text))
    told = {(one.provision, one.kind.value) for one in outcome.drifts if one.explained is None}
    assert (provision, kind) in told


@pytest.fixture(scope="module")
def notice(with_notice) -> BoundText:
    return next(iter(bound_of(with_notice)))


def bound_of(store: TextStore) -> list[BoundText]:
    from corpus.binding.official import outcome_of

    documents = read_corpus().documents
    found = [
        outcome_of(store, version, documents, read_review(store.root))
        for version in store.current().versions.values()
    ]
    return [one for one in found if one is not None]


def test_provisions_that_the_invented_notice_holds_bind_and_no_other_does(notice):
    found = dict(notice.bound())
    assert {"PUR-1", "PUR-2", "ELI-2", "ELI-6", "ELI-9", "LAY-0", "CON-2", "CON-3"} <= set(found)
    assert {"MKT-1", "MKT-3", "SUB-1", "SUB-2", "DEC-1", "DEC-3"} <= set(found)
    # The notice says nothing of these.
    assert not {"ELI-12", "ELI-13", "MKT-4", "BUS-1", "SUP-1", "CMP-1", "BEN-1"} & set(found)
    assert all(one.explained for one in notice.drifts)


def test_what_is_not_verified_is_left_to_a_person_with_candidates(notice):
    left = {one.provision: one for one in notice.provisions if one.how is None}
    assert len(left["CMP-1"].candidates) > 1


def test_words_that_settle_an_open_point_are_proposed_and_nothing_is_written(notice, with_notice):
    proposed = {one.provision for one in notice.proposals}
    assert "SUB-4" in proposed  # a page limit
    assert proposed & {"ELI-10", "DSC-CONTROL"}  # a threshold of control
    library = load_library(with_notice)
    assert library.provision("SUB-4") == load_library().provision("SUB-4")
    assert "60 pages" in library.cite_proposed("SUB-4").quote


def test_words_with_force_and_no_provision_are_listed_with_a_suggestion(notice, with_notice):
    text = with_notice.current().text(notice.text)
    told = {text.text[e.place.start : e.place.end]: e.suggested for e in notice.ledger}
    gallery = next(words for words in told if "gallery" in words)
    assert told[gallery] == "rule"
    assert not any("51 percent of the aggregate" in words for words in told)


def test_a_bound_provision_is_cited_by_official_words_with_page_and_link(with_notice):
    library = load_library(with_notice)
    cited = library.cite("CON-2")
    text = library.official.texts[cited.document]
    assert cited.document == "fr-2026-99001"
    assert cited.basis is Basis.OFFICIAL
    assert text.text[cited.start : cited.end] == cited.quote
    assert cited.sha256 == text.sha256
    assert cited.quote.startswith("The U.S.-content component is presumed met")
    assert cited.official is not None
    assert cited.official.page == 70002
    assert cited.official.statement == " ".join(load_library().provision("CON-2").says)
    assert "#page-70002:~:text=" in str(cited.url)
    library.verify(cited)
    with pytest.raises(CitationError, match="does not read"):
        library.verify(cited.model_copy(update={"quote": "Something else."}))


def test_without_official_texts_a_library_is_as_it_ships(tmp_path):
    plain, beside = load_library(), load_library(TextStore(tmp_path / "nothing"))
    assert plain.digest == beside.digest
    assert "official" not in beside.cite("CON-2").model_dump()


def test_a_difference_is_open_until_a_person_has_looked(tmp_path, embeds):
    path = altered(NOTICE, tmp_path, ("at least 51 percent of", "at least 45 percent of"))
    store = promoted(TextStore(tmp_path / "store"), path, embeds)
    documents = read_corpus().documents
    (drift,) = official_of(store, documents).differing["CON-2"]
    assert (drift.kind, drift.ours, drift.official) == ("figure", "51 percent", "45 percent")
    reviewed = ReviewedDrift(provision="CON-2", decision=Decision.ACCEPT, on="2026-12-01")
    write_review(store.root, Review().with_("drifts", drift.digest, reviewed))
    assert "CON-2" not in official_of(store, documents).differing
    assert load_library(store).cite("CON-2").official.differs == ()


def test_a_person_may_take_other_words_or_none(tmp_path, embeds):
    store = TextStore(tmp_path)
    synced(store, NOTICE)
    ((_, first),) = bound(store, embeds)
    left = next(one for one in first.provisions if one.provision == "CMP-1")
    taken = ReviewedWords(
        text=first.text,
        words=left.candidates[1].place.words,
        decision=Decision.ACCEPT,
        on="2026-12-01",
    )
    none = ReviewedWords(text=first.text, words="0" * 8, decision=Decision.REJECT, on="2026-12-01")
    write_review(
        store.root, Review().with_("bindings", "CMP-1", taken).with_("bindings", "PUR-1", none)
    )
    ((_, second),) = bound(store, embeds)
    found = dict(second.bound())
    assert found["CMP-1"] == left.candidates[1].place
    assert "PUR-1" not in found


def test_promote_refuses_a_text_that_was_not_bound(tmp_path):
    from corpus.binding.terminal import unbound_faults

    store = TextStore(tmp_path)
    synced(store, NOTICE)
    with pytest.raises(TextStoreError, match="is not bound"):
        store.promote(checks=[lambda candidate: unbound_faults(store, candidate)])
    assert len(store.current()) == 0


def test_a_broken_file_of_decisions_is_named(tmp_path):
    (tmp_path / "reviewed.yaml").write_text("drifts: {abc: {decision: perhaps}}\n")
    with pytest.raises(ReviewFileError, match=r"drifts\.abc\.decision"):
        read_review(tmp_path)


def test_decisions_are_taken_at_the_terminal(with_notice, notice, tmp_path):
    root = tmp_path / "store"
    shutil.copytree(with_notice.root, root)
    entry = next(one for one in notice.ledger if one.suggested == "definition")
    told = ["--on", "2026-12-01", "--store", str(root)]

    def said(*words: str):
        return CliRunner().invoke(app, ["review", *words, *told])

    assert said("paragraph", entry.place.words[:10], "definition").exit_code == 0
    assert said("proposal", "SUB-4", "reject", "--note", "an example").exit_code == 0
    kept = read_review(root)
    assert kept.ledger[entry.place.words].label == "definition"
    assert kept.proposals["SUB-4"].decision is Decision.REJECT
    assert "SUB-4" not in official_of(TextStore(root), read_corpus().documents).proposed
    refused = said("paragraph", "ffffffffff", "rule")
    assert "names 0 of" in str(refused.exception)


# -- differences that stand in another paragraph ------------------------------------------------

GALLERY = "<P>A gallery of model packages shall be shown in the lobby on every Tuesday.</P>"
PRESUMPTION = "of the hardware layer is U.S.-origin content.</P>"


@pytest.fixture(scope="module")
def open_with(tmp_path_factory, embeds):
    """Bind the invented notice with a paragraph more; give the differences that are left open."""

    def held(paragraph: str, after: str = GALLERY) -> set[tuple[str, str]]:
        folder = tmp_path_factory.mktemp("more")
        path = altered(NOTICE, folder, (after, f"{after}<P>{paragraph}</P>"))
        store = TextStore(folder / "store")
        synced(store, path)
        ((_, outcome),) = bound(store, embeds)
        left = [one for one in outcome.drifts if one.explained is None]
        assert all(one.elsewhere is not None for one in left)
        return {(one.provision, one.kind.value) for one in left}

    return held


@pytest.mark.parametrize(
    ("paragraph", "after", "told"),
    [
        (
            "For hardware that is leased, the U.S.-content component is presumed met where at "
            "least 40 percent of the aggregate value of the hardware layer is of U.S. origin.",
            GALLERY,
            ("CON-2", "figure"),
        ),
        (
            "However, a proposal received after June 30, 2026, and by July 15, 2026, will be "
            "taken as received within the window for proposals.",
            GALLERY,
            ("SUB-2", "date"),
        ),
        (
            "A consortium need not include an anchor member where all of its members file "
            "together.",
            GALLERY,
            ("ELI-2", "negation"),
        ),
        (
            "No proposal need identify the relevant foreign competition in the target market.",
            GALLERY,
            ("MKT-3", "negation"),
        ),
        (
            "Notwithstanding the foregoing, an entity that is owned by persons from a country of "
            "concern may be a member if the Secretary waives the bar.",
            GALLERY,
            ("ELI-9", "condition"),
        ),
        (
            "This presumption does not apply to leased trays.",
            PRESUMPTION,
            ("CON-2", "condition"),
        ),
        ("However, the share is 40 percent for trays.", PRESUMPTION, ("CON-2", "figure")),
    ],
)
def test_what_another_paragraph_takes_back_is_told(open_with, paragraph, after, told):
    assert told in open_with(paragraph, after)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The Department thanks all who sent comments, except those that came too late.",
        "The lobby is open on every day other than Sunday.",
        "Questions on this notice may be sent by e-mail until June 12, 2026.",
        "Nothing in this notice creates any right or benefit.",
        "The Department does not pay the costs of preparing a proposal.",
        "For example, a team of three companies may offer chips, models and applications.",
        "At least 20 percent of the seats in the lobby are kept for members of the press.",
        "Notices of this kind appear in the Federal Register, unless the law says otherwise.",
    ],
)
def test_a_paragraph_about_something_else_is_no_difference(open_with, paragraph):
    assert open_with(paragraph) == set()


def test_words_elsewhere_are_cited_where_they_stand(tmp_path, embeds):
    more = "However, the share is 40 percent for trays."
    path = altered(NOTICE, tmp_path, (PRESUMPTION, f"{PRESUMPTION}<P>{more}</P>"))
    library = load_library(promoted(TextStore(tmp_path / "store"), path, embeds))
    (cited,) = library.cite_elsewhere("CON-2")
    assert cited.quote == more
    library.verify(cited)
    assert not list(load_library().cite_elsewhere("CON-2"))
