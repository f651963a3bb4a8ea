"""What others would glue together for the same job, on one core, and what single peers take for one step of it.

``glue`` is PERFORMANCE's bare pipeline of public parts: plain ``re`` patterns, folding, rensa, hashed TF-IDF,
LinearSVC, SVD, MiniBatchKMeans, SQLite with FTS5. It reads no names, abstains from nothing, links no same matter,
names no theme. ``datasketch`` is MinHash LSH in plain Python; ``bertopic`` is BERTopic fed with TF-IDF vectors in
place of a downloaded language model; it is in no lock of ours and runs where it is installed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measuring import Stages

from langnghe.text.examples import shipped
from langnghe.text.normal import fold

PATTERNS = [
    re.compile(pattern)
    for pattern in (
        r"(?:\+84|0)(?:[ .-]?\d){9}\b",
        r"\b\d{9}\b|\b\d{12}\b",
        r"[\w.+-]+@[\w-]+\.[\w.-]+",
        r"(?i)(?:stk|tài khoản|tk)\D{0,20}\d{6,19}",
        r"\b\d{2}[A-Z]\d?[- ]?\d{3}\.?\d{2}\b",
        r"(?i)(?:số nhà|ngõ|hẻm|tổ) \d+[^,.;]*",
        r"(?:[ôÔ]ng|[bB]à|[aA]nh|[cC]hị) [A-ZÀ-ỸĐ][a-zà-ỹ]+(?: [A-ZÀ-ỸĐ][a-zà-ỹ]+){0,3}",
    )
]
HASHES, BANDS, LIKENESS = 128, 16, 0.7
COLUMNS, DIRECTIONS, GROUPS = 2**18, 50, 60
SCHEMA = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
    CREATE TABLE opinion (id INTEGER PRIMARY KEY, text TEXT, folded TEXT, label TEXT, theme INTEGER, issue INTEGER);
    CREATE INDEX opinion_label ON opinion (label);
    CREATE INDEX opinion_theme ON opinion (theme);
    CREATE INDEX opinion_issue ON opinion (issue);
    CREATE VIRTUAL TABLE search USING fts5(folded, content='opinion', content_rowid='id',
                                           tokenize='unicode61 remove_diacritics 0');
"""


def glue(texts: Sequence[str], database: Path, stages: Stages) -> None:
    """All of it in one process; the seconds of each step go into ``stages``."""
    with stages.stage("redact"):
        redacted = [masked(text) for text in texts]
        folded = [fold(text) for text in redacted]
    with stages.stage("dedupe"):
        issues = rensa_issues(folded)
    with stages.stage("classify"):
        vectors, labels = classified(folded)
    with stages.stage("cluster"):
        themes = clustered(vectors)
    with stages.stage("store"):
        store(database, zip(range(len(texts)), redacted, folded, labels, themes, issues, strict=True))


def masked(text: str) -> str:
    for pattern in PATTERNS:
        text = pattern.sub("[...]", text)
    return text


def rensa_issues(folded: Sequence[str]) -> list[int]:
    """The first statement of each one's likeness by MinHash: the peer's groups."""
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=LIKENESS, num_perm=HASHES, num_bands=BANDS)
    issues = []
    for number, text in enumerate(folded):
        made = RMinHash(num_perm=HASHES, seed=7)
        made.update(text.split())
        found = lsh.query(made)
        issues.append(min(found, default=number))
        lsh.insert(number, made)
    return issues


def datasketch_issues(folded: Sequence[str]) -> list[int]:
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=LIKENESS, num_perm=HASHES)
    issues = []
    for number, text in enumerate(folded):
        made = MinHash(num_perm=HASHES)
        made.update_batch([word.encode() for word in text.split()])
        issues.append(min(lsh.query(made), default=number))
        lsh.insert(number, made)
    return issues


def classified(folded: Sequence[str]) -> tuple[Any, list[str]]:
    """Hashed TF-IDF of words and pairs, and the topic by a LinearSVC fitted on the shipped sentences."""
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.svm import LinearSVC

    hashing = HashingVectorizer(n_features=COLUMNS, ngram_range=(1, 2), alternate_sign=False)
    examples = [example for example in shipped() if example.topic]
    weights = TfidfTransformer()
    known = weights.fit_transform(hashing.transform([fold(example.text) for example in examples]))
    model = LinearSVC().fit(known, [example.topic for example in examples])
    vectors = weights.transform(hashing.transform(folded))
    return vectors, model.predict(vectors).tolist()


def clustered(vectors: Any) -> list[int]:
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.decomposition import TruncatedSVD

    points = TruncatedSVD(DIRECTIONS, n_iter=2, random_state=7).fit_transform(vectors)
    return MiniBatchKMeans(GROUPS, random_state=7, n_init=1).fit_predict(points).tolist()


def store(database: Path, rows: Iterator[tuple[object, ...]]) -> None:
    connection = sqlite3.connect(database)
    connection.executescript(SCHEMA)
    connection.executemany("INSERT INTO opinion VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.execute("INSERT INTO search(search) VALUES ('rebuild')")
    connection.commit()
    connection.close()


def bertopic_themes(folded: Sequence[str]) -> list[int]:
    """Topics by BERTopic on TF-IDF vectors reduced by SVD, which stand in for those of a language model."""
    from bertopic import BERTopic  # type: ignore[import-not-found]
    from bertopic.backend import BaseEmbedder  # type: ignore[import-not-found]
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=3).fit_transform(folded)
    points = TruncatedSVD(DIRECTIONS, random_state=7).fit_transform(vectors)
    found: list[int] = BERTopic(embedding_model=BaseEmbedder()).fit_transform(folded, embeddings=points)[0]
    return found
