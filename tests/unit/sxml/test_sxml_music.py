"""Movies cut on music that was listened to: true beats, once for each file, errors with places."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dragonet.errors import SourceError
from dragonet.job import SourceFile
from dragonet.media.audio import music
from dragonet.sxml import probes
from dragonet.sxml.assets import TIMED, sources
from dragonet.sxml.compose import compose
from dragonet.sxml.parse import parse
from dragonet.sxml.ticks import seconds
from support import clips, pictures
from support import music as band

HOST = "http://files.test/"
STILL = '<effect type="none"><image color="#ff0000"/></effect>'
FADE = '<transition duration="0.3"/>'


@pytest.fixture(scope="module")
def song() -> band.Piece:
    return band.play(band.rock, 100, bars=6)


@pytest.fixture(scope="module")
def folder(song: band.Piece, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("music")
    song.write(folder / "song.wav")
    band.write(folder / "silence.wav", np.zeros(3 * band.RATE))
    clips.video(folder / "silent.mp4", frames=10, size=(64, 48))
    pictures.write(folder / "a.png", pictures.photo(64, 48))
    (folder / "text").write_bytes(b"just some words\n" * 9)
    return folder


@pytest.fixture
def fetched(folder: Path) -> Callable[[str], SourceFile]:
    return lambda url: SourceFile(folder / url.removeprefix(HOST), url)


def movie(attributes: str, *children: str) -> str:
    """A movie whose only sequence is in line 2."""
    heard = f'<audio filename="{HOST}song.wav" duration=".."/>'
    row = f'<sequence audio="{HOST}song.wav" {attributes}>{"".join(children)}</sequence>'
    return f'<movie service="craftsman-1.0"><body><stack>\n{row}{heard}</stack></body></movie>'


@pytest.mark.parametrize(("unit", "every", "skip"), [("beats", 3, 0), ("bars", 1, 0.9)])
def test_pictures_change_when_the_drum_is_hit(
    song: band.Piece,
    fetched: Callable[[str], SourceFile],
    tmp_path: Path,
    unit: str,
    every: int,
    skip: float,
) -> None:
    row = movie(f'cut="{unit}" every="{every}" skip="{skip}"', *[STILL] * 4)
    found = compose(row, fetched, tmp_path, {})
    sequence = found.movie.body.children[0].children[0]
    cuts = [seconds(found.timing[child].end) for child in sequence.timed]
    true = song.downbeats if unit == "bars" else song.beats
    wanted = (true - skip)[true > skip][every - 1 :: every][:4]
    assert cuts == pytest.approx(list(wanted), abs=0.03)
    assert found.warnings == []


def test_the_middles_of_transitions_are_on_beats(
    song: band.Piece, fetched: Callable[[str], SourceFile], tmp_path: Path
) -> None:
    found = compose(movie('cut="beats"', STILL, FADE, STILL, FADE, STILL), fetched, tmp_path, {})
    for node in found.movie.body.walk():
        if node.element == "transition":
            span = found.timing[node]
            middle = seconds(span.start + span.end) / 2
            assert np.abs(song.beats - middle).min() < 0.03
            assert span.duration == pytest.approx(0.3 * 705_600_000, abs=2)


def test_music_is_fetched_for_the_times() -> None:
    document = parse(movie('cut="beats"', STILL).replace("song", "other", 1))
    found = sources(document, only=TIMED)
    assert found[f"{HOST}other.wav"] == "line 2, <sequence>"


def test_music_is_listened_to_once_and_never_for_a_part(
    fetched: Callable[[str], SourceFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listened: list[str] = []
    listen = music.beats_of

    def counted(path: Path, url: str, *more: object) -> object:
        listened.append(url)
        return listen(path, url, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(music, "beats_of", counted)
    forget()
    row = movie('cut="beats"', STILL, movie_row("bars"), movie_row("beats"))
    whole = compose(row, fetched, tmp_path, {})
    assert listened == [f"{HOST}song.wav"]
    known = json.loads(json.dumps(whole.assets.known))
    assert len(known["files"]) == 2  # to be heard, and its beats
    part = compose(
        row, lambda url: SourceFile(tmp_path / "not there", url), tmp_path, {}, known=known
    )
    assert listened == [f"{HOST}song.wav"]
    assert part.timing == whole.timing


def forget() -> None:
    """Make this process listen anew."""
    probes._probed.cache_clear()
    probes._heard.cache_clear()


def movie_row(unit: str) -> str:
    return f'<sequence cut="{unit}" every="2" audio="{HOST}song.wav">{STILL}</sequence>'


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("silence.wav", "has no beats to cut on; use music with a pulse of 55 to 215 beats"),
        ("silent.mp4", "has no audio stream"),
        ("a.png", "is a PNG image"),
        ("text", "is plain text, not audio"),
    ],
)  # fmt: skip
def test_what_has_no_beats(
    fetched: Callable[[str], SourceFile], tmp_path: Path, folder: Path, name: str, said: str
) -> None:
    document = movie('cut="beats"', STILL).replace("song.wav", name, 1)
    with pytest.raises(SourceError) as caught:
        compose(document, fetched, tmp_path, {})
    assert caught.value.text.startswith(f"line 2, <sequence>: File '{HOST}{name}' {said}")
    assert str(folder) not in caught.value.text


def test_music_too_short_for_bars(
    song: band.Piece, folder: Path, fetched: Callable[[str], SourceFile], tmp_path: Path
) -> None:
    band.write(folder / "short.wav", song.sound[: int(2.7 * band.RATE)])
    document = movie('cut="bars"', STILL).replace("song.wav", "short.wav", 1)
    with pytest.raises(SourceError, match=r"short.wav' has no bars to cut on; use music"):
        compose(document, fetched, tmp_path, {})


def test_long_music_is_listened_to_for_a_while(
    song: band.Piece, fetched: Callable[[str], SourceFile], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(probes, "_LISTENED", 8.0)
    forget()
    found = compose(movie('cut="beats" every="4"', *[STILL] * 6), fetched, tmp_path, {})
    forget()
    (rhythm,) = found.assets.rhythms.values()
    assert 7 < rhythm.beats[-1] < 8
    sequence = found.movie.body.children[0].children[0]
    cuts = [seconds(found.timing[child].end) for child in sequence.timed]
    assert cuts == pytest.approx(list(song.beats[3::4][:6]), abs=0.1)
