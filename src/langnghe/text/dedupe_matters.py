"""The same concrete matter in other words: same place or object, same concern.

Such statements share little wording, so wording alone finds none of them. What counts is what is rare and shared:
names (learnt from where the texts themselves write capitals, then found in those that do not), numbers, rare words,
concepts of the thesaurus, the place of the unit that reports, the topic. Each is one column of :data:`EVIDENCE`;
the weights of the columns are in ``data/dedupe.yaml`` and the score is their logistic sum, so that a link can say
why it was proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from langnghe.text.dedupe_repeats import distinct, meetings
from langnghe.text.dedupe_topics import Chances, Topics, one_topic, shipped_sentences
from langnghe.text.dedupe_words import CAPITAL, GLUED, LONG, NUMBER, Hashes, Ints, Keys, Mask, Words, mixed, words
from langnghe.text.normal import fold
from langnghe.text.thesaurus import Thesaurus

Floats = NDArray[np.float64]

EVIDENCE = (
    "always",
    "names",  # names both texts speak of
    "names_of_lead_in",  # names of one text that stand right before the other
    "names_of_unit",  # names of one text that are in the unit or heading of the other
    "units",  # names in both units or headings
    "names_apart",  # each has a name, none in common
    "units_apart",  # each stands under a unit, place or person, with no name in common anywhere
    "numbers",
    "words",  # cosine of the other words and pairs of words
    "rare_words",  # the sum of what the shared ones weigh, where a name is shared too
    "only_rare_words",  # the same, where none is
    "only_rare_words_anywhere",  # the same, of a topic that is the same matter everywhere
    "concepts",
    "same_topic",
    "same_sector",
    "other_sector",
    "same_lead_in",
    "one_topic",  # logarithm of the probability that both have the same topic, whichever
)


@cache
def settings() -> dict[str, Any]:
    """Weights, threshold and word lists of ``data/dedupe.yaml``."""
    found: dict[str, Any] = yaml.safe_load((files("langnghe.text") / "data" / "dedupe.yaml").read_text("utf-8"))
    return found


@cache
def weights() -> Floats:
    return np.array([settings()["weights"][name] for name in EVIDENCE])


@dataclass(frozen=True)
class Matter:
    """What :func:`same_matter` needs to know of a statement."""

    text: str
    context: str
    topic: str | None
    sector: str | None


def same_matter(matters: Sequence[Matter], least: float) -> list[tuple[int, int, float]]:
    """(a, b, score) of every pair whose score is at least ``least``, a < b, in order."""
    a, b, score = scored(matters)
    kept = score >= least
    return list(zip(a[kept].tolist(), b[kept].tolist(), score[kept].tolist(), strict=True))


def scored(matters: Sequence[Matter]) -> tuple[Ints, Ints, Floats]:
    """All candidate pairs with their scores."""
    evidence = gathered(matters)
    a, b = candidates(evidence)
    return a, b, 1 / (1 + np.exp(-columns(evidence, a, b) @ weights()))


# --- what each statement offers -------------------------------------------------------------------------

TABLE_BITS = 22  # weights are looked up by the top bits of a key
COLUMN_BITS = np.uint64(33)  # what is left of a key as the number of a matrix column
MOST_KEYS = 40  # of one sort, the rarest, kept of each statement
RAREST = 6
FAMILIAR = 3000  # statements that the shipped sentences stand for, at least
FEW = 40  # statements of a topic, to compare them all
CROWDED = 200  # a key of as many statements says half as much
LARGEST = 8.0
MOST_NAMED = 1.5  # a person named in full must not outweigh another sector
LITTLE = 0.3  # what the province's name, in every unit's, weighs at most


@dataclass(frozen=True)
class Rows:
    """Keys of statements: one entry for each (statement, key), sorted, with the key's weight."""

    text: Ints
    key: Keys
    weight: Floats
    count: int

    def matrix(self) -> Any:
        from scipy.sparse import csr_matrix

        starts = np.searchsorted(self.text, np.arange(self.count + 1))
        column = (self.key >> COLUMN_BITS).astype(np.int32)
        return csr_matrix((self.weight, column, starts), shape=(self.count, 1 << 31))

    def rarest(self, most: int) -> Rows:
        order = np.lexsort((self.key, -self.weight, self.text))
        text = self.text[order]
        kept = np.sort(order[np.arange(len(order)) - np.searchsorted(text, text) < most])
        return Rows(self.text[kept], self.key[kept], self.weight[kept], self.count)


