"""An opinion -> sector, topic and kind, with calibrated scores; abstains when unsure; learns from corrections.

Fitted on the sentences shipped with the program (:mod:`langnghe.text.examples`) over the features of
:mod:`langnghe.text.features`, as two aspects, topic and kind (:mod:`langnghe.text.aspect`); what the thesaurus says
belongs to a topic is learnt beside them. A sector's score is the sum of its topics'. The fit takes seconds; its result
is kept in a cache folder under a digest of all it depends on.

    >>> Classifier.shipped().classify(["nhà tôi làm sổ đỏ 14 tháng chưa xong"])[0].topic  # doctest: +SKIP
    'dd.gcn'
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.text import origin
from langnghe.text.aspect import Aspect, Floats, scale
from langnghe.text.examples import NO_OPINION, Example, copies, parted, unlike
from langnghe.text.examples import shipped as shipped_examples
from langnghe.text.features import Channel, Lexicon, Space, context_keys, statement_keys
from langnghe.text.thesaurus import expressions_of_topics

Correction = tuple[str, str, str, str, str]  # text, context, sector, topic, kind

SURE = 0.5  # a label with a lower score of topic or kind is marked unsure
LEAST_SECTOR, LEAST_TOPIC = 0.12, 0.08  # under these scores nothing is named
PARTS = 5  # one of them is left out to calibrate; the fewer are left, the smaller the margins and the surer the scores
BATCH = 1_000  # texts at a time; more would only leave the processor's cache

_EXPRESSION = 0.15  # what an expression of the thesaurus counts, against a sentence; by holding voices out of the fit
_NO_OPINION_LIFT = 1.5  # where the topic is a toss-up, a little in favour of no opinion
_ONCE: dict[int, int] = {Channel.WORD: 1, Channel.CONCEPT: 1, Channel.MARKED: 1}  # kept though met in one sentence only
_SUBJECT: dict[int, float] = {
    Channel.WORD: 1.0,
    Channel.PAIR: 0.7,
    Channel.MARKED: 1.0,
    Channel.MARKED_PAIR: 0.7,
    Channel.CONCEPT: 1.5,
    Channel.CONTEXT_WORD: 1.0,
    Channel.CONTEXT_PAIR: 1.0,
    Channel.CONTEXT_CONCEPT: 1.0,
}
_MANNER: dict[int, float] = {
    Channel.WORD: 1.0,
    Channel.PAIR: 1.0,
    Channel.TRIPLE: 1.0,
    Channel.MARKED: 1.0,
    Channel.MARKED_PAIR: 1.0,
    Channel.CONCEPT: 1.5,
    Channel.OPENING: 1.0,
    Channel.OPENING_PAIR: 1.0,
    Channel.CLOSING: 1.0,
    Channel.LEAD_IN: 1.0,
    Channel.LEAD_IN_PAIR: 1.0,
    Channel.CUE: 4.0,
    Channel.OPENING_CUE: 4.0,
    Channel.CLOSING_CUE: 4.0,
    Channel.LEAD_IN_CUE: 1.5,
}
_CODE = ("aspect.py", "classify.py", "examples.py", "features.py", "learn.py", "normal.py", "thesaurus.py")
_TABLES = ("data/cues.tsv", "sentences", "thesaurus", "data/headings.tsv", "data/shorthand.tsv")


@dataclass(frozen=True, slots=True)
class Label:
    """What an opinion is about. ``sector`` and ``topic`` are None for no opinion, or when the score is too low."""

    sector: str | None
    topic: str | None
    kind: str
    score: float  # of the topic
    sector_score: float
    kind_score: float
    unsure: bool
    words: tuple[str, ...] = ()  # what decided the topic, strongest first; only from Classifier.explain


class Classifier:
    """Topic and kind over one reading of the words: ``words`` of the text, ``before`` of its context."""

    def __init__(self, words: Space, before: Space, topic: Aspect, kind: Aspect) -> None:
        self.words, self.before, self.topic, self.kind = words, before, topic, kind
        of_topic = [code.split(".")[0].upper() for code in topic.classes]
        self.sectors = tuple(dict.fromkeys(of_topic))
        self._member = np.array([[code == sector for sector in self.sectors] for code in of_topic], np.float32)

    @staticmethod
    def digest() -> str:
        """Of all that the shipped classifier depends on; another one gives other digits."""
        return origin.digest(*_CODE, *_TABLES)

    @classmethod
    @cache
    def shipped(cls) -> Classifier:
        """The classifier of the shipped sentences: read from the cache folder, or fitted and kept there."""
        path = _cache_folder() / f"classifier-{cls.digest()}.npz"
        if path.exists():
            return cls.load(path)
        fitted = cls.fit(shipped_examples())
        try:
            fitted.save(path)
        except OSError:  # a home that cannot be written costs a fit at every start, nothing else
            pass
        return fitted

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> Classifier:
        """A classifier of these examples; the same examples give the same classifier.

        Its scores are calibrated on a part of them left out of another fit, which does not even know their words.
        """
        whole = cls._fit_in(*_spaces(examples), examples)
        left_out, *others = parted(examples, PARTS)
        kept = [row for part in others for row in part]
        most, strange = cls._fit_in(*_spaces(kept), kept), unlike(left_out)
        topics, kinds = most._margins(strange)
        topic = replace(whole.topic, temperature=most.topic.heat(topics, [row.topic for row in strange]))
        kind = replace(whole.kind, temperature=most.kind.heat(kinds, [row.kind for row in strange]))
        return cls(whole.words, whole.before, topic, kind)

    def classify(self, texts: Sequence[str], contexts: Sequence[str] | None = None) -> list[Label]:
        """One label for each text. ``contexts``: unit, headings and lead-in before each, joined by " | "."""
        contexts = contexts or [""] * len(texts)
        labels: list[Label] = []
        for start in range(0, len(texts), BATCH):
            part = slice(start, start + BATCH)
            labels += self._labels(*self._read(texts[part], contexts[part]))
        return labels

    def explain(self, text: str, context: str = "", most: int = 5) -> Label:
        """The label of one text with the words that decided its topic. Slow: for a person who asks."""
        label = self.classify([text], [context])[0]
        if label.topic is None:
            return label
        return replace(label, words=self._deciding(text, self.topic.classes.index(label.topic), most))

    def learn(self, corrections: Sequence[Correction]) -> Classifier:
        """A new classifier that obeys the corrections (text, context, sector, topic, kind), in their order.

        Words never met before get columns of their own. An empty topic or kind corrects nothing in that aspect.
        """
        texts, contexts, _, topics, kinds = ([row[part] for row in corrections] for part in range(5))
        words = self.words.widened(statement_keys, texts)
        before = Space(words.lexicon, self.before.keys)
        spaces, wider = (self.words, self.before), (words, before)
        topic, kind = (
            self.topic.widened(spaces, wider, _SUBJECT),
            self.kind.widened(spaces, wider, _MANNER),
        )
        text, context = Classifier(words, before, topic, kind)._read(texts, contexts)
        return Classifier(words, before, topic.corrected(text, context, topics), kind.corrected(text, context, kinds))

    def save(self, path: Path) -> None:
        """Write everything to one ``.npz`` file, whole or not at all."""
        arrays: dict[str, Any] = {
            "folded": _packed(self.words.lexicon.folded),
            "marked": _packed(self.words.lexicon.marked),
        }
        arrays |= {"words": self.words.keys, "before": self.before.keys}
        for name, aspect in (("topic", self.topic), ("kind", self.kind)):
            arrays |= {f"{name}_classes": _packed(aspect.classes), f"{name}_text": aspect.text}
            arrays |= {f"{name}_context": aspect.context, f"{name}_bias": aspect.bias}
            arrays[f"{name}_temperature"] = np.array(aspect.temperature)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            np.savez(file, **arrays)
        os.replace(file.name, path)

    @classmethod
    def load(cls, path: Path) -> Classifier:
        with np.load(path, allow_pickle=False) as arrays:
            lexicon = Lexicon(_unpacked(arrays["folded"]), _unpacked(arrays["marked"]))
            topic, kind = (
                Aspect(
                    tuple(_unpacked(arrays[f"{name}_classes"])),
                    np.ascontiguousarray(arrays[f"{name}_text"]),  # or scipy would copy it for every product
                    np.ascontiguousarray(arrays[f"{name}_context"]),
                    arrays[f"{name}_bias"],
                    float(arrays[f"{name}_temperature"]),
                )
                for name in ("topic", "kind")
            )
            return cls(Space(lexicon, arrays["words"]), Space(lexicon, arrays["before"]), topic, kind)

    @classmethod
    def _fit_in(cls, words: Space, before: Space, examples: Sequence[Example]) -> Classifier:
        """Both aspects on the examples and their copies, uncalibrated; the topic on expressions of its own, too."""
        made = [*examples, *copies(examples)]
        text = words.matrix(statement_keys, [example.text for example in made])
        context = before.matrix(context_keys, [example.context for example in made])
        scales = scale(words, text, _SUBJECT), scale(before, context, _SUBJECT)
        topic = cls._topic_in(words, before, (text, context), [example.topic for example in made], scales)
        shared = _in_two_sectors(text, [example.sector for example in made])
        scales = scale(words, text, _MANNER) * shared, scale(before, context, _MANNER)
        kind = Aspect.fit(text, context, [example.kind for example in made], scales)
        return cls(words, before, topic, kind)

    @staticmethod
    def _topic_in(
        words: Space, before: Space, rows: tuple[Any, Any], topics: list[str], scales: tuple[Floats, Floats]
    ) -> Aspect:
        from scipy.sparse import vstack

        named, phrases = _expressions(set(topics))
        text = vstack([rows[0], words.matrix(statement_keys, phrases)]).tocsr()
        context = vstack([rows[1], before.matrix(context_keys, [""] * len(phrases))]).tocsr()
        counts = np.repeat(np.array([1, _EXPRESSION], np.float32), [len(topics), len(named)])
        return Aspect.fit(text, context, [*topics, *named], scales, counts)

    def _margins(self, examples: Sequence[Example]) -> tuple[Floats, Floats]:
        read = self._read([example.text for example in examples], [example.context for example in examples])
        return self.topic.margins(*read), self.kind.margins(*read)

    def _read(self, texts: Sequence[str], contexts: Sequence[str]) -> tuple[Any, Any]:
        """The two matrices; a context that many opinions share is read once."""
        place = {context: number for number, context in enumerate(dict.fromkeys(contexts))}
        before = self.before.matrix(context_keys, list(place))
        return self.words.matrix(statement_keys, texts), before[[place[context] for context in contexts]]

    def _labels(self, text: Any, context: Any) -> Iterator[Label]:
        topics, kinds = self.topic.scores(text, context), self.kind.scores(text, context)
        kinds = self._opinions_where_topics(kinds, topics)
        sectors = topics @ self._member
        sector = sectors.argmax(axis=1)
        within = np.where(self._member.T[sector] > 0, topics, -1)
        for columns in zip(*_best(within), *_best(sectors), *_best(kinds), strict=True):
            yield self._label(*columns)

    def _opinions_where_topics(self, kinds: Floats, topics: Floats) -> Floats:
        """The scores of kinds, "no opinion" the less likely the clearer the topic is."""
        if NO_OPINION not in self.kind.classes:
            return kinds
        unclear = 1 - topics.max(axis=1)
        kinds[:, self.kind.classes.index(NO_OPINION)] *= _NO_OPINION_LIFT * unclear
        return kinds / kinds.sum(axis=1, keepdims=True)

    def _label(self, topic: int, score: float, sector: int, sector_score: float, kind: int, kind_score: float) -> Label:
        name = self.kind.classes[kind]
        placed = name != NO_OPINION and sector_score >= LEAST_SECTOR
        return Label(
            self.sectors[sector] if placed else None,
            self.topic.classes[topic] if placed and score >= LEAST_TOPIC else None,
            name,
            score,
            sector_score,
            kind_score,
            score < SURE or kind_score < SURE,
        )

    def _deciding(self, text: str, topic: int, most: int) -> tuple[str, ...]:
        """The text's own words behind the columns that spoke most for a topic."""
        weights = self.topic.text[:, topic] - self.topic.text[:, :-1].mean(axis=1)
        found: dict[str, float] = {}
        for words, column in self.words.spelt(statement_keys, text):
            found[words] = found.get(words, 0.0) + float(weights[column])
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return tuple(words for words, weight in ranked[:most] if weight > 0)


