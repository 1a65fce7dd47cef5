"""`image.thumb` of 12 MP and 2 MP JPEGs to 400x300 over HTTP: Dragonet, thumbor, ipx, bare libvips.

    python bench/image_thumb_http.py [rounds]

16 connections, each asks for its next picture once it has the last one whole; every request makes
its picture anew. "known" sources are the same three URLs again and again: Dragonet and thumbor
keep what they downloaded, as they come, and Dragonet asks the server each time whether it still
holds; the others download it each time. "new" ones differ in their query, so that everybody
downloads each. All download from the same local server and save with quality 85.

Dragonet (2 workers): POST /v2/create_file, then GET of the file that it redirects to. thumbor: two
processes behind one port, which share kept-alive connections unevenly; "spread": each with a port
of its own and half of the connections. ipx: one process, two threads of sharp. "bare": two uvicorn
with libvips, spread: the limit. CPU is that of whole process trees, NATS and all.

Then the same picture again and again (wrk): `create_file` by GET, and the file that it redirects
to, against thumbor as above and with its result storage.

Aims: at least 1.15 of thumbor's images per CPU second, 1.2 of the best one's images per second,
p99 at most half of thumbor's, repeated pictures 20 times thumbor's rate.
"""

import asyncio
import contextlib
import io
import itertools
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import aiohttp
from PIL import Image

