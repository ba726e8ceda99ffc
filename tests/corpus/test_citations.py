"""Citations hold: every one that the library makes, and none that was touched."""

import hashlib
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.citation import Citation
from corpus.errors import CitationError, UnknownDocumentError, UnknownProvisionError
from corpus.library import Library, load_library

LIBRARY = load_library()
NAMES = tuple(LIBRARY.provisions)
EVERY = tuple(
    (name, place)
    for name, provision in LIBRARY.provisions.items()
    for place in range(len(provision.sentences()))
)

cited = st.sampled_from(EVERY).map(lambda one: LIBRARY.cite(*one))
cited_whole = st.sampled_from(NAMES).map(LIBRARY.cite_whole)
any_citation = cited | cited_whole
each_document = pytest.mark.parametrize("document", LIBRARY.documents)


def refused(citation: Citation) -> str:
    with pytest.raises(CitationError) as caught:
        LIBRARY.verify(citation)
    return str(caught.value)


@each_document
def test_every_sentence_is_cited_letter_for_letter(document: str) -> None:
    served = LIBRARY.served(document)
    for provision in served.document.provisions:
        for place, sentence in enumerate(provision.sentences()):
            citation = LIBRARY.cite(provision.id, place)
            LIBRARY.verify(citation)

            assert citation.quote == served.text[citation.start : citation.end]
            assert citation.quote == unicodedata.normalize("NFC", sentence)


@each_document
def test_every_whole_provision_is_cited_letter_for_letter(document: str) -> None:
    served = LIBRARY.served(document)
    for provision in served.document.provisions:
        citation = LIBRARY.cite_whole(provision.id)
        LIBRARY.verify(citation)

        assert citation.quote == served.text[citation.start : citation.end]
        assert citation.quote == unicodedata.normalize("NFC", " ".join(provision.sentences()))


@each_document
def test_a_served_text_is_nfc_and_named_by_its_hash(document: str) -> None:
    served = LIBRARY.served(document)

    assert unicodedata.is_normalized("NFC", served.text)
    assert served.sha256 == hashlib.sha256(served.text.encode()).hexdigest()
    assert all(LIBRARY.cite(name).sha256 == served.sha256 for name in served.provisions)


@each_document
def test_sentences_lie_in_order_within_their_provision(document: str) -> None:
    served = LIBRARY.served(document)
    for name, bounds in served.provisions.items():
        spans = served.sentences[name]

        assert served.text[bounds.start :].startswith(f"{name} | ")
        assert bounds.start < spans[0].start
        assert spans[-1].end == bounds.end
        assert all(first.end < second.start for first, second in pairwise(spans))


@each_document
def test_provisions_do_not_overlap(document: str) -> None:
    served = LIBRARY.served(document)

    assert all(a.end < b.start for a, b in pairwise(served.provisions.values()))


def test_a_citation_says_what_its_provision_rests_on() -> None:
    for name, provision in LIBRARY.provisions.items():
        citation = LIBRARY.cite(name)

        assert citation.document == LIBRARY.document_of(name).id
        assert citation.heading == provision.heading
        assert (citation.basis, citation.confidence) == (provision.basis, provision.confidence)
        assert citation.reported_by == provision.reported_by
        assert citation.effective_from == LIBRARY.starts(name)
        assert citation.url == (provision.url or LIBRARY.document_of(name).url)


@given(citation=any_citation, place=st.integers(min_value=0), letter=st.characters())
def test_a_changed_letter_is_refused(citation: Citation, place: int, letter: str) -> None:
    place %= len(citation.quote)
    changed = citation.quote[:place] + letter + citation.quote[place + 1 :]
    assume(changed != citation.quote)

    assert "does not read" in refused(citation.model_copy(update={"quote": changed}))


@given(citation=any_citation, by=st.integers(-200, 200).filter(bool))
def test_shifted_offsets_are_refused(citation: Citation, by: int) -> None:
    moved = {"start": citation.start + by, "end": citation.end + by}

    assert "does not read" in refused(citation.model_copy(update=moved))


@given(citation=any_citation, cut=st.integers(min_value=1))
def test_a_shorter_quote_without_its_offsets_is_refused(citation: Citation, cut: int) -> None:
    shorter = citation.quote[: -(cut % (len(citation.quote) - 1) + 1)]

    assert "does not read" in refused(citation.model_copy(update={"quote": shorter}))


@given(citation=any_citation, other=st.sampled_from(NAMES))
def test_true_words_under_another_provision_are_refused(citation: Citation, other: str) -> None:
    assume(other != citation.provision)

    assert other in refused(citation.model_copy(update={"provision": other}))


@given(citation=cited_whole, more=st.integers(1, 40), before=st.booleans())
def test_true_words_that_leave_the_provision_are_refused(
    citation: Citation, more: int, before: bool
) -> None:
    served = LIBRARY.served(citation.document)
    bounds = served.provisions[citation.provision]
    start = bounds.start - more if before else citation.start
    end = citation.end if before else citation.end + more
    assume(start >= 0)
    assume(end <= len(served.text))

    wide = {"start": start, "end": end, "quote": served.text[start:end]}
    assert "does not read" in refused(citation.model_copy(update=wide))


@given(citation=any_citation, old=st.binary().map(lambda text: hashlib.sha256(text).hexdigest()))
def test_an_old_hash_is_refused(citation: Citation, old: str) -> None:
    complaint = refused(citation.model_copy(update={"sha256": old}))

    assert "has changed since" in complaint
    assert old[:12] in complaint


@given(citation=any_citation, name=st.from_regex(r"[A-Z]{3}-[0-9]{1,4}", fullmatch=True))
def test_an_unknown_provision_is_refused(citation: Citation, name: str) -> None:
    assume(name not in NAMES)

    assert f"holds no provision `{name}`" in refused(
        citation.model_copy(update={"provision": name})
    )


def test_an_unknown_document_is_refused() -> None:
    citation = LIBRARY.cite("CON-2").model_copy(update={"document": "no-such-notice"})

    assert "`no-such-notice` holds no provision" in refused(citation)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 5), (10**9, 10**9 + 3)])
def test_empty_turned_and_far_offsets_are_refused(start: int, end: int) -> None:
    citation = LIBRARY.cite("CON-2").model_copy(update={"start": start, "end": end})

    assert "does not read" in refused(citation)


def test_one_changed_sentence_makes_old_citations_of_its_document_fail(library_from) -> None:
    from tests.corpus.invented import harbor

    files = harbor()
    before = library_from(files)
    files["harbor-order"]["provisions"][3]["says"][1] = "Tugs replace the pilot."
    after = library_from(files, "changed")

    with pytest.raises(CitationError, match="has changed since `HAR-1` was cited"):
        after.verify(before.cite("HAR-1"))
    after.verify(before.cite("BYE-1"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("con-2", "CON-2"), ("CON2", "CON-2"), ("eo-3.b.i.a", "EO-3.b.i.A"), ("UNS-FEES", "UNS-FEE")],
)
def test_an_unknown_id_names_the_one_that_was_meant(typed: str, meant: str) -> None:
    with pytest.raises(UnknownProvisionError) as caught:
        LIBRARY.provision(typed)

    assert caught.value.nearest[0] == meant


def test_an_unknown_document_names_those_there_are(library: Library) -> None:
    with pytest.raises(UnknownDocumentError, match="call-for-proposals"):
        library.served("call")
