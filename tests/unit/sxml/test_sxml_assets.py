"""The files of movies: found, measured once, checked against what they are used as; speech."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dragonet.errors import SourceError, TaskError
from dragonet.job import SourceFile
from dragonet.sxml import assets as module
from dragonet.sxml.assets import Asset, Assets, sources
from dragonet.sxml.gather import gather
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.timing import resolve
from dragonet.sxml.tree import Movie
from support import clips, lotties, pictures, voices, waves

HOST = "http://files.test/"


def movie(*nodes: str) -> Movie:
    """A stack of nodes, the first in line 2."""
    inside = "\n".join(nodes)
    return parse(f'<movie service="craftsman-1.0"><body><stack>\n{inside}\n</stack></body></movie>')


def image(name: str) -> str:
    return f'<effect type="none"><image filename="{HOST}{name}"/></effect>'


def video(name: str) -> str:
    return f'<effect type="none"><video filename="{HOST}{name}"/></effect>'


def audio(name: str) -> str:
    return f'<audio filename="{HOST}{name}"/>'


def fetched(folder: Path) -> Callable[[str], SourceFile]:
    return lambda url: SourceFile(folder / url.removeprefix(HOST), url)


def gathered(folder: Path, *nodes: str) -> tuple[Assets, list[Asset]]:
    found = gather(movie(*nodes), fetched(folder), folder)
    return found, list(found.by_node.values())


def test_every_file_is_found_with_its_place() -> None:
    mask = f'<filter type="mask"><image filename="{HOST}mask.png"/></filter>'
    found = sources(
        movie(
            image("a.jpg"),
            f'<overlay><video filename="{HOST}b.mp4">\n{mask}</video></overlay>',
            audio("c.mp3"),
            image("a.jpg"),
            '<effect type="none"><image color="#ff0000"/></effect>',
            '<audio voice="neospeech:julie">Hello</audio>',
        )
    )
    assert found == {
        f"{HOST}a.jpg": "line 2, <image>",
        f"{HOST}b.mp4": "line 3, <video>",
        f"{HOST}mask.png": "line 4, <image>",
        f"{HOST}c.mp3": "line 5, <audio>",
    }


def test_a_lottie_file_whose_expressions_are_not_run_is_told_once(tmp_path: Path) -> None:
    moves = lotties.moving((0, [20, 45]), (30, [140, 45]))
    for name, script in (("loop", "$bm_rt = loopOut();"), ("shaken", "$bm_rt = wiggle(2, 30);")):
        here = lotties.transform(p={**moves, "x": script}, r={**lotties.fixed(0), "x": " "})
        one = lotties.layer(lotties.box(20, 20), ks=here)
        lotties.write(tmp_path / f"{name}.json", lotties.document(one))
    nodes = video("loop.json"), video("shaken.json"), image("shaken.json")
    found, _ = gathered(tmp_path, *nodes)
    assert [gap.text for gap in found.gaps(movie(*nodes))] == [
        f"line 3, <video>: File '{HOST}shaken.json' has expressions that are not run (1); "
        "what they would move follows its keyframes alone"
    ]


def test_only_what_has_a_duration() -> None:
    found = sources(movie(image("a.jpg"), video("b.mp4"), audio("c.mp3")), only=("video", "audio"))
    assert [url.removeprefix(HOST) for url in found] == ["b.mp4", "c.mp3"]


def test_more_files_than_a_movie_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 2)
    with pytest.raises(SxmlError, match=r"line 4, <image>: the movie needs more than 2 files"):
        sources(movie(image("a"), image("b"), image("c")))


def test_pictures_upright_and_with_their_alpha(tmp_path: Path) -> None:
    pictures.oriented(tmp_path / "turned.jpg", pictures.photo(320, 200), 6)
    pictures.write(tmp_path / "clear.png", pictures.photo(90, 60).convert("RGBA"))
    _, (turned, clear) = gathered(tmp_path, image("turned.jpg"), image("clear.png"))
    assert (turned.kind, turned.width, turned.height, turned.alpha) == ("image", 320, 200, False)
    assert (clear.width, clear.height, clear.alpha, clear.duration) == (90, 60, True, 0)


def test_videos_as_they_are_seen(tmp_path: Path) -> None:
    clip = clips.video(tmp_path / "plain.mp4", frames=50, size=(160, 90), audio="aac")
    clips.remux(clip, tmp_path / "turned.mp4", rotation=90)
    found, (plain, turned) = gathered(tmp_path, video("plain.mp4"), video("turned.mp4"))
    assert (plain.kind, plain.width, plain.height) == ("video", 160, 90)
    assert (turned.width, turned.height, turned.sound) == (90, 160, False)
    assert plain.duration == pytest.approx(2, abs=0.05)
    assert plain.sound
    assert not plain.alpha
    assert set(found.lengths.values()) == {plain.duration, turned.duration}


def test_an_animation_is_a_still_or_a_film_as_its_element_says(tmp_path: Path) -> None:
    frames = [pictures.photo(64, 48).rotate(angle) for angle in (0, 90, 180, 270)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=250)
    _, (still, film) = gathered(tmp_path, image("a.gif"), video("a.gif"))
    assert (still.kind, still.width, still.height, still.duration) == ("image", 64, 48, 0)
    assert (film.kind, film.width, film.height) == ("video", 64, 48)
    assert film.duration == pytest.approx(1, abs=0.01)


def test_sound_also_that_of_a_video(tmp_path: Path) -> None:
    waves.wav(tmp_path / "tone.wav", waves.tone(1.5))
    clips.video(tmp_path / "clip.mp4", frames=25, size=(64, 48), audio="aac")
    _, (tone, clip) = gathered(tmp_path, audio("tone.wav"), audio("clip.mp4"))
    assert (tone.kind, tone.sound, clip.kind) == ("audio", True, "audio")
    assert tone.duration == pytest.approx(1.5, abs=0.001)
    assert clip.duration == pytest.approx(1, abs=0.05)


def test_each_file_is_measured_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragonet.sxml import probes

    pictures.write(tmp_path / "a.png", pictures.photo(64, 48))
    calls = itertools.count()

    def counting(path: Path, url: str) -> Asset:
        next(calls)
        return probes.image(path, url)

    monkeypatch.setattr(probes, "PROBES", {"image": counting})
    for _ in range(2):
        _, found = gathered(tmp_path, image("a.png"), image("a.png"), image("a.png"))
    assert len(found) == 3
    assert next(calls) == 1


WRONG = [
    pytest.param(image("tone.wav"), "is not a picture that can be read: it is a WAV", id="sound"),
    pytest.param(image("page"), "it is HTML", id="page"),
    pytest.param(image("empty"), "it is empty", id="empty image"),
    pytest.param(image("noise"), "is not a picture", id="noise"),
    pytest.param(image("clip.mp4"), "it is an MP4", id="video as image"),
    pytest.param(video("a.png"), "is a PNG image, not video", id="image as video"),
    pytest.param(video("tone.wav"), "has no video stream", id="sound as video"),
    pytest.param(video("cut.mp4"), "is truncated or damaged", id="truncated"),
    pytest.param(video("empty"), "is empty", id="empty video"),
    pytest.param(audio("a.png"), "is a PNG image, not audio", id="image as audio"),
    pytest.param(audio("silent.mp4"), "has no audio stream", id="film without sound"),
    pytest.param(audio("text"), "not audio", id="text"),
]


@pytest.fixture(scope="module")
def heap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("heap")
    waves.wav(folder / "tone.wav", waves.tone(0.5))
    pictures.write(folder / "a.png", pictures.photo(64, 48))
    whole = clips.video(folder / "clip.mp4", frames=10, size=(64, 48), audio="aac").read_bytes()
    clips.video(folder / "silent.mp4", frames=10, size=(64, 48))
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (folder / "page").write_bytes(b"<!DOCTYPE html><html><body>gone</body></html>")
    (folder / "text").write_bytes(b"just some words\n" * 9)
    (folder / "noise").write_bytes(bytes(range(7, 256)) * 40)
    (folder / "empty").touch()
    return folder


@pytest.mark.parametrize(("node", "said"), WRONG)
def test_a_file_of_the_wrong_kind_names_url_and_line(heap: Path, node: str, said: str) -> None:
    with pytest.raises(SourceError) as raised:
        gathered(heap, image("a.png"), node)
    element = next(name for name in ("image", "video", "audio") if f"<{name}" in node)
    assert raised.value.text.startswith(f"line 3, <{element}>: File '{HOST}")
    assert said in raised.value.text
    assert str(heap) not in raised.value.text


def test_all_wrong_files_are_named_at_once(heap: Path) -> None:
    with pytest.raises(TaskError) as raised:
        gathered(heap, image("page"), video("tone.wav"), audio("a.png"))
    assert [line[:6] for line in raised.value.text.splitlines()] == ["line 2", "line 3", "line 4"]


def test_speech(tmp_path: Path) -> None:
    said = '<audio voice="neospeech:julie">Three hundred and seven degrees.</audio>'
    other = '<audio voice="neospeech:paul">Three hundred and seven degrees.</audio>'
    document = movie(said, other, said)
    found = gather(document, fetched(tmp_path), tmp_path)
    first, second, third = found.by_node.values()
    assert first is third
    assert first.path != second.path
    wave, rate = waves.heard(first.path)
    assert len(wave) / rate == pytest.approx(first.duration, abs=1 / rate)
    words = ["three", "hundred", "and", "seven", "degrees"]
    assert voices.word_errors(words, voices.heard(wave[:, 0].astype(np.float32), rate)) <= 0.2
    timing = resolve(document, found.lengths)
    assert timing.duration / 705_600_000 == pytest.approx(max(found.lengths.values()), abs=1e-6)


def test_sound_that_another_process_has(tmp_path: Path) -> None:
    document = movie('<audio voice="neospeech:julie">Hello there</audio>')
    (index,) = gather(document, fetched(tmp_path), tmp_path).by_node
    known = {"files": [{"kind": "audio", "duration": 7.5}], "nodes": {str(index): 0}}
    found = gather(document, fetched(tmp_path), tmp_path / "not made", known=known)
    assert found.lengths == {index: 7.5}


def test_what_cannot_be_spoken(tmp_path: Path) -> None:
    with pytest.raises(SxmlError) as raised:
        gathered(tmp_path, '<audio voice="att:mike">ж ☃</audio>')
    assert raised.value.texts == [
        "line 2, <audio>: The text has no speakable character: letters of the Latin script or "
        "digits"
    ]


def test_a_voice_that_nobody_has() -> None:
    with pytest.raises(SxmlError, match="voice='neospeech:julia' is not allowed; did you mean 'n"):
        movie('<audio voice="neospeech:julia">Hello</audio>')
