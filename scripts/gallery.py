"""Write the gallery under `docs/gallery/`: what the movie language looks like.

Every example is a document in a folder of its section, `docs/gallery/effects/kenburns.xml`, that
begins with a comment of a title and a sentence: `<!-- kenburns: a slow zoom. -->`. A new file there
is a new example. `python scripts/gallery.py` draws five moments of each, side by side, as WebP
beside it, and writes the page; names of examples draw only those. `--check` draws nothing and fails
if the page is not what would be written.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "gallery"
SECTIONS = {
    "effects": "Pictures and films as a full-screen stream.",
    "operators": "What comes after what, and what lies upon what.",
    "overlays": "Boxes placed on the screen.",
    "texts": "Letters, and what they are made of.",
    "transitions": "From one picture to the next.",
    "animators": "Movements of what is drawn.",
    "camera": "Where a stack is looked at from.",
    "filters": "What is done to a picture, or to all that a node draws.",
    "maps": "Places.",
}
MOMENTS = (0.0, 0.25, 0.5, 0.75, 1.0)
WIDTH, GAP, LIMIT = 256, 4, 12_000
"""Pixels of one moment and between two; bytes of a sheet."""


@dataclass(frozen=True)
class Example:
    """One document of the gallery."""

    path: Path
    title: str
    summary: str
    xml: str

    @property
    def name(self) -> str:
        """Its section and file: `effects/kenburns`."""
        return f"{self.path.parent.name}/{self.path.stem}"


def example(path: Path) -> Example:
    """Read one. Raises ValueError if its first line is not what it should be."""
    head, _, xml = path.read_text("utf-8").partition("\n")
    found = re.fullmatch(r"<!-- (.+?): (.+) -->", head)
    if not found or path.parent.name not in SECTIONS:
        raise ValueError(f"{path}: begin it with <!-- title: sentence. --> in a known section")
    return Example(path, found[1], found[2][0].upper() + found[2][1:], xml.strip())


def examples() -> list[Example]:
    """All, in the order of the page."""
    order = list(SECTIONS)
    paths = sorted(FOLDER.glob("*/*.xml"), key=lambda at: (order.index(at.parent.name), at.stem))
    return [example(path) for path in paths]


def page(shown: Sequence[Example]) -> str:
    """The page, in Markdown."""
    return "\n\n".join(_paragraphs(shown)) + "\n"


def _paragraphs(shown: Sequence[Example]) -> Iterator[str]:
    yield "<!-- Written by scripts/gallery.py from the documents beside it; edit those instead. -->"
    yield "# Gallery"
    yield (
        "What the movie language looks like: each document, and five moments of its movie from "
        "its start to its end, or one if it is still. All attributes are in "
        "[the reference](../reference/sxml.md), how to render in [make a movie](../movies.md)."
    )
    yield " · ".join(f"[{name.capitalize()}](#{name})" for name in SECTIONS)
    for section, summary in SECTIONS.items():
        yield f"## {section.capitalize()}"
        yield summary
        for one in shown:
            if one.path.parent.name == section:
                yield f"### {one.title}"
                yield one.summary
                yield f"![{one.title}]({one.name}.webp)"
                yield f"```xml\n{one.xml}\n```"


def draw(item: Example, pictures: Path, folder: Path, width: int) -> int:
    """Write the sheet of an example; its bytes."""
    import pyvips

    sheet = pyvips.Image.new_from_array(_sheet(item, pictures, width), interpretation="srgb")
    path = (folder / item.name).with_suffix(".webp")
    path.parent.mkdir(parents=True, exist_ok=True)
    for quality in (72, 64, 56, 48, 40, 32, 24):
        data = sheet.webpsave_buffer(Q=quality, effort=6, smart_subsample=True, keep="none")
        if len(data) <= LIMIT * (width / WIDTH) ** 2:
            break
    path.write_bytes(data)
    return len(data)


def _sheet(item: Example, pictures: Path, width: int) -> NDArray[np.uint8]:
    """The moments side by side, each drawn twice as large and reduced."""
    from dragonet.errors import TaskError
    from dragonet.sxml.compose import compose
    from dragonet.sxml.render.scene import Scene
    from dragonet.sxml.render.screen import Screen
    from gallery_pictures.studio import TILES, Studio

    height = width * 9 // 16
    options = {
        "tiles": TILES,
        "tiles_attribution": "© nobody, drawn for this page",
        "tiles_satellite": "",
        "tiles_hybrid": "",
        "tiles_satellite_attribution": "",
        "tiles_deepest": 19,
    }
    try:
        found = compose(item.xml, Studio(pictures).source, pictures, options)
    except TaskError as error:
        raise ValueError(f"{item.name}: {error}") from None
    if found.warnings:
        raise ValueError(f"{item.name}: {found.warnings}")
    scene = Scene(found.movie, found.timing, found.assets, Screen(2 * width, 2 * height, 16 / 9))
    times = [round(moment * found.timing.duration) for moment in MOMENTS]
    try:
        if len({scene.state(time) for time in times}) == 1:  # a still: once, larger
            return scene.picture(0)[:, :, 2::-1].copy()
        drawn = [_half(scene.picture(time)[:, :, 2::-1].copy()) for time in times]
    finally:
        scene.close()
    gap = np.full((height, GAP, 3), 255, np.uint8)
    return np.hstack([part for picture in drawn for part in (gap, picture)][1:])


def _half(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import pyvips

    small = pyvips.Image.new_from_array(picture).resize(0.5, kernel="lanczos3")
    return np.asarray(small.numpy(), np.uint8)


def _draw_all(chosen: Sequence[Example], pictures: Path, folder: Path, width: int) -> None:
    from gallery_pictures.studio import Studio

    studio = Studio(pictures)
    needed = {name for item in chosen for name in re.findall(r'filename="([^"]+)"', item.xml)}
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(studio.source, sorted(needed)))
        work = partial(draw, pictures=pictures, folder=folder, width=width)
        sizes = list(pool.map(work, chosen))
    for item, size in zip(chosen, sizes, strict=True):
        print(f"{item.name}: {size:,} bytes")
    print(f"{len(sizes)} sheets, {sum(sizes):,} bytes")


def main() -> None:
    """Write or check."""
    parser = argparse.ArgumentParser(description="Write the gallery of the movie language.")
    parser.add_argument("names", nargs="*", help="examples to draw, such as effects/kenburns")
    parser.add_argument("--check", action="store_true", help="draw nothing, fail if it is stale")
    parser.add_argument("--pictures", type=Path, help="folder to keep the drawn photographs in")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the sheets go")
    parser.add_argument("--width", type=int, default=WIDTH, help="pixels of one moment")
    options = parser.parse_args()
    shown = examples()
    target = FOLDER / "index.md"
    if options.check:
        missing = [one.name for one in shown if not one.path.with_suffix(".webp").exists()]
        if missing or target.read_text("utf-8") != page(shown):
            sys.exit(
                f"The gallery is out of date {missing}: run 'uv run python scripts/gallery.py'."
            )
        return
    chosen = [one for one in shown if not options.names or one.name in options.names]
    with tempfile.TemporaryDirectory() as name:
        _draw_all(chosen, options.pictures or Path(name), options.folder, options.width)
    if options.folder == FOLDER:
        target.write_text(page(shown), "utf-8")


if __name__ == "__main__":
    main()
