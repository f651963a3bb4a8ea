"""A text classifier for any labelled feedback: sentiment of answers, subject of letters, kind of request.

Three linear members (support vectors on words and letters; support vectors and logistic regression on words over their
naive Bayes ratios: NBSVM, Wang and Manning 2012) are stacked: a logistic regression on their margins for texts they
were not fitted on gives the score, which is therefore calibrated. The label is chosen with part of the classes'
frequency divided out, as much as serves the macro-F1 of those same texts best.

    >>> model = train([("giảng hay", "khen"), ("dễ hiểu", "khen"), ("quá ồn", "chê"), ("nóng quá", "chê")])
    >>> model.predict(["giảng dễ hiểu"])[0][0]
    'khen'
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.text.features import Lexicon, Space, feedback_keys

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Fit = Callable[[Any, Numbers], tuple[Floats, Floats]]

LETTERS = (2, 5)  # shortest and longest run of letters within a word
FOLDS = 5

_TEMPERATURES = np.geomspace(0.05, 3, 60)
_SHARES_OF_PRIOR = np.arange(0, 1, 0.05)


class TooFew(ValueError):
    """The labelled texts are not enough to learn from."""


def train(pairs: Iterable[tuple[str, str]]) -> Model:
    """Fit on (text, label) pairs; the same pairs in the same order give the same model.

    Raises :class:`TooFew` if there are not two labels with two texts each.
    """
    texts, labels = map(list, zip(*pairs, strict=True)) if (pairs := list(pairs)) else ([], [])
    counts = Counter(labels)
    if len(counts) < 2 or min(counts.values()) < 2:
        rare = ", ".join(sorted(label for label, count in counts.items() if count < 2)) or "chỉ có một nhãn"
        raise TooFew(f"Cần ít nhất hai nhãn, mỗi nhãn hai văn bản để học; hãy thêm ví dụ ({rare}).")
    reading = _Reading.of(texts)
    classes, numbers = np.unique(labels, return_inverse=True)
    rows = reading.rows(texts)
    held_out = np.zeros((len(texts), len(classes) * len(_MEMBERS)), np.float32)
    fold = _folds(numbers)
    for part in range(fold.max() + 1):
        held_out[fold == part] = _margins(_fit(rows, fold != part, numbers), rows, fold == part)
    stack = _Stack.fit(held_out, numbers, fold)
    return Model(tuple(classes.tolist()), reading, _fit(rows, fold >= 0, numbers), stack)


@dataclass(frozen=True)
class Model:
    """What :func:`train` found."""

    classes: tuple[str, ...]
    reading: _Reading
    members: list[tuple[Floats, Floats]]  # weights (columns, classes) and bias of each member
    stack: _Stack

    def predict(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """(label, calibrated probability of that label) of each text."""
        if not texts:
            return []
        rows = self.reading.rows(texts)
        scores, best = self.stack.decide(_margins(self.members, rows, slice(None)))
        return [(self.classes[column], round(float(row[column]), 4)) for row, column in zip(scores, best, strict=True)]

    def save(self, folder: str | Path) -> None:
        """Write ``model.json`` and ``weights.npz`` into the folder, which is made if need be."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        lexicon = self.reading.space.lexicon
        names: dict[str, Sequence[str]] = {"classes": self.classes, "letters": self.reading.letters}
        names |= {"folded": lexicon.folded, "marked": lexicon.marked}
        (folder / "model.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")
        arrays: dict[str, Any] = {"keys": self.reading.space.keys, "rarity": self.reading.rarity, **vars(self.stack)}
        for number, (weights, bias) in enumerate(self.members):
            arrays |= {f"weights{number}": weights, f"bias{number}": bias}
        np.savez(folder / "weights.npz", **arrays)

    @classmethod
    def load(cls, folder: str | Path) -> Model:
        """Read what :meth:`save` wrote; nothing in the files is executed."""
        names = json.loads((Path(folder) / "model.json").read_text("utf-8"))
        with np.load(Path(folder) / "weights.npz", allow_pickle=False) as arrays:
            space = Space(Lexicon(names["folded"], names["marked"]), arrays["keys"])
            reading = _Reading(space, names["letters"], arrays["rarity"])
            members = [(arrays[f"weights{n}"], arrays[f"bias{n}"]) for n in range(len(_MEMBERS))]
            stack = _Stack(*(arrays[name] for name in ("spread", "weights", "bias", "prior")))
            return cls(tuple(names["classes"]), reading, members, stack)


