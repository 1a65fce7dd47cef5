"""Filters of looks and light: as they were judged by eye, and alike at every size and rate."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from support import fingerprints
from support.frames import Album

MOMENTS = (0.0, 1.0, 2.0, 3.0, 3.999)

FILTERS = {
    "colormap vintage": '<filter type="colormap" preset="vintage"/>',
    "colormap cold": '<filter type="colormap" preset="cold"/>',
    "colormap warm": '<filter type="colormap" preset="warm"/>',
    "colormap contrast": '<filter type="colormap" preset="contrast"/>',
    "colormap negative": '<filter type="colormap" preset="negative"/>',
    "identity": '<filter type="identity"/>',
    "antialias": '<filter type="antialias"/>',
    "subRender": '<filter type="subRender" height="24"/>',
    "quad": '<filter type="quad" center="0.3,0.4" width="0.5" aspectRatio="1"/>',
    "flick": '<filter type="flick"/>',
    "grow": '<filter type="grow"/>',
    "glow": '<filter type="glow"/>',
    "noise": '<filter type="noise"/>',
    "borderBlur": '<filter type="borderBlur"/>',
    "cornerCut": '<filter type="cornerCut" diameter="0.1"/>',
    "dof": '<filter type="dof"/>',
    "tv": '<filter type="tv"/>',
    "flashback": '<filter type="flashback"/>',
    "key": '<filter type="key" color="#e05030"/>',
    "makeTransparent": '<filter type="makeTransparent" transparentColor="#c8c0b8"/>',
    "combine": '<filter type="combine" fillOpacity="0.5">'
    '<image filename="http://pictures/child"/></filter>',
}


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Album]:
    made = Album(tmp_path_factory.mktemp("pictures"))
    photo: NDArray[np.uint8] = data.astronaut()  # type: ignore[no-untyped-call]
    made.add("photo", photo[:256])
    made.add("child", photo[256:])
    yield made


def filtered(album: Album, item: str, on: str = "medium") -> str:
    """A film of 4 s with a filter on a picture, a node, a stack, or a sequence."""
    behind = '<effect type="none"><image color="#205070"/></effect>'
    if on == "medium":
        box = f'<overlay width="0.75" duration="4">{album.image("photo", item)}</overlay>'
        return f"<stack>{behind}{box}</stack>"
    node = f'<effect type="none" duration="4">{album.image("photo")}%s</effect>'
    if on == "node":
        return node % item
    return f"<{on}>{node % ''}{item}</{on}>"


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_looks_as_it_was_judged(album: Album, name: str) -> None:
    frames = album.frames(filtered(album, FILTERS[name]), *MOMENTS)
    fingerprints.check("filters", name, MOMENTS, frames)


def apart(one: NDArray[Any], two: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.abs(one.astype(np.float64) - two))


SEEDED = ("flick", "noise", "tv", "flashback")
"""Those whose chance differs by where they are in the document."""


@pytest.mark.parametrize("name", [name for name in FILTERS if name not in SEEDED])
def test_a_filter_is_the_same_on_nodes_stacks_and_sequences(album: Album, name: str) -> None:
    node, stack, sequence = (
        album.frame(filtered(album, FILTERS[name], on), 1.5) for on in ("node", "stack", "sequence")
    )
    assert apart(node, stack).max() <= 2
    assert apart(stack, sequence).max() <= 2


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_is_the_same_at_every_size(album: Album, name: str) -> None:
    body = filtered(album, FILTERS[name])
    small, large = (album.frame(body, 1.5, size=size) for size in ((160, 90), (480, 270)))
    reduced = Image.fromarray(large).resize((160, 90), Image.Resampling.BOX)
    difference = apart(small, np.asarray(reduced))
    assert difference.mean() < 3
    assert np.percentile(difference, 98) < 30


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_is_the_same_whatever_was_drawn_before(album: Album, name: str) -> None:
    """A moment does not depend on the frames before it, so that any frame rate sees the same."""
    body = filtered(album, FILTERS[name])
    often = album.frames(body, *np.linspace(0, 2, 6))[-1]
    assert np.array_equal(often, album.frame(body, 2.0))
