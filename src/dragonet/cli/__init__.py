"""The `dragonet` command."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from dragonet import __version__
from dragonet.errors import DragonetError, StartupError
from dragonet.settings import Settings

app = typer.Typer(
    name="dragonet",
    help="Self-hosted media task server.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Data folder (DRAGONET_DATA_DIR).")
]


def settings_with(**overrides: object) -> Settings:
    """The settings of the environment with options put over them, also for child processes.

    Raises StartupError naming the setting that is wrong.
    """
    for name, value in overrides.items():
        if value is not None:
            os.environ[f"DRAGONET_{name.upper()}"] = str(value)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise StartupError(f"DRAGONET_{name}={first['input']}: {first['msg']}") from error
    except ValueError as error:
        raise StartupError(str(error)) from error


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@cache
def whole() -> typer.Typer:
    """The command with all its parts."""
    from dragonet.cli import accounts, callbacks, render, run, serve, stores

    app.add_typer(accounts.app, name="accounts")
    app.add_typer(callbacks.app, name="callbacks")
    app.add_typer(stores.app, name="stores")
    serve.register(app)
    run.register(app)
    render.register(app)
    return app


def _needed(arguments: list[str]) -> typer.Typer:
    """The command with the part that is asked for: a frame shall not wait for a web server."""
    if arguments[:1] != ["render"]:
        return whole()
    from dragonet.cli import render

    render.register(app)
    return app


def main() -> None:
    """Run the command; an error of ours is one line and exit code 1."""
    command = _needed(sys.argv[1:])
    try:
        command()
    except DragonetError as error:
        typer.echo(f"dragonet: {error.text}", err=True)
        sys.exit(1)
