"""Themes against the labels of real and planted sets, beside k-means, MiniBatchKMeans and BERTopic in the same run.

    OMP_NUM_THREADS=1 python -m benchmarks.themes [--seeds 5] [--sets news news300 ...] [--peers kmeans bertopic]
    OMP_NUM_THREADS=1 python -m benchmarks.themes --speed 10000 50000 200000      growth and ratio to MiniBatchKMeans
    OMP_NUM_THREADS=1 python -m benchmarks.themes --whole 100000 [--workers 2]    themes() of 80 topics

NMI is normalised mutual information with the labels; "same" is the adjusted Rand index between seeds. Real sets are
read from the shared folder (LANGNGHE_SHARED); one that is absent is skipped with the reason. BERTopic gets TF-IDF
directions in place of a downloaded language model, and runs where the package can be imported.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

from benchmarks.measuring import Watch, line, show

from langnghe.text import cluster
from langnghe.text.cluster import theming
from langnghe.text.examples import shipped

SHARED = Path(os.environ.get("LANGNGHE_SHARED", Path(__file__).parents[2] / "shared")) / "data"
PLANTED = 59
DIRECTIONS = 100
Labelled = tuple[list[str], list[str], int]  # texts, their labels, number of groups to look for

OPENERS = ["Cử tri {} phản ánh", "Bà con {} cho biết", "Nhân dân {} bức xúc vì", "Một số hộ ở {} có ý kiến:", "Ở {}"]
PARTS = ["Khe", "Nà", "Đồng", "Bãi", "Cổng", "Tân", "Xuân", "Hòa", "Phú", "An"]
PLACES = [f"{first} {second}" for first in PARTS for second in ("Dài", "Lạn", "Cát", "Vàng", "Lập", "Sơn", "Lạc", "Mỹ")]


# --- sets -----------------------------------------------------------------------------------------------------


def news(length: int | None = None) -> Labelled:
    with (SHARED / "news_unc/news.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(row) for row in file]
    return [f"{row['title']} {row['text']}"[:length] for row in rows], [row["topic"] for row in rows], 10


def comments(label: str, k: int) -> Labelled:
    rows: list[dict[str, str]] = []
    for part in ("train", "valid"):
        with (SHARED / f"uit_victsd/ViCTSD_{part}.csv").open(encoding="utf-8") as file:
            rows += [row for row in csv.DictReader(file) if len(row["Comment"]) >= 60]
    return [row["Comment"] for row in rows], [row[label] for row in rows], k


def planted(size: int, seed: int = 7) -> Labelled:
    """Statements of some 200 characters: two clauses of one of 59 topics, and a foreign one.

    The foreign clause is drawn from the topics that are not planted: none is so frequent that counting drops it.
    """
    rng = random.Random(seed)
    stock: dict[str, list[str]] = defaultdict(list)
    for row in shipped():
        if row.topic:
            stock[row.topic] += [part.strip() for part in re.split(r"[,.;:]", row.text) if len(part) > 20]
    topics = sorted(stock)[:PLANTED]
    foreign = [clause for topic in sorted(stock)[PLANTED:] for clause in stock[topic]]
    labels = [rng.choice(topics) for _ in range(size)]
    return [_statement(stock[label][:40], foreign, rng) for label in labels], labels, PLANTED


def _statement(clauses: Sequence[str], foreign: Sequence[str], rng: random.Random) -> str:
    opener = rng.choice(OPENERS).format(rng.choice(PLACES))
    return f"{opener} {', '.join(rng.sample(clauses, 2))}, {rng.choice(foreign)}."


SETS: dict[str, Callable[[], Labelled]] = {
    "news": news,
    "news300": lambda: news(300),
    "comments": lambda: comments("Topic", 10),
    "issues": lambda: comments("Title", 300),
    "planted": lambda: planted(50_000),
}


# --- ours and peers -------------------------------------------------------------------------------------------


def ours(texts: list[str], k: int, seed: int) -> list[int]:
    theming.SEED = seed
    return [-1 if number is None else number for number in cluster.group(texts, k)]


def directions(texts: list[str], seed: int) -> Any:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    rows = TfidfVectorizer(ngram_range=(1, 2), min_df=3, max_df=0.5, sublinear_tf=True).fit_transform(texts)
    return normalize(TruncatedSVD(DIRECTIONS, random_state=seed).fit_transform(rows))


def kmeans(texts: list[str], k: int, seed: int) -> list[int]:
    from sklearn.cluster import KMeans

    return list(KMeans(k, n_init=3, random_state=seed).fit_predict(directions(texts, seed)))


def minibatch(texts: list[str], k: int, seed: int) -> list[int]:
    from sklearn.cluster import MiniBatchKMeans

    return list(MiniBatchKMeans(k, random_state=seed).fit_predict(directions(texts, seed)))


def bertopic(texts: list[str], k: int, seed: int) -> list[int]:
    from bertopic import BERTopic  # type: ignore[import-not-found,unused-ignore]
    from sklearn.cluster import MiniBatchKMeans
    from umap import UMAP  # type: ignore[import-not-found,unused-ignore]

    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(umap_model=reduce, hdbscan_model=MiniBatchKMeans(k, random_state=seed))
    return list(model.fit_transform(texts, embeddings=directions(texts, seed))[0])


WAYS = {"ours": ours, "kmeans": kmeans, "minibatch": minibatch, "bertopic": bertopic}


# --- runs -----------------------------------------------------------------------------------------------------


def quality(names: Sequence[str], ways: Sequence[str], seeds: int) -> None:
    rows = []
    for name in names:
        try:
            texts, labels, k = SETS[name]()
        except FileNotFoundError as absent:
            print(f"{name}: skipped, {absent.filename} is not on this machine (set LANGNGHE_SHARED)")
            continue
        for way in ways:
            rows.append([name, len(texts), k, way, *measured(WAYS[way], texts, labels, k, seeds)])
            line(set=name, way=way, nmi=rows[-1][4], seconds=rows[-1][7])
    show(["set", "texts", "k", "way", "NMI", "sd", "same", "seconds"], rows)


def measured(
    way: Callable[[list[str], int, int], list[int]], texts: list[str], labels: list[str], k: int, seeds: int
) -> list[Any]:
    """NMI, its spread, likeness between seeds, processor seconds of one run."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    began = time.process_time()
    found = [way(texts, k, seed) for seed in range(seeds)]
    seconds = (time.process_time() - began) / seeds
    scores = [float(normalized_mutual_info_score(labels, one)) for one in found]
    same = [float(adjusted_rand_score(one, other)) for one, other in combinations(found, 2)]
    return [f"{mean(scores):.3f}", f"{pstdev(scores):.3f}", f"{mean(same):.2f}" if same else "-", round(seconds, 2)]


