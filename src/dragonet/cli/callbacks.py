"""`dragonet callbacks`: list, resend."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

import orjson
import typer

from dragonet.cli import DataDir, settings_with
from dragonet.cli.connected import connected
from dragonet.engine.callbacks import DeliveryLog, delivery_log, delivery_logs, resend, url_for
from dragonet.engine.nats import DEFINITIONS, STATUSES, Engine
from dragonet.engine.records import Definition, Status
from dragonet.errors import StartupError
from dragonet.settings import Settings

app = typer.Typer(help="Callbacks: what was posted when tasks ended.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON lines with all attempts.")]


@app.command("list")
def list_(
    key: Annotated[str | None, typer.Argument(help="Key of a task; default all.")] = None,
    account: Annotated[str | None, typer.Option(help="Only those of this account.")] = None,
    state: Annotated[
        str | None, typer.Option(help="Only these: pending, delivered, refused, given up.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List the callbacks that were tried, and how that went."""
    asyncio.run(_list(settings_with(data_dir=data_dir), key, account, state, as_json))


@app.command("resend")
def resend_(
    keys: Annotated[list[str], typer.Argument(help="Keys of ended tasks.")],
    data_dir: DataDir = None,
) -> None:
    """Post the callbacks of tasks again, with new retries."""
    asyncio.run(_resend(settings_with(data_dir=data_dir), keys))


async def _list(
    settings: Settings, key: str | None, account: str | None, state: str | None, as_json: bool
) -> None:
    async with connected(settings) as engine:
        async for log in _logs(engine, key):
            if account in (None, log.account) and state in (None, log.state):
                typer.echo(orjson.dumps(log).decode() if as_json else _line(log))


async def _logs(engine: Engine, key: str | None) -> AsyncIterator[DeliveryLog]:
    if key is None:
        async for log in delivery_logs(engine):
            yield log
    elif (found := await delivery_log(engine, key)) is not None:
        yield found


def _line(log: DeliveryLog) -> str:
    last = log.attempts[-1] if log.attempts else {"at": "", "answer": ""}
    again = datetime.fromtimestamp(log.next, UTC).isoformat(timespec="seconds") if log.next else ""
    then = f", again {again}" if again else ""
    return f"{log.key}  {log.state:<9}  {log.tries} tries, {last['answer']}{then}  {log.url}"


async def _resend(settings: Settings, keys: list[str]) -> None:
    async with connected(settings) as engine:
        for key in keys:
            definition = await engine.get(DEFINITIONS, key)
            status = await engine.get(STATUSES, key)
            if definition is None:
                raise StartupError(f"there is no task '{key}'; it may have expired")
            ended = Status.load(status[0]) if status else None
            if ended is None or not ended.final:
                raise StartupError(f"the task '{key}' has not ended")
            if url_for(Definition.load(definition[0]), ended) is None:
                raise StartupError(f"the task '{key}' has no callback for its end")
            await resend(engine, key)
            typer.echo(f"{key}  queued")