def _spaces(examples: Sequence[Example]) -> tuple[Space, Space]:
    texts = [*(row.text for row in examples), *_expressions({row.topic for row in examples})[1]]
    contexts = [row.context for row in copies(examples)]
    lexicon = Lexicon.of([*texts, *contexts])
    return Space.of(lexicon, statement_keys, texts, _ONCE), Space.of(lexicon, context_keys, contexts, {})


def _expressions(topics: set[str]) -> tuple[list[str], list[str]]:
    """Topics and texts of the thesaurus' expressions, for those of the topics that have any."""
    found = [row for row in expressions_of_topics() if row[0] in topics]
    return [topic for topic, _ in found], [phrase for _, phrase in found]


def _in_two_sectors(text: Any, sectors: Sequence[str]) -> NDArray[np.bool_]:
    """Which columns occur in two sectors at least: what tells the kind is not tied to a subject."""
    names = np.array(sectors)
    return sum((text[names == name].sum(axis=0) > 0).astype(int) for name in sorted(set(sectors))).A1 > 1


def _best(scores: Floats) -> tuple[list[int], list[float]]:
    """(column, rounded score) of the highest score in each row."""
    return scores.argmax(axis=1).tolist(), scores.max(axis=1).astype(float).round(4).tolist()


def _packed(words: Sequence[str]) -> NDArray[Any]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _unpacked(letters: NDArray[np.uint8]) -> list[str]:
    return letters.tobytes().decode().split("\n")


def _cache_folder() -> Path:
    """``LANGNGHE_CACHE``, or the user's cache folder."""
    chosen = os.environ.get("LANGNGHE_CACHE")
    return Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "langnghe"
