"""Pictures that nodes show: files, colours, maps, videos, animations, and other nodes.

Importing this package loads Skia, libvips and FFmpeg; ThorVG is loaded for those who need it.
"""

from dragonet.errors import SourceError
from dragonet.sxml.assets import Asset
from dragonet.sxml.render.calls import Medium
from dragonet.sxml.render.media.cache import ImageCache
from dragonet.sxml.render.media.colour import ColourMedium
from dragonet.sxml.render.media.course import Course
from dragonet.sxml.render.media.drawn import DrawnMedium
from dragonet.sxml.render.media.map import MapMedium
from dragonet.sxml.render.media.still import StillMedium
from dragonet.sxml.render.media.video import VideoMedium
from dragonet.sxml.timing import Span
from dragonet.sxml.tree import Node

__all__ = ["DrawnMedium", "ImageCache", "medium_of"]


def medium_of(node: Node, asset: Asset | None, span: Span, cache: ImageCache) -> Medium:
    """What an `<image>` or `<video>` shows; `asset` is None for a plain colour.

    Files are opened when they are first drawn. Raises SourceError, then, if one cannot be decoded.
    """
    if asset is None:
        if node.values.get("color") is None:
            raise SourceError(f"<{node.element}> (line {node.line}) has no file")
        return ColourMedium(node["color"], node["width"], node["height"])
    if asset.kind == "video":
        course = Course(span, asset.duration, node["skip"], node["speed"], node["loop"])
        return _lottie(asset, course, cache) if asset.lottie else VideoMedium(asset, course, cache)
    if asset.lottie:
        return _lottie(asset, None, cache)
    if asset.tiles is not None:
        return MapMedium(asset, asset.tiles, node["markers"] or (), cache)
    return StillMedium(asset, cache)


def _lottie(asset: Asset, course: Course | None, cache: ImageCache) -> Medium:
    from dragonet.sxml.render.media.lottie import LottieMedium

    return LottieMedium(asset, course, cache)
