"""Which figures of a report are printed as «một số» («–» for a share) because they are small, or give a small one away.

A report's figures are cells of a few tables of its months: sectors with their themes and what stands alone, sectors by
whether an answer is written, the whole by kind and by competence. ``figures.suppress`` hides what is small in each,
bound by what the sheets of the same months show or hide on the desk's pages (``synthesis.sheets``), so that a report
and a page taken together say no more than each. Numbers of issues, documents and units go with the statements behind
them; a change goes with either of its two counts. What counts units that must report, or files, tells of nobody.

The mark is the same for both kinds: were it «dưới 5», a reader would know which of the hidden ones is the small one.
Not met: two drafts of the same months, one before and one after a decision, differ by that opinion.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from langnghe.figures.suppress import TOTAL, Cell, Published, Table, suppress
from langnghe.law.competence import level_names, topics_of_level
from langnghe.registry.models import Period
from langnghe.registry.queries import office
from langnghe.synthesis.models import Theme
from langnghe.synthesis.queries import by, opinions_of
from langnghe.synthesis.sheets import SECTORS, THEMES, WHOLE, Shown, column_of, shown
from langnghe.synthesis.spans import Span

HIDDEN, NO_SHARE = "một số", "–"
OF_NOBODY = ("documents", "unread", "units_due", "units_reported", "coverage", "periods")
ASKED = ("sector", "theme", "kind", "level", "answered", "channel")
ALONE, OTHERWISE, SAID = "alone:", "other:", "said"  # without a theme; in a theme of another sector; the only column
Given = Mapping[Cell, int | None]


def hidden_as(measure: str) -> str:
    """What stands in the place of a figure that is not printed."""
    return NO_SHARE if measure == "share" else HIDDEN


class Small:
    """The cells of one report's months, and which of them are hidden."""

    def __init__(self, periods: Iterable[Period]) -> None:
        self.periods, self.k = list(periods), office().least_inside
        self.others: dict[tuple[str, ...], Small] = {}

    @property
    def keys(self) -> list[str]:
        return [period.key for period in self.periods]

    def hides(self, measure: str, filters: Mapping[str, Any], count: int) -> bool:
        """Whether a figure is not to be printed; ``count``: its value."""
        if measure in OF_NOBODY:
            return False
        if measure == "change":
            return any(self._of(filters[each]).hides_cell(filters) for each in ("periods", "compared"))
        mine = self._of(filters["periods"])
        if measure == "share":
            return mine.hides_cell(filters) or mine.hides_cell(filters["of"])
        return mine.hides_cell(filters) or (measure == "statements" and 0 < count < self.k)

    def hides_cell(self, filters: Mapping[str, Any]) -> bool:
        """Whether the statements that some filters let through are hidden."""
        return self._cell(filters) in self.hidden

    def _of(self, keys: Sequence[str]) -> Small:
        """The same for other months."""
        if list(keys) == self.keys:
            return self
        if tuple(keys) not in self.others:
            self.others[tuple(keys)] = Small(Period.objects.filter(key__in=keys).order_by("key"))
        return self.others[tuple(keys)]

    def _cell(self, filters: Mapping[str, Any]) -> Cell:
        asked = {name: value for name, value in filters.items() if name in ASKED}
        column = f"answered:{asked.pop('answered')}" if "answered" in asked else TOTAL
        match asked:
            case {"sector": sector, "theme": None}:
                return f"{ALONE}{sector}", column
            case {"theme": key}:
                return f"theme:{self._numbers.get(key)}", column
            case {"sector": sector}:
                return f"sector:{sector}", column
            case {"level": level, "kind": kind}:
                return f"kind:{kind}", f"level:{level}"
            case {"level": level}:
                return WHOLE, f"level:{level}"
            case {"kind": kind}:
                return WHOLE, f"kind:{kind}"
            case {"channel": channel}:
                return WHOLE, f"channel:{channel}"
        return WHOLE, column

    # --- the tables -----------------------------------------------------------------------------------------------

    @cached_property
    def hidden(self) -> frozenset[Cell]:
        """Cells of all tables that are not printed."""
        said: dict[Cell, int | None] = dict(self._on_pages())
        for table in self._tables():
            if not table.counts:
                continue
            found = suppress(table, k=self.k, earlier=[_given(table, said, self.k)])
            for cell in found.counts:
                said[cell] = None if said.get(cell, 0) is None else found.get(*cell)
        return frozenset(cell for cell, count in said.items() if count is None)

    def themes(self) -> frozenset[int]:
        """Numbers of the themes whose count is not printed."""
        return frozenset(pk for pk in self._numbers.values() if (f"theme:{pk}", TOTAL) in self.hidden)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Themes' numbers by their keys; a merged one stands for the theme that took it in."""
        return {key: into or pk for key, pk, into in Theme.objects.values_list("key", "pk", "merged_into")}

    def _tables(self) -> Iterator[Table]:
        yield from self._sectors()
        yield self._answered()
        yield from (self._across(WHOLE), self._across("kind:kien_nghi"))

    def _sectors(self) -> Iterator[Table]:
        """Each sector with the themes that lie in it (most of their statements do), and with what stands alone."""
        rows = opinions_of(self.periods).order_by().values_list("sector", "theme")
        pairs = Counter(rows.iterator())
        home: dict[int, tuple[int, str]] = {}
        for (sector, theme), n in pairs.items():
            if theme:
                home[theme] = max(home.get(theme, (0, "")), (n, sector))
        within: dict[str, Counter[Cell]] = defaultdict(Counter)
        for (sector, theme), n in sorted(pairs.items(), key=str):
            within[sector][_leaf(sector, theme, home), SAID] += n
        for sector, counts in within.items():
            root = f"sector:{sector}"
            yield Table({root: ""} | {leaf: root for leaf, _ in counts}, {SAID: [SAID]}, counts)

    def _answered(self) -> Table:
        """Sectors by whether the unit's report holds an answer."""
        found = opinions_of(self.periods)
        counts = Counter[Cell]()
        for answered, rows in ((True, found.exclude(answer="")), (False, found.filter(answer=""))):
            for sector, n in by("sector", rows).items():
                counts[f"sector:{sector}", f"answered:{answered}"] += n
        parents = {WHOLE: ""} | {row: WHOLE for row, _ in sorted(counts)}
        return Table(parents, {"answered": ["answered:True", "answered:False"]}, counts)

    def _across(self, row: str) -> Table:
        """One row: the whole by kind, by channel and by competence, or the requests by competence."""
        found = opinions_of(self.periods, **({} if row == WHOLE else {"kind": row.removeprefix("kind:")}))
        topics = by("topic", found)
        level_of = {topic: f"level:{level}" for level in level_names() for topic in topics_of_level(level)}
        counts = Counter[Cell]()
        for topic, n in topics.items():
            counts[row, level_of.get(topic, "level:")] += n
        groups = {"level": [*(f"level:{level}" for level in level_names()), "level:"]}
        if row == WHOLE:
            kinds = by("kind", found)
            counts.update({(row, f"kind:{kind}"): n for kind, n in kinds.items()})
            groups["kind"] = [f"kind:{kind}" for kind in kinds]
            came = by("document__channel", found)
            counts.update({(row, f"channel:{channel}"): n for channel, n in came.items()})
            groups["channel"] = [f"channel:{channel}" for channel in came]
        return Table({row: ""}, groups, counts)

    # --- what pages show --------------------------------------------------------------------------------------------

    def _on_pages(self) -> Given:
        """The sheets' cells of these months."""
        if not self.periods:
            return {}
        quarter = Span.parse(self.periods[0].key).quarter
        known: dict[Cell, int | None] = {}
        for sheet in shown(quarter, SECTORS, THEMES).values():
            for row in sheet.cells:
                found = self._on_page(sheet, row, quarter) if row == WHOLE or row.partition(":")[2] else {}
                # The sheet of themes knows no sectors: what it hides is hidden, what it shows may still be too much.
                known |= {cell: n for cell, n in found.items() if n is None or not row.startswith("theme:")}
            channels = sheet.cells.get(WHOLE, {}).items()
            known |= {(WHOLE, each): None for each, n in channels if n is None and each.startswith("channel:")}
        return known

    def _on_page(self, sheet: Shown, row: str, quarter: Span) -> Given:
        """The months' count; of some months of a quarter, that it is hidden where one of them or the quarter is."""
        columns = self._columns(quarter)
        if len(columns) == 1:
            return {(row, TOTAL): sheet.get(row, columns[0])}
        return {(row, TOTAL): None} if None in [sheet.get(row, each) for each in (TOTAL, *columns)] else {}

    def _columns(self, quarter: Span) -> list[str]:
        """The sheet's columns that make these months up."""
        keys = self.keys
        if len(keys) > 1 and keys == [period.key for period in quarter.periods()]:
            return [TOTAL]
        return [column_of(Span.parse(key)) for key in keys]

    def on_pages(self, name: str, group: str) -> dict[str, int | None]:
        """Counts of a sheet's rows in these months as pages show them, None where hidden: areas, topics."""
        if not self.periods:
            return {}
        quarter = Span.parse(self.periods[0].key).quarter
        sheet, columns = shown(quarter, name)[name], self._columns(quarter)
        parts = {key: [sheet.get(f"{group}:{key}", each) for each in columns] for key in sheet.rows(group)}
        whole = sheet.rows(group)
        safe = {key for key in parts if len(columns) == 1 or whole[key] is not None}
        return {key: _sum(counts) if key in safe else None for key, counts in parts.items()}


def _sum(counts: Iterable[int | None]) -> int | None:
    found = list(counts)
    return None if None in found else sum(each or 0 for each in found)


def _leaf(sector: str, theme: int | None, home: Mapping[int, tuple[int, str]]) -> str:
    if theme is None:
        return f"{ALONE}{sector}"
    return f"theme:{theme}" if home[theme][1] == sector else f"{OTHERWISE}{sector}"


def _given(table: Table, said: Given, k: int) -> Published:
    """What is said or hidden already of a table's cells; a page's count that has changed since binds nothing."""
    counts = table.cells()
    known: dict[Cell, int | None] = {}
    for (row, column), count in counts.items():
        before = said.get((row, TOTAL if column == SAID else column), -1)
        if before is None or before == count:
            known[row, column] = before
    told = {cell: count for cell, count in known.items() if count is not None}
    return Published(told, frozenset(set(known) - set(told)), k, counts)
