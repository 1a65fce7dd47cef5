"""`video.convert` to HTTP Live Streaming: playlists, renditions, segments."""

import re
from pathlib import Path
from typing import Any

import pytest

from dragonet.engine.parameters import ParametersError, validate
from dragonet.errors import OutputError, SourceError
from dragonet.job import Job, SourceFile
from dragonet.media.video import hls
from dragonet.media.video.check import check
from dragonet.tasks.video.convert import TASK
from support import clips, films
from support.tasks import URL

CLICKS = (0.4, 4.0, 9.2, 13.6)
FRAMES = 140  # 14 s


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    silent = clips.video(folder / "v.mp4", size=(640, 360), fps=10, frames=FRAMES)
    return films.add_sound(silent, folder / "s.mp4", films.clicking(14, CLICKS))


def run(source: Path, scratch: Path, **params: Any) -> tuple[Any, dict[str, Path]]:
    job = Job(scratch, {URL: SourceFile(source, URL)}, TASK.outputs)
    parameters = TASK.params.model_validate({"url": URL, "format": "hls", **params})
    result = TASK.run(job, parameters)
    return result, {name: path for name, path in job.outputs.items() if path.exists()}


def test_a_stream(film: Path, tmp_path: Path) -> None:
    result, files = run(film, tmp_path / "s")
    assert result.content_type == "application/vnd.apple.mpegurl"
    assert (result.width, result.height, result.duration) == (640, 360, 14.0)
    master = files["output"].read_text()
    sizes = [(640, 360), (426, 240)]
    assert re.findall(r"RESOLUTION=(\d+)x(\d+)", master) == [(str(w), str(h)) for w, h in sizes]
    assert set(files) == {"output", *(f"{x}{n}" for n in (1, 2) for x in ("playlist", "video"))}
    rates = [int(rate) for rate in re.findall(r",AVERAGE-BANDWIDTH=(\d+)", master)]
    assert rates == sorted(rates, reverse=True)
    for number, size in enumerate(sizes, 1):
        playlist, video = files[f"playlist{number}"], files[f"video{number}"]
        text = playlist.read_text()
        ranges = re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)", text)
        lengths = [float(length) for length in re.findall(r"#EXTINF:([\d.]+)", text)]
        assert lengths == pytest.approx([6, 6, 2], abs=0.05)
        assert sum(map(int, ranges[-1])) <= video.stat().st_size
        assert set(re.findall(r"^[^#].*$", text, re.M)) == {video.name}
        assert text.endswith("#EXT-X-ENDLIST\n")
        codecs = re.findall(r'CODECS="(.*?)"', master)[number - 1]
        assert re.fullmatch(r"avc1\.6400[0-9a-f]{2},mp4a\.40\.2", codecs)
        found = films.read(playlist)  # a player of its own
        assert found.pictures.shape[2:0:-1] == size
        assert found.numbers == list(range(FRAMES))
        start = found.times[0]
        assert found.clicks == pytest.approx([start + click for click in CLICKS], abs=0.005)


def test_small_sources_have_one_rendition(tmp_path: Path) -> None:
    source = clips.video(tmp_path / "v.mp4", size=(160, 90), frames=10)
    result, files = run(source, tmp_path / "s")
    assert set(files) == {"output", "playlist1", "video1"}
    assert result.audio_codec is None
    assert 'CODECS="avc1.' in files["output"].read_text()
    assert films.read(files["playlist1"]).numbers == list(range(10))


def test_upright_pictures_step_down_by_their_short_side(tmp_path: Path) -> None:
    plain = clips.video(tmp_path / "v.mp4", size=(640, 360), frames=5)
    source = clips.remux(plain, tmp_path / "r.mp4", rotation=90)
    _, files = run(source, tmp_path / "s")
    sizes = re.findall(r"RESOLUTION=(\d+x\d+)", files["output"].read_text())
    assert sizes == ["360x640", "240x426"]


def test_one_rendition_that_fails_ends_all(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, made: Any) -> float:
        if path.name == "video2.mp4":
            raise OutputError("broken")
        return check(path, made)

    monkeypatch.setattr(hls, "check", broken)
    with pytest.raises(OutputError, match="broken"):
        run(film, tmp_path / "s")


def test_bad_sources(film: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(film.read_bytes()[:50000])
    with pytest.raises(SourceError, match="truncated or damaged"):
        run(cut, tmp_path / "s")


@pytest.mark.parametrize(
    "params", [{"video_codec": "vp9"}, {"audio_codec": "mp3"}, {"container": "mp4"}]
)
def test_what_players_do_not_take(params: dict[str, str]) -> None:
    with pytest.raises(ParametersError) as caught:
        validate(TASK, {"url": "http://files.test/v", "format": "hls", **params})
    assert "h264 with aac" in caught.value.errors["format"][0]
