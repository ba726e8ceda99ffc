"""The corpus as a LangChain retriever: what it hands over is an exact citation."""

from datetime import date

import pytest
from langchain_core.retrievers import BaseRetriever

from corpus.citation import Citation
from corpus.retriever import ProvisionRetriever
from corpus.search import Search

QUERY = "What does a night in the harbor cost?"


def test_it_is_a_retriever_of_langchain(search: Search) -> None:
    assert isinstance(ProvisionRetriever(search=search), BaseRetriever)


def test_every_page_is_the_served_text_between_its_offsets(search: Search) -> None:
    for found in ProvisionRetriever(search=search).invoke(QUERY):
        held = found.metadata
        served = search.library.served(held["document"])

        assert found.page_content == served.text[held["start"] : held["end"]]


def test_the_metadata_is_a_citation_that_verifies(search: Search) -> None:
    for found in ProvisionRetriever(search=search).invoke(QUERY):
        score = found.metadata.pop("score")
        search.library.verify(Citation.model_validate(found.metadata))

        assert isinstance(score, float)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_it_returns_as_many_as_it_is_asked_for(search: Search, k: int) -> None:
    assert len(ProvisionRetriever(search=search, k=k).invoke(QUERY)) == k


def test_it_keeps_to_its_day(search: Search) -> None:
    summer = ProvisionRetriever(search=search, k=1, as_of=date(2026, 7, 1)).invoke(QUERY)
    winter = ProvisionRetriever(search=search, k=1, as_of=date(2026, 2, 1)).invoke(QUERY)

    assert "45 crowns" in summer[0].page_content
    assert "20 crowns" in winter[0].page_content
