"""What the benchmarks share: the machine's line, statistics, process trees, servers to measure."""

import contextlib
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).parent
PEERS = Path(os.environ.get("BENCH_PEERS", Path.home() / ".cache" / "dragonet-bench"))
"""Where setup_peers.py put the peers."""

PEERS_PYTHON = PEERS / "python" / "bin"
IPX = PEERS / "node" / "node_modules" / "ipx" / "bin" / "ipx.mjs"


def machine(*packages: str, **others: str) -> None:
    """Print what is measured on, and with which versions."""
    cpu = "processor unknown"
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next(line for line in lines if line.startswith("model name")).partition(": ")[2]
    memory = psutil.virtual_memory().total / 2**30
    print(f"{platform.platform()}, {os.cpu_count()} cores of {cpu}, {memory:.0f} GB")
    print(f"load {os.getloadavg()[0]:.1f} before; Python {platform.python_version()}", end="")
    for name in packages:
        print(f", {name} {version(name)}", end="")
    for name, text in others.items():
        print(f", {name} {text}", end="")
    print("\n")


Command = Sequence[str | Path]


def peer_version(package: str) -> str:
    """Version of a package of the peers' Python."""
    if not PEERS_PYTHON.exists():
        raise SystemExit(f"There are no peers in {PEERS}: run setup_peers.py first.")
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return output(PEERS_PYTHON / "python", "-c", code)


def output(*argv: str | Path) -> str:
    """What a command prints."""
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` (0..1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def tree(pid: int) -> list[psutil.Process]:
    """A process and all below it."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of process trees, ended and reaped descendants included."""
    total = 0.0
    for pid in pids:
        for process in tree(pid):
            with contextlib.suppress(psutil.Error):
                total += sum(process.cpu_times()[:4])
    return total


def free_port() -> int:
    """A TCP port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def process(argv: Command, port: int | None = None, **environment: str) -> Iterator[psutil.Popen]:
    """A peer's process, up once its port answers; its whole tree ends with the block."""
    with tempfile.TemporaryFile() as log:
        running = psutil.Popen(
            [str(word) for word in argv],
            env={**os.environ, **environment},
            cwd=HERE,
            stdout=log,
            stderr=log,
        )
        try:
            if port is not None and not _answers(running, port):
                log.seek(0)
                raise SystemExit(f"{argv[0]} did not start: {log.read().decode()[-1000:]}")
            yield running
        finally:
            end(running)


def _answers(running: psutil.Popen, port: int) -> bool:
    for _ in range(300):
        if running.poll() is not None:
            return False
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        time.sleep(0.1)
    return False


def end(running: psutil.Popen) -> None:
    """Terminate a process and all below it."""
    with contextlib.suppress(psutil.Error):
        members = tree(running.pid)
        running.terminate()
        _, left = psutil.wait_procs(members, timeout=10)
        for one in left:
            with contextlib.suppress(psutil.Error):
                one.kill()
    running.wait()


@dataclass(frozen=True)
class Dragonet:
    """A running `dragonet serve`."""

    url: str
    port: int
    pid: int
    data_dir: Path
    authorization: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": self.authorization, "Content-Type": "application/json"}


@contextlib.contextmanager
def dragonet(workers: int = 2, **settings: str) -> Iterator[Dragonet]:
    """`dragonet serve` with a data folder of its own, and otherwise as it comes."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DRAGONET_")}
    with tempfile.TemporaryDirectory(prefix="dragonet-bench-") as folder:
        log = Path(folder, "log")
        with log.open("wb") as errors:
            running = psutil.Popen(
                [sys.executable, "-m", "dragonet", "serve", "--json"],
                env={
                    **kept,
                    "DRAGONET_PORT": "0",
                    "DRAGONET_WORKERS": str(workers),
                    "DRAGONET_DATA_DIR": str(Path(folder, "data")),
                    "DRAGONET_FETCH_ALLOW": "127.0.0.0/8",
                    **settings,
                },
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        try:
            line = running.stdout.readline()
            if not line:
                raise SystemExit(f"dragonet did not start: {log.read_text()[-1000:]}")
            yield _announced(json.loads(line))
        finally:
            end(running)


def _announced(info: dict[str, Any]) -> Dragonet:
    return Dragonet(
        url=info["url"],
        port=int(info["url"].rpartition(":")[2]),
        pid=info["pid"],
        data_dir=Path(info["data_dir"]),
        authorization=f"Secret {info['secret']}",
    )


def ffmpeg_machine() -> None:
    """Print machine and versions; end the program if there is no `ffmpeg` to compare with."""
    if not shutil.which("ffmpeg"):
        sys.exit("There is no ffmpeg on PATH to compare with; nothing was measured.")
    machine("av", ffmpeg=output("ffmpeg", "-version").split()[2])
