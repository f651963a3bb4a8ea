"""How well the engine does on labelled text: one function per step, each gives its metrics as a flat dictionary.

A gold line is a report (``text``, ``blocks``, ``opinions``, ``pii``) or a single message (``text``, ``sector``,
``topic``, ``kind``, ``group``, ``pii``). Offsets count code points.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

from langnghe.text.blocks import Block, Kind, starts

Gold = dict[str, Any]
Metrics = dict[str, Any]

OVERLAP = 0.6  # an opinion is found when intersection over union of characters reaches this
PATTERNED = ("PHONE", "ID", "EMAIL", "ACCOUNT", "PLATE", "DOB", "HANDLE")
NEUTRAL = "OFFICIAL"  # masking an official is neither right nor wrong
BINS = 10  # of the calibration error

_KINDS: dict[str, tuple[Kind, int]] = {
    "heading1": ("heading", 1),
    "heading2": ("heading", 2),
    "para": ("paragraph", 0),
    "bullet": ("bullet", 0),
    "table_header": ("header_row", 0),
    "table_row": ("row", 0),
}


def gold_blocks(report: Gold) -> list[Block]:
    """The blocks of a labelled report in the engine's shape."""
    blocks, columns = [], ()
    for number, row in enumerate(report["blocks"], start=1):
        kind, level = _KINDS[row["type"]]
        columns = tuple(row["text"].split("\t")) if kind == "header_row" else columns
        blocks.append(Block(kind, row["text"], f"p{number}", level=level, columns=columns if kind == "row" else ()))
    return blocks


def statements(lines: Iterable[Gold]) -> list[Gold]:
    """Single labelled statements: the opinions of reports, with the context that stands before them, and messages."""
    found: list[Gold] = []
    for line in lines:
        if "opinions" not in line:
            found.append({"context": "", **line})
            continue
        contexts = _contexts(line)
        found += [
            {**opinion, "id": f"{line['id']}-{number}", "context": contexts(opinion["start"])}
            for number, opinion in enumerate(line["opinions"], start=1)
        ]
    return found


def _contexts(report: Gold) -> Callable[[int], str]:
    """A function from an opinion's offset to unit, headings and lead-in before it, joined by " | "."""

    def context(start: int) -> str:
        headings: dict[str, str] = {}
        for block in report["blocks"]:
            if block["end"] > start:
                break
            if block["type"] in ("heading1", "heading2"):
                headings = (
                    {"heading1": block["text"]}
                    if block["type"] == "heading1"
                    else {**headings, "heading2": block["text"]}
                )
        block = next(row for row in report["blocks"] if row["start"] <= start < row["end"] + 1)
        lead_in = report["text"][block["start"] : start].strip() if start - block["start"] < 120 else ""
        return " | ".join(part for part in (report["unit"], *headings.values(), lead_in) if part)

    return context


# --- split ----------------------------------------------------------------------------------------------------


def evaluate_split(lines: Sequence[Gold]) -> Metrics:
    """Opinions found, one to one, by overlap of characters in the report's text."""
    from langnghe.text.split import match, parse, split

    right = found_count = gold_count = 0
    for line in lines:
        blocks = gold_blocks(line) if "blocks" in line else parse(line["text"])
        offsets = starts(blocks)
        found = [(offsets[row.block] + row.start, offsets[row.block] + row.end) for row in split(blocks).opinions]
        gold = [(row["start"], row["end"]) for row in line["opinions"]]
        right += match(found, gold, OVERLAP)
        found_count += len(found)
        gold_count += len(gold)
    return {"found": found_count, "gold": gold_count, **_scores(right, found_count, gold_count)}


# --- redact ---------------------------------------------------------------------------------------------------


def evaluate_redact(lines: Sequence[Gold]) -> Metrics:
    """Recall of each kind (a span counts when every character of it is masked) and precision of what was masked."""
    from langnghe.text.redact import redact_many

    found, total = Counter[str](), Counter[str]()
    masked = right = 0
    for line, redacted in zip(lines, redact_many([line["text"] for line in lines]), strict=True):
        gold = _personal(line)
        hidden = {place for span in redacted.spans for place in range(span.start, span.end)}
        for kind, start, end in gold:
            total[kind] += 1
            found[kind] += hidden.issuperset(range(start, end))
        for span in redacted.spans:
            touched = {kind for kind, start, end in gold if start < span.end and span.start < end}
            right += bool(touched - {NEUTRAL})
            masked += touched != {NEUTRAL}
    kinds = [kind for kind in sorted(total) if kind != NEUTRAL]
    patterned = [kind for kind in kinds if kind in PATTERNED]
    return {
        "recall": _recall(found, total, kinds),
        **({"recall_patterned": _recall(found, total, patterned)} if patterned else {}),
        "precision": _share(right, masked),
        "spans": sum(total[kind] for kind in kinds),
        **{f"recall_{kind}": _share(found[kind], total[kind]) for kind in kinds},
    }


def _personal(line: Gold) -> list[tuple[str, int, int]]:
    """Kind, start and end of each span marked by hand, in either of the two ways that gold files write them."""
    rows = line.get("pii") or line.get("entities") or []
    return [(row.get("kind") or row["type"], row["start"], row["end"]) for row in rows]


def _recall(found: Counter[str], total: Counter[str], kinds: Sequence[str]) -> float:
    return _share(sum(found[kind] for kind in kinds), sum(total[kind] for kind in kinds))


