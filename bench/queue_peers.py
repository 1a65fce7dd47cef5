"""The same no-op through Celery and RQ; runs under the peers' Python, asked by noop_tasks.py.

    python queue_peers.py celery|rq

Reads lines `sequential N`, `window N` (16 in flight) and `batch N` and answers each with a line
of JSON: the seconds of each task, or of all of them. $BENCH_REDIS is the Redis for both.
"""

import json
import os
import sys
import time
from collections import deque
from typing import Any

import redis
from celery import Celery
from rq import Queue

URL = os.environ["BENCH_REDIS"]
WINDOW = 16

app = Celery("queue_peers", broker=URL + "/0", backend=URL + "/0")


@app.task  # type: ignore[untyped-decorator]
def noop(name: str) -> dict[str, str]:
    return {"greeting": f"Hello, {name}!"}


def plain(name: str) -> dict[str, str]:
    return {"greeting": f"Hello, {name}!"}


class CeleryClient:
    def submit(self) -> Any:
        return noop.delay("world")

    def result(self, task: Any) -> Any:
        return task.get(timeout=60)


class RqClient:
    def __init__(self) -> None:
        self.queue = Queue(connection=redis.Redis.from_url(URL + "/1"))

    def submit(self) -> Any:
        return self.queue.enqueue("queue_peers.plain", "world")

    def result(self, task: Any) -> Any:
        return task.latest_result(timeout=60).return_value


def sequential(client: Any, number: int) -> list[float]:
    taken = []
    for _ in range(number):
        start = time.perf_counter()
        check(client.result(client.submit()))
        taken.append(time.perf_counter() - start)
    return taken


def window(client: Any, number: int, size: int) -> list[float]:
    start = time.perf_counter()
    flying: deque[Any] = deque()
    for _ in range(number):
        if len(flying) == size:
            check(client.result(flying.popleft()))
        flying.append(client.submit())
    for task in flying:
        check(client.result(task))
    return [time.perf_counter() - start]


def check(result: Any) -> None:
    if result != {"greeting": "Hello, world!"}:
        raise SystemExit(f"wrong result: {result}")


def main() -> None:
    client = CeleryClient() if sys.argv[1] == "celery" else RqClient()
    for line in sys.stdin:
        what, count = line.split()
        number = int(count)
        if what == "sequential":
            answer = sequential(client, number)
        else:
            answer = window(client, number, number if what == "batch" else WINDOW)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
