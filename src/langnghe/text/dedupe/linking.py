"""Which statements repeat each other, and which are about the same concrete matter in other words.

    >>> hole = Item("a", "Đường ĐT.185 qua bản Nà Tòng nhiều ổ gà, đề nghị sửa chữa")
    >>> again = Item("b", "duong dt.185 qua ban na tong nhieu o ga, de nghi sua chua")
    >>> repeats([hole, again])
    [Link(a='a', b='b', score=1.0, link='repeat')]

Two links, kept apart: ``repeat`` (an edited copy, merged by itself; see copies.py) and ``same-matter``
(proposed to a person with the two texts side by side; see matters.py). Results do not depend on the order
of the items nor on the number of workers.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Literal, TypeVar

from langnghe.text.dedupe import copies, matters
from langnghe.text.dedupe.matters import Evidence, contexts_of, gathered, settings
from langnghe.text.dedupe.words import Words, joined, words
from langnghe.text.spread import batches, spread

Kind = Literal["repeat", "same-matter"]
Id = Any  # hashable and sortable with the others: a number or a string
Row = TypeVar("Row")

BATCH = 4096
FEW = 20_000  # statements that one process is through with before others have begun


@dataclass(frozen=True, slots=True)
class Item:
    """A statement. ``context``: unit, headings and lead-in before it, joined by " | ".

    ``topic`` and ``sector`` are codes of the taxonomy; where no item has any, the shipped classifier is asked.
    ``place`` is the area it comes from: two known ones that differ are never linked.
    ``source`` is who handed it in and ``period`` when, for :func:`counts`.
    """

    id: Id
    text: str
    context: str = ""
    topic: str | None = None
    sector: str | None = None
    place: str | None = None
    source: Hashable = None
    period: Hashable = None


@dataclass(frozen=True, slots=True)
class Link:
    """Two items, ``a`` before ``b``, and how sure it is (0 to 1)."""

    a: Id
    b: Id
    score: float
    link: Kind


@dataclass(frozen=True, slots=True)
class Counts:
    """Four honest counts of a group: three statements in one report of one unit are one submission."""

    statements: int
    submissions: int
    sources: int
    periods: int


def repeats(items: Sequence[Item], *, workers: int = 1) -> list[Link]:
    """Near-copies: other case or marks, slips, words dropped or moved, phrases added; never another number or place.

    Not every pair of a large family of copies is listed, but every member is tied to it (:func:`union`).
    """
    rows = in_order(items)
    return _of_one_place(rows, _copies(rows, _words([row.text for row in rows], workers), workers))


def same_matter(items: Sequence[Item], *, least: float | None = None, workers: int = 1) -> list[Link]:
    """The same concrete matter in other words, as proposals: same road stretch, same company, same case.

    ``least`` is the lowest score listed; where it is not given, that of ``data/dedupe.yaml`` for proposals.
    """
    rows = in_order(items)
    return _matters_of(rows, _evidence(rows, _words([row.text for row in rows], workers), workers), least, workers)


def links(items: Sequence[Item], *, least: float | None = None, workers: int = 1) -> list[Link]:
    """Both kinds, the words read once; a pair that is a repeat is not proposed again."""
    rows = in_order(items)
    workers = workers if len(rows) > FEW else 1
    said = _words([row.text for row in rows], workers)
    copies = _of_one_place(rows, _copies(rows, said, workers))
    offered = _evidence(rows, said, workers)
    del said  # more memory than all that follows
    proposed = _matters_of(rows, offered, least, workers)
    where = {row.id: row.place for row in rows if row.place is not None}
    known = {(link.a, link.b) for link in copies}
    return [
        *copies,
        *(
            link
            for link in proposed
            if (link.a, link.b) not in known and _may_meet(where.get(link.a), where.get(link.b))
        ),
    ]


def _may_meet(a: str | None, b: str | None) -> bool:
    """Two known places that differ hold two matters, however alike the words."""
    return a is None or b is None or a == b


def _of_one_place(rows: Sequence[Item], found: list[Link]) -> list[Link]:
    """Links between copies said in one place: "pay the allowance at once" from two communes is two demands.

    Copies without a known place go with the only place of their family, where it has just one.
    """
    if not any(row.place for row in rows):
        return found
    where = {row.id: row.place for row in rows}
    family = union(where, [(link.a, link.b) for link in found])
    places: dict[Id, set[str]] = defaultdict(set)
    lowest: dict[Id, float] = {}
    for row in rows:
        places[family[row.id]] |= {row.place} - {None}  # type: ignore[arg-type]
    for link in found:
        lowest[family[link.a]] = min(lowest.get(family[link.a], 1.0), link.score)
    direct = {(link.a, link.b): link.score for link in found}
    first: dict[tuple[Id, str | None], Id] = {}
    kept = []
    for row in rows:
        group = family[row.id]
        place = row.place or (min(places[group]) if len(places[group]) == 1 else None)
        start = first.setdefault((group, place), row.id)
        if start != row.id:
            kept.append(Link(start, row.id, direct.get((start, row.id), lowest[group]), "repeat"))
    return kept


def pairs(items: Sequence[Item], *, workers: int = 1) -> list[Link]:
    """All links, best first."""
    place = {row.id: number for number, row in enumerate(in_order(items))}
    found = links(items, workers=workers)
    return sorted(found, key=lambda link: (-link.score, place[link.a], place[link.b]))


def groups(items: Sequence[Item], found: Iterable[Link] | None = None, *, workers: int = 1) -> dict[Id, Id]:
    """The group of each item: the smallest id of those about the same matter, its own if alone.

    Repeats merge whatever else they are like. Groups joined by same-matter links merge, best first, only while their
    members are alike on average, so that A like B and B like C does not make A and C one matter. Without links they
    are ``found`` here, weaker ones too, which count in the averages.
    """
    if found is None:
        found = links(items, least=settings()["weighed"], workers=workers)
    kept = list(found)
    copies = union([item.id for item in items], [(link.a, link.b) for link in kept if link.link == "repeat"])
    order = [row.id for row in in_order(items)]
    scores = _between(copies, [link for link in kept if link.link == "same-matter"])
    merged = _merged({copies[key]: None for key in order}, scores, order)
    return {key: merged[copies[key]] for key in order}


def counts(members: Iterable[Item]) -> Counts:
    """Statements, submissions (of one source in one period), sources and periods of a group."""
    rows = list(members)
    sources = {row.source for row in rows if row.source is not None}
    periods = {row.period for row in rows if row.period is not None}
    submissions = {(row.source, row.period) for row in rows}
    return Counts(len(rows), len(submissions), len(sources), len(periods))


def union(ids: Iterable[Id], ties: Iterable[tuple[Id, Id]]) -> dict[Id, Id]:
    """The smallest id tied to each, by any number of steps (disjoint sets, halving paths)."""
    rank = {key: number for number, key in enumerate(_ordered(list(ids), _itself))}
    above = list(range(len(rank)))
    for first, second in ties:
        a, b = _top(above, rank[first]), _top(above, rank[second])
        above[max(a, b)] = min(a, b)
    named = list(rank)
    return {key: named[_top(above, number)] for key, number in rank.items()}


def in_order(items: Iterable[Item]) -> list[Item]:
    """Items by id, so that nothing found depends on the order in which they came."""
    return _ordered(list(items), attrgetter("id"))


def _ordered(rows: list[Row], id_of: Callable[[Row], Id]) -> list[Row]:
    """Numbers before strings; ids of one kind, as most are, need no pair made of each."""
    of_one_kind = len(set(map(type, map(id_of, rows)))) <= 1
    return sorted(rows, key=id_of if of_one_kind else lambda row: (isinstance(id_of(row), str), id_of(row)))


def _itself(key: Id) -> Id:
    return key


def _top(above: list[int], number: int) -> int:
    while above[number] != number:
        above[number] = above[above[number]]
        number = above[number]
    return number


def _words(texts: Sequence[str], workers: int) -> Words:
    return joined(spread(words, batches(texts, BATCH), workers=workers)) if texts else words([])


def _copies(rows: Sequence[Item], said: Words, workers: int) -> list[Link]:
    found = copies.repeats([row.text for row in rows], said, workers)
    return [Link(rows[a].id, rows[b].id, score, "repeat") for a, b, score in found]


def evidence(items: Sequence[Item]) -> Evidence:
    """What speaks for and against each pair of items (in the order of their ids), to set the weights by."""
    rows = in_order(items)
    return _evidence(rows, _words([row.text for row in rows], 1), 1)


def _evidence(rows: Sequence[Item], said: Words, workers: int) -> Evidence:
    told = _with_topics(rows)
    return gathered(told, said, [_words(part, workers) for part in contexts_of(told)], workers)


def _matters_of(rows: Sequence[Item], offered: Evidence, least: float | None, workers: int) -> list[Link]:
    found = matters.same_matter(offered, settings()["proposed"] if least is None else least, workers)
    return [Link(rows[a].id, rows[b].id, score, "same-matter") for a, b, score in found]


def _with_topics(rows: Sequence[Item]) -> Sequence[Item]:
    if any(row.topic or row.sector for row in rows):
        return rows
    from langnghe.text.classify import Classifier

    labels = Classifier.shipped().classify([row.text for row in rows], [row.context for row in rows])
    return [replace(row, topic=label.topic, sector=label.sector) for row, label in zip(rows, labels, strict=True)]


# --- groups that do not chain -----------------------------------------------------------------------------

Scores = dict[Id, dict[Id, float]]


def _between(group_of: Mapping[Id, Id], links: Iterable[Link]) -> Scores:
    """The best score between two groups of copies, both ways round."""
    scores: Scores = defaultdict(dict)
    for link in links:
        a, b = group_of[link.a], group_of[link.b]
        if a != b:
            best = max(link.score, scores[a].get(b, 0.0))
            scores[a][b] = scores[b][a] = best
    return scores


def _merged(keys: Iterable[Id], scores: Scores, order: Sequence[Id]) -> dict[Id, Id]:
    """Average-link clustering, best first; pairs without a score count as 0."""
    place = {key: number for number, key in enumerate(order)}
    members = {key: [key] for key in keys}
    queue = [
        (-score, place[a], place[b]) for a, row in scores.items() for b, score in row.items() if place[a] < place[b]
    ]
    heapq.heapify(queue)
    while queue and -queue[0][0] >= settings()["together"]:
        claimed, first, second = heapq.heappop(queue)
        a, b = order[first], order[second]
        if a in members and b in members and claimed == -_average(scores, members, a, b):
            _absorb(scores, members, a, b)
            for other in scores[a]:
                low, high = sorted((first, place[other]))
                heapq.heappush(queue, (-_average(scores, members, a, other), low, high))
    return {member: key for key, rows in members.items() for member in rows}


def _average(scores: Scores, members: Mapping[Id, list[Id]], a: Id, b: Id) -> float:
    return scores[a].get(b, 0.0) / (len(members[a]) * len(members[b]))


def _absorb(scores: Scores, members: dict[Id, list[Id]], a: Id, b: Id) -> None:
    """``b`` becomes part of ``a``; scores between groups are sums over their members."""
    members[a] += members.pop(b)
    for other, score in scores.pop(b).items():
        del scores[other][b]
        if other != a:
            scores[a][other] = scores[other][a] = scores[a].get(other, 0.0) + score
