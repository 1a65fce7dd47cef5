"""`dragonet accounts`: add, list, rotate, remove."""

from typing import Annotated

import orjson
import typer

from dragonet.accounts import Account, AccountError, AccountLimits, Accounts, rotate
from dragonet.cli import DataDir, settings_with
from dragonet.errors import StartupError

app = typer.Typer(help="Accounts: who may create tasks.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="1 to 32 of a-z, 0-9 and -.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _accounts(data_dir: object) -> Accounts:
    return Accounts(settings_with(data_dir=data_dir).accounts_file)


@app.command()
def add(  # noqa: PLR0917
    name: Name,
    referer: Annotated[
        list[str] | None, typer.Option(help="Host whose pages may use the api key; also *.host.")
    ] = None,
    max_queued: Annotated[int | None, typer.Option(help="Tasks queued at once.", min=1)] = None,
    per_minute: Annotated[int | None, typer.Option(help="Tasks a minute.", min=1)] = None,
    max_body: Annotated[int | None, typer.Option(help="Bytes of a request body.", min=1)] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make an account and print its secret, which is shown only now."""
    given = {"queued": max_queued, "per_minute": per_minute, "body": max_body}
    limits = AccountLimits(**{key: value for key, value in given.items() if value is not None})
    try:
        account, secret = _accounts(data_dir).add(name, tuple(referer or ()), limits)
    except AccountError as error:
        raise StartupError(str(error)) from error
    _show(account, secret, as_json)


@app.command("list")
def list_(data_dir: DataDir = None, as_json: Json = False) -> None:
    """List the accounts, without their secrets."""
    shown = [_public(account) for account in _accounts(data_dir).all().values()]
    if as_json:
        typer.echo(orjson.dumps(shown).decode())
        return
    for account in shown:
        referers = ", ".join(account["referers"]) or "no referers"  # type: ignore[arg-type]
        typer.echo(f"{account['account']:<33} {account['api_key']}  {referers}")


@app.command("rotate")
def rotate_(name: Name, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Give an account a new secret and api key; the old ones are void at once."""
    try:
        account, secret = rotate(settings_with(data_dir=data_dir), name)
    except AccountError as error:
        raise StartupError(str(error)) from error
    _show(account, secret, as_json)


@app.command("signing-secret")
def signing_secret(name: Name, data_dir: DataDir = None) -> None:
    """Print the secret that an account's callbacks are signed with."""
    try:
        typer.echo(_accounts(data_dir).signing_secret(name))
    except AccountError as error:
        raise StartupError(str(error)) from error


@app.command()
def remove(name: Name, data_dir: DataDir = None) -> None:
    """Remove an account; its files stay."""
    try:
        _accounts(data_dir).remove(name)
    except AccountError as error:
        raise StartupError(str(error)) from error


def _public(account: Account) -> dict[str, object]:
    return {
        "account": account.name,
        "api_key": account.api_key,
        "referers": list(account.referers),
        "limits": account.limits.model_dump(),
        "expiration_days": account.expiration_days,
        "created": account.created,
    }


def _show(account: Account, secret: str, as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps({**_public(account), "secret": secret}).decode())
        return
    typer.echo(f"account   {account.name}\nsecret    {secret}\napi key   {account.api_key}")
    typer.echo("The secret is not kept and cannot be shown again.")
