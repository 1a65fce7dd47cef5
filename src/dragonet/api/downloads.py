"""The name under which a browser saves a file."""

import re
import unicodedata
from urllib.parse import quote

from dragonet.storage.content_types import OCTETS, content_type

_LONGEST = 100
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._-]")


def disposition(wanted: str, name: str) -> str:
    """The Content-Disposition that saves the stored file `name` as `wanted`, made safe.

    Path separators, control and bidirectional characters and leading dots go; the extension is
    always one of the stored file's type. An empty `wanted` saves the file under its own name.
    """
    saved = _safe(wanted) or name
    if not _same_type(saved, name):
        saved = f"{saved}.{_extension(name)}".removesuffix(".")
    plain = _UNSAFE.sub("_", saved)
    value = f'attachment; filename="{plain}"'
    return value if plain == saved else f"{value}; filename*=UTF-8''{quote(saved, safe='')}"


def _safe(name: str) -> str:
    kept = (" " if char in '/\\:*?"<>|' else char for char in unicodedata.normalize("NFC", name))
    text = "".join(char for char in kept if unicodedata.category(char)[0] != "C")
    return " ".join(text.split())[:_LONGEST].strip(". ")


def _same_type(saved: str, name: str) -> bool:
    if _extension(saved) == _extension(name):
        return True
    return content_type(saved) == content_type(name) != OCTETS


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
