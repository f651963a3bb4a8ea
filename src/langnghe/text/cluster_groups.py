"""Rows of features cut into groups of one concern: TF-IDF to directions (SVD), then spherical k-means.

Everything is seeded and summed in one order, so equal rows give equal groups, whatever the number of processes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

DIRECTIONS = 100
STARTS = 4
ROUNDS = 30


def unit(rows: Any) -> Floats:
    """Rows at unit length; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1), np.float32)


def directions(rows: Any, seed: int) -> Floats:
    """The main directions of sparse ``rows``, one a column."""
    from sklearn.utils.extmath import randomized_svd

    wanted = min(DIRECTIONS, min(rows.shape) - 1)
    if wanted < 2:
        return np.eye(rows.shape[1], dtype=np.float32)
    return np.asarray(randomized_svd(rows, wanted, n_iter=4, random_state=seed)[2].T, np.float32)


def k_means(points: Floats, k: int, seed: int) -> tuple[Ints, Floats]:
    """Spherical k-means (Dhillon and Modha 2001), the best of several starts: group of each point, and centres."""
    runs = [_k_means(points, k, np.random.default_rng([seed, start])) for start in range(STARTS)]
    return max(runs, key=lambda run: run[2])[:2]


def _k_means(points: Floats, k: int, rng: np.random.Generator) -> tuple[Ints, Floats, float]:
    centres = _spread_out(points, k, rng)
    label, before = np.zeros(len(points), np.int64), -1.0
    for _ in range(ROUNDS):
        near = points @ centres.T
        label = near.argmax(axis=1)
        closeness = float(near[np.arange(len(points)), label].sum(dtype=np.float64))
        if closeness <= before * (1 + 1e-5):
            break
        before = closeness
        centres = centres_of(points, label, k, centres)
    return label, centres, before


def centres_of(points: Floats, label: Ints, k: int, empty: Floats) -> Floats:
    """Mean direction of each group; an empty group keeps its row of ``empty``."""
    from scipy.sparse import csr_matrix

    member = csr_matrix((np.ones(len(label), np.float32), (label, np.arange(len(label)))), shape=(k, len(label)))
    sums = np.asarray(member @ points)
    return np.where(np.bincount(label, minlength=k)[:, None] > 0, unit(sums), empty)


def _spread_out(points: Floats, k: int, rng: np.random.Generator) -> Floats:
    """First centres by k-means++ (Arthur and Vassilvitskii 2007) with cosine distance."""
    chosen = [int(rng.integers(len(points)))]
    far = np.maximum(1 - points @ points[chosen[0]], 0).astype(np.float64)
    while len(chosen) < k:
        total = far.sum()
        place = int(np.searchsorted(far.cumsum(), rng.random() * total)) if total > 0 else int(rng.integers(len(far)))
        chosen.append(min(place, len(far) - 1))
        far = np.minimum(far, np.maximum(1 - points @ points[chosen[-1]], 0))
    return points[chosen]