# --- classify -------------------------------------------------------------------------------------------------


def evaluate_classify(lines: Sequence[Gold]) -> Metrics:
    """Sector and kind macro-F1, topic accuracy, and how far scores are from the share that is right."""
    from langnghe.text.classify import Classifier

    rows = [row for row in statements(lines) if row.get("sector") or row.get("kind")]
    labels = Classifier.shipped().classify([row["text"] for row in rows], [row["context"] for row in rows])
    placed = [(row, label) for row, label in zip(rows, labels, strict=True) if row.get("topic") and row["topic"] != "-"]
    topic_right = [label.topic == row["topic"] for row, label in placed]
    sure = [right for right, (_, label) in zip(topic_right, placed, strict=True) if not label.unsure]
    return {
        "statements": len(rows),
        "sector_macro_f1": macro_f1([(row["sector"], label.sector) for row, label in placed]),
        "topic_accuracy": _share(sum(topic_right), len(placed)),
        "kind_macro_f1": macro_f1([(row["kind"], label.kind) for row, label in zip(rows, labels, strict=True)]),
        "topic_calibration_error": calibration_error([label.score for _, label in placed], topic_right),
        "sector_calibration_error": calibration_error(
            [label.sector_score for _, label in placed], [label.sector == row["sector"] for row, label in placed]
        ),
        "sure_share": _share(len(sure), len(placed)),
        "topic_accuracy_when_sure": _share(sum(sure), len(sure)),
    }


def macro_f1(pairs: Sequence[tuple[str | None, str | None]]) -> float:
    """Mean F1 over the labels that occur in the gold column of (gold, predicted)."""
    right = Counter(gold for gold, found in pairs if gold == found)
    gold, found = Counter(gold for gold, _ in pairs), Counter(found for _, found in pairs)
    return round(sum(2 * right[label] / (gold[label] + found[label]) for label in gold) / max(len(gold), 1), 4)


def calibration_error(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error over ten equal bins (Guo et al. 2017)."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, hit in zip(scores, right, strict=True):
        bins[min(int(score * BINS), BINS - 1)].append((score, hit))
    gaps = (abs(sum(score for score, _ in rows) - sum(hit for _, hit in rows)) for rows in bins.values())
    return round(sum(gaps) / max(len(scores), 1), 4)


# --- dedupe ---------------------------------------------------------------------------------------------------


def evaluate_dedupe(lines: Sequence[Gold]) -> Metrics:
    """Pairs put in one group against the gold groups, and B-cubed (Bagga and Baldwin 1998); no group is alone."""
    from langnghe.text.dedupe import Item, groups

    rows = statements(lines)
    gold = {row["id"]: row.get("group") or f"alone {row['id']}" for row in rows}
    found = groups([Item(id=row["id"], text=row["text"], context=row["context"]) for row in rows])
    gold_pairs, found_pairs = _pairs(gold), _pairs(found)
    pair_scores = _scores(len(gold_pairs & found_pairs), len(found_pairs), len(gold_pairs))
    return {"statements": len(rows), "gold_pairs": len(gold_pairs), **pair_scores, "b_cubed_f1": b_cubed(found, gold)}


def _pairs(group_of: dict[str, Any]) -> set[tuple[str, str]]:
    members: dict[Any, list[str]] = defaultdict(list)
    for identity, group in group_of.items():
        members[group].append(identity)
    return {pair for ids in members.values() for pair in combinations(sorted(ids), 2)}


def b_cubed(found: dict[str, Any], gold: dict[str, Any]) -> float:
    """B-cubed F1 of one grouping against another, both from id to group."""
    both = Counter((found[identity], gold[identity]) for identity in gold)
    in_found, in_gold = Counter(found.values()), Counter(gold.values())
    precision = sum(n * n / in_found[a] for (a, _), n in both.items()) / len(gold)
    recall = sum(n * n / in_gold[b] for (_, b), n in both.items()) / len(gold)
    return round(2 * precision * recall / (precision + recall), 4)


# --- themes ---------------------------------------------------------------------------------------------------


def evaluate_themes(lines: Sequence[Gold]) -> Metrics:
    """Normalised mutual information of the themes found and the gold ``theme`` (else ``topic``)."""
    from sklearn.metrics import normalized_mutual_info_score

    from langnghe.text.cluster import group

    rows = [row for row in statements(lines) if row.get("theme") or row.get("topic")]
    gold = [row.get("theme") or row["topic"] for row in rows]
    found = group([row["text"] for row in rows])
    alone = [f"alone {number}" if theme is None else str(theme) for number, theme in enumerate(found)]
    return {
        "statements": len(rows),
        "themes": len({theme for theme in found if theme is not None}),
        "nowhere": sum(theme is None for theme in found),
        "nmi": round(float(normalized_mutual_info_score(gold, alone)), 4),
    }


STEPS: dict[str, Callable[[Sequence[Gold]], Metrics]] = {
    "split": evaluate_split,
    "redact": evaluate_redact,
    "classify": evaluate_classify,
    "dedupe": evaluate_dedupe,
    "themes": evaluate_themes,
}


def _scores(right: int, found: int, gold: int) -> dict[str, float]:
    return {"precision": _share(right, found), "recall": _share(right, gold), "f1": _share(2 * right, found + gold)}


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0
