"""Any picture's colours to 8-bit sRGB, the colours of the web."""

import pyvips

_SRGB_NAMES = frozenset(
    {"sRGB", "c2", "sRGB built-in", "sRGB IEC61966-2.1", "sRGB IEC61966-2-1 black scaled"}
)


def to_srgb(image: pyvips.Image, *, grey: bool = False) -> pyvips.Image:
    """`image` as 8-bit sRGB: 3 bands, or 4 with alpha.

    An embedded ICC profile is honoured; CMYK without one becomes what browsers show. `grey`
    leaves a picture without colours in one band (2 with alpha).
    """
    image = _first_bands(image)
    if image.get_typeof("icc-profile-data") and not _is_srgb(image.get("icc-profile-data")):
        try:
            image = image.icc_transform(
                "srgb", embedded=True, intent="relative", black_point_compensation=True
            )
        except (pyvips.Error, UnicodeDecodeError):  # broken, or of other colours: as if none
            image = image.copy()
        image.remove("icc-profile-data")
    if image.interpretation == "cmyk":
        image = _plain_cmyk(image)
    space = "b-w" if grey and image.bands <= 2 else "srgb"
    if image.interpretation != space:
        image = image.colourspace(space)
    return image if image.format == "uchar" else image.cast("uchar")


def _plain_cmyk(image: pyvips.Image) -> pyvips.Image:
    """Light that passes both the ink and the black, without a press's profile."""
    peak = 65535 if image.format == "ushort" else 255
    rgb = (peak - image[0:3]) * (peak - image[3]) * (255 / peak**2)
    rgb = rgb.rint().cast("uchar").copy(interpretation="srgb")
    if image.bands == 4:
        return rgb
    return rgb.bandjoin((image[4] * (255 / peak)).rint().cast("uchar"))


def _first_bands(image: pyvips.Image) -> pyvips.Image:
    """Without the extra channels that a TIFF may carry."""
    most = 5 if image.interpretation == "cmyk" else 4
    return image[0:most] if image.bands > most else image


def _is_srgb(profile: bytes) -> bool:
    """Whether the profile's description is one of sRGB's; its transform would cost for nothing."""
    count = int.from_bytes(profile[128:132], "big")
    for entry in (profile[at : at + 12] for at in range(132, 132 + 12 * min(count, 100), 12)):
        if entry[:4] == b"desc":
            offset, size = (int.from_bytes(entry[at : at + 4], "big") for at in (4, 8))
            return _description(profile[offset : offset + size]) in _SRGB_NAMES
    return False


def _description(tag: bytes) -> str:
    """Text of a `desc` tag: ASCII in version 2, the first UTF-16 string of `mluc` in version 4."""
    if tag[:4] == b"mluc":
        size, offset = (int.from_bytes(tag[at : at + 4], "big") for at in (20, 24))
        return tag[offset : offset + size].decode("utf-16-be", "replace").strip("\0 ")
    size = int.from_bytes(tag[8:12], "big")
    return tag[12 : 12 + size].decode("latin-1").strip("\0 ")
