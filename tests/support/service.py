"""A real Dragonet, started by its command as a user would, and a client for it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import psutil
import requests

PLUGIN = Path(__file__).parent / "plugin"

QUICK = {
    "DRAGONET_FETCH_ALLOW": "127.0.0.0/8",
    "DRAGONET_WORKERS": "2",
    "DRAGONET_PART_PROCESSES": "1",
    "DRAGONET_LEASE": "3",
    "DRAGONET_DRAIN": "5",
    "DRAGONET_FETCH_STALL": "2",
    "DRAGONET_KEEPALIVE": "1",
}
"""Settings under which tests need not wait long."""


def environment(**settings: str) -> dict[str, str]:
    """The environment of a test's own Dragonet, free of settings of whoever runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DRAGONET_")}
    return {**kept, "PYTHONPATH": str(PLUGIN), **settings}


def command(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a dragonet command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "dragonet", *arguments],
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Service:
    """A running `dragonet serve`."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.log_path = data_dir.with_suffix(".log")
        self._log: IO[bytes] = self.log_path.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dragonet", "serve", "--json"],
            env=environment(
                **{
                    **QUICK,
                    "DRAGONET_PORT": "0",
                    "DRAGONET_DATA_DIR": str(data_dir),
                    **settings,
                }
            ),
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=data_dir.parent,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"serve did not start: {self.log}"
        self.info: dict[str, Any] = json.loads(line)
        self.url: str = self.info["url"]
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Secret {self.info['secret']}"

    @property
    def log(self) -> str:
        """What it logged so far."""
        return self.log_path.read_text()

    def post(self, path: str, body: Any, **options: Any) -> requests.Response:
        """POST a body as JSON."""
        return self.http.post(self.url + path, json=body, timeout=60, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET a path; redirects are shown, not followed."""
        options.setdefault("allow_redirects", False)
        return self.http.get(self.url + path, timeout=60, **options)

    def run(self, task: dict[str, Any], version: int = 2) -> dict[str, Any]:
        """Run one task to its final status."""
        return self.run_all([task], version)[0]

    def run_all(self, tasks: list[dict[str, Any]], version: int = 2) -> list[dict[str, Any]]:
        """Run tasks to their final statuses."""
        answer = self.post(f"/v{version}/create", {"tasks": tasks, "block": True})
        assert answer.status_code == 200, answer.text
        statuses: list[dict[str, Any]] = answer.json()
        return statuses

    def start(self, task: dict[str, Any], version: int = 2) -> str:
        """Queue one task; its key."""
        answer = self.post(f"/v{version}/create", {"tasks": task})
        assert answer.status_code == 200, answer.text
        return str(answer.json()[0]["key"])

    def status(self, key: str, *, block: bool = False, version: int = 2) -> dict[str, Any]:
        """The status of one task."""
        answer = self.get(f"/v{version}/status", params={"tasks": key, "block": str(block)})
        assert answer.status_code == 200, answer.text
        return dict(answer.json()[0])

    def wait_for(self, key: str, state: str, seconds: float = 30) -> dict[str, Any]:
        """Poll until a task is in a state."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            status = self.status(key)
            if status["status"] == state:
                return status
            time.sleep(0.05)
        raise AssertionError(f"{key} is not {state}: {self.status(key)}")

    def processes(self, word: str) -> list[psutil.Process]:
        """Running processes of this service whose command line holds a word."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if word in process.cmdline() or word in process.name():
                    found.append(process)
        return found

    def stop(self, limit: float = 30) -> int:
        """SIGTERM, and the exit code."""
        self.http.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(limit)
        finally:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
            self._log.close()


def until(happens: Callable[[], object], seconds: float = 40) -> None:
    """Poll until something happens; what has not happened by then will not."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextlib.contextmanager
def running(data_dir: Path, **settings: str) -> Iterator[Service]:
    """A service for one test."""
    service = Service(data_dir, **settings)
    try:
        yield service
    finally:
        service.stop()
