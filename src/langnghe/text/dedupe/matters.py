"""The same concrete matter in other words: same place or object, same concern.

Such statements share little wording, so wording alone finds none of them. What counts is what is rare and shared:
names (learnt from where the texts themselves write capitals, then found in those that do not), numbers, rare words,
concepts of the thesaurus, the place of the unit that reports, the topic. Each is one column of :data:`EVIDENCE`;
the weights of the columns are in ``data/dedupe.yaml`` and the score is their logistic sum, so that a link can say
why it was proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
import yaml
from numpy.typing import NDArray

from langnghe.text.dedupe.copies import CROWD, Families, affordable, distinct, falls_in
from langnghe.text.dedupe.topics import Chances, Topics, one_topic, shipped_sentences
from langnghe.text.dedupe.words import (
    CAPITAL,
    GLUED,
    INSIDE,
    LONG,
    NUMBER,
    Hashes,
    Ints,
    Keys,
    Mask,
    Words,
    mixed,
    stacked,
    words,
)
from langnghe.text.spread import spread_beside
from langnghe.text.thesaurus import read_groups

Floats = NDArray[np.float64]
Weights = NDArray[np.float32]
Places = NDArray[np.int32]  # there are many pairs
Counts = NDArray[np.int32]

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


class Matter(Protocol):
    """What is known of a statement beside its words."""

    @property
    def context(self) -> str: ...
    @property
    def topic(self) -> str | None: ...
    @property
    def sector(self) -> str | None: ...


def same_matter(evidence: Evidence, least: float, workers: int = 1) -> list[tuple[int, int, float]]:
    """(a, b, score) of every pair whose score is at least ``least``, a < b, in order."""
    a, b = candidates(evidence, workers)
    ranges = [(first, first + SCORED) for first in range(0, len(a), SCORED)]
    found = spread_beside(_scored, (evidence, a, b, least), ranges, workers=workers)
    return [row for columns in found for row in zip(*(column.tolist() for column in columns), strict=True)]


def _scored(beside: tuple[Evidence, Places, Places, float], place: tuple[int, int]) -> tuple[Places, Places, Floats]:
    evidence, *pairs, least = beside
    a, b = (side[slice(*place)] for side in pairs)
    total = [columns(evidence, a[at : at + PAIRS], b[at : at + PAIRS]) @ weights() for at in range(0, len(a), PAIRS)]
    score = 1 / (1 + np.exp(-np.concatenate(total)))
    kept = score >= least
    return a[kept], b[kept], score[kept]


# --- what each statement offers -------------------------------------------------------------------------

TABLE_BITS = 22  # weights are looked up by the top bits of a key
MOST = {"names": 8, "lead_in_names": 6, "unit_names": 8, "numbers": 6, "words": 32, "concepts": 10}  # the rarest
SORTS = ("names", "numbers", "words", "concepts")  # of the statement itself
RAREST = 6  # of those, how many call for candidates
SEEN = 12  # candidates for each statement, about, at most ...
ENOUGH = 2000  # ... where there are more statements than this
CHUNK = 1 << 12  # statements handled at a time
ONE = np.int32(1)  # of the tables' own kind: numpy adds a plain 1 one by one
COUNTED = 1 << 16  # statements counted at a time: the table of counts is large itself
PAIRS = 1 << 12  # pairs compared at a time: their keys, each with each, stay in the cache
SCORED = 1 << 15  # pairs that a process scores at a time
KEYED = 60_000  # statements whose keys are sorted at a time, more or less; bounds memory
FAMILIAR = 3000  # statements that the shipped sentences stand for, at least
FEW = 40  # statements of a topic, to compare them all
CROWDED = 200  # a key of as many statements says half as much
LARGEST = 8.0
MOST_NAMED = 1.5  # a person named in full must not outweigh another sector
LITTLE = 0.3  # what the province's name, in every unit's, weighs at most
LONGEST = 5  # words of a concept's name


@dataclass(frozen=True)
class Rows:
    """The rarest keys of one sort, row by row: (statements, most) keys, 0 where there are fewer."""

    key: Hashes
    norm: Weights  # length of the keys' weights
    row: Ints | None = None  # of each statement, where several share one

    def of(self, places: Places) -> Hashes:
        return self.key.take(places if self.row is None else self.row[places], axis=0)

    def lengths(self, a: Places, b: Places) -> Floats:
        """Product of the lengths of two rows."""
        return self.norm[a].astype(float) * self.norm[b]

    @property
    def calling(self) -> Hashes:
        """The rarest of each statement."""
        key = self.key[:, :RAREST]
        return key if self.row is None else key.take(self.row, axis=0)


@dataclass(frozen=True)
class Evidence:
    """Of each statement, by row: keys of each sort, and what is known of it as numbers (-1: not known)."""

    weight: Weights  # of a key, by its top bits: a table of all is smaller than a number beside each
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
    named: Mask  # names a place or a thing, not only people
    chances: Chances


def contexts_of(matters: Sequence[Matter]) -> tuple[list[str], list[str]]:
    """Of the different contexts, in order, what stands right before the statement, and what stands above that."""
    contexts = sorted({matter.context for matter in matters})
    close = [context.rpartition(" | ")[2] if " | " in context else "" for context in contexts]
    return close, [context.rpartition(" | ")[0] or context for context in contexts]


def gathered(matters: Sequence[Matter], said: Words, around: Sequence[Words], workers: int = 1) -> Evidence:
    """``said`` are the words of the texts, ``around`` those of the different contexts (:func:`contexts_of`)."""
    contexts = sorted({matter.context for matter in matters})
    place = {context: number for number, context in enumerate(contexts)}
    before = np.array([place[matter.context] for matter in matters], np.int64)
    named = named_pairs([said, *around])
    weigh = rarity(said, around, before)
    ranges = [(first, first + CHUNK) for first in range(0, max(len(said), 1), CHUNK)]
    told = spread_beside(_told, (said, named, weigh, Topics.shipped()), ranges, workers=workers)
    *offered, named_things, chances = stacked(told, len(said))
    names, numbers, rest, concepts = map(Rows, offered[::2], offered[1::2])
    close, above = (_rarest_names(part, named, weigh, most) for part, most in zip(around, ASIDE, strict=True))
    return Evidence(
        weight=weigh,
        names=names,
        lead_in_names=replace(close, row=before),
        unit_names=replace(above, row=before),
        numbers=numbers,
        words=rest,
        concepts=concepts,
        topic=_codes([matter.topic for matter in matters]),
        sector=_codes([matter.sector for matter in matters]),
        anywhere=np.array([matter.topic in settings()["anywhere"] for matter in matters], bool),
        lead_in=_lead_ins(contexts, before),
        named=named_things,
        chances=chances,
    )


ASIDE = (MOST["lead_in_names"], MOST["unit_names"])
Keyed = tuple[Ints, Keys]  # number of the statement, key


def named_pairs(parts: Sequence[Words]) -> Mask:
    """By the top bits of a pair's key: whether both words mostly have capitals, where capitals are used at all."""
    both, told = np.zeros((2, 1 << TABLE_BITS), np.int32)
    chunks = (whole.part(at, at + COUNTED) for whole in parts for at in range(0, len(whole), COUNTED))
    for part in chunks:
        slot, capital = _slot(part.pairs), part.about & CAPITAL > 0
        written = _with_capitals(part) & (part.about & GLUED > 0)
        twice = written & capital
        twice[1:] &= capital[:-1]
        np.add.at(both, slot[twice], ONE)
        np.add.at(told, slot[written], ONE)
    return 2 * both >= np.maximum(told, 1)


