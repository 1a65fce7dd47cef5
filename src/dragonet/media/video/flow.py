"""Iterators that run in threads: decode, filter and encode overlap, as codecs release the GIL."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_TURN = 0.05
"""Seconds between looks at whether the other side has gone."""


def ahead(items: Iterable[T], depth: int) -> Iterator[T]:
    """`items`, made in a thread of their own, at most `depth` of them ahead.

    What they raise is raised here. They are closed in that thread, and the thread has ended, when
    this iterator is closed or exhausted.
    """
    feed = _Feed(items, depth)
    try:
        while True:
            item, error = feed.queue.get()
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield item
    finally:
        feed.end()


class _Feed(Generic[T]):
    """The thread that makes the items, and the queue that it puts them into.

    An entry is an item, or what came instead of one: StopIteration at the end.
    """

    def __init__(self, items: Iterable[T], depth: int) -> None:
        self.queue: Queue[tuple[Any, BaseException | None]] = Queue(depth)
        self._items = items
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        end: BaseException = StopIteration()
        try:
            try:
                for item in self._items:
                    if not self._put((item, None)):
                        break
            finally:
                close(self._items)
        except BaseException as error:  # handed over, whatever it is
            end = error
        self._put((None, end))

    def _put(self, entry: tuple[Any, BaseException | None]) -> bool:
        while not self._gone.is_set():
            with suppress(Full):
                self.queue.put(entry, timeout=_TURN)
                return True
        return False

    def end(self) -> None:
        """Make the thread stop, and wait until it has."""
        self._gone.set()
        while self._thread.is_alive():
            with suppress(Empty):
                self.queue.get_nowait()
            self._thread.join(_TURN)


def close(items: Any) -> None:
    """Close an iterator if it can be closed."""
    ending = getattr(items, "close", None)
    if ending is not None:
        ending()


def merged(flows: Iterable[Iterator[T]], order: Callable[[T], Any]) -> Iterator[T]:
    """The items of several flows, always the one with the least `order(item)`."""
    heads = [(item, flow) for flow in flows for item in _next(flow)]
    while heads:
        place = min(range(len(heads)), key=lambda index: order(heads[index][0]))
        item, flow = heads[place]
        yield item
        heads[place : place + 1] = [(following, flow) for following in _next(flow)]


def _next(flow: Iterator[T]) -> list[T]:
    """The next item of a flow, if there is one."""
    for item in flow:
        return [item]
    return []
