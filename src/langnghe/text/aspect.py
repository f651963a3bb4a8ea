"""One question about an opinion (its topic, its kind): classes and weights; fitted, calibrated, corrected.

Linear support vectors, one class against the rest, with a share of naive Bayes, which holds better on text unlike
the examples, and of support vectors for the groups that classes belong to: all three linear, so one product. Scores
are the softmax of the margins at a temperature found on examples left out of the fit. A correction moves the weights
just far enough to be obeyed (passive-aggressive learning, Crammer et al. 2006): near-identical texts follow, the rest
stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.text.features import Space
from langnghe.text.learn import against_the_rest, naive_bayes, softmax, temperature_of

Floats = NDArray[np.float32]

CONTEXT_WEIGHT = 0.35  # what stands before the opinion, against the opinion's own words
COST = 0.4
BAYES, GROUPS = 0.06, 0.17  # shares beside the support vectors; by cross-validation over the sentences
DOUBT = 0.04  # two people who label the same opinion differ at least as often as this
_ROUNDS = 20
_MARGIN = 1.0  # by which a corrected text is put right; support vectors aim at 2 between two classes


@dataclass(frozen=True)
class Aspect:
    """Classes ("group.name" where they have groups), and their weights over the columns of text and context.

    The last column of a weight matrix is the squared scale of each feature, so that one product gives the margins
    and the length of the row.
    """

    classes: tuple[str, ...]
    text: Floats  # (columns, classes + 1)
    context: Floats  # (columns of the context, classes + 1)
    bias: Floats
    temperature: float = 1.0

    @classmethod
    def fit(
        cls, text: Any, context: Any, labels: Sequence[str], scales: tuple[Floats, Floats], counts: Floats | None = None
    ) -> Aspect:
        """Fit on the rows with a label; ``scales`` weigh the columns of text and context, ``counts`` the rows."""
        from scipy.sparse import hstack

        kept = np.array([label != "" for label in labels])
        classes, numbers = np.unique(np.array(labels)[kept], return_inverse=True)
        rows = [_unit_rows(text[kept], scales[0]), CONTEXT_WEIGHT * _unit_rows(context[kept], scales[1])]
        counts = np.ones(len(labels), np.float32) if counts is None else counts
        weights, bias = _weights(hstack(rows).tocsr(), classes, numbers, counts[kept])
        text_part, context_part = np.split(weights, [text.shape[1]])
        return cls(tuple(classes.tolist()), _block(scales[0], text_part), _block(scales[1], context_part), bias)

    def margins(self, text: Any, context: Any) -> Floats:
        return _over_length(text @ self.text) + CONTEXT_WEIGHT * _over_length(context @ self.context) + self.bias

    def scores(self, text: Any, context: Any) -> Floats:
        """Probability of each class (texts, classes)."""
        sure = softmax(self.margins(text, context) / np.float32(self.temperature))
        return np.asarray((1 - DOUBT) * sure + DOUBT / len(self.classes), np.float32)

    def heat(self, margins: Floats, labels: Sequence[str]) -> float:
        """The temperature that suits the margins of examples it was not fitted on."""
        known = [row for row, label in enumerate(labels) if label in self.classes]
        return temperature_of(margins[known], np.array([self.classes.index(labels[row]) for row in known]), DOUBT)

    def widened(self, spaces: tuple[Space, Space], wider: tuple[Space, Space], channels: Collection[int]) -> Aspect:
        """This aspect over wider spaces (text, context): a new column weighs nothing, and counts like the rarest."""
        text = _widened(self.text, spaces[0], wider[0], channels)
        return replace(self, text=text, context=_widened(self.context, spaces[1], wider[1], channels))

    def corrected(self, text: Any, context: Any, labels: Sequence[str]) -> Aspect:
        """Steps along each row whose label is not yet ahead by the margin, until all are or the rounds are over."""
        learnt = replace(self, text=self.text.copy())
        known = [(row, self.classes.index(label)) for row, label in enumerate(labels) if label in self.classes]
        for _ in range(_ROUNDS):
            shortfalls = [learnt._obey(text[row], context[row], right) for row, right in known]
            if not any(shortfalls):
                break
        return learnt

    def _obey(self, text: Any, context: Any, right: int) -> bool:
        """Take one step on the text's weights, in place; False if none was needed."""
        margins = self.margins(text, context)[0]
        rival = int(np.argmax(np.where(np.arange(len(margins)) == right, -np.inf, margins)))
        short = _MARGIN - (margins[right] - margins[rival])
        columns, counts = text.indices, text.data
        squares = self.text[columns, -1] * counts
        if short <= 1e-3 or not squares.any():
            return False
        step = short / 2 * squares / _length(squares.sum())
        np.add.at(self.text, (columns, right), step)
        np.add.at(self.text, (columns, rival), -step)
        return True


def _weights(rows: Any, classes: NDArray[Any], numbers: NDArray[np.int64], counts: Floats) -> tuple[Floats, Floats]:
    """Weights (columns, classes) and bias of each class, mixed of the three parts."""
    from scipy.sparse import diags

    weights, bias = against_the_rest(rows, numbers, COST, counts=counts)
    groups, group = np.unique([name.partition(".")[0] for name in classes], return_inverse=True)
    weights = weights + BAYES * naive_bayes(diags(counts) @ rows, numbers)
    if len(groups) < len(classes):
        of_groups, group_bias = against_the_rest(rows, group[numbers], COST, counts=counts)
        weights, bias = weights + GROUPS * of_groups[:, group], bias + GROUPS * group_bias[group]
    return weights.astype(np.float32), bias.astype(np.float32)


def scale(space: Space, matrix: Any, channels: Mapping[int, float]) -> Floats:
    """How much each column counts: rare ones more (inverse document frequency), times its channel's weight."""
    texts = np.bincount(matrix.indices, minlength=len(space))
    rarity = np.log((1 + matrix.shape[0]) / (1 + texts)) + 1
    weight = np.array([channels.get(channel, 0.0) for channel in range(32)])
    return (rarity * weight[space.channels]).astype(np.float32)


def _unit_rows(matrix: Any, scale: Floats) -> Any:
    from scipy.sparse import diags

    return diags(1 / _length(matrix @ scale**2)) @ matrix @ diags(scale)


def _length(squares: Any) -> Any:
    return np.sqrt(np.maximum(squares, 1e-6))  # a row without a known feature has length 0


def _block(scale: Floats, weights: Floats) -> Floats:
    return np.hstack([weights * scale[:, None], scale[:, None] ** 2])


def _over_length(product: Floats) -> Floats:
    return product[:, :-1] / _length(product[:, -1:])


def _widened(block: Floats, space: Space, wider: Space, channels: Collection[int]) -> Floats:
    grown = np.zeros((len(wider), block.shape[1]), np.float32)
    grown[np.isin(wider.channels, list(channels)), -1] = block[:, -1].max(initial=0)
    grown[np.searchsorted(wider.keys, space.keys)] = block
    return grown
