"""A still scaled, cut and turned as a `Fit` says, and encoded for the web."""

from typing import Literal

import pyvips

from dragonet.media.colour import to_srgb
from dragonet.media.geometry import Fit
from dragonet.media.still import Still

Format = Literal["jpeg", "gif", "png"]
EXTENSIONS: dict[Format, str] = {"jpeg": "jpg", "gif": "gif", "png": "png"}

WHITE = 255
QUALITY = 85


def thumbnail(still: Still, fit: Fit, rotation: int = 0) -> pyvips.Image:
    """The picture as `fit` of its stored pixels says, upright, then turned counter-clockwise.

    Gives 8-bit sRGB, or grey where the source has no colours; alpha stays. `rotation` is 0, 90,
    180 or 270 degrees. Pixels are decoded when the result is read: wrap that in `still.reading`.
    """
    image = still.at_least(fit.scaled_width, fit.scaled_height)
    image = _resized(image, fit.scaled_width, fit.scaled_height)
    if (image.width, image.height) != (fit.cut_width, fit.cut_height):
        image = image.crop(fit.left, fit.top, fit.cut_width, fit.cut_height)
    image = to_srgb(image, grey=True)
    if still.orientation > 1 or rotation:
        image = image.copy_memory().autorot()  # turning reads out of order; the source cannot
    return image.rot(f"d{-rotation % 360}") if rotation else image


def _resized(image: pyvips.Image, width: int, height: int) -> pyvips.Image:
    if (image.width, image.height) == (width, height):
        return image
    if not image.hasalpha():
        return _scaled(image, width, height)
    # transparent pixels' colours must not bleed into their neighbours
    scaled = _scaled(image.premultiply(), width, height).unpremultiply()
    return scaled.cast(image.format).copy(interpretation=image.interpretation)


def _scaled(image: pyvips.Image, width: int, height: int) -> pyvips.Image:
    across, down = width / image.width, height / image.height
    if across < 1 or down < 1:
        return image.resize(across, vscale=down)
    # libvips' own enlarging is half a pixel off
    return image.affine(
        [across, 0, 0, down],
        interpolate=pyvips.Interpolate.new("bicubic"),
        idx=0.5 - 0.5 / across,
        idy=0.5 - 0.5 / down,
        oarea=[0, 0, width, height],
        extend="copy",
        premultiplied=True,
    )


def encode(image: pyvips.Image, image_format: Format, quality: int = QUALITY) -> bytes:
    """`image` (8-bit sRGB or grey) as a file without metadata; `quality` is JPEG's, 1..100.

    JPEG has no alpha: what is transparent becomes white. JPEGs are baseline, 4:2:0 below quality
    90: a progressive one is 7 % smaller, yet costs more time than the scaling. Decodes what is
    not decoded yet: wrap it in `still.reading`.
    """
    if image_format == "jpeg":
        flat = image.flatten(background=WHITE) if image.hasalpha() else image
        encoded = flat.jpegsave_buffer(Q=quality, keep="none")
    elif image_format == "gif":
        encoded = image.gifsave_buffer(keep="none", effort=4)  # a fifth of the default's time
    else:
        encoded = image.pngsave_buffer(keep="none", filter="all")
    return bytes(encoded)
