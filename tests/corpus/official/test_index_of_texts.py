"""The index of a text finds its spans, and is built anew only where the text is new."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.embedding import Embedder, Vectors
from corpus.errors import IndexUnusableError
from corpus.official.index import (
    MOST_TOKENS,
    has_index,
    index_texts,
    open_text_index,
    passages_of,
    span_of,
)
from corpus.official.provenance import Provenance
from corpus.official.record import Format, Record
from corpus.official.register_xml import read_register_xml
from corpus.official.store import Snapshot, TextStore
from corpus.tokens import token_counter
from tests.corpus.official.invented_notice import NUMBER, invented_notice


class CountingEmbedder(Embedder):
    """The real one, which counts what it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded = 0

    def in_half(self) -> "CountingEmbedder":
        return self

    def embed(self, texts: Sequence[str], **told: Any) -> Vectors:
        self.embedded += len(texts)
        return super().embed(texts, **told)


@pytest.fixture(scope="module")
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


def candidate(store: TextStore, data: bytes) -> Snapshot:
    record = Record(
        id=f"fr-{NUMBER}", origin="federal-register", standing="call", title="x", kind="notice"
    )
    provenance = Provenance(source="a test", at=datetime.now(UTC))
    store.add(data, format_=Format.REGISTER_XML, record=record, provenance=provenance)
    found = store.candidate()
    assert found is not None
    return found


def test_a_question_finds_the_paragraph_and_its_page(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    store = TextStore(tmp_path)
    snapshot = candidate(store, invented_notice(pages=12))
    text = snapshot.text(f"fr-{NUMBER}")
    index_texts(store, snapshot, embedder)

    index = open_text_index(store, text, embedder)
    (vector,) = embedder.embed(["How heavy may a tray be, as a share of its weight?"])
    (hit,) = index.nearest(vector, k=1)
    keywords = index.keywords.scores("Paragraph 7 of the example")

    assert "51 percent" in span_of(text, hit.provision).text
    found = span_of(text, max(keywords, key=lambda one: keywords[one]))
    assert (found.text[:11], found.page) == ("Paragraph 7", 108)


def test_only_what_is_new_is_embedded(tmp_path: Path, embedder: CountingEmbedder) -> None:
    store = TextStore(tmp_path)
    first = candidate(store, invented_notice(pages=20))
    index_texts(store, first, embedder)
    before = embedder.embedded

    index_texts(store, first, embedder)
    assert embedder.embedded == before

    second = candidate(store, invented_notice(pages=20, share="60"))
    assert not has_index(store, second.text(f"fr-{NUMBER}"), embedder)
    index_texts(store, second, embedder)
    assert embedder.embedded == before + 1
    assert has_index(store, first.text(f"fr-{NUMBER}"), embedder)


def test_an_index_that_was_not_built_is_said_to_be_missing(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    store = TextStore(tmp_path)
    text = candidate(store, invented_notice()).text(f"fr-{NUMBER}")

    with pytest.raises(IndexUnusableError, match="not been built"):
        open_text_index(store, text, embedder)


def test_half_precision_finds_the_same(embedder: CountingEmbedder) -> None:
    texts = [f"Tray number {number} of the anchor holds {number} racks." for number in range(40)]
    half = Embedder().in_half()

    whole, halved = embedder.embed(texts), half.embed(texts)

    assert ((whole * halved).sum(axis=1) > 0.999).all()
    assert half.made_by in {embedder.made_by, f"{embedder.made_by}-half"}


def test_a_long_paragraph_is_cut_at_its_sentences_and_none_is_lost() -> None:
    sentences = [f"Sentence {number} tells of trays and of racks." for number in range(200)]
    endless = "tray" * 3_000
    xml = (
        "<NOTICE><SUPLINF><HD SOURCE='HED'>Head</HD>"
        f"<P>{' '.join(sentences)}</P><P>{endless}</P></SUPLINF></NOTICE>"
    )
    text = read_register_xml(xml.encode())

    passages = passages_of(text)

    count = token_counter(Embedder().folder)
    of_sentences = [one.text for one in passages if one.provision == "s1"]
    assert " ".join(of_sentences) == " ".join(sentences)
    assert all(words.endswith(".") for words in of_sentences)
    assert all(count(one.text) <= MOST_TOKENS + 2 for one in passages if one.provision == "s1")
    assert "".join(one.text for one in passages if one.provision == "s2") == endless
    assert len({one.key for one in passages}) == len(passages)
