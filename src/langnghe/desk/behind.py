"""The redacted statements behind a count, page by page, without counting or sorting all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langnghe.intake.models import Document
from langnghe.synthesis import tallies
from langnghe.synthesis.queries import LabelledOpinion, opinions
from langnghe.synthesis.spans import Span

AT_ONCE = 40  # documents looked through for one sector's statements: a page is mostly found in the first of them


class Statements:
    """Those of a span with a label, by document, the newest first; a paginator takes it for a list.

    How many there are is told by the tallies, so it may be seconds behind.
    """

    def __init__(self, span: Span, **only: Any) -> None:
        self.periods, self.only = span.periods(), only

    def count(self) -> int:
        return tallies.total(self.periods, **self.only)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[LabelledOpinion]:
        found: list[int] = []
        for keys in self._keys():
            found += keys
            if len(found) >= part.stop:
                break
        rows = opinions().select_related("document__unit", "area").in_bulk(found[part])
        return [rows[key] for key in found[part] if key in rows]

    def _keys(self) -> Iterator[list[int]]:
        documents = list(Document.objects.filter(period__in=self.periods).order_by("-pk").values_list("pk", flat=True))
        step = len(documents) if "area" in self.only else AT_ONCE  # an area's have an index of their own
        for first in range(0, len(documents), step or 1):
            rows = opinions().filter(document__in=documents[first : first + step], **self.only)
            yield list(rows.order_by("-document", "pk").values_list("pk", flat=True))
