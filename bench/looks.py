"""What each look costs: milliseconds of CPU a frame of 1280x720, drawn as a movie is.

    python bench/looks.py [words of names, such as "filter dof"]

Every effect, transition, filter and animator in its usual places over photographs of 1920 pixels
(`look_cases.py`). Nine moments of its time, each in four frames that follow each other, of which
the first fills the caches and the quickest counts. "median" and "worst" are of the moments, "fps"
of the worst. "copies" is the median over one copy of a full-screen picture by Skia, and "ffmpeg"
over FFmpeg's own filter for the same (yuv420p, one thread), where it has one. "stated" is what the
look's declaration says of its worst moment: it is marked beside the dearest place, turned pictures
left out, if that is off by more than 1.5 times. $MOMENTS and $ROUNDS change the numbers. CPU time
is of the whole process, so load matters little.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyvips
import skia
from skimage import data

from common import ffmpeg_machine
from dragonet.sxml.assets import Asset, Assets
from dragonet.sxml.parse import parse
from dragonet.sxml.probes import PROBES
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.ticks import ticks
from dragonet.sxml.timing import resolve
from look_cases import PHOTOS, SECONDS, Case, cases
from look_peers import peer

SCREEN = Screen(1280, 720, 16 / 9)
MOMENTS = int(os.environ.get("MOMENTS", "9"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
FRAME = 1 / 25
OFF = 1.5
LEAST = 4.0
"""Milliseconds that are not worth a mark."""


class Cost(NamedTuple):
    """Milliseconds a frame."""

    case: Case
    median: float
    worst: float


def make_photos(folder: Path) -> None:
    """Photographs of 1920 pixels, landscape, square and portrait."""
    for name in PHOTOS:
        pixels = getattr(data, name)()
        small = pyvips.Image.new_from_array(pixels)
        grain = np.random.default_rng(1).normal(0, 3, (1920, 1920))
        large = small.resize(1920 / max(small.width, small.height))
        light = large.numpy() + grain[: large.height, : large.width, None]
        pyvips.Image.new_from_array(light.clip(0, 255).astype(np.uint8)).jpegsave(
            str(folder / f"{name}.jpg"), Q=90
        )


def scene(body: str, folder: Path) -> Scene:
    """The movie of some elements."""
    movie = parse(f'<movie service="craftsman-1.0"><body>{body}</body></movie>')
    found: dict[int, Asset] = {}
    for node in movie.body.walk():
        if url := node.values.get("filename"):
            name = str(url).rpartition("/")[2]
            found[node.index] = PROBES["image"](folder / f"{name}.jpg", name)
    return Scene(movie, resolve(movie, {}), Assets(found), SCREEN)


def measure(case: Case, folder: Path) -> Cost:
    """Draw its moments; a still one is drawn anew, too."""
    drawn = scene(case.body, folder)
    costs = []
    for number in range(MOMENTS):
        moment = (0.02 + 0.94 * number / (MOMENTS - 1)) * (SECONDS - FRAME * ROUNDS)
        taken = []
        for frame in range(ROUNDS + 1):
            at = ticks(moment + frame * FRAME)
            started = time.process_time()
            drawn._draw(at)
            taken.append(time.process_time() - started)
        costs.append(1000 * min(taken[1:]))
    drawn.close()
    return Cost(case, statistics.median(costs), max(costs))


def copy_cost() -> float:
    """Milliseconds of Skia for a full-screen picture: the least that a frame takes."""
    info = skia.ImageInfo.Make(1280, 720, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    pixels: Any = np.random.default_rng(0).integers(0, 255, (720, 1280, 4), np.uint8)
    image = skia.Image.MakeRasterCopy(skia.Pixmap(info, pixels, 1280 * 4))
    target = np.zeros_like(pixels)
    surface: Any = skia.Surface.MakeRasterDirect(info, target)
    linear = skia.SamplingOptions(skia.FilterMode.kLinear)
    taken = []
    for _ in range(20):
        started = time.process_time()
        surface.getCanvas().drawImageRect(
            image, skia.Rect.MakeLTRB(-20.5, -11.5, 1300.5, 731.5), linear
        )
        taken.append(time.process_time() - started)
    return 1000 * min(taken)


def dearest(costs: Iterable[Cost]) -> dict[str, Cost]:
    """Of each look, where it takes longest among where it is upright."""
    found: dict[str, Cost] = {}
    for cost in sorted(costs, key=lambda item: item.worst):
        if not cost.case.turned:
            found[cost.case.name] = cost
    return found


def row(cost: Cost, copy: float, marked: bool) -> str:
    """A line of the table."""
    look = cost.case.look
    other, stated = peer(look), look.cost or 0
    against = f"{cost.median / other:6.1f}" if other else "      "
    high, low = max(cost.worst, LEAST), max(stated, LEAST)
    mark = " off" if marked and not low / OFF < high < low * OFF else ""
    return (
        f"{cost.case.name:26} {cost.case.place:17} {cost.median:7.1f} {cost.worst:7.1f}"
        f" {1000 / cost.worst:6.0f} {cost.median / copy:7.1f} {against} {stated:7}{mark}"
    )


def main() -> None:
    ffmpeg_machine()
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        make_photos(Path(name))
        chosen = [case for case in cases() if not wanted or case.name in wanted]
        costs = [measure(case, Path(name)) for case in chosen]
    stated = dearest(costs).values()
    copy = copy_cost()
    print(f"one copy of a full-screen picture by Skia, linear: {copy:.1f} ms\n")
    print(
        f"{'look':26} {'on':17} {'median':>7} {'worst':>7} {'fps':>6} {'copies':>7}"
        f" {'ffmpeg':>6} {'stated':>7}"
    )
    for cost in sorted(costs, key=lambda item: -item.worst):
        print(row(cost, copy, cost in stated))


if __name__ == "__main__":
    main()