from common import (
    IPX,
    PEERS_PYTHON,
    Command,
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
from image_thumb_inprocess import photographs

CONNECTIONS = 16
CASES = {("12mp", "known"): 128, ("2mp", "known"): 256, ("12mp", "new"): 128}
"""Pictures, sources, and requests in a round."""

Case = tuple[str, str]
SIZE = (400, 300)
NUMBERS = itertools.count()

THUMBOR = """
LOADER = "thumbor.loaders.http_loader"
STORAGE = "thumbor.storages.file_storage"
FILE_STORAGE_ROOT_PATH = {folder!r}
RESULT_STORAGE = {storage!r}
RESULT_STORAGE_FILE_STORAGE_ROOT_PATH = {folder!r} + "/results"
ALLOW_UNSAFE_URL = True
QUALITY = 85
AUTO_WEBP = False
"""


@dataclass
class Server:
    """One contestant.

    Attributes:
        ports: where it listens; connections are spread over them.
        pids: its process trees.
        path: of a picture, where `{}` is the picture's quoted address without `http://`.
        service: set for Dragonet.
    """

    ports: Sequence[int]
    pids: Sequence[int]
    path: str = ""
    service: Dragonet | None = None
    rates: dict[Case, list[float]] = field(default_factory=dict)
    per_cpu: dict[Case, list[float]] = field(default_factory=dict)
    latencies: dict[Case, list[float]] = field(default_factory=dict)

    async def picture(self, session: aiohttp.ClientSession, port: int, source: str) -> bytes:
        if self.service is None:
            url = f"http://127.0.0.1:{port}{self.path.format(quote(source))}"
            return await _body(session, url)
        task = {"task_name": "image.thumb", "url": f"http://{source}"}
        body = json.dumps({**task, "width": SIZE[0], "height": SIZE[1]})
        url, headers = self.service.url + "/v2/create_file", self.service.headers
        post = session.post(url, data=body, headers=headers, allow_redirects=False)
        async with post as answer:
            if answer.status != 302:
                raise SystemExit(f"{answer.status}: {await answer.text()}")
            await answer.read()
        return await _body(session, answer.headers["Location"])


async def _body(session: aiohttp.ClientSession, url: str) -> bytes:
    async with session.get(url) as answer:
        body = await answer.read()
    if answer.status != 200:
        raise SystemExit(f"{url}: {answer.status} {body[:200]!r}")
    return body


async def load(server: Server, sources: Iterator[str]) -> list[float]:
    """Latencies in seconds of one request for each source, on all connections."""
    taken: list[float] = []

    async def connection(port: int) -> None:
        connector = aiohttp.TCPConnector(limit=1)
        async with aiohttp.ClientSession(connector=connector) as session:
            for source in sources:
                start = time.perf_counter()
                body = await server.picture(session, port, source)
                taken.append(time.perf_counter() - start)
                with Image.open(io.BytesIO(body)) as image:
                    if (image.size, image.format) != (SIZE, "JPEG"):
                        raise SystemExit(f"wrong picture: {image.size} {image.format}")

    ports = itertools.cycle(server.ports)
    await asyncio.gather(*(connection(next(ports)) for _ in range(CONNECTIONS)))
    return taken


def sources_of(case: Case, files: Sequence[Path], address: str, requests: int) -> Iterator[str]:
    """So many addresses without `http://`, new or the same again and again."""
    size, kind = case
    chosen = itertools.cycle(file.name for file in files if file.name.startswith(size))
    for name in itertools.islice(chosen, requests):
        yield f"{address}/{name}?n={next(NUMBERS) if kind == 'new' else 0}"


def measure(server: Server, case: Case, sources: Iterator[str]) -> None:
    before, start = cpu_seconds(server.pids), time.perf_counter()
    taken = asyncio.run(load(server, sources))
    seconds, cpu = time.perf_counter() - start, cpu_seconds(server.pids) - before
    server.rates.setdefault(case, []).append(len(taken) / seconds)
    server.per_cpu.setdefault(case, []).append(len(taken) / cpu)
    server.latencies.setdefault(case, []).extend(taken)


def thumbor(
    stack: contextlib.ExitStack, folder: Path, storage: str | None, processes: int, servers: int
) -> Server:
    config = folder / f"thumbor-{bool(storage)}.conf"
    config.write_text(THUMBOR.format(storage=storage, folder=str(folder / "thumbor")))
    ports = [free_port() for _ in range(servers)]
    options: list[str | Path] = ["-i", "127.0.0.1", "-c", config, "-l", "error"]
    options += ["--processes", str(processes)]
    command = [PEERS_PYTHON / "thumbor", *options, "-p"]
    running = [stack.enter_context(process([*command, str(port)], port)) for port in ports]
    path = f"/unsafe/fit-in/{SIZE[0]}x{SIZE[1]}/{{}}"
    return Server(ports, [one.pid for one in running], path)


def bare(stack: contextlib.ExitStack) -> Server:
    ports = [free_port(), free_port()]
    options = ["--no-access-log", "--log-level", "error", "--port"]
    command = [sys.executable, "-m", "uvicorn", "bare_thumbnailer:app", *options]
    running = [
        stack.enter_context(process([*command, str(port)], port, VIPS_CONCURRENCY="1"))
        for port in ports
    ]
    return Server(ports, [one.pid for one in running], "/{}")


def ipx(stack: contextlib.ExitStack) -> Server:
    port = free_port()
    command: Command = ["node", IPX, "serve", "--port", str(port), "--host", "127.0.0.1"]
    environment = {"UV_THREADPOOL_SIZE": "2", "IPX_HTTP_ALLOW_ALL_DOMAINS": "true"}
    running = stack.enter_context(process(command, port, **environment))
    path = f"/w_{SIZE[0]},h_{SIZE[1]},fit_inside,q_85,f_jpeg/http://{{}}"
    return Server([port], [running.pid], path)


@contextlib.contextmanager
def servers(folder: Path) -> Iterator[tuple[dict[str, Server], str]]:
    """All contestants, and the address of the source files."""
    with contextlib.ExitStack() as stack:
        port = free_port()
        command: Command = [sys.executable, "file_server.py", folder, str(port)]
        stack.enter_context(process(command, port))
        service = stack.enter_context(dragonet(workers=2))
        found = {
            "Dragonet": Server([service.port], [service.pid], service=service),
            "thumbor": thumbor(stack, folder, None, 2, 1),
            "  spread": thumbor(stack, folder, None, 1, 2),
        }
        if IPX.exists():
            found["ipx"] = ipx(stack)
        found["bare"] = bare(stack)
        yield found, f"127.0.0.1:{port}"


def report(found: dict[str, Server]) -> None:
    ours = found["Dragonet"]
    for case, requests in CASES.items():
        size, kind = case
        rounds = len(ours.rates[case])
        print(f"{size}, {kind} sources, {rounds} x {requests} requests; in brackets ours / it")
        for name, server in found.items():
            cells = []
            for text, values in (("images/s", "rates"), ("per CPU s", "per_cpu")):
                mine, its = (statistics.median(getattr(s, values)[case]) for s in (ours, server))
                cells.append(f"{its:6.1f} {text} ({mine / its:4.2f})")
            for share in (0.5, 0.99):
                mine, its = (percentile(s.latencies[case], share) for s in (ours, server))
                cells.append(f"p{share * 100:.0f} {its * 1000:5.0f} ms ({mine / its:4.2f})")
            print(f"  {name:10}" + "  ".join(cells))


def wrk(url: str, *headers: str) -> float:
    """Requests a second; wrk counts a redirect as an answer."""
    options = [word for header in headers for word in ("-H", header)]
    printed = output("wrk", "-t1", f"-c{CONNECTIONS}", "-d3s", *options, url)
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise SystemExit(f"requests failed:\n{printed}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    assert found is not None
    return float(found[1])


async def _redirect(url: str, service: Dragonet) -> str:
    async with (
        aiohttp.ClientSession(headers=service.headers) as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        return answer.headers["Location"]


def repeated(found: dict[str, Server], folder: Path, source: str) -> None:
    service = found["Dragonet"].service
    assert service is not None
    query = f"task_name=image.thumb&url={quote(f'http://{source}', '')}&width=400&height=300"
    url = f"{service.url}/v2/create_file?{query}"
    file = asyncio.run(_redirect(url, service))
    redirects, files = wrk(url, f"Authorization: {service.authorization}"), wrk(file)
    both = 1 / (1 / redirects + 1 / files)
    again = statistics.median(found["  spread"].rates["12mp", "known"])
    with contextlib.ExitStack() as stack:
        cached = thumbor(stack, folder, "thumbor.result_storages.file_storage", 2, 1)
        address = f"http://127.0.0.1:{cached.ports[0]}{cached.path.format(quote(source))}"
        output("curl", "-sf", "-o", "/dev/null", address)
        stored = wrk(address)
    print("\nThe same 12 MP picture again, a second; in brackets to thumbor, which makes it anew")
    print(f"  create_file, the redirect  {redirects:7.0f} ({redirects / again:5.1f})")
    print(f"  the file itself            {files:7.0f} ({files / again:5.1f})")
    print(f"  both, one after the other  {both:7.0f} ({both / again:5.1f})")
    print(f"  thumbor, spread            {again:7.0f}")
    print(f"  thumbor, result storage    {stored:7.0f} ({both / stored:5.1f} ours to it)")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    peers = {name: peer_version(name) for name in ("thumbor", "pillow")}
    if IPX.exists():
        peers["ipx"] = json.loads((IPX.parents[1] / "package.json").read_text())["version"]
    machine("dragonet", "pyvips", "uvicorn", **peers)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = photographs(folder)
        sizes = [f"{file.stem} {file.stat().st_size / 2**20:.1f} MB" for file in files]
        print(", ".join(sizes))
        with servers(folder) as (found, address):
            for turn in range(rounds + 1):
                for case, requests in CASES.items():
                    for server in found.values():
                        if turn:
                            measure(server, case, sources_of(case, files, address, requests))
                        else:  # warms up
                            asyncio.run(load(server, sources_of(case, files, address, 32)))
            report(found)
            repeated(found, folder, f"{address}/{files[0].name}")


if __name__ == "__main__":
    main()
