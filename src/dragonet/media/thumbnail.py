"""A still scaled, cut and turned as a `Fit` says, and encoded for the web."""

from typing import Literal

import pyvips

from dragonet.media.colour import to_srgb
from dragonet.media.geometry import Fit
from dragonet.media.still import Still

Format = Literal["jpeg", "gif", "png", "webp", "avif"]
EXTENSIONS: dict[Format, str] = {
    "jpeg": "jpg",
    "gif": "gif",
    "png": "png",
    "webp": "webp",
    "avif": "avif",
}

WHITE = (255, 255, 255)

QUALITY: dict[Format, int] = {"jpeg": 85, "webp": 80, "avif": 60}
"""Qualities that look alike."""


def thumbnail(still: Still, fit: Fit, rotation: int = 0, *, spare: bool = True) -> pyvips.Image:
    """The picture as `fit` of its stored pixels says, upright, then turned counter-clockwise.

    Gives 8-bit sRGB, or grey where the source has no colours; alpha stays. `rotation` is 0, 90,
    180 or 270 degrees; `spare` is of `Still.at_least`. Pixels are decoded when the result is
    read: wrap that in `still.reading`.
    """
    image = still.at_least(fit.scaled_width, fit.scaled_height, spare=spare)
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


def encode(
    image: pyvips.Image,
    image_format: Format,
    quality: int | None = None,
    background: tuple[int, int, int] = WHITE,
) -> bytes:
    """`image` (8-bit sRGB or grey) as a file without metadata.

    `quality`, 1 to 100, is of the lossy formats; left out, it is `QUALITY`'s. JPEG has no alpha:
    what is transparent becomes `background`. JPEGs are baseline, 4:2:0 below quality 90: a
    progressive one is 7 % smaller, yet costs more time than the scaling. Decodes what is not
    decoded yet: wrap it in `still.reading`.
    """
    quality = quality or QUALITY.get(image_format)
    if image_format == "jpeg":
        encoded = _flat(image, background).jpegsave_buffer(Q=quality, keep="none")
    elif image_format == "webp":
        encoded = image.webpsave_buffer(Q=quality, keep="none")
    elif image_format == "avif":
        # efforts above 2 take seven times as long for a twentieth of the size
        encoded = image.heifsave_buffer(Q=quality, compression="av1", effort=2, keep="none")
    elif image_format == "gif":
        encoded = image.gifsave_buffer(keep="none", effort=4)  # a fifth of the default's time
    else:
        encoded = image.pngsave_buffer(keep="none", filter="all")
    return bytes(encoded)


def _flat(image: pyvips.Image, background: tuple[int, int, int]) -> pyvips.Image:
    """Without alpha, over a colour; a grey picture stays grey over a grey."""
    if not image.hasalpha():
        return image
    if image.bands == 2 and len(set(background)) == 1:
        return image.flatten(background=background[0])
    return image.colourspace("srgb").flatten(background=list(background))
