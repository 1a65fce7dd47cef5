"""HEIC pictures: libvips' wheel reads their headers but has no HEVC decoder; FFmpeg has."""

from pathlib import Path

import pyvips

from dragonet.media.heif_layout import read_layout


def is_hevc(header: pyvips.Image) -> bool:
    """Whether the pixels of a HEIF picture that libvips opened are HEVC's."""
    name = "heif-compression"
    return bool(header.get_typeof(name)) and header.get(name) == "hevc"


def decode_hevc(path: Path, header: pyvips.Image) -> pyvips.Image:
    """The primary picture, upright, 8-bit RGB, with the ICC profile of libvips' `header`.

    Alpha planes are not read. Raises ValueError with a public text if the file is damaged.
    """
    layout = read_layout(path)
    tiles = _decode(path, layout.tiles)
    columns = -(-layout.width // tiles[0].width)
    image = pyvips.Image.arrayjoin(tiles, across=columns)
    if image.width < layout.width or image.height < layout.height:
        raise ValueError("its tiles do not fill it")
    image = image.crop(0, 0, layout.width, layout.height).copy_memory()
    for change in layout.changes:
        image = image.rot(change) if change.startswith("d") else image.flip(change)
    if (image.width, image.height) != (header.width, header.height):
        raise ValueError("it is cut in a way that is not supported")
    if header.get_typeof("icc-profile-data"):
        profile = header.get("icc-profile-data")
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return image


def _decode(path: Path, items: tuple[int, ...]) -> list[pyvips.Image]:
    """The coded items, in order; FFmpeg gives each a stream of its number."""
    import av  # here, so that children which never see a HEIC do not carry FFmpeg

    decoded: dict[int, pyvips.Image] = {}
    try:
        with av.open(str(path), format="mov") as container:
            streams = [stream for stream in container.streams.video if stream.id in items]
            for packet in container.demux(streams):
                for frame in packet.decode():
                    assert isinstance(frame, av.VideoFrame)
                    pixels = frame.to_ndarray(format="rgb24")
                    image = pyvips.Image.new_from_array(pixels, interpretation="srgb")
                    decoded[packet.stream.id] = image
        return [decoded[item] for item in items]
    except (av.FFmpegError, KeyError) as error:
        raise ValueError("its pixels cannot be decoded") from error
