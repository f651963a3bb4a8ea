"""Rows of features cut into groups of one concern: TF-IDF to directions (SVD), then spherical k-means.

Everything is seeded and summed in one order, so equal rows give equal groups, whatever the number of processes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

DIRECTIONS = 50  # more bring noise: chosen on the topics of our own sentences, news and comments
SPARE, POWERS = 10, 4  # directions looked for beyond those wanted, and rounds that sharpen them
STARTS = 6
START_SAMPLE = 6_000  # rows on which starts are tried
SPARSE_ROUNDS = 10
ROUNDS = 30


def unit(rows: Any) -> Floats:
    """Rows at unit length; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1), np.float32)


def directions(rows: Any, seed: int) -> Floats:
    """The main directions of sparse ``rows``, one a column: a randomised SVD (Halko, Martinsson and Tropp 2011).

    Written out, because scikit-learn's takes two seconds to import, in every process.
    """
    wanted = min(DIRECTIONS, min(rows.shape) - 1)
    if wanted < 2:
        return np.eye(rows.shape[1], dtype=np.float32)
    draw = np.random.default_rng(seed)
    found = draw.standard_normal((rows.shape[1], min(wanted + SPARE, min(rows.shape))), np.float32)
    for _ in range(POWERS + 1):
        found = rows.T @ np.linalg.qr(rows @ found)[0]
    return np.asarray(np.linalg.svd(found, full_matrices=False)[0][:, :wanted], np.float32)


def k_means(rows: Any, points: Floats, k: int, seed: int) -> tuple[Ints, Floats]:
    """Group of each of the sparse ``rows``, and the groups' centres among their features.

    Starts are tried on ``points`` (the rows along few directions); the best is carried on among the features
    themselves, where rare words that the directions lost count again.
    """
    few = points[:: -(-len(points) // START_SAMPLE)]
    runs = [_k_means(few, k, np.random.default_rng([seed, start])) for start in range(STARTS)]
    label = (points @ max(runs, key=lambda run: run[2])[1].T).argmax(axis=1)
    centres = centres_of(rows, label, k)
    for _ in range(SPARSE_ROUNDS):
        before, label = label, nearest(rows, centres)
        if (before == label).all():
            break
        centres = centres_of(rows, label, k)
    return label, centres


def nearest(rows: Any, centres: Floats) -> Ints:
    """The centre nearest to each sparse row; 0 for an empty row."""
    return np.asarray((rows @ centres.T).argmax(axis=1), np.int64)


def centres_of(rows: Any, label: Ints, k: int) -> Floats:
    """Mean direction of each group of sparse rows."""
    return unit(sums_of(rows, label, k))


def sums_of(rows: Any, label: Ints, k: int) -> Floats:
    """The sum of each group of sparse rows; rows labelled -1 are in none."""
    return np.asarray((_members(label, k) @ rows).toarray())


def _members(label: Ints, k: int) -> Any:
    from scipy.sparse import csr_matrix

    order = np.argsort(label, kind="stable")[np.count_nonzero(label < 0) :]
    starts = np.concatenate(([0], np.cumsum(np.bincount(label[order], minlength=k))))
    return csr_matrix((np.ones(len(order), np.float32), order, starts), (k, len(label)))


def _k_means(points: Floats, k: int, rng: np.random.Generator) -> tuple[Ints, Floats, float]:
    from scipy.sparse import csc_matrix

    centres, before = _spread_out(points, k, rng), -1.0
    place = np.arange(len(points))
    members = csc_matrix((np.ones(len(points), np.float32), place % k, np.append(place, len(points))), (k, len(points)))
    for _ in range(ROUNDS):
        near = points @ centres.T
        label = near.argmax(axis=1)
        closeness = float(near[place, label].sum(dtype=np.float64))
        if closeness <= before * (1 + 1e-5):
            break
        before = closeness
        members.indices[:] = label  # to make the matrix again would take longer than all else
        centres = _moved(members @ points, np.bincount(label, minlength=k), centres)
    return label, centres, before


def _moved(sums: Floats, sizes: Ints, before: Floats) -> Floats:
    """Mean direction of each group; one that lost all its points stays where it was."""
    return np.where(sizes[:, None] > 0, unit(sums), before)


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
