"""A text classifier for any labelled feedback."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_TEMPERATURES = np.geomspace(0.05, 3, 60)


def against_the_rest(matrix: Any, labels: NDArray[np.int64], cost: float) -> tuple[Floats, Floats]:
    """Weights (columns, classes) and bias (classes,) of linear support vectors, each class against the rest."""
    from sklearn.svm import LinearSVC

    fitted = LinearSVC(C=cost, class_weight="balanced", random_state=0).fit(matrix, labels)
    return fitted.coef_.T.astype(np.float32), fitted.intercept_.astype(np.float32)


def softmax(margins: NDArray[Any]) -> NDArray[Any]:
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def temperature_of(margins: NDArray[Any], labels: NDArray[np.int64]) -> float:
    """The temperature at which softmax of held-out margins is most likely (Guo et al. 2017)."""
    rows = np.arange(len(labels))
    losses = [-np.log(softmax(margins / t)[rows, labels] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])
