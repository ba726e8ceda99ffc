"""What the tests of the corpus share: the real library, and a searchable invented one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.embedding import Embedder
from corpus.index import build_index, open_index
from corpus.library import Library, library_of, load_library
from corpus.reading import read_corpus
from corpus.search import Search, SearchSettings
from tests.corpus.invented import harbor, written


@pytest.fixture(scope="session")
def library() -> Library:
    """The library that ships with the project."""
    return load_library()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real model; it is loaded once, by the first test that embeds."""
    return Embedder()


@pytest.fixture(scope="session")
def real(assistant) -> Search:
    """Search over the real corpus, as the assistant has opened it."""
    return assistant.search


@pytest.fixture
def library_from(tmp_path: Path) -> Callable[..., Library]:
    """Make a library of files that are given as data."""

    def make(files: dict[str, Any], name: str = "documents") -> Library:
        return library_of(read_corpus(written(tmp_path / name, files)))

    return make


@pytest.fixture(scope="session")
def harbor_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(read_corpus(written(tmp_path_factory.mktemp("harbor"), harbor())))


@pytest.fixture(scope="session")
def harbor_root(
    tmp_path_factory: pytest.TempPathFactory, harbor_library: Library, embedder: Embedder
) -> Path:
    """The folder that holds the built index of the harbor; tests that spoil it take a copy."""
    root = tmp_path_factory.mktemp("index")
    build_index(root, harbor_library, embedder)
    return root


@pytest.fixture(scope="session")
def search(harbor_root: Path, harbor_library: Library, embedder: Embedder) -> Search:
    """Search over the harbor: a real Chroma index with the real model."""
    index = open_index(harbor_root, harbor_library, embedder)
    return Search(harbor_library, index, embedder, SearchSettings.packaged())
