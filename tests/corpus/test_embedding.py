"""A few texts are embedded as many are, and as quickly as their own length asks."""

from pathlib import Path

import numpy as np
import pytest

from corpus.embedding import DIMENSIONS, Embedder

TEXTS = [
    "Who decides?",
    "May a company from Macau be a member of two consortia, and who answers for its exports?",
    "Größe, 51 %, FR Doc. 2026-06952 — “reasonable efforts”",
    "word " * 400,
    "x",
]


def test_a_few_texts_have_the_vectors_of_the_library(embedder: Embedder) -> None:
    few = embedder.embed(TEXTS)
    many = embedder.embed(TEXTS * 5)[: len(TEXTS)]

    assert few.shape == (len(TEXTS), DIMENSIONS)
    assert np.abs(few - many).max() < 1e-6


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    alone = np.vstack([embedder.embed([text]) for text in TEXTS])

    assert np.abs(alone - embedder.embed(TEXTS)).max() < 1e-6


@pytest.mark.parametrize("count", [0, 1, 16, 17])
def test_any_number_of_texts_is_embedded(embedder: Embedder, count: int) -> None:
    heard: list[int] = []

    vectors = embedder.embed(["a text"] * count, progress=heard.append)

    assert vectors.shape == (count, DIMENSIONS)
    assert sum(heard) == count


def test_vectors_of_lasting_texts_are_kept_and_a_damaged_file_is_made_anew(
    tmp_path: Path,
) -> None:
    embedder = Embedder(kept=tmp_path / "kept")
    first = embedder.remembered(TEXTS)
    (path,) = (tmp_path / "kept").iterdir()

    assert np.array_equal(Embedder(kept=tmp_path / "kept").remembered(TEXTS), first)
    path.write_bytes(b"no vectors")
    assert np.abs(embedder.remembered(TEXTS) - first).max() < 1e-6
    embedder.remembered(TEXTS[:2])
    assert len(list((tmp_path / "kept").iterdir())) == 2
