"""The sound of any movie is as long as the movie, and heard exactly while its nodes are there."""

import tracemalloc
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dragonet.sxml.assets import Asset, Assets
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.sound.limiter import CEILING
from dragonet.sxml.ticks import TICKS
from support.movies import LENGTHS, Element, movies, resolved
from support.soundtracks import RATE, blocks, film, heard, joined, steady

bounded = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sounds")
    return {
        "audio": steady(folder / "one.wav", 3, 0.25),
        "video": film(folder / "one.mp4", np.full(RATE, 0.2), rate=RATE, fps=5),
    }


@settings(bounded, max_examples=25)
@given(movies(), LENGTHS, st.sampled_from([8000, 11025, 16000]))
def test_every_movie_has_its_length_to_the_sample(
    files: dict[str, Path], document: Element, lengths: list[float], rate: int
) -> None:
    try:
        movie, timing = resolved(document.xml(), lengths, limit=120)
    except SxmlError as error:
        assume("the movie would last" not in error.text)
        raise
    played = (node for node in movie.body.walk() if node.element in files)
    assets = Assets(
        {
            node.index: Asset(
                files[node.element], "a", "audio", duration=lengths[n % len(lengths)], sound=True
            )
            for n, node in enumerate(played)
        }
    )
    sound = joined(movie, timing, assets, rate)
    assert sound.shape == (2, round(Fraction(timing.duration * rate, TICKS)))
    assert np.abs(sound).max() <= CEILING + 1e-6


@pytest.mark.parametrize(("rate", "samples"), [(8000, 2667), (44100, 14700), (48000, 16000)])
def test_a_part_of_a_sample_is_rounded(rate: int, samples: int) -> None:
    document = '<effect type="none" duration="0.333333333"><image color="#ff0000"/></effect>'
    assert heard(document, rate).shape == (2, samples)


MILLISECONDS = st.integers(0, 4000)


@settings(bounded, max_examples=25)
@given(MILLISECONDS, MILLISECONDS, MILLISECONDS.filter(bool))
def test_a_track_is_heard_in_its_span_and_nowhere_else(
    files: dict[str, Path], start: int, length: int, whole: int
) -> None:
    track = f'<audio filename="{files["audio"]}" margin-start="{start / 1000}"'
    sound = heard(f'<stack duration="{whole / 1000}">{track} duration="{length / 1000}"/></stack>')
    assert sound.shape == (2, whole * 48)
    begin, end = start * 48, min(start + min(length, 3000), whole) * 48
    found = np.flatnonzero(sound[0])
    assert found.size == max(end - begin, 0)
    if found.size:
        assert (found[0], found[-1]) == (begin, end - 1)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_files_are_open_while_they_are_heard_and_little_is_held(files: dict[str, Path]) -> None:
    clip = f'<audio filename="{files["audio"]}"/>'
    film = f'<effect type="none" duration="3"><video filename="{files["video"]}"/></effect>'
    document = f"<sequence>{(clip + film) * 20}</sequence>"  # 120 s
    found = blocks(document, 16000)
    next(found)  # what is imported and read once
    tracemalloc.start()
    before = open_files()
    opened = [open_files() - before for _ in found]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert max(opened) <= 2
    assert opened[-1] <= 0
    assert peak < 8_000_000


def test_files_are_closed_where_the_mix_is_given_up(files: dict[str, Path]) -> None:
    before = open_files()
    found = blocks(f'<audio filename="{files["audio"]}" loop="true" duration="60"/>')
    next(found)
    assert open_files() > before
    del found
    assert open_files() == before
