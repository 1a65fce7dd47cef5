"""Lottie files, JSON or dotLottie, and what they say about themselves."""

import codecs
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from dragonet.errors import SourceError
from dragonet.media.geometry import MAX_PIXELS, MAX_SIDE, SIZE_LIMIT
from dragonet.media.lottie.archive import unpacked
from dragonet.media.lottie.clean import clean
from dragonet.media.lottie.form import FAR, FormError
from dragonet.media.lottie.loops import unroll
from dragonet.media.lottie.pictures import embedded
from dragonet.media.lottie.slots import fill
from dragonet.media.sniff import sniff

LARGEST = 32 << 20
"""Bytes of a document, its pictures included."""

_RATES = (0.001, 1000.0)


@dataclass(frozen=True)
class Lottie:
    """An animation.

    Attributes:
        width: of its composition, units that are pixels at its own size.
        height: of its composition.
        rate: frames a second; moments between them can be drawn, too.
        frames: how many it has, whole or not.
        data: the document, harmless.
        scripts: expressions of the file that are not in it, as they are not run.
    """

    width: float
    height: float
    rate: float
    frames: float
    data: dict[str, Any]
    scripts: int = 0

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.frames / self.rate


def is_lottie(path: Path) -> bool:
    """Whether a file can only be Lottie if it is a moving picture: it is JSON or an archive."""
    return sniff(path).name in ("json", "zip")


def open_lottie(path: Path, url: str) -> Lottie:
    """Read a Lottie file, called `url` in errors.

    Raises SourceError if it is none, is damaged, is larger than LARGEST or `geometry.MAX_PIXELS`,
    names files that are not in it, or cannot be drawn.
    """
    if path.stat().st_size > LARGEST:
        text = f"at most {LARGEST >> 20} MiB are allowed"
        raise SourceError(f"File '{url}' is too large for Lottie: {text}")
    kind = sniff(path)
    try:
        if kind.name == "zip":
            given, files = unpacked(path, LARGEST)
        else:
            given, files = orjson.loads(path.read_bytes().removeprefix(codecs.BOM_UTF8)), {}
        if not isinstance(given, dict) or not isinstance(given.get("layers"), list):
            raise SourceError(f"File '{url}' is {kind.label}, but no Lottie: it has no layers")
        return _document(given, files)
    except orjson.JSONDecodeError as error:
        text = "is JSON that is cut off or damaged"
        raise SourceError(f"File '{url}' {text}: {str(error).partition(':')[0]}") from error
    except zipfile.BadZipFile as error:
        raise SourceError(f"File '{url}' is a ZIP archive that is damaged") from error
    except FormError as fault:
        place = fault.place.lstrip(".")
        text = f"{place}: {fault.text}" if place else fault.text
        raise SourceError(f"File '{url}' is Lottie that cannot be shown: {text}") from fault


def _document(given: dict[str, Any], files: dict[str, bytes]) -> Lottie:
    width, height = _number(given, "w"), _number(given, "h")
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise FormError(f"its size is {width:g} x {height:g}; 1 x 1 up to {SIZE_LIMIT} are allowed")
    rate, first, last = _number(given, "fr"), _number(given, "ip"), _number(given, "op")
    if not _RATES[0] <= rate <= _RATES[1]:
        least, most = _RATES
        raise FormError(f"its rate is {rate:g} frames a second; {least:g} to {most:g} are allowed")
    if not last > first:
        raise FormError("it has no duration: it ends ('op') where it begins ('ip'), or before")
    if max(-first, last) > FAR:
        text = f"only frames from -{FAR:.0f} to {FAR:.0f} are allowed"
        raise FormError(f"it shows frames {first:g} to {last:g}; {text}")
    fill(given)
    scripts = unroll(given)
    data = clean(given)
    if not data["layers"]:
        raise FormError("it has no layers")
    data["assets"] = embedded(data["assets"], files)
    return Lottie(width, height, rate, last - first, data, scripts)


def _number(given: dict[str, Any], name: str) -> float:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise FormError(f"it has no number '{name}'")
    return float(value)