@dataclass(frozen=True)
class Evidence:
    """Of each statement, by row: weighted keys of each sort, and what is known of it as numbers (-1: not known)."""

    names: Rows
    lead_in_names: Rows
    unit_names: Rows
    numbers: Rows
    words: Rows
    concepts: Rows
    topic: Ints
    sector: Ints
    anywhere: Mask  # of a topic that is the same matter in every place: a rule, a web site, a fraud
    lead_in: Ints
    chances: Chances


def gathered(matters: Sequence[Matter]) -> Evidence:
    contexts = sorted({matter.context for matter in matters})
    place = {context: number for number, context in enumerate(contexts)}
    before = np.array([place[matter.context] for matter in matters], np.int64)
    said, around = words([matter.text for matter in matters]), words([_upper(context) for context in contexts])
    close = words([_lead_in(context) for context in contexts])
    named = named_pairs([said, around, close])
    names, numbers, rest = sorted_out(said, named)
    beside = [_of_statements(sorted_out(part, named)[0], before) for part in (close, around)]
    count = len(matters)
    return Evidence(
        names=_weighed(names, count),
        lead_in_names=_weighed(beside[0], count),
        unit_names=_weighed(beside[1], count),
        numbers=_weighed(numbers, count),
        words=_weighed(rest, count).rarest(MOST_KEYS),
        concepts=_weighed(_concepts(matters), count),
        topic=_codes([matter.topic for matter in matters]),
        sector=_codes([matter.sector for matter in matters]),
        anywhere=np.array([matter.topic in settings()["anywhere"] for matter in matters], bool),
        lead_in=_lead_ins(contexts, before),
        chances=Topics.shipped().chances(said),
    )


def _lead_in(context: str) -> str:
    """What stands right before a statement: the last part of a context that has more than the unit."""
    return context.rpartition(" | ")[2] if " | " in context else ""


def _upper(context: str) -> str:
    return context.rpartition(" | ")[0] or context


Keyed = tuple[Ints, Keys]


def named_pairs(parts: Sequence[Words]) -> Floats:
    """By the top bits of a pair's key: how often both words have capitals, where capitals are used at all."""
    both, told = np.zeros(1 << TABLE_BITS), np.zeros(1 << TABLE_BITS)
    for part in parts:
        slot, capital = _slot(part.pairs()), part.about & CAPITAL > 0
        written = _with_capitals(part) & (part.about & GLUED > 0)
        twice = written & capital
        twice[1:] &= capital[:-1]
        both += np.bincount(slot[twice], minlength=1 << TABLE_BITS)
        told += np.bincount(slot[written], minlength=1 << TABLE_BITS)
    return both / np.maximum(told, 1)


def _slot(key: Keys) -> Ints:
    return (key >> np.uint64(64 - TABLE_BITS)).astype(np.int64)


def _with_capitals(part: Words) -> Mask:
    """Words of texts that have a capital elsewhere than at the beginning."""
    later = (part.about & (CAPITAL | GLUED)) == (CAPITAL | GLUED)
    sums = np.concatenate(([0], np.cumsum(later)))
    return np.repeat(np.diff(sums[part.starts]) > 0, np.diff(part.starts))


def sorted_out(part: Words, named: Floats) -> tuple[Keyed, Keyed, Keyed]:
    """(statement, key) of names and numbers that name, of other numbers, and of all other words and pairs."""
    text, pair, single = part.text, part.pairs(), mixed(part.word, part.word)
    glued, number = part.about & GLUED > 0, part.about & NUMBER > 0
    middle = np.isin(part.word, words(settings()["middle_names"]).word)
    name, naming = glued & (named[_slot(pair)] >= 0.5) & ~number & ~middle, _naming(part)
    in_name = name.copy()
    in_name[:-1] |= name[1:]
    names = np.concatenate((text[name], text[naming])), np.concatenate((pair[name], single[naming]))
    plain, joint = ~number & ~in_name, glued & ~name
    rest = np.concatenate((text[plain], text[joint])), np.concatenate((single[plain], pair[joint]))
    return names, (text[number & ~naming], single[number & ~naming]), rest


