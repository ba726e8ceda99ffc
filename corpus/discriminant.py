"""Which provision a text leans to, learnt from all that is indexed of each.

The nearest passage alone says little where two provisions are asked about in like words. The
linear discriminant weighs the directions in which provisions differ above those in which the
wordings of one and the same provision vary. It is solved in closed form, so that the same index
always gives the same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from corpus.embedding import Vectors

_RIDGE = 0.3
"""Of the mean variance, added to every direction: with less, rare directions would decide."""


@dataclass(frozen=True)
class Discriminant:
    """Scores that compare provisions for one text; between texts they mean nothing."""

    provisions: tuple[str, ...]
    weights: Vectors
    bias: Vectors

    @classmethod
    def learnt(cls, provisions: Sequence[str], vectors: Vectors) -> Self:
        """Learn from the vector of each passage and the provision that it belongs to."""
        names = tuple(dict.fromkeys(provisions))
        number = {name: place for place, name in enumerate(names)}
        belongs = np.array([number[name] for name in provisions])
        rows = vectors.astype(np.float64)
        sums = np.zeros((len(names), rows.shape[1]))
        np.add.at(sums, belongs, rows)
        means = sums / np.bincount(belongs)[:, None]
        within = rows - means[belongs]
        spread = within.T @ within / len(rows)
        dimensions = len(spread)
        spread += _RIDGE * np.trace(spread) / dimensions * np.eye(dimensions)
        weights = np.linalg.solve(spread, means.T)
        bias = -0.5 * np.einsum("ij,ji->i", means, weights)
        return cls(names, weights.astype(np.float32), bias.astype(np.float32))

    def scores(self, vector: Vectors) -> dict[str, float]:
        """Return the score of every provision for a text's unit vector."""
        found = vector @ self.weights + self.bias
        return dict(zip(self.provisions, found.tolist(), strict=True))
