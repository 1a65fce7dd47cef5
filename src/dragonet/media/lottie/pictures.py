"""The pictures inside of Lottie, decoded here and handed on as PNG.

ThorVG would take SVG for a picture, and open what that names; and it has no limits.
"""

import base64
import binascii
import tempfile
from pathlib import Path
from typing import Any

from dragonet.errors import SourceError
from dragonet.media.lottie.form import FormError
from dragonet.media.still import open_still, reading

_NAME = "picture"
"""What errors call its file, before they are about that of the document."""

_MOST = 64_000_000
"""Pixels of all pictures together."""


def embedded(assets: list[dict[str, Any]], files: dict[str, bytes]) -> list[dict[str, Any]]:
    """The assets, all pictures in them as `data:` URLs; `files` are beside the document.

    Raises FormError if one is not in the document nor in `files`, or cannot be decoded.
    """
    made, pixels = [], 0
    for asset in assets:
        found, size = _embedded(asset, files) if "p" in asset else (asset, 0)
        made.append(found)
        pixels += size
        if pixels > _MOST:
            text = f"at most {_MOST // 1_000_000} megapixels are allowed"
            raise FormError(f"its pictures are too large together: {text}")
    return made


def _embedded(asset: dict[str, Any], files: dict[str, bytes]) -> tuple[dict[str, Any], int]:
    """An asset with its picture as PNG, and how many pixels that has."""
    name = f"picture '{asset['id'][:50]}' in it"
    data = _bytes(asset["p"], name, files)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "picture")
        path.write_bytes(data)
        try:
            still = open_still(path, _NAME)
            if still.width * still.height > _MOST:
                raise FormError(f"the {name} is too large: {still.width} x {still.height} pixels")
            with reading(_NAME, still.kind):
                png: bytes = still.image.autorot().colourspace("srgb").pngsave_buffer(compression=1)
        except SourceError as error:
            text = error.text.removeprefix(f"File '{_NAME}' ")
            raise FormError(f"the {name} {text}") from error
    url = "data:image/png;base64," + base64.b64encode(png).decode()
    return {**asset, "u": "", "p": url, "e": 1}, still.width * still.height


def _bytes(source: str, name: str, files: dict[str, bytes]) -> bytes:
    head, comma, data = source.partition(",")
    if head.startswith("data:") and comma:
        try:
            return base64.b64decode(data, validate=False)
        except binascii.Error as error:
            raise FormError(f"the {name} is damaged") from error
    if source in files:
        return files[source]
    raise FormError(
        f"the {name} is the file '{source[-80:]}' beside it, which is not fetched; "
        "put it in as a data: URL, or send dotLottie"
    )