def speed(sizes: Sequence[int]) -> None:
    rows = []
    for size in sizes:
        texts, _, k = planted(size)
        seconds = {way: timed(WAYS[way], texts, k) for way in ("minibatch", "ours")}
        rows.append([size, seconds["ours"], seconds["minibatch"], seconds["ours"] / seconds["minibatch"]])
        line(size=size, ours=seconds["ours"], minibatch=seconds["minibatch"])
    show(["texts", "ours s", "minibatch s", "ratio"], rows)


def timed(way: Callable[[list[str], int, int], list[int]], texts: list[str], k: int) -> float:
    began = time.process_time()
    way(texts, k, 0)
    return time.process_time() - began


def whole(size: int, workers: int) -> None:
    """All of themes(): groups, titles, examples, keys, for statements spread over the planted topics."""
    texts, labels, _ = planted(size)
    items = [cluster.Item(number, text, label) for number, (text, label) in enumerate(zip(texts, labels, strict=True))]
    with Watch(os.getpid()) as watch:
        began = time.monotonic()
        found = cluster.themes(items, workers=workers)
    line(size=size, workers=workers, themes=len(found), wall=time.monotonic() - began, peak_mib=watch.peak / 2**20)


def main() -> None:
    here = [way for way in WAYS if way != "bertopic" or (find_spec("bertopic") and find_spec("umap"))]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--peers", nargs="*", choices=WAYS, default=here)
    parser.add_argument("--speed", nargs="+", type=int)
    parser.add_argument("--whole", type=int)
    parser.add_argument("--workers", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.speed:
        speed(chosen.speed)
    elif chosen.whole:
        whole(chosen.whole, chosen.workers)
    else:
        quality(chosen.sets, ["ours", *(way for way in chosen.peers if way != "ours")], chosen.seeds)


if __name__ == "__main__":
    main()
