"""How many statements a second the shipped classifier labels, beside TF-IDF + LinearSVC on the same sentences.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/classify.py

Texts of 300 characters are made of the shipped sentences; both read every text from scratch. A B A B A B, medians.
Seconds are the processor's own, so that other work on the machine counts less.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from langnghe.text import examples
from langnghe.text.classify import Classifier

TEXTS, LENGTH, ROUNDS = 20_000, 300, 3
GOAL = 10_000  # statements a second on one core


def statements() -> list[str]:
    """Texts of exactly ``LENGTH`` characters, sentences of any topic one after another."""
    draw, sentences = random.Random(7), [row.text for row in examples.shipped()]
    return [" ".join(draw.choices(sentences, k=12))[:LENGTH] for _ in range(TEXTS)]


def peer() -> Pipeline:
    """What one would write first: words 1-2 and letters 2-5, weighed by TF-IDF, one linear SVC."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    labelled = [row for row in examples.shipped() if row.topic]
    fitted = make_pipeline(make_union(words, letters), LinearSVC(C=0.5, random_state=0))
    return fitted.fit([row.text for row in labelled], [row.topic for row in labelled])


def speed(label: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    started = process_time()
    label(texts)
    return len(texts) / (process_time() - started)


def main() -> None:
    started = process_time()
    Classifier.fit(examples.shipped())
    print(f"fit: {process_time() - started:.1f} s of one core")
    texts, ours, theirs = statements(), Classifier.shipped(), peer()
    rounds = [(speed(ours.classify, texts), speed(theirs.predict, texts)) for _ in range(ROUNDS)]
    own, other = (median(column) for column in zip(*rounds, strict=True))
    print(f"classify: {own:,.0f} statements/s of {LENGTH} characters (goal {GOAL:,})")
    print(f"LinearSVC, words and letters: {other:,.0f}/s; ratio {own / other:.1f}")


if __name__ == "__main__":
    main()