def _slot(key: Keys) -> Ints:
    return (key >> np.uint64(64 - TABLE_BITS)).astype(np.int64)


def _with_capitals(part: Words) -> Mask:
    """Words of texts that have a capital elsewhere than at the beginning."""
    later = (part.about & (CAPITAL | GLUED)) == (CAPITAL | GLUED)
    sums = np.concatenate(([0], np.cumsum(later)))
    return np.repeat(np.diff(sums[part.starts]) > 0, np.diff(part.starts))


def rarity(said: Words, around: Sequence[Words], before: Ints) -> Weights:
    """Weight of a key by its top bits: high where few statements have it, here and among the shipped sentences."""
    here = np.zeros(1 << TABLE_BITS, np.int32)
    for at in range(0, len(said), COUNTED):
        _count(here, said.part(at, at + COUNTED))
    standing = np.bincount(before).astype(np.int32)
    for part in around:
        for at in range(0, len(part), COUNTED):
            chunk = part.part(at, at + COUNTED)
            np.add.at(here, _slot(chunk.pairs), standing[at : at + COUNTED][chunk.text])
    familiar, total = _familiar()
    weight = np.clip(np.log((len(said) + total) / (here + familiar + 0.5)), 0, LARGEST) / LARGEST
    return (weight / (1 + here / CROWDED)).astype(np.float32)


