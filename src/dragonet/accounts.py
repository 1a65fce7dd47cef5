"""Accounts: secrets, api keys, referer whitelists and limits, in one JSON file.

Secrets are random, so one SHA-256 keeps them as safe as a slow hash would; they are compared in
constant time. The file is replaced whole and read again when it changed.
"""

import base64
import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from dragonet.errors import StartupError
from dragonet.settings import Settings

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.:-]*[a-z0-9])?|\[[0-9a-f:]+\]")

MAX_DAYS = 36_500
"""Longest life of files that an account may ask for: a hundred years."""


class AccountLimits(BaseModel):
    """What an account may do; None is unlimited."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    queued: int | None = Field(100_000, ge=1, description="Tasks queued or executing at once.")
    per_minute: int | None = Field(None, ge=1, description="Tasks created in any minute.")
    body: int | None = Field(None, ge=1, description="Largest request body, bytes.")


class Account(BaseModel):
    """One account as the file keeps it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    secret_hash: str
    api_key: str
    referers: tuple[str, ...] = ()
    limits: AccountLimits = AccountLimits()
    expiration_days: int = Field(0, ge=0)
    signing_secret: str = ""
    created: str = ""

    @field_validator("name")
    @classmethod
    def _name(cls, value: str) -> str:
        if not NAME.fullmatch(value):
            raise ValueError("a name has 1 to 32 of a-z, 0-9 and -, and does not start with -")
        return value

    @field_validator("referers")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        hosts = tuple(host.strip().lower() for host in value)
        for host in hosts:
            if not HOST.fullmatch(host):
                raise ValueError(f"'{host}' is not a host name or *.host name")
        return hosts

    def welcomes(self, referer: str | None) -> bool:
        """Whether a page at this URL (a Referer or an Origin) may use the api key."""
        try:
            host = (urlsplit(referer or "").hostname or "").rstrip(".")
        except ValueError:
            return False
        return any(
            host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed.strip("[]")
            for allowed in self.referers
            if host
        )


class AccountError(Exception):
    """An account command cannot be carried out; the text says why."""


def digest(secret: str) -> str:
    """What the file keeps of a secret."""
    return "sha256:" + hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _new_secret() -> str:
    return secrets.token_hex(24)


def _new_signing_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _new_api_key() -> str:
    return secrets.token_hex(12)


