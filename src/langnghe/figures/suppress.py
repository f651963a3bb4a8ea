"""Hide small counts of a table, and as many others as it takes that nobody can work them out again.

A table counts matters by row (units, a tree up to the whole province) and by column; its columns fall into groups
(sector, outcome, ...), each of which adds up to the row's total. Zero is shown: it tells of nobody.

Method. A count from 1 to k - 1 is *small*. For every cell that is hidden there is a **witness**: two tables of whole
numbers, none below zero, that agree with the true one in everything shown, now and in every earlier publication, one
with more in that cell and one with less, k apart. So whatever a reader computes (sums, linear algebra, linear or
integer programming), the cell's possible values span at least k. A witness moves matters round among a few non-zero
cells: along a rectangle of two rows and two columns, from one row to another (both totals are then hidden), or from one
column to another. The cheapest is taken, by the logarithm of the counts it would newly hide, those of the whole being
dearer; those that later ones have made needless are dropped again. Where a cell has none, only the grand total stays.

The rectangle is the "hypercube" of GHMITER (Repsilber 1994; Giessing and Repsilber 2002, in tau-ARGUS); that protection
is shown by a second feasible table is Cox, "Network models for complementary cell suppression", JASA 90 (1995), and
Hundepool et al., "Statistical Disclosure Control", Wiley 2012, chapter 4. Not met: a reader who also knows which of the
hidden cells are small ones; both kinds are shown by the same mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import log1p

TOTAL = ""  # the column in which a row's matters are added up
LEAST_INSIDE, LEAST_PUBLIC = 5, 10
HEADLINE = 100  # times dearer to hide: figures of the whole are read most
CHOICES = 12  # partner rows and columns that are tried for one cell, the cheapest first

Cell = tuple[str, str]  # (row, column)
Change = dict[Cell, int]


@dataclass(frozen=True)
class Table:
    """Counts by leaf row and leaf column.

    ``parents``: each row's parent, "" for the root; ``groups``: columns of each group, which add up to the total.
    ``counts``: (row, column) of leaves to a count; what is absent is 0. A row's groups must agree in their sum.
    """

    parents: Mapping[str, str]
    groups: Mapping[str, Sequence[str]]
    counts: Mapping[Cell, int]

    def cells(self) -> dict[Cell, int]:
        """Every cell, sums of rows and columns included. Raises ValueError where groups do not agree."""
        every = {(row, column): 0 for row in self.parents for column in [TOTAL, *self._group_of()]}
        first = next(iter(self.groups.values()))
        for (row, column), count in self.counts.items():
            for above in self.lineage(row):
                every[above, column] += count
                every[above, TOTAL] += count if column in first else 0
        for row, columns in product(self.parents, self.groups.values()):
            if sum(every[row, column] for column in columns) != every[row, TOTAL]:
                raise ValueError(f"{row}: the columns {', '.join(columns)} do not add up to the row's total")
        return every

    def lineage(self, row: str) -> list[str]:
        """The row, its parent, and so on up to the root."""
        found = [row]
        while above := self.parents[found[-1]]:
            found.append(above)
        return found

    def leaves(self) -> list[str]:
        return [row for row in self.parents if row not in set(self.parents.values())]

    def root(self) -> str:
        return next(row for row, above in self.parents.items() if not above)

    def _group_of(self) -> dict[str, str]:
        return {column: group for group, columns in self.groups.items() for column in columns}


@dataclass(frozen=True)
class Published:
    """What may be shown. ``counts`` is for the office's own next publication and leaves the house never."""

    shown: dict[Cell, int]
    hidden: frozenset[Cell]
    k: int
    counts: dict[Cell, int] = field(repr=False, default_factory=dict)

    def get(self, row: str, column: str = TOTAL) -> int | None:
        """The count; None where it is hidden."""
        return self.shown.get((row, column))

    @property
    def kept(self) -> float:
        """Share of the non-zero cells that are shown."""
        filled = [cell for cell in (*self.shown, *self.hidden) if self.counts[cell]]
        return sum(cell in self.shown for cell in filled) / len(filled) if filled else 1.0


def suppress(table: Table, *, k: int, earlier: Iterable[Published] = ()) -> Published:
    """The table with its small cells hidden, safe also against tables of the same cells published earlier.

    What was hidden once stays hidden, and so does a cell whose change since an earlier table is small.

    Raises ValueError for k below 2, and where the whole has changed by less than k: then the earlier table stays.
    """
    if k < 2:
        raise ValueError("Ngưỡng ẩn ô nhỏ phải từ 2 trở lên.")
    search = _Search(table, k, list(earlier))
    if not search.protect():
        search.hide_all_but_the_whole()
    shown = {cell: count for cell, count in search.counts.items() if cell not in search.hidden}
    return Published(shown, frozenset(search.hidden), k, search.counts)


