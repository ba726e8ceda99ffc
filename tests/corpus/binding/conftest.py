"""What the tests of binding share: the real model, remembering what it embedded."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from corpus.embedding import Embedder
from corpus.official.store import TextStore
from tests.corpus.binding.invented import NOTICE, Embeds, altered, promoted


@pytest.fixture(scope="session")
def embeds(tmp_path_factory: pytest.TempPathFactory) -> Embeds:
    """The real model; each text is embedded once in a session."""
    embedder = Embedder()
    held: dict[str, Any] = {}

    def embed(texts: Sequence[str]) -> Any:
        new = [text for text in dict.fromkeys(texts) if text not in held]
        if new:
            held.update(zip(new, embedder.embed(new), strict=True))
        return np.stack([held[text] for text in texts])

    return embed


@pytest.fixture(scope="session")
def with_notice(tmp_path_factory: pytest.TempPathFactory, embeds: Embeds) -> TextStore:
    """A store in which the invented notice is current; tests that change it take a copy."""
    return promoted(TextStore(tmp_path_factory.mktemp("with_notice")), NOTICE, embeds)


@pytest.fixture(scope="session")
def two_versions(tmp_path_factory: pytest.TempPathFactory, embeds: Embeds) -> TextStore:
    """A store with two promoted versions of the invented notice: 51 percent, then 45 percent.

    Tests that change it take a copy.
    """
    folder = tmp_path_factory.mktemp("two_versions")
    store = promoted(TextStore(folder / "store"), NOTICE, embeds)
    later = altered(NOTICE, folder, ("at least 51 percent of", "at least 45 percent of"))
    return promoted(store, later, embeds)
