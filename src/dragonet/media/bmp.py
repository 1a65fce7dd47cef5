"""BMP, which libvips' wheel cannot read, through FFmpeg's decoder."""

from pathlib import Path

import pyvips

from dragonet.media.geometry import MAX_PIXELS


def open_bmp(path: Path) -> pyvips.Image:
    """The picture as 8-bit sRGB, with alpha where the file has it.

    Raises ValueError with a public text if it is damaged. A picture of more than MAX_PIXELS is
    not decoded: an image of its size without content is given.
    """
    import av  # here, so that children which never see a BMP do not carry FFmpeg

    with path.open("rb") as file:
        width, height = _size(file.read(26))
    if not width or not height:
        raise ValueError("it has no pixels")
    if width * height > MAX_PIXELS:
        return pyvips.Image.black(width, height)
    try:
        with av.open(str(path), format="bmp_pipe") as container:
            frame = next(container.decode(video=0))
    except (av.FFmpegError, StopIteration) as error:
        raise ValueError("its pixels cannot be decoded") from error
    layout = "rgba" if "a" in frame.format.name else "rgb24"
    return pyvips.Image.new_from_array(frame.to_ndarray(format=layout), interpretation="srgb")


def _size(header: bytes) -> tuple[int, int]:
    """Width and height, from the file header and the DIB header behind it."""
    wide = int.from_bytes(header[14:18], "little") > 12
    size = 4 if wide else 2
    fields = (header[18 : 18 + size], header[18 + size : 18 + 2 * size])
    width, height = (int.from_bytes(field, "little", signed=wide) for field in fields)
    return abs(width), abs(height)
