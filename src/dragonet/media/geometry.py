"""Where a picture lands in the box that a client asked for: pure arithmetic, no pixels."""

from dataclasses import dataclass

from dragonet.errors import LimitError

MAX_PIXELS = 1 << 28
"""Most pixels of a picture, read or written: 268 megapixels (16384 x 16384)."""

MAX_SIDE = 65500
"""Longest side of a picture, read or written, pixels: libjpeg's limit."""

SIZE_LIMIT = f"{MAX_PIXELS // 1_000_000} megapixels and {MAX_SIDE} pixels a side"
"""Both limits, for error texts."""


@dataclass(frozen=True)
class Fit:
    """How a source becomes the picture asked for: scale it, cut it, then turn what is left.

    Attributes:
        scaled_width, scaled_height: size that the whole source is scaled to, pixels.
        left, top: corner, in the scaled source, of what is kept.
        cut_width, cut_height: size of what is kept, before it is turned.
        turned: whether width and height are exchanged afterwards.
    """

    scaled_width: int
    scaled_height: int
    left: int
    top: int
    cut_width: int
    cut_height: int
    turned: bool = False

    @property
    def width(self) -> int:
        """Width of the final picture, pixels."""
        return self.cut_height if self.turned else self.cut_width

    @property
    def height(self) -> int:
        """Height of the final picture, pixels."""
        return self.cut_width if self.turned else self.cut_height


def fit(
    source_width: int,
    source_height: int,
    width: int | None = None,
    height: int | None = None,
    *,
    crop: bool = False,
    turned: bool = False,
) -> Fit:
    """Fit a source of stored pixels into the box `width` x `height` of the final picture.

    `turned` says that orientation and rotation together exchange width and height after the cut
    (a quarter turn either way); the box is of the picture as it is seen in the end.

    With `crop` false the source is scaled, aspect kept, to the largest size that fits the box: a
    small source is enlarged up to the box, never beyond it. With `crop` true it is scaled to the
    smallest size that covers the box and cut around its centre. With one of `width` and `height`
    the other follows from the aspect; with neither the source keeps its size. A side never falls
    below one pixel, so only a side that would vanish breaks the aspect.

    Raises LimitError if the picture would exceed MAX_PIXELS or MAX_SIDE.
    """
    if turned:
        width, height = height, width
    scaled = _scaled(source_width, source_height, width, height, crop)
    cut = (width, height) if crop and width and height else scaled
    left, top = ((whole - kept) // 2 for whole, kept in zip(scaled, cut, strict=True))
    result = Fit(*scaled, left, top, *cut, turned)
    _check(result)
    return result


def _scaled(
    source_width: int, source_height: int, width: int | None, height: int | None, crop: bool
) -> tuple[int, int]:
    if width is None and height is None:
        return source_width, source_height
    if width is not None and height is not None:
        wider = source_width * height >= source_height * width
        by_width = wider != crop  # the side that decides the scale
    else:
        by_width = width is not None
    if by_width:
        assert width is not None
        return width, _share(source_height, width, source_width)
    assert height is not None
    return _share(source_width, height, source_height), height


def _share(side: int, numerator: int, denominator: int) -> int:
    """`side * numerator / denominator`, rounded half up, at least 1."""
    return max(1, (2 * side * numerator + denominator) // (2 * denominator))


def _check(result: Fit) -> None:
    width, height = result.width, result.height
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise LimitError(
            f"an output of {width} x {height} pixels is too large: at most {SIZE_LIMIT} are allowed"
        )
