"""`dragonet stores`: add, list, remove."""

import asyncio
import re
from pathlib import Path
from typing import Annotated

import typer

from dragonet.accounts import Accounts
from dragonet.cli import DataDir, settings_with
from dragonet.cli.connected import connected
from dragonet.engine.places import KINDS, Place, Places
from dragonet.errors import StartupError, StoreError, TargetError
from dragonet.settings import Settings
from dragonet.urls import mask_url

app = typer.Typer(help="Buckets and servers of accounts, that their tasks store files in by name.",
                  no_args_is_help=True)  # fmt: skip

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")

Account = Annotated[str, typer.Argument(help="Name of the account.")]
Name = Annotated[str, typer.Argument(help="What its tasks call it: a-z, 0-9 and -.")]


@app.command()
def add(  # noqa: PLR0917
    account: Account,
    name: Name,
    url: Annotated[
        str, typer.Argument(help="s3://bucket/prefix, gs://…, az://…, sftp://… or ftp://…")
    ],
    options: Annotated[
        list[str] | None,
        typer.Argument(
            help="Credentials and more, `access_key_id=… secret_access_key=- region=eu-west-1`; "
            "`-` is asked for, or read from standard input; `@PATH` is read from that file. The "
            "names for buckets are obstore's; for SFTP `user host_key password private_key "
            "passphrase`, for FTP `user password tls ca`."
        ),
    ] = None,
    public_url: Annotated[str, typer.Option(help="What the URLs of results begin with.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Add a bucket or server, or replace it, once a file can be written there."""
    settings = settings_with(data_dir=data_dir)
    if account not in Accounts(settings.accounts_file).all():
        raise StartupError(f"there is no account '{account}'")
    if not NAME.fullmatch(name):
        raise StartupError(f"'{name}' is not a name: 1 to 32 of a-z, 0-9 and -")
    place = Place(account, name, url.rstrip("/"), _options(options or []), public_url)
    if not place.kind:
        schemes = ", ".join(f"{scheme}://" for scheme in KINDS.values())
        raise StartupError(f"the URL of a store begins with one of {schemes}")
    asyncio.run(_add(settings, place))


@app.command("list")
def list_(account: Account, data_dir: DataDir = None) -> None:
    """List an account's stores, without their credentials."""
    asyncio.run(_list(settings_with(data_dir=data_dir), account))


@app.command()
def remove(account: Account, name: Name, data_dir: DataDir = None) -> None:
    """Forget a store; its files stay."""
    asyncio.run(_remove(settings_with(data_dir=data_dir), account, name))


def _options(given: list[str]) -> dict[str, str]:
    found = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise StartupError(f"'{name}' is not an option, write name=value")
        if value == "-":
            value = typer.prompt(name, hide_input=True, err=True)
        elif value.startswith("@"):
            value = _content(name, Path(value[1:]))
        found[name] = value
    return found


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError):
        raise StartupError(f"the file '{path}' of {name} cannot be read as text") from None


async def _add(settings: Settings, place: Place) -> None:
    from dragonet.storage.objects import ObjectFiles
    from dragonet.targets.servers import Server

    try:
        if place.is_server:
            await Server(place.url, place.options, settings).check()
        else:
            await ObjectFiles(place.url, place.options).check()
    except (ValueError, StoreError, TargetError) as error:
        raise StartupError(f"nothing can be stored in {mask_url(place.url)}: {error}") from error
    async with connected(settings) as engine:
        await Places(engine).keep(place)
    typer.echo(f'"task_store": {{"type": "{place.kind}", "name": "{place.name}"}}')


async def _list(settings: Settings, account: str) -> None:
    async with connected(settings) as engine:
        places = Places(engine)
        for name in await places.names(account):
            if place := await places.find(account, name):
                typer.echo(f"{place.name:<33} {place.kind:<6} {place.url}  {place.public_url}")


async def _remove(settings: Settings, account: str, name: str) -> None:
    async with connected(settings) as engine:
        places = Places(engine)
        if await places.find(account, name) is None:
            raise StartupError(f"the account '{account}' has no store '{name}'")
        await places.remove(account, name)