@dataclass(frozen=True)
class _Reading:
    """Texts as rows: the words' columns, then the letters'."""

    space: Space
    letters: list[str]  # runs of letters, in the order of their columns
    rarity: Floats  # (columns,)

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Reading:
        from sklearn.feature_extraction.text import CountVectorizer

        space = Space.of(Lexicon.of(texts), feedback_keys, texts, {})
        counter = CountVectorizer(analyzer="char_wb", ngram_range=LETTERS, min_df=min(2, len(texts) // 10 + 1))
        letters = counter.fit(texts).get_feature_names_out().tolist()
        counts = cls(space, letters, np.ones(0, np.float32))._counts(texts)
        share = (1 + np.bincount(counts.indices, minlength=counts.shape[1])) / (1 + len(texts))
        return cls(space, letters, (1 - np.log(share)).astype(np.float32))

    def rows(self, texts: Sequence[str]) -> tuple[Any, Any]:
        """Weighed by rarity, words and letters of length 1 each; and words as present or not."""
        from scipy.sparse import csr_matrix, hstack
        from sklearn.preprocessing import normalize

        counts = self._counts(texts)
        weighed = csr_matrix((1 + np.log(counts.data), counts.indices, counts.indptr), counts.shape)
        weighed = weighed.multiply(self.rarity).tocsr()
        split = len(self.space)
        counts.data[:] = 1
        both = hstack([normalize(weighed[:, :split]), normalize(weighed[:, split:])])
        return both.tocsr(), counts[:, :split]

    def _counts(self, texts: Sequence[str]) -> Any:
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import CountVectorizer

        counter = CountVectorizer(analyzer="char_wb", ngram_range=LETTERS, vocabulary=self.letters, dtype=np.float32)
        words = self.space.matrix(feedback_keys, texts)
        words.sum_duplicates()
        return hstack([words, counter.transform(texts)]).tocsr()


@dataclass(frozen=True)
class _Stack:
    """Logistic regression on the members' margins, and the part of the prior that is divided out."""

    spread: Floats  # (margins,) standard deviation
    weights: Floats  # (margins, classes)
    bias: Floats
    prior: Floats  # (classes,) logarithm of the frequency, times the share

    @classmethod
    def fit(cls, margins: Floats, numbers: Numbers, fold: Numbers) -> _Stack:
        spread = margins.std(axis=0) + 1e-6
        held_out = np.zeros((len(numbers), numbers.max() + 1))
        for part in range(fold.max() + 1):
            weights, bias = _logistic(margins[fold != part] / spread, numbers[fold != part])
            held_out[fold == part] = margins[fold == part] / spread @ weights + bias
        prior = np.log(np.bincount(numbers) / len(numbers))
        share = _best_share(np.log(softmax(held_out)), prior, numbers)
        return cls(spread, *_logistic(margins / spread, numbers), (share * prior).astype(np.float32))

    def decide(self, margins: Floats) -> tuple[Floats, Numbers]:
        """(probabilities, chosen class) of each row."""
        scores = softmax(margins / self.spread @ self.weights + self.bias)
        return scores, np.argmax(np.log(scores + 1e-12) - self.prior, axis=1)


def against_the_rest(
    matrix: Any, labels: Numbers, cost: float, balance: bool = True, counts: Floats | None = None
) -> tuple[Floats, Floats]:
    """Weights (columns, classes) and bias (classes,) of linear support vectors, each class against the rest.

    ``counts``: how much each row counts, where they differ.
    """
    from sklearn.svm import LinearSVC

    fitted = LinearSVC(C=cost, class_weight="balanced" if balance else None, random_state=0, tol=0.05)
    fitted.fit(matrix, labels, sample_weight=counts)
    return _per_class(fitted.coef_, fitted.intercept_)


def naive_bayes(matrix: Any, labels: Numbers, smooth: float = 0.02) -> Floats:
    """Weights (columns, classes): logarithm of a column's share in a class, less the mean of all classes."""
    shares = np.log(_shares(matrix, labels, smooth))
    return (shares - shares.mean(axis=1, keepdims=True)).astype(np.float32)


def softmax(margins: NDArray[Any]) -> NDArray[Any]:
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def temperature_of(margins: NDArray[Any], labels: Numbers, doubt: float = 0.0) -> float:
    """The temperature at which the scores of held-out margins are most likely (Guo et al. 2017).

    ``doubt`` is the share of every score that goes to all classes alike.
    """
    rows, even = np.arange(len(labels)), doubt / margins.shape[1]
    scores = [(1 - doubt) * softmax(margins / t)[rows, labels] + even for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmax([np.log(score + 1e-12).mean() for score in scores]))])


