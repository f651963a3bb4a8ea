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

    fitted = LinearSVC(C=cost, class_weight="balanced", random_state=0, tol=0.05).fit(matrix, labels)
    return fitted.coef_.T.astype(np.float32), fitted.intercept_.astype(np.float32)


def naive_bayes(matrix: Any, labels: NDArray[np.int64], smooth: float = 0.02) -> Floats:
    """Weights (columns, classes): logarithm of a column's share in a class, less the mean of all classes."""
    from scipy.sparse import csr_matrix

    member = csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))))
    counts = (member @ matrix).toarray().T + smooth
    shares = np.log(counts / counts.sum(axis=0))
    return (shares - shares.mean(axis=1, keepdims=True)).astype(np.float32)


def softmax(margins: NDArray[Any]) -> NDArray[Any]:
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def temperature_of(margins: NDArray[Any], labels: NDArray[np.int64]) -> float:
    """The temperature at which softmax of held-out margins is most likely (Guo et al. 2017)."""
    rows = np.arange(len(labels))
    losses = [-np.log(softmax(margins / t)[rows, labels] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])
