"""Iterators that run in threads: decode, filter and encode overlap, as codecs release the GIL."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_TURN = 0.05
"""Seconds between looks at whether the other side has gone."""

_Entry = tuple[Any, BaseException | None]
"""An item, or what came instead of one: StopIteration at the end."""


class StoppedError(Exception):
    """Another one of those that share items has left before their end."""


def ahead(items: Iterable[T], depth: int) -> Iterator[T]:
    """`items`, made in a thread of their own, at most `depth` of them ahead.

    What they raise is raised here. They are closed in that thread, and the thread has ended, when
    this iterator is closed or exhausted.
    """
    return shared(items, 1, depth)[0]


def shared(items: Iterable[T], count: int, depth: int) -> list[Iterator[T]]:
    """`count` iterators over the same items, which are made once; otherwise like `ahead`.

    All must be consumed side by side: the fastest is at most `depth` items ahead of the slowest.
    When one is closed before its end the others raise StoppedError.
    """
    feed = _Feed(items, count, depth)
    return [feed.taken(queue) for queue in feed.queues]


class _Feed(Generic[T]):
    """The thread that makes the items, and the queues that it puts them into."""

    def __init__(self, items: Iterable[T], count: int, depth: int) -> None:
        self.queues: list[Queue[_Entry]] = [Queue(depth) for _ in range(count)]
        self._items = items
        self._gone = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def taken(self, queue: "Queue[_Entry]") -> Iterator[T]:
        """What arrives in one of the queues; the first to take something starts the thread."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
        ended = False
        try:
            while True:
                item, error = queue.get()
                if error is not None:
                    ended = True
                    if isinstance(error, StopIteration):
                        return
                    raise error
                yield item
        finally:
            if not ended:
                self._gone.set()
            if self._gone.is_set() or len(self.queues) == 1:
                self._thread.join()

    def _work(self) -> None:
        end: BaseException = StopIteration()
        try:
            try:
                for item in self._items:
                    if not self._put((item, None)):
                        end = StoppedError()
                        break
            finally:
                close(self._items)
        except BaseException as error:  # handed over, whatever it is
            end = error
        if not self._put((None, end)):
            self._wake(StoppedError())

    def _put(self, entry: _Entry) -> bool:
        """Put into every queue; whether nobody has gone."""
        return all(self._put_one(queue, entry) for queue in self.queues)

    def _put_one(self, queue: "Queue[_Entry]", entry: _Entry) -> bool:
        while not self._gone.is_set():
            with suppress(Full):
                queue.put(entry, timeout=_TURN)
                return True
        return False

    def _wake(self, end: BaseException) -> None:
        """Tell all that wait; what they have not taken is dropped."""
        for queue in self.queues:
            with suppress(Empty):
                while True:
                    queue.get_nowait()
            with suppress(Full):
                queue.put_nowait((None, end))


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
