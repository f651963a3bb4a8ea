"""The learning classifier on UIT-VSFC (students' feedback): fitted on train, measured on dev, beside LinearSVC.

LANGNGHE_SHARED=... OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/vsfc.py
"""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from langnghe.text.evaluate import calibration_error
from langnghe.text.learn import train

SHARED = Path(os.environ.get("LANGNGHE_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "uit_vsfc"
GOALS = {"sentiments": 0.80, "topics": 0.78}  # macro-F1 on dev


def part(name: str, label: str) -> list[tuple[str, str]]:
    lines = [(SHARED / name / f"{kind}.txt").read_text("utf-8").splitlines() for kind in ("sents", label)]
    return list(zip(*lines, strict=True))


def peer(pairs: list[tuple[str, str]], texts: list[str]) -> list[str]:
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    both = make_union(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), letters)
    fitted = make_pipeline(both, LinearSVC(C=0.2, class_weight="balanced", random_state=0))
    return list(fitted.fit(*zip(*pairs, strict=True)).predict(texts))


def measure(label: str) -> None:
    pairs, held_out = part("train", label), part("dev", label)
    texts, truth = [text for text, _ in held_out], [name for _, name in held_out]
    started = perf_counter()
    model = train(pairs)
    seconds = perf_counter() - started
    found = model.predict(texts)
    names = [name for name, _ in found]
    own, other = (f1_score(truth, labels, average="macro") for labels in (names, peer(pairs, texts)))
    error = calibration_error([score for _, score in found], [a == b for a, b in zip(names, truth, strict=True)])
    print(
        f"{label}: macro-F1 {own:.3f} (goal {GOALS[label]}), weighted {f1_score(truth, names, average='weighted'):.3f}"
    )
    print(f"  LinearSVC words and letters {other:.3f}; fit {seconds:.0f} s; calibration error {error:.3f}")


if __name__ == "__main__":
    for name in GOALS:
        measure(name)
