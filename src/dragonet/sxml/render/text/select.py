"""From a family, a weight, a width and a slant to the font that is nearest."""

from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import skia
import uharfbuzz as hb

from dragonet.sxml.render.text import catalog
from dragonet.sxml.render.text.catalog import Family, File
from dragonet.sxml.render.text.font import Font
from dragonet.sxml.render.text.names import Named

_SLANT = 0.2
"""Of letters that have no italic: 11 degrees."""
_BOLD = 0.025
"""How much bolder, in ems, letters get that have no bold."""
_NARROWEST, _WIDEST = 0.6, 1.6


@lru_cache(maxsize=256)
def font(style: Named, index: int = 0) -> Font:
    """The font of a style. `index` is the face in a collection."""
    family = catalog.family(style.family)
    if family is None:
        raise LookupError(style.family)
    if not family.files:
        return _of_machine(family, style)
    file = min(family.files, key=lambda one: _distance(one, style))
    return _opened(family.name, _face(replace(file, index=index)), file, style)


def _distance(file: File, style: Named) -> tuple[bool, int]:
    return file.italic != style.italic, abs((file.weight or style.weight) - style.weight)


def _opened(name: str, face: hb.Face, file: File, style: Named) -> Font:
    axes = {axis.tag: axis for axis in face.axis_infos}
    wanted = {"wght": float(style.weight), "wdth": style.stretch * 100}
    if "slnt" in axes and style.italic and not file.italic:
        wanted["slnt"] = axes["slnt"].min_value
    set_to = {
        tag: min(max(value, axes[tag].min_value), axes[tag].max_value)
        for tag, value in wanted.items()
        if tag in axes
    }
    stretch = style.stretch / (set_to["wdth"] / 100 if "wdth" in set_to else 1.0)
    slanted = file.italic or set_to.get("slnt", 0) < 0
    weight = set_to.get("wght", file.weight or 400)
    return Font(
        name,
        face,
        set_to,
        stretch=min(max(stretch, _NARROWEST), _WIDEST),
        slant=_SLANT if style.italic and not slanted else 0.0,
        bold=_BOLD if style.weight >= 600 > weight else 0.0,
    )


@lru_cache(maxsize=256)
def _face(file: File) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(file.path)), file.index)


def _of_machine(family: Family, style: Named) -> Font:
    slant = skia.FontStyle.kItalic_Slant if style.italic else skia.FontStyle.kUpright_Slant
    width = min(range(9), key=lambda step: abs(_STEPS[step] - style.stretch))
    typeface = skia.FontMgr().matchFamilyStyle(
        family.name, skia.FontStyle(style.weight, width + 1, slant)
    )
    if typeface is None:
        raise LookupError(family.name)
    return of_typeface(family.name, typeface, style)


_STEPS = (0.5, 0.625, 0.75, 0.875, 1.0, 1.125, 1.25, 1.5, 2.0)


def of_typeface(name: str, typeface: Any, style: Named) -> Font:
    """The font of one of the machine's typefaces."""
    has = typeface.fontStyle()
    italic = has.slant() != skia.FontStyle.kUpright_Slant
    width = _STEPS[has.width() - 1]
    tables: dict[str, bytes | None] = {}
    face = hb.Face.create_for_tables(partial(_table, typeface), tables)
    face.upem = typeface.getUnitsPerEm()
    file = File(Path(), italic, has.weight())
    found = _opened(name, face, file, replace(style, stretch=style.stretch / width))
    found.source = face, tables  # HarfBuzz reads them, but does not hold them
    return found


def _table(typeface: Any, _: hb.Face, tag: str, tables: dict[str, bytes | None]) -> bytes | None:
    if tag not in tables:
        data = typeface.copyTableData(int.from_bytes(tag.encode("ascii"), "big"))
        tables[tag] = None if data is None else bytes(data)
    return tables[tag]
