"""Iterators in threads: order, errors, early ends, and no thread left behind."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from dragonet.media.video.flow import StoppedError, ahead, close, merged, shared


def threads() -> set[threading.Thread]:
    return {*threading.enumerate()}


def test_all_items_in_order_from_another_thread() -> None:
    before, makers = threads(), set()

    def items() -> Iterator[int]:
        for number in range(500):
            makers.add(threading.current_thread().name)
            yield number

    assert list(ahead(items(), 3)) == list(range(500))
    assert makers and threading.current_thread().name not in makers
    assert threads() <= before


def test_never_more_than_the_depth_ahead() -> None:
    made = 0

    def items() -> Iterator[int]:
        nonlocal made
        for number in range(100):
            made += 1
            yield number

    flow = ahead(items(), 4)
    for taken in range(1, 6):
        next(flow)
        time.sleep(0.02)
        assert made <= taken + 4 + 1
    close(flow)


def test_errors_arrive_after_what_came_before_them() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise KeyError("gone")

    flow = ahead(items(), 4)
    assert next(flow) == 1
    with pytest.raises(KeyError, match="gone"):
        next(flow)


def test_closing_ends_the_thread_and_closes_what_it_reads() -> None:
    before, closed = threads(), []

    def items() -> Iterator[int]:
        try:
            while True:
                yield 0
        finally:
            closed.append(threading.current_thread())

    flow = ahead(ahead(items(), 2), 2)
    assert next(flow) == 0
    close(flow)
    assert len(closed) == 1 and closed[0] is not threading.current_thread()
    assert threads() <= before


def test_shared_items_are_made_once() -> None:
    before, made = threads(), []

    def items() -> Iterator[int]:
        for number in range(200):
            made.append(number)
            yield number

    with ThreadPoolExecutor(3) as pool:
        found: list[list[int]] = list(pool.map(list, shared(items(), 3, 2)))
    assert found == [list(range(200))] * 3
    assert made == list(range(200))
    assert threads() <= before


def test_one_that_leaves_ends_the_others() -> None:
    before = threads()
    flows = shared(iter(range(10**9)), 3, 2)

    def leave(flow: Iterator[int]) -> None:
        next(flow)
        close(flow)

    with ThreadPoolExecutor(3) as pool:
        others = [pool.submit(sum, flow) for flow in flows[1:]]
        pool.submit(leave, flows[0]).result()
        for other in others:
            with pytest.raises(StoppedError):
                other.result(5)
    assert threads() <= before


def test_merged_by_order() -> None:
    flows = [iter([1, 4, 9]), iter([2, 3, 10, 11]), iter(list[int]())]
    assert list(merged(flows, lambda item: item)) == [1, 2, 3, 4, 9, 10, 11]
