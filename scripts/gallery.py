"""Write the gallery under `docs/gallery/`: what the movie language looks like.

Every example is a document in a folder of its section, `docs/gallery/effects/kenburns.xml`, that
begins with a comment of a title and a sentence: `<!-- kenburns: a slow zoom. -->`. A new file there
is a new example. `python scripts/gallery.py` draws each as a short loop, an animated WebP beside
it, and writes a page for every section and one of them all; names of examples draw only those.
`--check` draws nothing and fails if a loop is missing or a page is not what would be written.
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

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "gallery"
SECTIONS = {
    "effects": ("rotator", "Pictures and films as a full-screen stream."),
    "operators": ("stack", "What comes after what, and what lies upon what."),
    "overlays": ("video", "Boxes placed on the screen."),
    "texts": ("title", "Letters, and what they are made of."),
    "transitions": ("pagecurl", "From one picture to the next."),
    "animators": ("easing", "Movements of what is drawn."),
    "camera": ("depth", "Where a stack is looked at from."),
    "filters": (
        "mask",
        "What is done to a picture, or to all that a node draws. Where nothing moves, a wipe goes "
        "from the picture without it to the picture with it.",
    ),
    "maps": ("map-zoom", "Places."),
}
"""Of each section, the example that stands for it and a sentence."""

NOTE = "<!-- Written by scripts/gallery.py from the documents; edit those instead. -->"


@dataclass(frozen=True)
class Example:
    """One document of the gallery."""

    path: Path
    title: str
    summary: str
    xml: str

    @property
    def section(self) -> str:
        """The folder that it is in."""
        return self.path.parent.name

    @property
    def name(self) -> str:
        """Its section and file: `effects/kenburns`."""
        return f"{self.section}/{self.path.stem}"

    @property
    def anchor(self) -> str:
        """What forges and documentation sites call a heading of its title."""
        return re.sub(r"[^\w -]", "", self.title.lower()).replace(" ", "-")


def example(path: Path) -> Example:
    """Read one. Raises ValueError if its first line is not what it should be."""
    head, _, xml = path.read_text("utf-8").partition("\n")
    found = re.fullmatch(r"<!-- (.+?): (.+) -->", head)
    if not found or path.parent.name not in SECTIONS:
        raise ValueError(f"{path}: begin it with <!-- title: sentence. --> in a known section")
    return Example(path, found[1], found[2][0].upper() + found[2][1:], xml.strip())


def examples() -> list[Example]:
    """All, in the order of the pages."""
    order = list(SECTIONS)
    paths = sorted(FOLDER.glob("*/*.xml"), key=lambda at: (order.index(at.parent.name), at.stem))
    return [example(path) for path in paths]


def pages(shown: Sequence[Example]) -> dict[Path, str]:
    """The pages in Markdown, by where they belong."""
    written = {FOLDER / "index.md": _overview(shown)}
    for section, (_, summary) in SECTIONS.items():
        here = [one for one in shown if one.section == section]
        written[FOLDER / section / "index.md"] = _page(section, summary, here)
    return {path: "\n\n".join(parts) + "\n" for path, parts in written.items()}


def _overview(shown: Sequence[Example]) -> Iterator[str]:
    yield NOTE
    yield "# Gallery"
    yield (
        "What the movie language looks like: documents, and their movies as loops. All attributes "
        "are in [the reference](../reference/sxml.md), how to render in "
        "[make a movie](../movies.md)."
    )
    for section, (cover, summary) in SECTIONS.items():
        page = f"{section}/index.md"
        yield f"## [{section.capitalize()}]({page})"
        yield summary
        yield f"[![{cover}]({section}/{cover}.webp)]({page})"
        here = [one for one in shown if one.section == section]
        yield " · ".join(f"[{one.title}]({page}#{one.anchor})" for one in here)


def _page(section: str, summary: str, here: Sequence[Example]) -> Iterator[str]:
    yield NOTE
    yield f"# {section.capitalize()}"
    yield f"{summary} [All of the gallery](../index.md)."
    for one in here:
        yield f"## {one.title}"
        yield one.summary
        yield f"![{one.title}]({one.path.stem}.webp)"
        yield f"```xml\n{one.xml}\n```"


def draw(item: Example, pictures: Path, folder: Path) -> int:
    """Write the loop of an example; its bytes."""
    from gallery_pictures.loops import loop

    path = (folder / item.name).with_suffix(".webp")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return path.write_bytes(loop(item.xml, pictures))
    except ValueError as error:
        raise ValueError(f"{item.name}: {error}") from None


def _draw_all(chosen: Sequence[Example], pictures: Path, folder: Path) -> None:
    from gallery_pictures.studio import Studio

    studio = Studio(pictures)
    needed = {name for item in chosen for name in re.findall(r'filename="([^"]+)"', item.xml)}
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(studio.source, sorted(needed)))
        sizes = list(pool.map(partial(draw, pictures=pictures, folder=folder), chosen))
    for item, size in zip(chosen, sizes, strict=True):
        print(f"{item.name}: {size:,} bytes")
    print(f"{len(sizes)} loops, {sum(sizes):,} bytes")


def _stale(shown: Sequence[Example]) -> list[str]:
    """Names of files that are missing, left over, or not what would be written."""
    wanted = {one.path.with_suffix(".webp") for one in shown}
    differing = [
        path
        for path, text in pages(shown).items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    found = sorted({*wanted ^ set(FOLDER.rglob("*.webp")), *differing})
    return [str(path.relative_to(FOLDER)) for path in found]


def main() -> None:
    """Write or check."""
    parser = argparse.ArgumentParser(description="Write the gallery of the movie language.")
    parser.add_argument("names", nargs="*", help="examples to draw, such as effects/kenburns")
    parser.add_argument("--check", action="store_true", help="draw nothing, fail if it is stale")
    parser.add_argument("--pictures", type=Path, help="folder to keep the drawn photographs in")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the loops go")
    options = parser.parse_args()
    shown = examples()
    if options.check:
        if stale := _stale(shown):
            sys.exit(f"The gallery is out of date, run 'uv run python scripts/gallery.py': {stale}")
        return
    if unknown := sorted(set(options.names) - {one.name for one in shown}):
        parser.error(f"no such example: {', '.join(unknown)}")
    chosen = [one for one in shown if not options.names or one.name in options.names]
    with tempfile.TemporaryDirectory() as name:
        _draw_all(chosen, options.pictures or Path(name), options.folder)
    if options.folder == FOLDER:
        for path, text in pages(shown).items():
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
