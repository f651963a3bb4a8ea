"""Redaction speed: statements of 300 characters a second on one core, and the ratio to plain Python patterns.

    python benchmarks/redact.py [COUNT]

The peer is what Presidio runs without a language model: one Python ``re`` pattern after the other on every text,
here written for Vietnamese. Both see the same statements, 35 % of them with personal data, in the same run; the
time is that of the process, the best of three.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable

from tests.text.planted import Planted, statements

from langnghe.text.redact import redact_many

PEER = [
    re.compile(pattern)
    for pattern in (
        r"(?:\+84|0)(?:[ .-]?\d){9}\b",
        r"\b\d{9}\b|\b\d{12}\b",
        r"[\w.+-]+@[\w-]+\.[\w.-]+",
        r"(?i)(?:stk|tài khoản|tk)\D{0,20}\d{6,19}",
        r"\b\d{2}[A-Z]\d?[- ]?\d{3}\.?\d{2}\b",
        r"(?i)(?:sinh ngày|sinh năm|sn)\s*[:.]?\s*[\d/.-]+",
        r"(?i)(?:số nhà|ngõ|hẻm|tổ) \d+[^,.;]*",
        r"(?i)facebook\.com/\S+|@\w{3,}",
        r"\b(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Phan|Vũ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý)(?: [A-ZÀ-Ỹ][a-zà-ỹ]+){1,3}",
        r"(?:[ôÔ]ng|[bB]à|[aA]nh|[cC]hị) [A-ZÀ-ỸĐ][a-zà-ỹ]+(?: [A-ZÀ-ỸĐ][a-zà-ỹ]+){0,3}",
    )
]
TARGET = 25_000  # statements a second


def peer(texts: list[str]) -> list[list[tuple[int, int]]]:
    return [[match.span() for pattern in PEER for match in pattern.finditer(text)] for text in texts]


def ours(texts: list[str]) -> list[list[tuple[int, int]]]:
    return [[(span.start, span.end) for span in result.spans] for result in redact_many(texts)]


def rate(run: Callable[[list[str]], object], texts: list[str]) -> float:
    """Texts a second of process time, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        run(texts)
        best = min(best, time.process_time() - started)
    return len(texts) / best


def recall(run: Callable[[list[str]], list[list[tuple[int, int]]]], planted: list[Planted]) -> float:
    """Share of the planted data that is covered whole by one find."""
    found = run([one.text for one in planted])
    whole = [
        any(low <= start and end <= high for low, high in finds)
        for one, finds in zip(planted, found, strict=True)
        for start, end, _ in one.spans
    ]
    return sum(whole) / len(whole)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    planted = [Planted(one.text[:300], one.spans) for one in statements(count, length=290)]
    texts = [one.text for one in planted]
    ours(texts[:1000])
    our_rate, peer_rate = rate(ours, texts), rate(peer, texts)
    print(f"{count} statements of {sum(map(len, texts)) / count:.0f} characters, 35 % with personal data")
    print(f"redact_many       {our_rate:9,.0f}/s   recall {recall(ours, planted):.3f}")
    print(f"plain re patterns {peer_rate:9,.0f}/s   recall {recall(peer, planted):.3f}")
    print(f"ratio {our_rate / peer_rate:.2f}; target {TARGET:,}/s")


if __name__ == "__main__":
    main()
