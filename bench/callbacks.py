"""10,000 callbacks to a receiver on this machine: rate, delay and memory.

    python bench/callbacks.py [number]

`hello` tasks with `url_callback` are created in batches of 1,000, two workers; the receiver answers
204. Prints tasks and callbacks a second, how long after a task's end its callback arrives, and the
memory (PSS) of all processes of `dragonet serve` before and at most. The peer in the same run: the
same receiver posted to by one aiohttp client, 128 at once, which keeps nothing.
"""

import asyncio
import contextlib
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime

import aiohttp
import orjson
import psutil
from aiohttp import web

from common import Dragonet, dragonet, free_port, machine, percentile, tree

NUMBER = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
BATCH = 1000


class Receiver:
    """Counts what it is posted, by id, and when."""

    def __init__(self) -> None:
        self.arrived: dict[str, float] = {}
        self.delays: list[float] = []
        self.posts = 0

    async def take(self, request: web.Request) -> web.Response:
        self.posts += 1
        now, body = time.time(), orjson.loads(await request.read())
        self.arrived.setdefault(request.headers.get("webhook-id", str(self.posts)), now)
        if "events" in body:
            ended = datetime.fromisoformat(body["events"]["completed"]).timestamp()
            self.delays.append(now - ended)
        return web.Response(status=204)


@contextlib.contextmanager
def receiving(receiver: Receiver, port: int) -> Iterator[None]:
    """The receiver, in a thread of its own."""
    loop = asyncio.new_event_loop()

    app = web.Application()
    app.router.add_post("/", receiver.take)
    runner = web.AppRunner(app, access_log=None)

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()

    loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def memory(pid: int) -> float:
    """Megabytes of a process tree."""
    total = 0
    for one in tree(pid):
        with contextlib.suppress(psutil.Error):
            total += one.memory_full_info().pss
    return total / 2**20


def create(server: Dragonet, url: str) -> None:
    task = {"task_name": "hello", "name": "world", "url_callback": url}
    for first in range(0, NUMBER, BATCH):
        body = orjson.dumps({"tasks": [task] * min(BATCH, NUMBER - first)})
        request = urllib.request.Request(f"{server.url}/v2/create", body, server.headers)
        with urllib.request.urlopen(request) as answer:
            answer.read()


def ours(receiver: Receiver, port: int) -> float:
    """Callbacks a second, from the first POST of tasks to the last callback."""
    with dragonet(workers=2, DRAGONET_FETCH_ALLOW="127.0.0.0/8") as server:
        before = memory(server.pid)
        peaks, started = [before], time.perf_counter()
        create(server, f"http://127.0.0.1:{port}/")
        created = time.perf_counter() - started
        while len(receiver.arrived) < NUMBER:
            time.sleep(0.5)
            peaks.append(memory(server.pid))
            if time.perf_counter() - started > 600:
                sys.exit(f"only {len(receiver.arrived)} of {NUMBER} callbacks came")
        taken = time.perf_counter() - started
    delays = [percentile(receiver.delays, share) for share in (0.5, 0.99)]
    print(f"dragonet: {NUMBER} tasks created in {created:.1f} s, all called back in {taken:.1f} s")
    print(f"  {NUMBER / taken:.0f} a second, {receiver.posts - NUMBER} posted twice")
    print(f"  after the task's end: median {delays[0]:.2f} s, 99 % {delays[1]:.2f} s")
    print(f"  memory {before:.0f} MB before, {max(peaks):.0f} MB at most")
    return NUMBER / taken


async def bare(port: int) -> float:
    """Posts a second of a client that keeps nothing."""
    body, gate = orjson.dumps({"status": "success"}), asyncio.Semaphore(128)
    connector = aiohttp.TCPConnector(limit=128)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def post() -> None:
            async with gate, session.post(f"http://127.0.0.1:{port}/", data=body) as answer:
                await answer.read()

        started = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(NUMBER)))
    return NUMBER / (time.perf_counter() - started)


def main() -> None:
    machine("aiohttp", "nats-py")
    receiver, port = Receiver(), free_port()
    with receiving(receiver, port):
        rate = ours(receiver, port)
        peer = asyncio.run(bare(port))
    print(f"aiohttp alone: {peer:.0f} a second; dragonet / it {rate / peer:.2f}")


if __name__ == "__main__":
    main()
