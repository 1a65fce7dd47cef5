"""Addresses as a person reads them out."""

import re

_TLD = (
    "com|org|net|edu|gov|mil|int|info|biz|name|io|ai|co|app|dev|me|tv|ly|eu|uk|us|ca|au|nz|ie|de"
    "|fr|es|it|nl|be|ch|at|se|no|dk|fi|pl|pt|jp|cn|in|br|mx|ar|cl|test|example"
)
_HOST = rf"(?:[A-Za-z0-9](?:[\w-]{{0,62}})\.){{1,8}}(?:{_TLD})\b(?!@)"
_EMAIL = re.compile(rf"(?<![\w.+-])([\w.+-]{{1,64}})@({_HOST})", re.IGNORECASE)
_URL = re.compile(
    rf"(?:\b(?i:https?|ftp|wss?|file)://(?P<any>[^\s/<>\"?#]+)|(?<![\w.@-])(?P<host>{_HOST}))"
    r"(?P<path>(?:/[^\s<>\"?#]*)?)(?:[?#][^\s<>\"]*)?"
)
_FILE = re.compile(r"(?<=[A-Za-z0-9_])\.(?=[a-z]\w{0,4}\b(?!\.))")
_GLUED = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])")
_TRAILING = ".,;:!?)]}'*_"

_SAID = {".": " dot ", "@": " at ", "/": " slash ", "-": " dash ", "_": " underscore ",
         "+": " plus ", ":": " colon ", "~": " tilde ", "=": " equals "}  # fmt: skip


def addresses(text: str) -> str:
    """Web and mail addresses and names of files in words; what follows `?` or `#` is left out."""
    text = _URL.sub(_url, text)
    text = _EMAIL.sub(lambda found: f"{_said(found[1])} at {_said(found[2])}", text)
    return _FILE.sub(" dot ", _GLUED.sub(" ", text))


def _url(found: re.Match[str]) -> str:
    whole = found[0]
    bare = whole.rstrip(_TRAILING)
    host = found["any"] or found["host"]
    path = found["path"]
    if bare == whole.partition("?")[0].partition("#")[0].rstrip(_TRAILING):  # no query
        host, path = host.rstrip(_TRAILING), path.rstrip(_TRAILING)
    host = host.rpartition("@")[2].removeprefix("www.")
    return f"{_said(host + path.rstrip('/'))}{whole[len(bare) :]}"


def _said(address: str) -> str:
    return " ".join("".join(_SAID.get(sign, sign) for sign in address).split())
