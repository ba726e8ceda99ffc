"""The arithmetic of all-MiniLM-L6-v2 for a few texts, without padding and without bookkeeping.

What a turn embeds are a handful of short texts. There the library spends as long on its own
bookkeeping, and on padding, as on arithmetic, and holds the interpreter all the while; here the
texts lie end to end, and each layer is seven calls. The vectors are the library's but for the
last digit (`tests/corpus/test_embedding.py` compares them).
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor

_HEADS = 12
_EPSILON = 1e-12


class _Dense(NamedTuple):
    weight: "Tensor"
    bias: "Tensor"


class _Layer(NamedTuple):
    query_key_value: _Dense
    attended: _Dense
    attended_norm: _Dense
    wider: _Dense
    narrower: _Dense
    norm: _Dense


class MiniLM:
    """The weights of the model, laid out for use; safe to use from several threads."""

    def __init__(self, weights: Mapping[str, "Tensor"]) -> None:
        import torch

        def dense(name: str) -> _Dense:
            return _Dense(weights[f"{name}.weight"], weights[f"{name}.bias"])

        def layer(name: str) -> _Layer:
            three = [dense(f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
            return _Layer(
                query_key_value=_Dense(
                    torch.cat([one.weight for one in three]),
                    torch.cat([one.bias for one in three]),
                ),
                attended=dense(f"{name}.attention.output.dense"),
                attended_norm=dense(f"{name}.attention.output.LayerNorm"),
                wider=dense(f"{name}.intermediate.dense"),
                narrower=dense(f"{name}.output.dense"),
                norm=dense(f"{name}.output.LayerNorm"),
            )

        self._words = weights["embeddings.word_embeddings.weight"]
        # Every text is of one part, so the vector of the first part is the same everywhere.
        self._places = (
            weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = dense("embeddings.LayerNorm")
        count = sum(name.endswith(".intermediate.dense.weight") for name in weights)
        self._layers = tuple(layer(f"encoder.layer.{number}") for number in range(count))

    def embed(self, texts: Sequence[Sequence[int]]) -> "Tensor":
        """Return one unit vector for each text, given as the numbers of its tokens."""
        import torch
        from torch.nn.functional import layer_norm, linear, normalize

        ends = [0]
        for text in texts:
            ends.append(ends[-1] + len(text))
        spans = list(pairwise(ends))
        with torch.inference_mode():
            tokens = torch.tensor([token for text in texts for token in text])
            places = torch.cat([self._places[: len(text)] for text in texts])
            size = self._words.shape[1:]
            told = layer_norm(self._words[tokens] + places, size, *self._norm, _EPSILON)
            for layer in self._layers:
                seen = linear(_attended(told, layer, spans), *layer.attended)
                told = layer_norm(seen + told, size, *layer.attended_norm, _EPSILON)
                inner = torch.nn.functional.gelu(linear(told, *layer.wider))
                told = layer_norm(
                    linear(inner, *layer.narrower) + told, size, *layer.norm, _EPSILON
                )
            means = torch.stack([told[start:end].mean(dim=0) for start, end in spans])
            return normalize(means, dim=1)


def _attended(told: "Tensor", layer: _Layer, spans: Sequence[tuple[int, int]]) -> "Tensor":
    """Let each token see those of its own text."""
    import torch
    from torch.nn.functional import linear, scaled_dot_product_attention

    count, size = told.shape
    three = linear(told, *layer.query_key_value).view(count, 3, _HEADS, size // _HEADS)
    query, key, value = three.permute(1, 2, 0, 3).unsqueeze(1)
    seen = [
        scaled_dot_product_attention(
            query[:, :, start:end], key[:, :, start:end], value[:, :, start:end]
        )
        for start, end in spans
    ]
    return torch.cat(seen, dim=2).transpose(1, 2).reshape(count, size)
