"""Opinions into themes: within a topic, statements of one concern, named with people's own words.

    >>> themes([Item(1, "Nước máy vàng đục"), Item(2, "Nước máy vàng đục cả tuần")])[0].title
    'nước máy vàng đục'

Statements are compared by their words without the ways of asking (words.py), cut into groups
(centres.py) and named (titles.py). There is no theme of "others": what fits nowhere is in no theme.
The result does not depend on the order of the statements, nor on the number of processes.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any

import numpy as np

from langnghe.text.cluster.centres import Floats, Ints, centres_of, directions, k_means, nearest, sums_of, unit
from langnghe.text.cluster.titles import WORDS, Phrases, apart, phrases_of, telling, title
from langnghe.text.cluster.words import Features, folded_words, lists, read
from langnghe.text.normal import clean, fold
from langnghe.text.spread import spread_beside

SEED = 20261122
FEW = 8  # statements of a topic that are one theme
MOST = 60  # themes of a topic
IN_COMMON = 0.1  # cosine of two statements that have more in common than a word everybody uses
SAMPLE = 100_000  # statements from which groups are learnt; the others are put to the nearest
BATCH = 50_000
SAME_THEME = 0.4  # cosine of centres: halves of one topic of our sentences have 0.43-0.7, other topics 0.1-0.4
COMPARED = 200  # statements of a theme by which it is recognised
NAMED_BY = 12  # most central statements from which the title is taken
TYPICAL, MINORITY = 3, 2
MINORITY_SHARE = 0.05
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Item:
    """One statement; ``area`` is the code of the place it is from."""

    id: Any
    text: str
    topic: str = ""
    area: str = ""


@dataclass(frozen=True)
class Known:
    """A theme of earlier periods (or of an earlier run) with its statements."""

    key: str
    topic: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Theme:
    """Statements of one concern. ``words`` set it apart from the topic's other themes; ids are those of items."""

    key: str
    topic: str
    title: str
    words: tuple[str, ...]
    members: tuple[Any, ...]
    typical: list[Any]
    minority: list[Any]


def themes(
    items: Sequence[Item], *, known: Sequence[Known] = (), workers: int = 1, progress: Progress | None = None
) -> list[Theme]:
    """Themes of each topic, the largest first; items without topic are grouped among themselves.

    An item in no theme fits nowhere: it has no words of its own, or nobody else said the like.
    """
    topics: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        topics[item.topic].append(item)
    earlier: dict[str, list[Known]] = defaultdict(list)
    for theme in sorted(known, key=lambda theme: theme.key):
        earlier[theme.topic].append(theme)
    longest = sorted(topics, key=lambda topic: (-len(topics[topic]), topic))  # none is left for one process at the end
    for rows in topics.values():
        rows.sort(key=lambda item: (item.text, str(item.id)))
    jobs = {
        topic: _Job(topic, pickle.dumps([item.text for item in topics[topic]]), earlier[topic]) for topic in longest
    }
    found = spread_beside(_of_job, jobs, longest, workers=workers, progress=progress)
    of_topic = {
        topic: [_with_ids(theme, topics[topic]) for theme in rows] for topic, rows in zip(longest, found, strict=True)
    }
    return _with_own_titles([theme for topic in sorted(topics) for theme in of_topic[topic]])


def group(texts: Sequence[str], k: int | None = None) -> list[int | None]:
    """A theme number for each text, from 0 and the largest first; None where a text fits nowhere.

    ``k`` is the number of themes, chosen from the texts when None.
    """
    order = sorted(range(len(texts)), key=lambda place: texts[place])
    found = _Grouping([clean(texts[place]) for place in order], k)
    sizes = np.bincount(found.label[found.label >= 0], minlength=1)
    rank = {int(label): number for number, label in enumerate(np.argsort(-sizes, kind="stable"))}
    numbers: list[int | None] = [None] * len(texts)
    for place, label in zip(order, found.label, strict=True):
        numbers[place] = rank[int(label)] if label >= 0 else None
    return numbers


# --- groups ---------------------------------------------------------------------------------------------------


