"""Small pictures in words: how looks are held to what they looked like when they were judged.

A family of looks has one file of them beside its tests, `goldens/FAMILY.txt`. Set the environment
variable `DRAGONET_GOLDENS=write` to write what is drawn instead of comparing it (`pytest -n0`: one
process at a time writes the file); look at the difference before it is committed.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

COLUMNS, ROWS = 8, 4
"""Fields of a fingerprint; each is the mean of a part of the picture."""

TOLERANCE = 6
"""By how much a channel of a field may differ, of 255."""

FOLDER = Path(__file__).resolve().parent.parent / "unit/sxml/looks/goldens"


def fingerprint(pixels: Pixels) -> list[str]:
    """The rows of fields as `rrggbb` with spaces between; `pixels` is (height, width, 3), RGB."""
    rows = np.array_split(pixels.astype(np.float64), ROWS, axis=0)
    return [
        " ".join(
            "".join(f"{round(value):02x}" for value in field.mean(axis=(0, 1)))
            for field in np.array_split(row, COLUMNS, axis=1)
        )
        for row in rows
    ]


def check(family: str, name: str, moments: Sequence[float], frames: Sequence[Pixels]) -> None:
    """Fail, with both fingerprints side by side, if frames differ from the kept ones of `name`."""
    drawn = {
        f"{name} at {moment:g}": fingerprint(frame)
        for moment, frame in zip(moments, frames, strict=True)
    }
    path = FOLDER / f"{family}.txt"
    kept = _read(path)
    if os.environ.get("DRAGONET_GOLDENS") == "write":
        others = {key: rows for key, rows in kept.items() if not key.startswith(f"{name} at ")}
        _write(path, others | drawn)
        return
    wrong = [key for key, rows in drawn.items() if not _alike(rows, kept.get(key, []))]
    assert not wrong, "\n".join(_difference(key, drawn[key], kept.get(key, [])) for key in wrong)


def _values(rows: Sequence[str]) -> NDArray[np.int16]:
    return np.frombuffer(bytes.fromhex(" ".join(rows)), np.uint8).astype(np.int16)


def _alike(drawn: Sequence[str], kept: Sequence[str]) -> bool:
    one, two = _values(drawn), _values(kept)
    return one.size == two.size and int(np.abs(one - two).max()) <= TOLERANCE


def _difference(key: str, drawn: Sequence[str], kept: Sequence[str]) -> str:
    """The two under each other, row by row; DRAGONET_GOLDENS=write takes the second over."""
    lines = [f"{key}: kept, drawn"]
    for number, row in enumerate(drawn):
        lines += [f"  - {kept[number] if number < len(kept) else 'nothing'}", f"  + {row}"]
    return "\n".join(lines)


def _read(path: Path) -> dict[str, list[str]]:
    blocks = path.read_text("utf-8").split("\n\n") if path.exists() else []
    lines = [block.strip().splitlines() for block in blocks if block.strip()]
    return {first: rest for first, *rest in lines}


def _write(path: Path, found: dict[str, list[str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    blocks = ["\n".join((key, *found[key])) for key in sorted(found)]
    path.write_text("\n\n".join(blocks) + "\n", "utf-8")