def _naming(part: Words) -> Mask:
    """Numbers of three digits and more that count nothing: of a road, a decision, a boat, a file."""
    before, after = _measures()
    long_number = (part.about & (NUMBER | LONG)) == (NUMBER | LONG)
    counted = np.zeros(len(part.word), bool)
    counted[:-1] = np.isin(part.word[1:], after)
    counted[1:] |= np.isin(part.word[:-1], before)
    return long_number & ~counted


@cache
def _measures() -> tuple[Hashes, Hashes]:
    """Words that say, before or after a number, that it is a date or an amount."""
    lists = [words(settings()["measures"][side]).word for side in ("before", "after")]
    return lists[0], lists[1]


def _of_statements(keyed: Keyed, before: Ints) -> Keyed:
    """Keys of contexts as keys of the statements that stand in them."""
    text, key = keyed
    order = np.argsort(text, kind="stable")
    text, key = text[order], key[order]
    first, last = np.searchsorted(text, before), np.searchsorted(text, before, side="right")
    sizes = last - first
    place = np.arange(sizes.sum()) + np.repeat(first - np.cumsum(sizes) + sizes, sizes)
    return np.repeat(np.arange(len(before)), sizes), key[place]


def _weighed(keyed: Keyed, count: int) -> Rows:
    """Each (statement, key) once, with the weight of the key: rare here, and rare in the shipped sentences."""
    order = np.lexsort((keyed[1], keyed[0]))
    text, key = keyed[0][order], keyed[1][order]
    fresh = np.ones(len(key), bool)
    fresh[1:] = (key[1:] != key[:-1]) | (text[1:] != text[:-1])
    text, key = text[fresh], key[fresh]
    here = np.bincount(_slot(key), minlength=1 << TABLE_BITS)
    familiar, total = _familiar()
    seen = here[_slot(key)] + familiar[_slot(key)]
    weight = np.clip(np.log((count + total) / (seen + 0.5)), 0, LARGEST) / LARGEST
    return Rows(text, key, weight / (1 + here[_slot(key)] / CROWDED), count)


@cache
def _familiar() -> tuple[Ints, int]:
    """How many of the shipped sentences have each key, and how many sentences there are."""
    _, sentences = shipped_sentences()
    part = words(sentences)
    key = np.concatenate((mixed(part.word, part.word), part.pairs(), _concept_keys(sentences)[1]))
    return np.bincount(_slot(key), minlength=1 << TABLE_BITS), max(len(sentences), FAMILIAR)


def _concepts(matters: Sequence[Matter]) -> Keyed:
    return _concept_keys([matter.text for matter in matters])


def _concept_keys(texts: Sequence[str]) -> Keyed:
    """(text, key of a concept of the thesaurus); the key is made of the concept's number."""
    thesaurus = Thesaurus.shipped()
    found = [(n, c) for n, text in enumerate(texts) for _, _, c in thesaurus.find(fold(text).split())]
    rows = np.array(found, np.int64).reshape(-1, 2)
    concept = rows[:, 1].astype(np.uint64)
    return rows[:, 0], mixed(mixed(concept, concept), concept)


def _codes(values: Sequence[str | None]) -> Ints:
    number = {value: place for place, value in enumerate(sorted({value for value in values if value}))}
    return np.array([number.get(value or "", -1) for value in values], np.int64)


def _lead_ins(contexts: Sequence[str], before: Ints) -> Ints:
    """The context's number where it is more than a unit's name and few statements stand in it, else -1."""
    few = np.bincount(before, minlength=len(contexts)) <= settings()["most_in_a_lead_in"]
    close = np.array([context.count(" | ") >= 2 for context in contexts], bool)
    return np.where((few & close)[before], before, -1)


# --- which pairs, and what speaks for them --------------------------------------------------------------


def candidates(evidence: Evidence) -> tuple[Ints, Ints]:
    """Pairs (a < b) that share a rare name or word, or one less rare and the topic."""
    names = [rows.rarest(RAREST) for rows in (evidence.names, evidence.lead_in_names, evidence.unit_names)]
    rare = evidence.words.rarest(RAREST)
    numbers = evidence.numbers.rarest(3)
    sources = [*_alone(names[0]), *_alone(names[1]), *_alone(rare), *_alone(numbers)]
    for rows in (*names, rare, numbers, evidence.concepts.rarest(RAREST)):
        sources += [_with(rows, evidence.topic), _with(rows, evidence.sector)]
    text, key = (np.concatenate(column) for column in zip(*sources, strict=True))
    count = evidence.names.count
    met = meetings(key, text.astype(np.uint64), count), _of_one_topic(evidence)
    pairs = distinct(np.concatenate([a * count + b for a, b in met]))
    return pairs // max(count, 1), pairs % max(count, 1)


