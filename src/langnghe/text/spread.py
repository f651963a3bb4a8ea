"""Map a function over batches: here, or in other processes. The only file that knows which.

    >>> list(spread(len, batches("abcdefg", 3)))
    [3, 3, 1]

Results come in the order of the batches and are the same for any number of workers, because the cut into
batches depends on nothing but their size. ``fn`` and its results must be picklable (a function of a module).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from typing import Any, TypeVar

B = TypeVar("B")
R = TypeVar("R")
S = TypeVar("S")
T = TypeVar("T")
Progress = Callable[[int, int], None]

AHEAD = 2  # batches in flight per worker: bounds the memory of results that wait for their turn
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class BatchFailed(RuntimeError):
    """``fn`` raised on one batch; the cause is chained, ``number`` counts batches from 0."""

    def __init__(self, number: int, cause: BaseException) -> None:
        super().__init__(f"Lô dữ liệu số {number + 1} không xử lý được: {cause}")
        self.number = number


def batches(rows: Sequence[T], size: int) -> list[Sequence[T]]:
    """``rows`` cut every ``size`` rows, whatever they hold."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def spread(
    fn: Callable[[B], R], batches: Sequence[B], *, workers: int = 1, progress: Progress | None = None
) -> Iterator[R]:
    """``fn`` of each batch, in order. ``progress(done, total)`` is called here, after each batch.

    Raises :class:`BatchFailed` with the number of the first batch whose ``fn`` raised.
    """
    alone = _is_alone(batches, workers)
    results = _here(fn, batches) if alone else _elsewhere(fn, batches, min(workers, len(batches)))
    return _told(results, len(batches), progress)


def spread_beside(
    fn: Callable[[S, B], R],
    beside: S,
    batches: Sequence[B],
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> Iterator[R]:
    """``fn(beside, batch)`` of each batch, in order; ``beside`` is handed to a process once, a forked one shares it."""
    if _is_alone(batches, workers):
        return _told(_here(partial(fn, beside), batches), len(batches), progress)
    return _told(
        _elsewhere(partial(_beside_it, fn), batches, min(workers, len(batches)), beside), len(batches), progress
    )


def _told(results: Iterator[R], total: int, progress: Progress | None) -> Iterator[R]:
    for done, result in enumerate(results, 1):
        if progress:
            progress(done, total)
        yield result


def _is_alone(batches: Sequence[Any], workers: int) -> bool:
    return workers <= 1 or len(batches) <= 1 or multiprocessing.current_process().daemon


def _here(fn: Callable[[B], R], batches: Sequence[B]) -> Iterator[R]:
    for number, batch in enumerate(batches):
        yield _result(number, lambda batch=batch: fn(batch))  # type: ignore[misc]


def _elsewhere(fn: Callable[[B], R], batches: Sequence[B], workers: int, beside: Any = None) -> Iterator[R]:
    pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_begin, initargs=(beside,))
    try:
        todo = iter(batches)
        waiting: deque[Future[R]] = deque(pool.submit(fn, batch) for batch in islice(todo, AHEAD * workers))
        for number in range(len(batches)):
            result = _result(number, waiting.popleft().result)
            waiting.extend(pool.submit(fn, batch) for batch in islice(todo, 1))
            yield result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(number: int, ask: Callable[[], R]) -> R:
    try:
        return ask()
    except Exception as cause:
        raise BatchFailed(number, cause) from cause


def _context() -> Any:
    """Fork is quick, but a forked copy of another thread's lock stays locked for ever."""
    forkable = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if forkable else "spawn")


_held: list[Any] = []  # in a worker: what all its batches need


def _begin(beside: Any) -> None:
    _held[:] = [beside]
    gc.freeze()  # what was forked is not searched for garbage: a search writes to every page and so copies it
    _one_thread()


def _beside_it(fn: Callable[[Any, B], R], batch: B) -> R:
    return fn(_held[0], batch)


def _one_thread() -> None:
    """Workers share the cores already; BLAS threads on top would only fight over them."""
    os.environ.update(dict.fromkeys(THREADS, "1"))
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    threadpool_limits(1)
