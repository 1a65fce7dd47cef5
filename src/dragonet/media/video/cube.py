"""The tone mapping of stills as a table that FFmpeg's `lut3d` applies to every frame."""

from pathlib import Path

import numpy as np

from dragonet.media import hdr

_NODES = 49
"""Nodes a side: half a code of 8 bits from the function itself, in the worst colours."""


def write_cube(path: Path, transfer: int, primaries: int) -> Path:
    """Write the mapping of `hdr.mapping` to sRGB as a .cube file; the answer is its path."""
    axis = np.rint(np.linspace(0, 65535, _NODES)).astype(np.uint16)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")  # red changes fastest
    mapped = hdr.mapping(transfer, primaries)(np.stack([red, green, blue], axis=-1))
    rows = "\n".join(f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in mapped.reshape(-1, 3))
    path.write_text(f"LUT_3D_SIZE {_NODES}\n{rows}\n")
    return path
