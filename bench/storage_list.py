"""Listing and deleting an account's files: Dragonet's storage methods against GNU find.

    python bench/storage_list.py [files] [--s3]

Every file is the only one of its task, so there are as many folders as files. Over HTTP: GET
storage/files (the folders), the same with `recursive` (name, size and date of each file), of one
task among them, a dry run of DELETE, and DELETE of all, answers read to their end and counted.
find does the same in a copy of the folder, in its own process. The peak is the growth of the API
process's resident size over what it had before. With --s3 the store is a SeaweedFS on this
machine, and find is not asked.
"""

import argparse
import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import obstore
import psutil
from obstore.store import S3Store

from common import Dragonet, dragonet, machine, output

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from dragonet.engine.records import new_key
from support.s3 import BUCKET, S3Server, s3_server

CONTENT = b"x" * 100
NAME = "output.jpg"
FILES = "/v2/storage/files"


def fill(account: Path, keys: list[str]) -> None:
    for key in keys:
        folder = account / key
        folder.mkdir(parents=True)
        (folder / NAME).write_bytes(CONTENT)


def fill_s3(server: S3Server, keys: list[str]) -> None:
    os.environ.update(server.environment)
    store = S3Store(BUCKET, client_options={"allow_http": True})
    for key in keys:
        obstore.put(store, f"bench/persistent/default/{key}/{NAME}", CONTENT)


def resident(service: Dragonet, mark: str = "VmRSS") -> int:
    lines = Path(f"/proc/{service.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(mark)).split()[1]) * 1024


def ask(service: Dragonet, method: str, path: str, body: object = None) -> tuple[float, int, bytes]:
    """Seconds, bytes of the answer and its end, without holding the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=3600)
    started = time.perf_counter()
    connection.request(method, path, json.dumps(body) if body else None, service.headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    size, end = 0, b""
    while chunk := answer.read(1 << 16):
        size += len(chunk)
        end = (end + chunk)[-100:]
    connection.close()
    return time.perf_counter() - started, size, end


def report(service: Dragonet, keys: list[str], peers: dict[str, float]) -> None:
    usage, count = len(keys) * len(CONTENT), len(keys)
    calls = [
        ("list folders", "GET", FILES, None, usage),
        ("list files", "GET", f"{FILES}?recursive=1", None, usage),
        ("list one task", "GET", f"{FILES}/{keys[0]}", None, usage),
        ("delete, dry run", "DELETE", FILES, {"dry_run": True}, usage),
        ("delete", "DELETE", FILES, {"max_age": 0}, 0),
    ]
    print(f"{'':18}{'seconds':>9}{'files/s':>10}{'answer MB':>11}{'peak MB':>9}{'to find':>9}")
    for title, method, path, body, left in calls:
        Path(f"/proc/{service.pid}/clear_refs").write_text("5")
        before = resident(service)
        seconds, size, end = ask(service, method, path, body)
        assert end.endswith(b'"usage":%d}' % left), end
        peak = (resident(service, "VmHWM") - before) / 2**20
        if not left:
            nothing = b'{"files":[],"directories":[],"usage":0}'
            assert ask(service, "GET", FILES)[2] == nothing, "files are left"
        ratio = f"{seconds / peers[title]:9.1f}" if title in peers else ""
        print(
            f"{title:18}{seconds:9.2f}{count / seconds:10.0f}{size / 2**20:11.1f}{peak:9.1f}{ratio}"
        )


def find(folder: Path, *action: str) -> float:
    """Seconds that find takes."""
    started = time.perf_counter()
    subprocess.run(["find", folder, *action], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def on_disk(keys: list[str]) -> None:
    with dragonet(workers=0) as service, tempfile.TemporaryDirectory() as copy:
        fill(service.data_dir / "files" / "persistent" / "default", keys)
        fill(Path(copy), keys)
        listing = ("-type", "f", "-printf", r"%P %s %TY-%Tm-%TdT%TT\n")
        find(Path(copy), *listing)
        ask(service, "GET", FILES)  # both have seen the folder once
        peers = {
            "list folders": find(Path(copy), "-mindepth", "1", "-maxdepth", "1", "-print"),
            "list files": find(Path(copy), *listing),
            "delete": find(Path(copy), "-mindepth", "1", "-delete"),
        }
        report(service, keys, peers)


@contextlib.contextmanager
def s3() -> Iterator[S3Server]:
    with tempfile.TemporaryDirectory() as folder, s3_server(Path(folder)) as server:
        yield server


def on_s3(keys: list[str]) -> None:
    with s3() as server:
        place = {"DRAGONET_STORAGE_URL": f"s3://{BUCKET}/bench", **server.environment}
        with dragonet(workers=0, **place) as service:
            started = time.perf_counter()
            fill_s3(server, keys)
            print(f"stored in {time.perf_counter() - started:.0f} s")
            report(service, keys, {})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="?", type=int, default=100_000)
    parser.add_argument("--s3", action="store_true")
    given = parser.parse_args()
    machine("obstore", find=output("find", "--version").split("\n")[0])
    keys = [new_key() for _ in range(given.files)]
    print(f"{given.files} files, {'S3' if given.s3 else 'on disk'}")
    (on_s3 if given.s3 else on_disk)(keys)
    assert not psutil.Process().children(), "a process is left"


if __name__ == "__main__":
    main()