def _count(table: Counts, part: Words) -> None:
    for key in (part.singles, part.pairs, _concepts(part)[1]):
        np.add.at(table, _slot(key), ONE)


@cache
def _familiar() -> tuple[Counts, int]:
    """How often the shipped sentences have each key, and how many sentences there are."""
    _, sentences = shipped_sentences()
    table = np.zeros(1 << TABLE_BITS, np.int32)
    _count(table, words(sentences))
    return table, max(len(sentences), FAMILIAR)


def _told(beside: tuple[Words, Mask, Weights, Topics], place: tuple[int, int]) -> tuple[NDArray[Any], ...]:
    """What some statements offer by themselves: the columns of each of SORTS, and the chances of each topic."""
    said, named, weigh, topics = beside
    part = said.part(*place)
    names, numbers, rest = sorted_out(part, named)
    keyed = zip(SORTS, (names, numbers, rest, _concepts(part)), strict=True)
    rows = [_rarest(found, weigh, len(part), MOST[sort]) for sort, found in keyed]
    return (
        *(column for row in rows for column in (row.key, row.norm)),
        _named_things(part, names),
        topics.chances(part),
    )


def _rarest_names(part: Words, named: Mask, weigh: Weights, most: int) -> Rows:
    starts = range(0, max(len(part), 1), CHUNK)
    chunks = [part.part(at, at + CHUNK) for at in starts]
    return _stacked([_rarest(sorted_out(chunk, named)[0], weigh, len(chunk), most) for chunk in chunks])


def _stacked(rows: Sequence[Rows]) -> Rows:
    return Rows(np.concatenate([row.key for row in rows]), np.concatenate([row.norm for row in rows]))