def _per_class(weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """(columns, classes), (classes,): of two classes scikit-learn gives only the second."""
    if len(weights) == 1:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights.T.astype(np.float32), bias.astype(np.float32)


def _shares(matrix: Any, labels: Numbers, smooth: float) -> NDArray[np.float64]:
    """Share of each column in the columns of a class (columns, classes)."""
    from scipy.sparse import csr_matrix

    member = csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))))
    counts = (member @ matrix).toarray().T + smooth
    return counts / counts.sum(axis=0)


def _over_ratios(matrix: Any, labels: Numbers, fit: Fit) -> tuple[Floats, Floats]:
    """``fit`` for each class over columns weighed by their naive Bayes ratio for it."""
    weights, bias = [], []
    for label in range(labels.max() + 1):
        own = (labels == label).astype(int)
        ratio = np.subtract(*np.log(_shares(matrix, own, 1.0)).T[::-1])
        fitted, offset = fit(matrix.multiply(ratio).tocsr(), own)
        weights.append(fitted[:, 1] * ratio)
        bias.append(offset[1])
    return np.stack(weights, axis=1).astype(np.float32), np.array(bias, np.float32)


def _logistic_of_many(matrix: Any, labels: Numbers) -> tuple[Floats, Floats]:
    """Logistic regression for more columns than texts."""
    from sklearn.linear_model import LogisticRegression

    solver = {"solver": "liblinear", "dual": True, "max_iter": 300, "tol": 0.01, "random_state": 0}
    fitted = LogisticRegression(C=0.3, class_weight="balanced", **solver).fit(matrix, labels)
    return _per_class(fitted.coef_, fitted.intercept_)


# (which of the two matrices, how to fit); costs by cross-validation on UIT-VSFC's training part
_MEMBERS: tuple[tuple[int, Fit], ...] = (
    (0, lambda rows, labels: against_the_rest(rows, labels, 0.15)),
    (1, lambda rows, labels: _over_ratios(rows, labels, lambda own, one: against_the_rest(own, one, 0.01))),
    (1, lambda rows, labels: _over_ratios(rows, labels, _logistic_of_many)),
)


def _fit(rows: Sequence[Any], kept: NDArray[np.bool_], numbers: Numbers) -> list[tuple[Floats, Floats]]:
    return [fit(rows[which][kept], numbers[kept]) for which, fit in _MEMBERS]


def _margins(members: Sequence[tuple[Floats, Floats]], rows: Sequence[Any], kept: Any) -> Floats:
    """The members' margins side by side (texts, members x classes)."""
    parts = zip(_MEMBERS, members, strict=True)
    return np.hstack([rows[which][kept] @ weights + bias for (which, _), (weights, bias) in parts])


def _folds(numbers: Numbers) -> Numbers:
    """The fold of each text: every class is dealt out in turn, so each fold has of each."""
    folds = np.zeros(len(numbers), int)
    for label in range(numbers.max() + 1):
        own = np.flatnonzero(numbers == label)
        folds[own] = np.arange(len(own)) % min(FOLDS, np.bincount(numbers).min())
    return folds


def _logistic(margins: Floats, numbers: Numbers) -> tuple[Floats, Floats]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(margins, numbers)
    weights, bias = fitted.coef_, fitted.intercept_
    if len(weights) == 1:  # one row for two classes: the first one's margin is then 0
        weights, bias = np.vstack([np.zeros_like(weights), weights]), np.array([0.0, bias[0]])
    return weights.T.astype(np.float32), bias.astype(np.float32)


def _best_share(scores: NDArray[np.float64], prior: NDArray[np.float64], numbers: Numbers) -> float:
    """How much of the prior to divide out for the best macro-F1, smoothed over neighbours against chance."""
    from sklearn.metrics import f1_score

    found = [f1_score(numbers, (scores - share * prior).argmax(axis=1), average="macro") for share in _SHARES_OF_PRIOR]
    smooth = np.convolve(np.pad(found, 1, mode="edge"), np.ones(3) / 3, "valid")
    return float(_SHARES_OF_PRIOR[int(np.argmax(smooth))])
