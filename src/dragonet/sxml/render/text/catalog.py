"""The families of fonts that are there: those that come as packages, then the machine's."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import fontpkg
import skia

from dragonet.sxml.render.text.names import COMMON, SERVICE, Named, key

_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
_STYLES = {"bold": 700, "light": 300, "medium": 500, "semibold": 600, "black": 900, "italic": 0}
"""Words at the end of a name that are no part of the family."""


@dataclass(frozen=True)
class File:
    """A file of a family.

    Attributes:
        path: where it is.
        italic: whether its letters are slanted.
        weight: of its letters; None if it has them all.
        index: of the face in it.
    """

    path: Path
    italic: bool = False
    weight: int | None = None
    index: int = 0


@dataclass(frozen=True)
class Family:
    """Fonts of one name.

    Attributes:
        name: for texts.
        files: that hold it; none for a family of the machine.
    """

    name: str
    files: tuple[File, ...] = ()


@cache
def packaged() -> dict[str, Family]:
    """The families that packages hold, by key."""
    found = dict(_singles())
    for family in fontpkg.families().values():
        held = tuple(
            File(one.path, one.style == "italic", None if one.variable else one.weight)
            for one in family.files
        )
        found[key(family.name)] = Family(family.name, held)
    return found


def _singles() -> dict[str, Family]:
    """The packages that are folders of variable fonts, named after their families."""
    found: dict[str, list[File]] = {}
    for package in _PACKAGES:
        for path in sorted(Path(str(files(package))).glob("*.[ot]t*")):
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"\[|-VF|-Italic", path.name)[0])
            found.setdefault(name, []).append(File(path, "-Italic" in path.name))
    return {key(name): Family(name, tuple(held)) for name, held in found.items()}


@cache
def of_machine() -> dict[str, Family]:
    """The families that are installed on the machine, by key."""
    manager = skia.FontMgr()
    names = [manager.getFamilyName(place) for place in range(manager.countFamilies())]
    return {key(name): Family(name) for name in names}


def family(name: str) -> Family | None:
    """The family of that name, as it writes itself."""
    return packaged().get(key(name)) or of_machine().get(key(name))


def named(name: str) -> Named | None:
    """What a document means by a name; None if there is no such font."""
    short = key(name)
    known = SERVICE.get(short) or COMMON.get(short)
    if known:
        return known
    found = family(name)
    if found:
        return Named(found.name)
    for word, weight in _STYLES.items():
        base = named(short.removesuffix(word)) if short.endswith(word) else None
        if base:
            return Named(base.family, weight or base.weight, word == "italic", base.stretch)
    return None


def known() -> list[str]:
    """Every name that there is, the service's first."""
    there = {**of_machine(), **packaged()}
    return [*SERVICE, *sorted(one.name for one in there.values())]