def _of_one_topic(evidence: Evidence) -> tuple[Ints, Ints]:
    """All pairs of a topic that few statements have: what shares no rare word at all is found among these."""
    known = np.flatnonzero(evidence.topic >= 0)
    topic = mixed(evidence.topic[known].astype(np.uint64), evidence.topic[known].astype(np.uint64))
    return meetings(topic, known.astype(np.uint64), evidence.names.count, crowd=FEW)


def _alone(rows: Rows) -> list[Keyed]:
    return [(rows.text, rows.key)]


def _with(rows: Rows, code: Ints) -> Keyed:
    known = code[rows.text] >= 0
    text = rows.text[known]
    return text, mixed(rows.key[known], code[text].astype(np.uint64))


CHUNK = 1 << 16


def columns(evidence: Evidence, a: Ints, b: Ints) -> Floats:
    """(pairs, EVIDENCE): what speaks for and against each pair."""
    compare = comparer(evidence)
    parts = [compare(a[at : at + CHUNK], b[at : at + CHUNK]) for at in range(0, len(a), CHUNK)]
    return np.concatenate(parts) if parts else np.zeros((0, len(EVIDENCE)))


def comparer(evidence: Evidence) -> Callable[[Ints, Ints], Floats]:
    sorts = (evidence.names, evidence.lead_in_names, evidence.unit_names, evidence.numbers, evidence.words)
    names, close, units, numbers, rest = (rows.matrix() for rows in sorts)
    concepts = evidence.concepts.matrix()
    named, placed = (np.asarray(rows.sum(axis=1)).ravel() > 0 for rows in (names, units))
    length, meaning = _norms(rest), _norms(concepts)

    def compare(a: Ints, b: Ints) -> Floats:
        shared, wording = _shared(names, names, a, b), np.minimum(_shared(rest, rest, a, b), 4.0)
        led = _shared(names, close, a, b) + _shared(close, names, a, b)
        crossed = _shared(names, units, a, b) + _shared(units, names, a, b)
        beside = _shared(units, units, a, b) + _shared(close, close, a, b)
        place = shared + led + crossed > 0
        known = (evidence.sector[a] >= 0) & (evidence.sector[b] >= 0)
        topic = (evidence.topic[a] == evidence.topic[b]) & (evidence.topic[a] >= 0)
        sector = known & (evidence.sector[a] == evidence.sector[b])
        anywhere = evidence.anywhere[a] & evidence.anywhere[b]
        found = {
            "always": np.ones(len(a)),
            "names": np.minimum(shared, MOST_NAMED),
            "names_of_lead_in": np.minimum(led, MOST_NAMED),
            "names_of_unit": np.minimum(crossed, MOST_NAMED),
            "units": np.minimum(beside, 2.0),
            "names_apart": named[a] & named[b] & ~place & ~anywhere,
            "units_apart": placed[a] & placed[b] & ~place & (beside < LITTLE) & ~anywhere,
            "numbers": np.minimum(_shared(numbers, numbers, a, b), 2.0),
            "words": wording / (length[a] * length[b]),
            "rare_words": np.where(place, wording, 0),
            "only_rare_words": np.where(place | anywhere, 0, wording),
            "only_rare_words_anywhere": np.where(~place & anywhere, wording, 0),
            "concepts": _shared(concepts, concepts, a, b) / (meaning[a] * meaning[b]),
            "same_topic": topic,
            "same_sector": sector & ~topic,
            "other_sector": known & ~sector & ~topic,
            "same_lead_in": (evidence.lead_in[a] == evidence.lead_in[b]) & (evidence.lead_in[a] >= 0),
            "one_topic": one_topic(evidence.chances, a, b),
        }
        return np.stack([found[name].astype(float) for name in EVIDENCE], axis=1)

    return compare


def _shared(left: Any, right: Any, a: Ints, b: Ints) -> Floats:
    """Sum of squared weights of the keys that row ``a`` of one and row ``b`` of the other have in common."""
    return np.asarray(left[a].multiply(right[b]).sum(axis=1)).ravel()


def _norms(matrix: Any) -> Floats:
    return np.sqrt(np.maximum(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel(), 1e-9))
