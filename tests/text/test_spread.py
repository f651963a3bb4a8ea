import multiprocessing
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.text.spread import BatchFailed, batches, spread, spread_beside


def total(batch):
    return sum(batch)


def fails_on_seven(batch):
    if 7 in batch:
        raise ValueError("seven")
    return list(batch)


def blas_threads(batch):
    return os.environ["OMP_NUM_THREADS"], os.getpid()


def in_a_daemon(queue):
    queue.put(list(spread(total, batches(range(10), 3), workers=2)))


@given(st.lists(st.integers(), max_size=60), st.integers(1, 9))
def test_batches_hold_every_row_once_in_order(rows, size):
    cut = batches(rows, size)
    assert [row for batch in cut for row in batch] == rows
    assert all(len(batch) == size for batch in cut[:-1])


def test_the_same_results_in_the_same_order_for_one_and_two_workers():
    cut = batches(range(1000), 7)
    assert list(spread(total, cut, workers=2)) == list(spread(total, cut)) == [sum(batch) for batch in cut]


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_counts_every_batch(workers):
    seen = []
    list(spread(total, batches(range(10), 4), workers=workers, progress=lambda *at: seen.append(at)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_names_its_batch_and_keeps_its_cause(workers):
    results = spread(fails_on_seven, batches(range(12), 3), workers=workers)
    assert [next(results), next(results)] == [[0, 1, 2], [3, 4, 5]]
    with pytest.raises(BatchFailed, match="số 3") as failure:
        next(results)
    assert failure.value.number == 2
    assert isinstance(failure.value.__cause__, ValueError)


def test_workers_are_other_processes_with_one_blas_thread_each():
    answers = list(spread(blas_threads, batches(range(4), 1), workers=2))
    assert {threads for threads, _ in answers} == {"1"}
    assert os.getpid() not in {pid for _, pid in answers}


def test_a_daemon_process_does_the_work_itself():
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=in_a_daemon, args=(queue,), daemon=True)
    process.start()
    assert queue.get(timeout=30) == [3, 12, 21, 9]
    process.join()


def test_a_process_with_threads_is_served_too():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert list(spread(total, batches(range(9), 3), workers=2)) == [3, 12, 21]
    finally:
        stop.set()
        thread.join()


def above(least, batch):
    return [row for row in batch if row > least]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_beside_the_batches_reaches_every_one(workers):
    assert list(spread_beside(above, 3, batches(range(9), 3), workers=workers)) == [[], [4, 5], [6, 7, 8]]


def test_a_reader_who_stops_early_leaves_no_worker_behind():
    results = spread(total, batches(range(1000), 1), workers=2)
    next(results)
    results.close()
    assert not multiprocessing.active_children()