def _rarest(keyed: Keyed, weigh: Weights, count: int, most: int) -> Rows:
    """(statement, lightness, key) sorted as one number: 14 bits, 18 bits, 32 bits."""
    text, key = keyed
    light = ((1 - weigh[_slot(key)]) * ((1 << 18) - 1)).astype(np.uint64)
    packed = distinct(text.astype(np.uint64) << np.uint64(50) | light << np.uint64(32) | key >> np.uint64(32))
    text = (packed >> np.uint64(50)).astype(np.int64)
    sizes = np.bincount(text, minlength=count)
    rank = np.arange(len(text)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kept = rank < most
    rows, places = np.zeros((count, most), np.uint32), text[kept] * most + rank[kept]
    rows.ravel()[places] = packed[kept].astype(np.uint32) | np.uint32(1)
    squares = _squares(rows, places, weigh)
    return Rows(rows, np.sqrt(np.maximum(squares.sum(axis=1), 1e-9)))


def _squares(rows: Hashes, places: Ints, weigh: Weights) -> Weights:
    """Squared weights of the keys at some places among all ``rows``, 0 at the others."""
    squares = np.zeros(rows.shape, np.float32)
    squares.ravel()[places] = np.square(weigh[rows.ravel()[places] >> np.uint32(32 - TABLE_BITS)])
    return squares


def sorted_out(part: Words, named: Mask) -> tuple[Keyed, Keyed, Keyed]:
    """(statement, key) of names and numbers that name, of other numbers, and of all other words and pairs."""
    text, pair, single = part.text, part.pairs, part.singles
    glued, number = part.about & GLUED > 0, part.about & NUMBER > 0
    middle = np.isin(part.word, _words_of("middle_names")) & ~_last_of_name(part)
    code, naming = _codes_of_objects(part), _naming(part)
    name = glued & named[_slot(pair)] & ~number & ~middle & ~_opened(part)
    name[:-1] &= ~code[1:]  # in "kênh N5" nothing is called "kênh N"
    name |= code
    in_name = name.copy()
    in_name[:-1] |= name[1:]
    naming &= ~in_name
    names = np.concatenate((text[name], text[naming])), np.concatenate((pair[name], single[naming]))
    plain, joint, other = ~number & ~in_name, glued & ~name, number & ~naming & ~code
    rest = np.concatenate((text[plain], text[joint])), np.concatenate((single[plain], pair[joint]))
    return names, (text[other], single[other]), rest


def _named_things(part: Words, names: Keyed) -> Mask:
    """Which statements name anything but people: who complains, or is complained of, sets no two matters apart."""
    text, keys = names
    people = _in_full(part)
    counted = np.bincount(text, minlength=len(part))
    return counted > np.bincount(text[np.isin(keys, part.pairs[people])], minlength=len(part))


def _in_full(part: Words) -> Mask:
    """Second and later words of people's names: a surname and two more, all with capitals."""
    goes_on = (part.about & (CAPITAL | GLUED)) == (CAPITAL | GLUED)
    full = (part.about[:-2] & CAPITAL > 0) & goes_on[1:-1] & goes_on[2:]
    full[full] = np.isin(part.word[:-2][full], _surnames())
    person = np.zeros(len(part.word), bool)
    person[1:-1] |= full
    person[2:] |= full
    person[3:] |= full[:-1] & goes_on[3:]
    return person


@cache
def _surnames() -> Hashes:
    lines = (files("langnghe.text") / "data" / "names_surnames.txt").read_text("utf-8").splitlines()
    return words([line for line in lines if not line.startswith("#")]).word


def _codes_of_objects(part: Words) -> Mask:
    """Numbers that stand with one letter for a thing: canal N5, block B12."""
    code = np.zeros(len(part.word), bool)
    code[1:] = np.isin(part.word[:-1], _words_of("letters_of_codes"))
    return code & (part.about & NUMBER > 0) & (part.about & GLUED > 0)


def _opened(part: Words) -> Mask:
    """Words after one that has its capital only because a sentence begins with it."""
    opened = np.zeros(len(part.word), bool)
    opened[1:] = np.isin(part.word[:-1], _words_of("openers")) & (part.about[:-1] & INSIDE == 0)
    return opened


def _last_of_name(part: Words) -> Mask:
    """Words with a capital before one that has none, or that begins a sentence."""
    last = part.about & CAPITAL > 0
    last[:-1] &= (part.about[1:] & (CAPITAL | GLUED)) != (CAPITAL | GLUED)
    return last


def _naming(part: Words) -> Mask:
    """Numbers that count nothing: of a road; and, of three digits and more, of a decision, a boat, a file."""
    number, long = part.about & NUMBER > 0, part.about & LONG > 0
    road, counted = np.zeros(len(part.word), bool), np.zeros(len(part.word), bool)
    road[1:] = np.isin(part.word[:-1], _words_of("roads")) & (part.about[1:] & GLUED > 0)
    counted[:-1] = np.isin(part.word[1:], _words_of("after_amounts")) & (part.text[1:] == part.text[:-1])
    counted[1:] |= np.isin(part.word[:-1], _words_of("before_amounts"))
    return number & (road | long) & ~counted


@cache
def _words_of(name: str) -> Hashes:
    """Numbers of the words of a list in ``data/dedupe.yaml``."""
    return words(settings()[name]).word


def _concepts(part: Words) -> Keyed:
    """(statement, key of a concept of the thesaurus) for every run of two to five words that names one."""
    phrases, concepts, opens, begins = _phrases()
    run = mixed(part.singles[:-1], part.word[1:])
    start = np.flatnonzero(begins[_slot(run)])
    run, found = run[start], list[Keyed]()
    for length in range(2, LONGEST + 1):
        inside = start + length <= len(part.word)
        start, run = start[inside], run[inside]
        if length > 2:
            run = mixed(run, part.word[start + length - 1])
        likely = np.flatnonzero(opens[_slot(run)] & (part.text[start] == part.text[start + length - 1]))
        place = np.minimum(np.searchsorted(phrases, run[likely]), len(phrases) - 1)
        known = phrases[place] == run[likely]
        found.append((part.text[start[likely[known]]], concepts[place[known]]))
    return np.concatenate([row[0] for row in found]), np.concatenate([row[1] for row in found])


@cache
def _phrases() -> tuple[Keys, Keys, Mask, Mask]:
    """Keys of the names and variants of all concepts, sorted; the key of the concept of each; and, by the top bits
    of a key, whether one is and whether one begins so (with two words).
    """
    named = [(phrase, n) for n, (name, others) in enumerate(read_groups()) for phrase in (name, *others)]
    spelled = words([phrase for phrase, _ in named])
    concept_of, length = np.array([n for _, n in named]), np.diff(spelled.starts)
    key_of: dict[int, int] = {}
    run, begins = spelled.singles, np.zeros(1 << TABLE_BITS, bool)
    for size in range(2, LONGEST + 1):
        run = mixed(run[:-1], spelled.word[size - 1 :])
        if size == 2:
            begins[_slot(run[spelled.starts[:-1][length > 1]])] = True
        whole = np.flatnonzero(length == size)
        for key, concept in zip(run[spelled.starts[whole]].tolist(), concept_of[whole].tolist(), strict=True):
            key_of.setdefault(key, concept)
    runs = np.array(sorted(key_of), np.uint64)
    known = np.array([key_of[int(key)] for key in runs], np.uint64)
    opens = np.zeros(1 << TABLE_BITS, bool)
    opens[_slot(runs)] = True
    return runs, mixed(mixed(known, known), known), opens, begins


def _codes(values: Sequence[str | None]) -> Ints:
    number = {value: place for place, value in enumerate(sorted({value for value in values if value}))}
    return np.array([number.get(value or "", -1) for value in values], np.int64)


def _lead_ins(contexts: Sequence[str], before: Ints) -> Ints:
    """The context's number where it is more than a unit's name and few statements stand in it, else -1."""
    few = np.bincount(before, minlength=len(contexts)) <= settings()["most_in_a_lead_in"]
    close = np.array([context.count(" | ") >= 2 for context in contexts], bool)
    return np.where((few & close)[before], before, -1)


# --- which pairs, and what speaks for them --------------------------------------------------------------


def candidates(evidence: Evidence, workers: int = 1) -> tuple[Places, Places]:
    """Pairs (a < b) that share a rare name or word, or one less rare and the topic."""
    count = max(len(evidence.topic), 1)
    parts = 1 + count // KEYED
    counted = spread_beside(_often, (evidence, parts), range(parts), workers=workers)
    crowd = affordable(np.sum(list(counted), axis=0), SEEN * max(count, ENOUGH))
    met = spread_beside(_met, (evidence, parts, crowd), range(parts), workers=workers)
    pairs = distinct(np.concatenate([*met, _of_one_topic(evidence)])).view(np.int64)
    return (pairs // count).astype(np.int32), (pairs % count).astype(np.int32)


def _often(beside: tuple[Evidence, int], part: int) -> Ints:
    return _called(*beside, part).often(CROWD)


def _met(beside: tuple[Evidence, int, int], part: int) -> Keys:
    evidence, parts, crowd = beside
    return _called(evidence, parts, part).pairs(crowd, 0)


def _called(evidence: Evidence, parts: int, part: int) -> Families:
    """Statements under the keys that call for candidates; one of ``parts`` of the keys."""
    alone = (evidence.names, evidence.lead_in_names, evidence.words, evidence.numbers)
    sources = []
    for rows in (*alone, evidence.unit_names, evidence.concepts):
        key = rows.calling
        owner, place = np.nonzero(falls_in(key, part, parts))
        for code in (evidence.topic, evidence.sector):
            sources.append(_calls(owner, key[owner, place], code))
        if any(rows is one for one in alone):
            sources.append((owner.astype(np.uint64), mixed(key[owner, place], key[owner, place])))
    owners, keys = (np.concatenate(column) for column in zip(*sources, strict=True))
    return Families.of(keys, owners, len(evidence.topic))


def _calls(owner: Ints, key: Hashes, code: Ints) -> tuple[Keys, Keys]:
    """(statement, key) together with the code of the statement, where it has one."""
    known = code[owner] >= 0
    owner, key = owner[known], key[known]
    return owner.astype(np.uint64), mixed(key, code[owner].astype(np.uint32))


def _of_one_topic(evidence: Evidence) -> Keys:
    """All pairs of a topic that few statements have: what shares no rare word at all is found among these."""
    known = np.flatnonzero(evidence.topic >= 0)
    topic = evidence.topic[known].astype(np.uint64)
    return Families.of(mixed(topic, topic), known.astype(np.uint64), len(evidence.topic)).pairs(FEW, 0)


def columns(evidence: Evidence, a: Places, b: Places) -> Floats:
    """(pairs, EVIDENCE): what speaks for and against each pair."""
    names_a, names_b = evidence.names.of(a), evidence.names.of(b)
    close_a, close_b = evidence.lead_in_names.of(a), evidence.lead_in_names.of(b)
    units_a, units_b = evidence.unit_names.of(a), evidence.unit_names.of(b)
    words_a, words_b = evidence.words.of(a), evidence.words.of(b)
    both = partial(_shared, evidence.weight)
    concepts = both(evidence.concepts.of(a), evidence.concepts.of(b))
    shared, wording = both(names_a, names_b), np.minimum(both(words_a, words_b), 4.0)
    led = both(names_a, close_b) + both(names_b, close_a)
    crossed = both(names_a, units_b) + both(names_b, units_a)
    beside = both(units_a, units_b) + both(close_a, close_b)
    place = shared + led + crossed > 0
    known = (evidence.sector[a] >= 0) & (evidence.sector[b] >= 0)
    topic = (evidence.topic[a] == evidence.topic[b]) & (evidence.topic[a] >= 0)
    sector = known & (evidence.sector[a] == evidence.sector[b])
    anywhere = evidence.anywhere[a] & evidence.anywhere[b]
    named = evidence.named[a] & evidence.named[b]
    placed = (units_a[:, 0] > 0) & (units_b[:, 0] > 0)
    found = {
        "always": np.ones(len(a)),
        "names": np.minimum(shared, MOST_NAMED),
        "names_of_lead_in": np.minimum(led, MOST_NAMED),
        "names_of_unit": np.minimum(crossed, MOST_NAMED),
        "units": np.minimum(beside, 2.0),
        "names_apart": named & ~place & ~anywhere,
        "units_apart": placed & ~place & (beside < LITTLE) & ~anywhere,
        "numbers": np.minimum(both(evidence.numbers.of(a), evidence.numbers.of(b)), 2.0),
        "words": wording / evidence.words.lengths(a, b),
        "rare_words": np.where(place, wording, 0),
        "only_rare_words": np.where(place | anywhere, 0, wording),
        "only_rare_words_anywhere": np.where(~place & anywhere, wording, 0),
        "concepts": concepts / evidence.concepts.lengths(a, b),
        "same_topic": topic,
        "same_sector": sector & ~topic,
        "other_sector": known & ~sector & ~topic,
        "same_lead_in": (evidence.lead_in[a] == evidence.lead_in[b]) & (evidence.lead_in[a] >= 0),
        "one_topic": one_topic(evidence.chances, a, b),
    }
    return np.stack([found[name].astype(float) for name in EVIDENCE], axis=1)


def _shared(weigh: Weights, left: Hashes, right: Hashes) -> Floats:
    """Sum of squared weights of the keys that both have, row by row."""
    both = np.zeros(left.shape, bool)
    for column in range(right.shape[1]):  # a comparison of all with all at once would leave the cache
        both |= left == right[:, column : column + 1]
    both &= left > 0
    return _squares(left, np.flatnonzero(both), weigh).sum(axis=1).astype(float)
