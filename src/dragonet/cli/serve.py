"""`dragonet serve`, `api` and `worker`: run the service or its parts."""

import asyncio
import gc
import os
from typing import Annotated

import typer
import uvloop

from dragonet import log
from dragonet.api.server import address_of, bind, serving
from dragonet.app import nats_url, open_face, open_worker
from dragonet.callbacks import delivering
from dragonet.cli import DataDir, settings_with
from dragonet.cli.supervisor import Supervisor, stop_signal, sweeping
from dragonet.engine.waiting import releasing
from dragonet.processes import end_with_parent
from dragonet.settings import Settings

Host = Annotated[str | None, typer.Option("--host", help="Address (DRAGONET_HOST).")]
Port = Annotated[int | None, typer.Option("--port", help="Port, 0 = any (DRAGONET_PORT).")]
Workers = Annotated[
    int | None, typer.Option("--workers", help="Worker processes (DRAGONET_WORKERS).")
]
Json = Annotated[bool, typer.Option("--json", help="Print one line of JSON once it answers.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(api)
    app.command()(worker)


def serve(
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Start everything: private NATS, API and workers."""
    log.configure()
    settings = settings_with(host=host, port=port, workers=workers, data_dir=data_dir)
    _relax_collector()
    uvloop.run(Supervisor(settings, as_json).run())


def api(host: Host = None, port: Port = None, data_dir: DataDir = None) -> None:
    """Run an API process against DRAGONET_NATS_URL."""
    log.configure()
    _relax_collector()
    uvloop.run(_api(settings_with(host=host, port=port, data_dir=data_dir)))


async def _api(settings: Settings) -> None:
    nats_url(settings)
    listener = bind(settings)
    stop = stop_signal()
    async with (
        open_face(settings) as face,
        serving(face, listener),
        sweeping(face),
        delivering(face),
        releasing(face.engine, face.statuses, settings.lease),
    ):
        typer.echo(f"Dragonet API answers at {address_of(settings, listener)}")
        await stop.wait()


def worker(data_dir: DataDir = None) -> None:
    """Run a worker process against DRAGONET_NATS_URL."""
    log.configure()
    if os.environ.get("DRAGONET_SUPERVISED"):
        end_with_parent()
    _relax_collector()
    uvloop.run(_worker(settings_with(data_dir=data_dir)))


def _relax_collector() -> None:
    """Have the garbage collector run seldom and skip what is loaded: it took a tenth of time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def _worker(settings: Settings) -> None:
    stop = stop_signal()
    async with open_worker(settings) as running:
        typer.echo("ready")
        working = asyncio.ensure_future(running.run())
        await stop.wait()
        running.stop()
        await working
