"""Small cells hidden by ``figures.suppress`` beside two published methods: the same 1,000 tables, the same attack.

hypercube  GHMITER of tau-ARGUS (Repsilber 1994; Giessing and Repsilber, "Tools and strategies to protect multiple
           tables with the GHQUAR cell suppression engine", 2002): in each two-way subtable every hidden cell becomes a
           corner of a rectangle of hidden non-zero cells that spans k, the one losing least (by the logarithm of the
           counts) being taken; again over all subtables until nothing changes.
heuristic  sdcTable's SIMPLEHEURISTIC: while a sum holds one hidden cell, its smallest shown one (not zero) goes too.

Both are written here from their description, since neither tool is a Python package. Recovered: hidden cells that
linear algebra determines; narrow: hidden non-zero cells, of every tenth table, whose possible values span less than k.

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.suppress [TABLES]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import log1p
from statistics import mean
from time import process_time

from tests.figures.test_suppress import Attacker, table_of

from langnghe.figures.suppress import TOTAL, Cell, Published, Table, suppress

Method = Callable[[Table, int], Published]
Square = tuple[Cell, ...]
Subtable = tuple[Sequence[str], Sequence[str]]  # rows and columns; the sum of the others stands first in each


def ours(table: Table, k: int) -> Published:
    return suppress(table, k=k)


def heuristic(table: Table, k: int) -> Published:
    counts = table.cells()
    hidden = _small(counts, k)
    while found := [cell for line in _lines(table) if (cell := _second(line, counts, hidden))]:
        hidden.update(found)
    return _published(counts, hidden, k)


def _second(line: Sequence[Cell], counts: dict[Cell, int], hidden: set[Cell]) -> Cell | None:
    """What must be hidden too where a sum has a single hidden cell."""
    if sum(cell in hidden for cell in line) != 1:
        return None
    left = [cell for cell in line if cell not in hidden and counts[cell]]
    return min(left, key=lambda cell: (counts[cell], cell), default=None)


def hypercube(table: Table, k: int) -> Published:
    counts = table.cells()
    hidden = _small(counts, k)

    def cost(square: Square) -> tuple[float, Square]:
        return sum(log1p(counts[cell]) for cell in square if cell not in hidden), square

    before = -1
    while before != len(hidden):
        before = len(hidden)
        for rows, columns in _subtables(table):
            for cell in sorted(each for each in product(rows, columns) if each in hidden and counts[each]):
                squares = sorted(_corners(cell, rows, columns, counts, k), key=cost)
                hidden.update(squares[0] if squares else ())
    return _published(counts, hidden, k)


def _corners(
    cell: Cell, rows: Sequence[str], columns: Sequence[str], counts: dict[Cell, int], k: int
) -> Iterator[Square]:
    """Rectangles of the cell that span k: as much as may go round it one way and the other."""
    row, column = cell
    for other, beside in product(rows, columns):
        if other == row or beside == column:
            continue
        square = ((row, column), (other, beside), (row, beside), (other, column))
        one, two = (min(counts[each] for each in pair) for pair in (square[:2], square[2:]))
        if one and two and _span(square, rows, columns, counts) >= k:
            yield square


def _span(square: Sequence[Cell], rows: Sequence[str], columns: Sequence[str], counts: dict[Cell, int]) -> int:
    """A sum among the corners goes the other way than in an inner rectangle, so signs follow the place."""
    signs = [1, 1, -1, -1]
    for place, (row, column) in enumerate(square):
        signs[place] *= (-1) ** ((row == rows[0]) + (column == columns[0]))
    down = [counts[cell] for cell, sign in zip(square, signs, strict=True) if sign < 0]
    up = [counts[cell] for cell, sign in zip(square, signs, strict=True) if sign > 0]
    return min(down, default=10**9) + min(up, default=10**9)


def _small(counts: dict[Cell, int], k: int) -> set[Cell]:
    return {cell for cell, count in counts.items() if 0 < count < k}


def _subtables(table: Table) -> list[Subtable]:
    below: dict[str, list[str]] = {}
    for row, above in table.parents.items():
        below.setdefault(above, []).append(row)
    heads = [row for row in table.parents if row in below]
    return [((row, *below[row]), (TOTAL, *group)) for row in heads for group in table.groups.values()]


def _lines(table: Table) -> list[list[Cell]]:
    """Every sum with its parts."""
    found = []
    for rows, columns in _subtables(table):
        found += [[(row, column) for row in rows] for column in columns]
        found += [[(row, column) for column in columns] for row in rows]
    return found


def _published(counts: dict[Cell, int], hidden: set[Cell], k: int) -> Published:
    shown = {cell: count for cell, count in counts.items() if cell not in hidden}
    return Published(shown, frozenset(hidden), k, counts)


# --- the comparison -------------------------------------------------------------------------------------------------


@dataclass
class Result:
    kept: list[float] = field(default_factory=list)
    hidden: int = 0
    recovered: int = 0
    narrow: int = 0
    seconds: float = 0.0

    def add(self, table: Table, k: int, method: Method, *, solve: bool) -> None:
        started = process_time()
        published = method(table, k)
        self.seconds += process_time() - started
        attacker = Attacker(table, published)
        self.kept.append(published.kept)
        self.hidden += len(attacker.unknown)
        self.recovered += sum(bool(published.counts[cell]) for cell in attacker.recovered())
        if solve:
            told = [cell for cell in attacker.unknown if published.counts[cell]]
            self.narrow += sum(attacker.width(cell) < k - 1e-6 for cell in told)


def main(tables: int) -> None:
    rng = random.Random(20261122)  # the tables of tests/figures/test_suppress.py
    results = {method.__name__: (method, Result()) for method in (ours, hypercube, heuristic)}
    for number in range(tables):
        table, k = table_of(rng, scale=rng.choice([6, 15, 40])), rng.choice([5, 10])
        for method, result in results.values():
            result.add(table, k, method, solve=number % 10 == 0)
    print(f"{tables} tables")
    for name, (_, result) in results.items():
        print(
            f"{name}: {mean(result.kept):.1%} of non-zero cells kept, {result.hidden} hidden,"
            f" {result.recovered} recovered, {result.narrow} narrow in every tenth table,"
            f" {1000 * result.seconds / tables:.1f} ms a table"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
