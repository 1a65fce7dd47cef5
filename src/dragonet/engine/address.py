"""Where NATS is: the servers of a URL, and the credentials that all of them ask for."""

from urllib.parse import unquote, urlsplit, urlunsplit

from dragonet.errors import StartupError


def servers_of(url: str) -> tuple[list[str], dict[str, str]]:
    """The servers of a comma-separated list, and the client's `token`, or `user` and `password`.

    The credentials of the first server that has any are those of all: a cluster announces its
    other servers without them. The server URLs have none, and may be shown. Raises StartupError.
    """
    servers: list[str] = []
    credentials: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in url.split(","))):
        try:
            parts = urlsplit(part if "://" in part else f"nats://{part}")
            parts.port  # noqa: B018  raises ValueError if it is no port
        except ValueError as error:
            raise StartupError(f"DRAGONET_NATS_URL has a wrong server: {error}") from error
        servers.append(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))
        if parts.username and not credentials:
            name, password = unquote(parts.username), parts.password
            credentials = (
                {"token": name}
                if password is None
                else {"user": name, "password": unquote(password)}
            )
    return servers, credentials
