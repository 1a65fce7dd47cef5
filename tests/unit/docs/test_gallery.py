"""The gallery shows the whole language, and every document in it is a movie."""

import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import pyvips
from PIL import Image

from dragonet.job import SourceFile
from dragonet.sxml.compose import compose
from dragonet.sxml.looks import ANIMATORS, EFFECTS, FILTERS, IMAGES, TEXTS, TRANSITIONS
from dragonet.sxml.parse import parse
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.schema import ELEMENTS
from dragonet.sxml.ticks import TICKS
from dragonet.sxml.tree import Node
from support.clips import video
from support.frames import noise
from support.lotties import crossing, write
from support.music import play, rock

ROOT = Path(__file__).resolve().parents[3]
GALLERY = ROOT / "docs" / "gallery"
EXAMPLES = sorted(GALLERY.glob("*/*.xml"))
KINDS = (EFFECTS, TRANSITIONS, FILTERS, ANIMATORS, TEXTS, IMAGES)
SPELT = ("adapter", "preset", "mode", "filterType", "style", "cursor")
"""Attributes of looks whose every value is worth a picture of its own."""


def nodes() -> Iterator[Node]:
    for path in EXAMPLES:
        yield from parse(path.read_text("utf-8"), local=True).body.walk()


def test_every_look_has_an_example() -> None:
    shown = {(node.element, node.look.name) for node in nodes() if node.look}
    offered = {(look.kind, look.name) for look in chain(*KINDS)}
    missing = sorted(offered - shown)
    assert not missing, f"add docs/gallery/SECTION/NAME.xml and run scripts/gallery.py: {missing}"


def test_every_element_has_an_example() -> None:
    shown = {node.element for node in nodes()}
    missing = sorted(set(ELEMENTS) - shown - {"movie"})
    assert not missing, f"add docs/gallery/SECTION/NAME.xml and run scripts/gallery.py: {missing}"


def test_every_value_that_looks_its_own_way_has_an_example() -> None:
    shown = {(node.element, name, node.values.get(name)) for node in nodes() for name in SPELT}
    offered = {
        (look.kind, item.name, value)
        for look in chain(*KINDS)
        for item in look.attributes
        if item.name in SPELT
        for value in item.type.allowed.removeprefix("one of: ").split(", ")
        if " " not in value  # a description, not a value
    }
    assert {("effect", "adapter", "fitAdapter"), ("animator", "mode", "linear")} <= offered
    assert not sorted(offered - shown)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small files in the place of those that the examples name."""
    folder = tmp_path_factory.mktemp("pictures")
    Image.fromarray(noise(48, 32)).save(folder / "photo.jpg")
    Image.fromarray(noise(32, 32)).convert("RGBA").save(folder / "picture.png")
    video(folder / "film.mp4", size=(48, 32), frames=100)
    play(rock, 120, bars=4).write(folder / "music.wav")
    write(folder / "animation.json", crossing())
    return folder


def standing_in(folder: Path) -> Callable[[str], SourceFile]:
    def source(url: str) -> SourceFile:
        (file,) = folder.glob(f"*{Path(url).suffix}")
        return SourceFile(file, url)

    return source


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_is_a_movie_that_shows_something(path: Path, pictures: Path) -> None:
    found = compose(path.read_text("utf-8"), standing_in(pictures), pictures, {})
    assert not found.warnings
    scene = Scene(found.movie, found.timing, found.assets, Screen(32, 18, 16 / 9))
    try:
        first = scene.picture(0).copy()
        middle = scene.picture(found.timing.duration // 2).copy()
    finally:
        scene.close()
    assert (first[..., 3] == 255).all()
    assert np.ptp(middle[..., :3]) > 40


def test_the_pages_and_their_loops_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "gallery.py"), "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_links_of_the_pages_lead_somewhere() -> None:
    for page in GALLERY.rglob("index.md"):
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
            path, _, anchor = link.partition("#")
            target = page.parent / path
            assert target.exists(), link
            if anchor:
                heads = re.findall(r"^## (.+)$", target.read_text("utf-8"), re.MULTILINE)
                anchors = [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads]
                assert anchors.count(anchor) == 1, link


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_loop_is_as_long_as_its_movie(path: Path, pictures: Path) -> None:
    found = compose(path.read_text("utf-8"), standing_in(pictures), pictures, {})
    loop = pyvips.Image.new_from_file(str(path.with_suffix(".webp")), n=-1)
    if loop.get_typeof("n-pages"):
        milliseconds = found.timing.duration * 1000 / TICKS
        assert 0 <= sum(loop.get("delay")) - milliseconds < 80 + 600
        assert (loop.width, loop.get("page-height"), loop.get("loop")) == (320, 180, 0)
    else:
        assert (loop.width, loop.height) == (480, 270)


def test_loops_stay_small() -> None:
    sizes = [path.stat().st_size for path in GALLERY.rglob("*.webp")]
    assert max(sizes) <= 100_000
    assert sum(sizes) <= 42_000 * len(sizes)


def test_an_animation_shows_all_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from gallery_pictures.webp import Frame, animation

    rows, columns = np.mgrid[:90, :160]
    frames = []
    for number in range(12):  # a disc passes over a sky that gets brighter, too little to be seen
        sky = np.dstack([rows + number, rows, 255 - rows]).astype(np.uint8)
        sky[np.hypot(rows - 45, columns - 13 * number) < 20] = (250, 220, 60)
        frames.append(Frame(sky if number % 2 else np.where(columns[..., None] > 80, sky, 9), 40))
    with Image.open(io.BytesIO(animation(frames, 60))) as shown:
        assert (shown.n_frames, shown.info["loop"]) == (12, 0)  # type: ignore[attr-defined]
        for number, frame in enumerate(frames):
            shown.seek(number)
            off = np.abs(np.asarray(shown.convert("RGB")).astype(int) - frame.picture)
            assert shown.info["duration"] == 40
            assert off.mean() < 4
            assert np.percentile(off, 99) < 60