class _Search:
    """One table being protected: what is hidden so far, each hidden cell with its witness."""

    def __init__(self, table: Table, k: int, earlier: list[Published]) -> None:
        self.table, self.k, self.earlier = table, k, earlier
        self.counts = table.cells()
        self.hidden: set[Cell] = set()
        self.taken: list[Change] = []
        self.alone = False  # whether the witness looked for leaves earlier publications as they are
        self.whole: Cell = (table.root(), TOTAL)
        self.known = {cell for one in earlier for cell in one.shown}  # hiding such a cell again protects nobody
        self.lineages = {row: table.lineage(row) for row in table.parents}
        self.leaves = table.leaves()
        if any(_is_small(self.counts[self.whole] - one.counts[self.whole], k) for one in earlier):
            raise ValueError(f"Số liệu mới khác bản đã công bố dưới {k} vụ việc; hãy giữ bản đã công bố.")

    def protect(self) -> bool:
        """Hide every cell that must be, with a witness each; False where one is left without."""
        wanted = {cell for cell, count in self.counts.items() if self._must_hide(cell, count)}
        if self.whole in wanted:
            return False
        for cell in sorted(wanted, key=self._order):
            if cell in self.hidden:
                continue
            best = min(self._witnesses(cell), key=self._cost, default=None)
            if best is None and cell not in self.known:
                return False
            self.taken.append(best or {cell: 0})  # what is out already can only be said no more
            self.hidden.update(self.taken[-1])
        self._drop_needless(wanted)
        return True

    def _drop_needless(self, wanted: set[Cell]) -> None:
        """Give up witnesses, the widest first, as long as every cell that must be hidden lies in another one."""
        for witness in sorted(self.taken, key=len, reverse=True):
            others = {cell for one in self.taken if one is not witness for cell in one}
            if wanted & set(witness) <= others:
                self.taken.remove(witness)
        self.hidden = {cell for one in self.taken for cell in one}

    def hide_all_but_the_whole(self) -> None:
        """Any matter may then lie anywhere: every cell spans the whole, which must hold 2k for that."""
        safe = self.counts[self.whole] >= 2 * self.k
        self.hidden = set(self.counts) - ({self.whole} if safe else set())

    def _must_hide(self, cell: Cell, count: int) -> bool:
        if _is_small(count, self.k) or any(cell in one.hidden for one in self.earlier):
            return True
        return any(_is_small(count - one.shown.get(cell, count), self.k) for one in self.earlier)

    def _order(self, cell: Cell) -> tuple[int, int, Cell]:
        """Sums first: what protects them often protects the cells below."""
        row, column = cell
        return (len(self.lineages[row]) + (column != TOTAL), self.counts[cell], cell)

    def _cost(self, witness: Change) -> tuple[float, list[Cell]]:
        new = [cell for cell in witness if cell not in self.hidden]
        return sum(self._price(cell) for cell in new), sorted(new)

    # --- witnesses ------------------------------------------------------------------------------------------------

    def _witnesses(self, cell: Cell) -> Iterator[Change]:
        """Tables that differ in the cell, each as what it changes; only those that nothing shown rules out.

        Either every publication changes alike, or the new one alone: then only what has come since may move, because
        counts are known to grow.
        """
        for alone in (False, True) if self.earlier else (False,):
            self.alone = alone
            for leaves in self._moves(cell):
                change = self._summed(leaves)
                if change.get(cell) and self._holds(leaves, change):
                    yield change

    def _moves(self, cell: Cell) -> Iterator[Change]:
        row, column = cell
        inside = self._fullest([leaf for leaf in self.leaves if row in self.lineages[leaf]], column)
        outside = [leaf for leaf in self.leaves if row not in self.lineages[leaf]]
        for leaf in inside:
            if column != TOTAL:
                yield from self._rectangles(leaf, column, outside)
                yield from self._along(leaf, column)
            others = [each for each in self.leaves if each != leaf]  # a column's sum moves with a row inside it as well
            yield from self._between(leaf, column, outside if column == TOTAL else others)

    def _rectangles(self, row: str, column: str, others: Sequence[str]) -> Iterator[Change]:
        """More in the cell, less beside and below it, more across: no sum changes."""
        partners, least = [each for each in self._group(column) if each != column], self._lacks((row, column))
        beside_it = self._holding(least, partners, [row])
        for beside, below in product(beside_it, self._holding(least, [column], others)):
            yield {(row, column): 1, beside: -1, below: -1, (below[0], beside[1]): 1}

    def _along(self, row: str, column: str) -> Iterator[Change]:
        """Some of the row's matters under another column: both columns' sums are hidden."""
        partners = [each for each in self._group(column) if each != column]
        for beside in self._holding(self._lacks((row, column)), partners, [row]):
            yield {(row, column): 1, beside: -1}

    def _between(self, row: str, column: str, others: Sequence[str]) -> Iterator[Change]:
        """Some of another row's matters in this one: both rows' sums are hidden, in every group of columns."""
        for other in self._partners(others):
            parts = [self._shift(row, other, columns, column) for columns in self.table.groups.values()]
            if all(parts):
                yield {cell: sign for part in parts for cell, sign in part.items()}

    def _shift(self, row: str, other: str, columns: Sequence[str], wanted: str) -> Change:
        """One group's part of it, under one column where that is possible; {} where nothing can be taken."""
        into = [wanted] if wanted in columns else [each for each in columns if self.counts[row, each]]
        pairs = [
            (self._price((row, to)) + self._price((other, of)) + self._price_of_sums(to, of), to, of)
            for to, of in product(into, columns)
            if self._least((other, of)) >= self._lacks((row, to))
        ]
        if not pairs:
            return {}
        _, to, of = min(pairs)
        return {(row, to): 1, (other, of): -1}

    def _holds(self, leaves: Change, change: Change) -> bool:
        """Room for k in all, and nothing shown is touched: not the whole, no zero, no cell that is known already."""
        more = min(self._least(cell) for cell, sign in leaves.items() if sign < 0)
        less = min(self._least(cell) for cell, sign in leaves.items() if sign > 0)
        if more + less < self.k:
            return False
        return not any(cell == self.whole or self._is_fixed(cell) or not self.counts[cell] for cell in change)

    def _is_fixed(self, cell: Cell) -> bool:
        return cell in self.known and not self.alone

    def _summed(self, leaves: Change) -> Change:
        """What a change of leaves does to every cell above them; a total counts once, by the first group."""
        first = next(iter(self.table.groups.values()))
        change: Change = {}
        for (row, column), sign in leaves.items():
            for above in self.lineages[row]:
                change[above, column] = change.get((above, column), 0) + sign
                if column in first:
                    change[above, TOTAL] = change.get((above, TOTAL), 0) + sign
        return {cell: sign for cell, sign in change.items() if sign}

    # --- where to look --------------------------------------------------------------------------------------------

    def _group(self, column: str) -> Sequence[str]:
        return next(columns for columns in self.table.groups.values() if column in columns)

    def _holding(self, least: int, columns: Sequence[str], rows: Sequence[str]) -> list[Cell]:
        """Leaf cells from which that many can be taken, the cheapest to hide first."""
        found = [cell for cell in product(rows, columns) if self._least(cell) >= least and not self._is_fixed(cell)]
        return sorted(found, key=lambda cell: (self._price(cell), cell))[:CHOICES]

    def _lacks(self, cell: Cell) -> int:
        """How many must be able to come in, so that they and those that may go out make k."""
        return max(1, self.k - self._least(cell))

    def _fullest(self, rows: list[str], column: str, most: int = CHOICES) -> list[str]:
        """Rows with something in the column, the cheapest to hide first."""
        filled = [row for row in rows if self.counts[row, column]]
        return sorted(filled, key=lambda row: (self._price((row, column)), row))[:most]

    def _partners(self, rows: Sequence[str]) -> list[str]:
        """Rows to take from: the cheapest to hide, and the largest, which have something of everything."""
        ordered = self._fullest(list(rows), TOTAL, most=len(rows))
        return ordered[:CHOICES] + ordered[CHOICES:][-CHOICES:]

    def _price(self, cell: Cell) -> float:
        if cell in self.hidden:
            return 0.0
        return log1p(self.counts[cell]) * (HEADLINE if cell[0] == self.whole[0] else 1)

    def _price_of_sums(self, to: str, of: str) -> float:
        """A shift under two columns changes their sums."""
        return 0.0 if to == of else sum(self._price((self.whole[0], column)) for column in (to, of))

    def _least(self, cell: Cell) -> int:
        """How many may leave the cell: the least count it has had in any publication, or what has come since."""
        count, before = self.counts[cell], [one.counts.get(cell, 0) for one in self.earlier]
        return max(0, count - max(before, default=0)) if self.alone else min([count, *before])


def _is_small(count: int, k: int) -> bool:
    return 0 < abs(count) < k