class _Grouping:
    """Texts (sorted and clean) as points and the group of each; -1 fits nowhere."""

    def __init__(self, texts: Sequence[str], k: int | None) -> None:
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        with threadpool_limits(1):  # sums of several threads differ in their last digits
            wanted = k or how_many(len(texts))
            self._features = Features(read(texts[:: max(1, -(-len(texts) // SAMPLE))]))
            rows = self._features.first_rows
            told = rows[np.diff(rows.indptr) > 0]
            self.k = max(1, min(wanted, told.shape[0]))
            self.centres = self._learn(told) if told.shape[0] else np.zeros((1, rows.shape[1]), np.float32)
            self.rows = rows if rows.shape[0] == len(texts) else self.place(texts)
            self.label = np.where(np.diff(self.rows.indptr) > 0, nearest(self.rows, self.centres), -1)

    def _learn(self, rows: Any) -> Floats:
        points = unit(rows @ directions(rows, SEED))
        return k_means(rows, points, self.k, SEED)[1]

    def part(self) -> None:
        """One group into those of statements that have words in common, with each other or by way of others."""
        from scipy.sparse.csgraph import connected_components

        told = np.flatnonzero(self.label >= 0)
        rows = self.rows[told]
        if told.size:
            self.k, self.label[told] = connected_components(rows @ rows.T > IN_COMMON, directed=False)

    def nearness(self) -> Floats:
        """How near each row is to the centre of its group; what fits nowhere is near to none."""
        sums = sums_of(self.rows, self.label, self.k)
        return np.asarray((self.rows @ sums.T)[np.arange(len(self.label)), self.label], np.float32)

    def place(self, texts: Sequence[str]) -> Any:
        """Texts as rows of the features of those that were grouped."""
        from scipy.sparse import vstack

        cut = [read(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return vstack([self._features.rows(reading) for reading in cut]).tocsr()


def how_many(size: int) -> int:
    """Themes to look for among ``size`` statements."""
    return 1 if size <= FEW else min(round((size / 2) ** 0.5), MOST)


# --- themes of a topic ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Job:
    """The statements of a topic for another process: packed, since to read a string is to count who holds it, and so
    to copy the page of memory it lies on, which forked processes had in common.
    """

    topic: str
    packed: bytes
    known: Sequence[Known]


def _of_job(jobs: Mapping[str, _Job], topic: str) -> list[Theme]:
    job = jobs[topic]
    return _of_topic(topic, pickle.loads(job.packed), job.known)


def _of_topic(topic: str, texts: Sequence[str], known: Sequence[Known]) -> list[Theme]:
    """The themes of a topic, with the places of their statements among ``texts``."""
    plain = list(map(clean, texts))
    found = _Grouping(plain, None)
    if not topic and found.k == 1:  # nothing yet says that they belong together
        found.part()
    members = [np.flatnonzero(found.label == label) for label in range(found.k)]
    members = sorted((rows for rows in members if len(rows)), key=lambda rows: (-len(rows), rows[0]))
    near = found.nearness()
    central = [rows[np.argsort(-near[rows], kind="stable")] for rows in members]
    continued = _continued([[texts[row] for row in rows.tolist()] for rows in members], known)
    kept = [number for number, rows in enumerate(members) if len(rows) > 1 or number in continued]
    central, continued = [central[number] for number in kept], {kept.index(n): key for n, key in continued.items()}
    keys = _keys(topic, [texts[rows[0]] for rows in central], continued, {theme.key for theme in known})
    said = phrases_of([[plain[row] for row in rows[:NAMED_BY].tolist()] for rows in central])
    return [
        _theme(key, topic, plain, rows, apart(ranked, WORDS), of_theme)
        for key, rows, ranked, of_theme in zip(keys, central, telling(said), said, strict=True)
    ]


def _theme(key: str, topic: str, texts: Sequence[str], central: Ints, words: list[str], said: Phrases) -> Theme:
    typical = _first_different(central.tolist(), texts, TYPICAL)
    return Theme(
        key=key,
        topic=topic,
        title=title(words, said) or _shortened(texts[central[0]]),
        words=tuple(words),
        members=tuple(np.sort(central).tolist()),
        typical=typical,
        minority=[row for row in _minority(texts, central) if row not in typical],
    )


def _with_ids(theme: Theme, items: Sequence[Item]) -> Theme:
    """A theme of places with the ids of the statements there."""
    members, typical, minority = (
        [items[row].id for row in rows] for rows in (theme.members, theme.typical, theme.minority)
    )
    return replace(theme, members=tuple(members), typical=typical, minority=minority)


def _shortened(text: str) -> str:
    return " ".join(clean(text).split()[:6])


def _first_different(rows: Sequence[int], texts: Sequence[str], count: int) -> list[int]:
    first: dict[str, int] = {}
    for row in rows:
        if len(first) == count:
            break
        first.setdefault(fold(texts[row]), row)
    return list(first.values())


def _minority(texts: Sequence[str], central: Ints) -> list[int]:
    """Statements of the rarer stance when it has its share, else those farthest from the centre."""
    praise = np.array([_praises(fold(texts[row])) for row in central.tolist()], bool)
    satisfied, others = central[praise], central[~praise]
    fewer = min(satisfied, others, key=len)
    if len(fewer) < max(1, MINORITY_SHARE * len(central)):
        fewer = central[::-1] if MINORITY / len(central) >= MINORITY_SHARE else central[:0]
    return _first_different(fewer.tolist(), texts, MINORITY)


def is_satisfied(text: str) -> bool:
    """Whether a statement praises: a word of satisfaction that nothing shortly before it denies."""
    return _praises(fold(clean(text)))


def _praises(words: str) -> bool:
    if not any(map(words.__contains__, _praise())):  # most statements; quicker than the pattern
        return False
    return any(
        not set(words[: match.start()].split()[-2:]) & folded_words("denying")
        for match in _praise_pattern().finditer(words)
    )


@cache
def _praise() -> tuple[str, ...]:
    return tuple(map(fold, lists()["satisfied"]))


@cache
def _praise_pattern() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{word}\b" for word in _praise()))


# --- the same theme as before ---------------------------------------------------------------------------------


def _keys(topic: str, medoids: Sequence[str], continued: dict[int, str], used: set[str]) -> list[str]:
    """Each theme's key: that of the known theme it continues, else one made from its most central statement."""
    keys: list[str] = []
    for number, medoid in enumerate(medoids):
        keys.append(continued.get(number) or _new_key(topic, medoid, used | set(keys)))
    return keys


def _new_key(topic: str, medoid: str, used: set[str]) -> str:
    for salt in range(len(used) + 1):
        digest = hashlib.sha256(f"{topic}\0{medoid}{chr(0) * salt}".encode()).hexdigest()
        if f"t{digest[:10]}" not in used:
            break
    return f"t{digest[:10]}"


def _continued(found: Sequence[Sequence[str]], known: Sequence[Known]) -> dict[int, str]:
    """Number of each theme that continues a known one, with its key: one to one, by the cosine of their centres."""
    if not known or not found:
        return {}
    from scipy.optimize import linear_sum_assignment  # half a second, in every process

    near = _centres_near([sorted(texts) for texts in found], [sorted(theme.texts) for theme in known])
    pairs = zip(*linear_sum_assignment(-near), strict=True)
    return {int(new): known[old].key for new, old in pairs if near[new, old] >= SAME_THEME}


def _centres_near(found: Sequence[list[str]], known: Sequence[list[str]]) -> Any:
    """Cosines of the centres of two lists of themes, among the words of both."""
    sampled = [texts[:: -(-len(texts) // COMPARED)] for texts in (*found, *known)]
    reading = read([clean(text) for texts in sampled for text in texts])
    theme = np.repeat(np.arange(len(sampled)), [len(texts) for texts in sampled])
    centres = centres_of(Features(reading).rows(reading), theme, len(sampled))
    return centres[: len(found)] @ centres[len(found) :].T


# --- titles of the whole result -------------------------------------------------------------------------------


def _with_own_titles(found: Sequence[Theme]) -> list[Theme]:
    """Titles made unique: by one more phrase, else by the topic's order."""
    used: set[str] = set()
    named = []
    for theme in found:
        choices = [theme.title, *(f"{theme.title}, {word}" for word in theme.words if word not in theme.title)]
        numbered = (f"{theme.title} ({number})" for number in range(2, len(found) + 2))
        own = next(choice for choice in chain(choices, numbered) if choice not in used)
        used.add(own)
        named.append(replace(theme, title=own))
    return named
