"""The bench of official texts measures real work on documents that are what they say."""

import pytest

from corpus.official.register_xml import document_number, read_register_xml
from evals import texts_bench
from evals.texts_bench import invented_document, texts_measured


def test_an_invented_document_has_the_pages_it_should_and_is_the_same_each_time() -> None:
    data = invented_document("2099-00001", 4)
    text = read_register_xml(data, strict=True)

    assert data == invented_document("2099-00001", 4)
    assert document_number(text) == "2099-00001"
    assert sorted({span.page for span in text.spans if span.page}) == [
        10_000,
        *range(10_001, 10_005),
    ]
    assert 6_000 < len(text.text) / 4 < 8_500


def test_every_figure_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def measured() -> texts_bench.Measured:
        return texts_bench.Measured(1.0, 2.0, 3.0, 4, 5.0)

    monkeypatch.setattr(texts_bench, "_apart", lambda _: measured())
    monkeypatch.setattr(texts_bench, "_FOLLOWED", 2)

    figures = list(texts_measured(rounds=2))

    assert [figure.target for figure in figures if figure.target] == [60.0, 2.0]
    assert all(len(figure.rounds) == 2 for figure in figures)
    assert all(seconds > 0 for seconds in figures[-1].rounds)