class Accounts:
    """The accounts file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._accounts: dict[str, Account] = {}

    def all(self) -> dict[str, Account]:
        """Accounts by name, as the file has them now.

        Raises StartupError if the file cannot be read.
        """
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._accounts = None, {}
            return self._accounts
        stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if stamp != self._stamp:
            self._accounts = self._read()
            self._stamp = stamp
        return self._accounts

    def _read(self) -> dict[str, Account]:
        try:
            found = json.loads(self._path.read_text("utf-8"))
            accounts = [Account.model_validate(item) for item in found["accounts"]]
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            raise StartupError(f"the accounts file {self._path} cannot be read: {error}") from error
        return {account.name: account for account in accounts}

    async def expirations(self) -> dict[str, int]:
        """Days that each account's persistent files live; 0 is for ever."""
        return {name: account.expiration_days for name, account in self.all().items()}

    def by_secret(self, secret: str) -> Account | None:
        """The account of a secret."""
        given = digest(secret)
        found = None
        for account in self.all().values():
            if hmac.compare_digest(account.secret_hash, given):
                found = account
        return found

    def by_api_key(self, api_key: str) -> Account | None:
        """The account of an api key."""
        given = api_key.encode("utf-8", "surrogatepass")
        found = None
        for account in self.all().values():
            if hmac.compare_digest(account.api_key.encode(), given):
                found = account
        return found

    def add(
        self, name: str, referers: tuple[str, ...] = (), limits: AccountLimits | None = None
    ) -> tuple[Account, str]:
        """Make an account; the answer holds its secret, which is kept nowhere."""
        with self._changing() as accounts:
            if name in accounts:
                raise AccountError(f"there is an account '{name}' already")
            secret = _new_secret()
            account = _checked(
                name=name,
                secret_hash=digest(secret),
                api_key=_new_api_key(),
                referers=referers,
                limits=limits or AccountLimits(),
                signing_secret=_new_signing_secret(),
                created=datetime.now(UTC).isoformat(timespec="seconds"),
            )
            accounts[name] = account
        return account, secret

    def signing_secret(self, name: str) -> str:
        """The secret that an account's callbacks are signed with; older accounts get one now."""
        found = _existing(self.all(), name).signing_secret
        if found:
            return found
        with self._changing() as accounts:
            account = _existing(accounts, name)
            if not account.signing_secret:
                account = account.model_copy(update={"signing_secret": _new_signing_secret()})
                accounts[name] = account
        return account.signing_secret

    def rotate(self, name: str) -> tuple[Account, str]:
        """Give an account a new secret and a new api key; the old ones are void at once."""
        with self._changing() as accounts:
            secret = _new_secret()
            account = _existing(accounts, name).model_copy(
                update={"secret_hash": digest(secret), "api_key": _new_api_key()}
            )
            accounts[name] = account
        return account, secret

    def expire_after(self, name: str, days: int) -> None:
        """Set how many days an account's persistent files live; 0 is for ever."""
        with self._changing() as accounts:
            account = _existing(accounts, name)
            accounts[name] = account.model_copy(update={"expiration_days": days})

    def remove(self, name: str) -> None:
        """Remove an account; its files stay."""
        with self._changing() as accounts:
            del accounts[_existing(accounts, name).name]

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Account]]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._stamp = None
            accounts = dict(self.all())
            yield accounts
            body = {"accounts": [account.model_dump() for account in accounts.values()]}
            write_private(self._path, json.dumps(body, indent=2) + "\n")


def _checked(**values: object) -> Account:
    try:
        return Account.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise AccountError(f"{first['loc'][0]}: {first['msg']}") from error


def _existing(accounts: dict[str, Account], name: str) -> Account:
    if name not in accounts:
        raise AccountError(f"there is no account '{name}'")
    return accounts[name]


def write_private(path: Path, text: str) -> None:
    """Replace a file whole; only its owner may read it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


FIRST = "default"
"""Name of the account that the first `dragonet serve` makes."""


class Credentials(BaseModel):
    """What a client of the first account needs; kept in a file that only its owner may read."""

    account: str | None = None
    secret: str | None = None
    api_key: str | None = None


def first_account(settings: Settings) -> Credentials:
    """The first account's credentials; the account is made if there is none at all."""
    accounts = Accounts(settings.accounts_file)
    if not accounts.all():
        account, secret = accounts.add(FIRST, ("localhost", "127.0.0.1"))
        return keep_credentials(settings, account, secret)
    kept = _kept_credentials(settings)
    account_now = accounts.all().get(kept.account or FIRST)
    if account_now is None:
        return Credentials()
    known = kept.secret is not None and digest(kept.secret) == account_now.secret_hash
    secret_now = kept.secret if known else None
    return Credentials(account=account_now.name, secret=secret_now, api_key=account_now.api_key)


def keep_credentials(settings: Settings, account: Account, secret: str) -> Credentials:
    """Write the credentials file."""
    credentials = Credentials(account=account.name, secret=secret, api_key=account.api_key)
    write_private(settings.credentials_file, credentials.model_dump_json(indent=2) + "\n")
    return credentials


def _kept_credentials(settings: Settings) -> Credentials:
    try:
        return Credentials.model_validate_json(settings.credentials_file.read_text("utf-8"))
    except (OSError, ValueError):
        return Credentials()


def rotate(settings: Settings, name: str) -> tuple[Account, str]:
    """Rotate an account's keys; those of the first account are kept in its file again."""
    account, secret = Accounts(settings.accounts_file).rotate(name)
    if _kept_credentials(settings).account == name:
        keep_credentials(settings, account, secret)
    return account, secret
