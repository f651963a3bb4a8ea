"""Write a report's sections with every number as a figure: ``[[key]]`` in the text, the query in the database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langnghe.privacy import door
from langnghe.registry.models import Period
from langnghe.registry.queries import previous_period
from langnghe.reports.measures import compute, printed
from langnghe.reports.models import Section
from langnghe.reports.small import Small, hidden_as

MARK = re.compile(r"\[\[([^\[\]]+)\]\]")


@dataclass(slots=True)
class DraftFigure:
    key: str
    label: str
    measure: str
    filters: dict[str, Any]
    value: int
    is_hidden: bool = False  # printed in words: small, or gives a small one away

    @property
    def printed(self) -> str:
        return hidden_as(self.measure) if self.is_hidden else shown(self.value, self.measure)


@dataclass(slots=True)
class DraftSection:
    key: str
    heading: str
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(line for line in self.lines if line)


@dataclass(slots=True)
class Draft:
    """What a form writes into: sections in order, and the figures they mention."""

    periods: Sequence[Period]
    earlier: Sequence[Period]
    small: Small
    figures: dict[str, DraftFigure] = field(default_factory=dict)
    sections: list[DraftSection] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [period.key for period in self.periods]

    def figure(self, key: str, label: str, measure: str, **filters: Any) -> str:
        """Put a figure in the draft; its mark for the text."""
        if key not in self.figures:
            scoped = {"periods": self.keys, **filters}
            self.figures[key] = counted(key, label, measure, scoped, self.small)
        return f"[[{key}]]"

    def value(self, mark: str) -> int:
        """The number behind a mark that ``figure`` gave."""
        return self.figures[mark[2:-2]].value

    def is_hidden(self, mark: str) -> bool:
        """Whether the figure behind a mark is printed in words."""
        return self.figures[mark[2:-2]].is_hidden

    def share(self, key: str, label: str, **filters: Any) -> str:
        """A clause with a per cent: " (12%)"; nothing where it is hidden."""
        mark = self.figure(key, label, "share", **filters)
        return "" if self.is_hidden(mark) else f" ({mark}%)"

    def change(self, key: str, label: str, **filters: Any) -> str:
        """A clause that compares with the periods before: "tăng [[..]] ý kiến so với kỳ trước"."""
        if not self.earlier:
            return ""
        mark = self.figure(
            f"{key}.tang-giam", label, "change", compared=[period.key for period in self.earlier], **filters
        )
        if self.is_hidden(mark):
            return ""
        if self.value(mark) == 0:
            return "bằng kỳ trước"
        return f"{'tăng' if self.value(mark) > 0 else 'giảm'} {mark} ý kiến so với kỳ trước"

    def section(self, key: str, heading: str, lines: Iterable[str]) -> None:
        self.sections.append(DraftSection(key, heading, list(lines)))


def counted(key: str, label: str, measure: str, filters: dict[str, Any], small: Small) -> DraftFigure:
    """A figure counted now, with whether it may be printed as a number."""
    value = compute(measure, filters)
    return DraftFigure(key, label, measure, filters, value, small.hides(measure, filters, value))


def new_draft(periods: Sequence[Period]) -> Draft:
    """An empty draft over some months, compared with as many months before them that the site knows."""
    earlier: list[Period] = []
    before = previous_period(periods[0])
    while before and len(earlier) < len(periods):
        earlier.append(before)
        before = previous_period(before)
    return Draft(periods, earlier if len(earlier) == len(periods) else [], Small(periods))


def shown(value: int, measure: str) -> str:
    """A figure as printed: a change without its sign, because the sentence says "tăng" or "giảm"."""
    return printed(abs(value) if measure == "change" else value)


def marks(text: str) -> list[str]:
    """Keys of the figures that a text mentions, in order, each once."""
    return list(dict.fromkeys(MARK.findall(text)))


def personal_words(section: Section) -> list[str]:
    """What looks like personal data in a person's text and does not stand in the draft."""
    if section.edited is None:
        return []
    drafted = set(door.personal(section.drafted))
    return [words for words in door.personal(section.edited) if words not in drafted]
