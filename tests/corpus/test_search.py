"""Finding provisions: by meaning, by word, by name, and only those that speak on the day."""

from collections.abc import Callable
from datetime import date

import pytest

from corpus.library import Library
from corpus.search import Search, SearchSettings, named_provisions

WINTER, SUMMER = date(2026, 5, 31), date(2026, 6, 1)
FEES = "What does mooring cost?"

NAMED = {
    "section 3(b)(ii) of the Order": ["EO-3.b.ii"],
    "What does § 3(c) require?": ["EO-3.c"],
    "Sec. 4(c)(vi), please": ["EO-4.c.vi"],
    "sec 2": ["EO-2"],
    "CON-2": ["CON-2"],
    "con-2": ["CON-2"],
    "Is con-2 a bright line, and what of ELI-9?": ["CON-2", "ELI-9"],
    "3(b)(i)(A)": ["EO-3.b.i.A"],
    "3 (b) (i) (a)": ["EO-3.b.i.A"],
    "EO-3.b.i.A": ["EO-3.b.i.A"],
    "See C1.": ["C1"],
    "TML-2026-03-16-MOU": ["TML-2026-03-16-MOU"],
}
NOT_NAMED = [
    "We have 5 members and 3 markets",
    "15 CFR 4.9(b)",
    "5 U.S.C. 552(b)(4)",
    "22 U.S.C. 2421(b)",
    "28 CFR 202.211(a)(1)",
    "section 3(z)",
    "section 301 of title 3",
    "CON-99",
    "",
]


def names(search: Search, query: str, **more) -> list[str]:
    return [item.provision for item in search.find(query, **more)]


@pytest.mark.parametrize(("query", "named"), NAMED.items())
def test_a_named_provision_comes_first(real: Search, query: str, named: list[str]) -> None:
    found = real.find(query)

    assert [item.provision for item in found[: len(named)]] == named
    assert [item.named for item in found].count(True) == len(named)


@pytest.mark.parametrize("query", NOT_NAMED)
def test_a_number_that_is_no_section_names_nothing(library: Library, query: str) -> None:
    assert named_provisions(query, library) == []


def test_every_id_names_its_provision(library: Library) -> None:
    for name in library.provisions:
        assert named_provisions(f"What is {name}?", library) == [name]
        assert named_provisions(name.lower(), library) == [name]


def test_scores_fall_and_no_provision_comes_twice(real: Search) -> None:
    found = real.find("CON-2: is 51% about ownership?", k=50)
    scores = [item.score for item in found]

    assert scores == sorted(scores, reverse=True)
    assert len({item.provision for item in found}) == 50


@pytest.mark.parametrize("k", [1, 3, 8])
def test_as_many_are_found_as_are_asked_for(real: Search, k: int) -> None:
    assert len(real.find("page limit", k=k)) == k


@pytest.mark.parametrize("query", ["", "?", "qqqzzx vvvk", "a" * 8_000, "\0 \u202e e\u0301"])
def test_any_query_is_answered(real: Search, query: str) -> None:
    assert len(real.find(query, k=3)) == 3


@pytest.mark.parametrize("method", ["dense", "bm25", "fused"])
def test_what_starts_later_is_not_found_earlier(search: Search, method) -> None:
    found = names(search, FEES, k=50, as_of=WINTER, method=method)

    assert "HAR-3" not in found
    assert "HAR-2" in found


@pytest.mark.parametrize("method", ["dense", "bm25", "fused"])
def test_what_has_ended_is_not_found_later(search: Search, method) -> None:
    found = names(search, FEES, k=50, as_of=SUMMER, method=method)

    assert "HAR-2" not in found
    assert "HAR-3" in found


def test_what_does_not_speak_is_not_found_by_its_name(search: Search) -> None:
    assert names(search, "HAR-3")[0] == "HAR-3"
    assert "HAR-3" not in names(search, "HAR-3", k=50, as_of=WINTER)


def test_on_any_day_only_what_speaks_is_found(real: Search) -> None:
    for day in (date(2025, 8, 1), date(2026, 5, 1)):
        found = names(real, "When does the window close?", k=50, as_of=day)

        assert found
        assert all(real.library.speaks(name, day) for name in found)


@pytest.mark.parametrize(
    ("words", "provision"),
    [("HAR-4", "HAR-4"), ("har-4", "HAR-4"), ("pilotage", "HAR-4"), ("crowns in January", "HAR-2")],
)
def test_keyword_search_finds_a_word_or_an_id(search: Search, words: str, provision: str) -> None:
    assert names(search, words, method="bm25")[0] == provision


def test_keyword_search_finds_every_id(real: Search) -> None:
    scores: Callable[[str], dict[str, float]] = real.index.keywords.scores
    lost = []
    for name in real.library.provisions:
        found = scores(name)
        if max(found, key=found.__getitem__) != name:
            lost.append(name)

    assert lost == []


@pytest.mark.parametrize(
    ("cited", "provision"),
    [("2026-06952", "REG-D9"), ("RIN 0694-AJ90", "REG-D15"), ("H.R. 6996", "REG-D14")],
)
def test_keyword_search_finds_what_lawyers_cite(real: Search, cited: str, provision: str) -> None:
    assert provision in names(real, cited, k=8, method="bm25")


def test_a_word_that_nobody_uses_finds_nothing(real: Search) -> None:
    assert real.index.keywords.scores("qqqzzx") == {}
    assert not real.index.keywords.knows("qqqzzx")


def test_an_indexed_question_finds_its_own_passage(search: Search) -> None:
    for provision in search.library.provisions.values():
        vectors = search.embedder.embed(provision.asks)
        for number, (ask, vector) in enumerate(zip(provision.asks, vectors, strict=True), start=1):
            ranked = search.find(ask, k=50, method="dense", vector=vector)
            found = {item.provision: item for item in ranked}

            assert found[provision.id].passage == f"{provision.id}#{number}"
            assert found[provision.id].similarity > 0.999


@pytest.mark.parametrize("method", ["dense", "bm25", "fused"])
def test_results_are_the_same_twice(real: Search, method) -> None:
    query = "May a Korean chip maker with a Macau parent join?"

    assert real.find(query, k=30, method=method) == real.find(query, k=30, method=method)


def test_a_vector_at_hand_spares_the_embedding(search: Search) -> None:
    vector = search.embedder.embed([FEES])[0]

    assert search.find(FEES, vector=vector) == search.find(FEES)


def test_the_packaged_settings_are_sound() -> None:
    assert SearchSettings.packaged().candidates >= 10
