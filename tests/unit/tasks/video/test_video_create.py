"""`video.create` without a server: order of its files, shapes, sound, progress, segments."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from PIL import Image

from dragonet.errors import SourceError
from dragonet.job import Job, SourceFile, parts_of
from dragonet.sxml.movie.profiles import PROFILES
from dragonet.sxml.movie.variants import preview_of
from dragonet.sxml.problems import SxmlError
from dragonet.tasks.video.create import TASK, Params
from support import films, pictures, waves


class Sharing(Job):
    """A job that sends its parts through JSON, as another machine gets them, in reverse."""

    def share(self, parts: Sequence[Any], span: tuple[float, float] = (0, 100)) -> Iterator[Path]:
        sent = orjson.loads(orjson.dumps(parts))
        files = {}
        for number, part in reversed([*enumerate(sent)]):
            files.update({number: next(super().share([part], span))})
        yield from (files[number] for number in range(len(sent)))


class Run:
    """A run of the task on files of a folder, and what it reported."""

    def __init__(self, folder: Path, definition: str, kind: type[Job] = Job, **params: Any) -> None:
        self.reports: list[Any] = []
        model = Params.model_validate({"definition": definition, **params}, context={"local": True})
        sources = {str(path): SourceFile(path, f"http://files.test/{path.name}")
                   for path in folder.iterdir()}  # fmt: skip
        job = kind(
            folder / "scratch",
            sources,
            TASK.outputs,
            self.reports.append,
            self.reports.append,
            options={"movie_seconds": 100},
            do_part=parts_of(TASK, model),
        )
        self.result: Any = TASK.run(job, model)
        self.files = {name: path for name, path in job.outputs.items() if path.exists()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (160, 90), (200, 30, 30)).save(tmp_path / "red.png")
    waves.wav(tmp_path / "tone.wav", waves.tone(1.2))
    return tmp_path


def movie(folder: Path, duration: float = 1.2, *more: str) -> str:
    image = f'<image filename="{folder}/red.png"/>'
    pictures_ = f'<effect type="kenburns" duration="{duration}">{image}</effect>'
    return f"<stack>{pictures_}{''.join(more)}</stack>"


def tone(folder: Path) -> str:
    return f'<audio filename="{folder}/tone.wav" loop="true"/>'


def test_files_and_progress_in_order(folder: Path) -> None:
    run = Run(folder, movie(folder, 1.2, tone(folder)), profile="240p")
    partial = [report for report in run.reports if isinstance(report, dict)]
    assert partial == [
        {"duration": 1.2, "width": 426, "height": 240, "warnings": []}, {"preview": True}
    ]  # fmt: skip
    assert list(run.files) == ["thumbnail", "preview", "export"]
    numbers = [report for report in run.reports if isinstance(report, int | float)]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 100
    assert 5 < max(n for n in numbers if run.reports.index(n) < run.reports.index(partial[1])) < 60
    for name, frames in (("export", 30), ("preview", 15)):
        film = films.read(run.files[name])
        assert len(film.pictures) == frames
        assert film.sound.size / films.RATE == pytest.approx(1.2, abs=0.05)
        assert waves.pitch(film.sound[:, None].astype(np.float64), films.RATE) == pytest.approx(
            440, abs=5
        )
    assert not list((folder / "scratch").glob("segment*"))


def test_segments_made_anywhere_in_any_order_are_the_same_movie(folder: Path) -> None:
    definition = movie(folder, 11, '<audio voice="neospeech:paul" duration="..">Nine eight</audio>')
    asked: dict[str, Any] = {"profile": "mobile-small", "preview": False}
    here = Run(folder, definition, **asked)
    there = Run(folder, definition, Sharing, **asked)
    assert here.files["export"].read_bytes() == there.files["export"].read_bytes()
    film = films.read(here.files["export"])
    assert len(film.pictures) == 165
    assert np.abs(film.sound[: films.RATE]).max() > 0.05


@pytest.mark.parametrize(
    ("profile", "small", "thumbnail"),
    [("240p", (320, 180), (426, 240)), ("1080x1920", (180, 320), (1080, 1920)),
     ("dvd-pal-16-9", (320, 180), (1024, 576)), ("square-400", (320, 320), (400, 400))],
)  # fmt: skip
def test_shapes(
    folder: Path, profile: str, small: tuple[int, int], thumbnail: tuple[int, int]
) -> None:
    preview = preview_of(PROFILES[profile])
    assert (preview.width, preview.height) == small
    run = Run(folder, movie(folder), profile=profile, preview=False, export=False)
    assert list(run.files) == ["thumbnail"]
    with Image.open(run.files["thumbnail"]) as image:
        assert image.size == thumbnail
    assert (run.result.width, run.result.height) == (
        PROFILES[profile].width,
        PROFILES[profile].height,
    )


@pytest.mark.parametrize(("time", "colour"), [(-3.0, (200, 30, 30)), (1e300, (0, 0, 255))])
def test_thumbnails_are_of_the_movie(
    folder: Path, time: float, colour: tuple[int, int, int]
) -> None:
    then = '<effect type="none" duration="1"><image color="#0000ff"/></effect>'
    definition = f"<sequence>{movie(folder)}{then}</sequence>"
    asked: dict[str, Any] = {"profile": "240p", "preview": False, "export": False}
    run = Run(folder, definition, thumbnail_time=time, **asked)
    with Image.open(run.files["thumbnail"]) as image:
        assert image.getpixel((5, 5)) == pytest.approx(colour, abs=6)


def test_an_animation_with_its_preview(folder: Path) -> None:
    run = Run(folder, movie(folder, 0.8, tone(folder)), profile="gif")
    assert run.files["export"].suffix == ".gif"
    with Image.open(run.files["export"]) as image:
        assert image.size == (480, 270)
    assert films.read(run.files["preview"]).pictures.shape[1:3] == (180, 320)


def test_silence_has_no_sound_track(folder: Path) -> None:
    run = Run(folder, movie(folder, 0.4), profile="240p", preview=False)
    assert "Audio:" not in films.read(run.files["export"]).log


def test_a_movie_longer_than_the_setting(folder: Path) -> None:
    with pytest.raises(SxmlError, match=r"would last 100\.5 s; more than 0 and at most 100 s"):
        Run(folder, movie(folder, 100.5))


@pytest.mark.parametrize("late", [False, True])
def test_a_picture_that_is_damaged_names_its_line(folder: Path, late: bool) -> None:
    whole = pictures.write(folder / "whole.jpg", pictures.photo(640, 480)).read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    bad = f'\n<effect type="none" duration="1"><image filename="{folder}/cut.jpg"/></effect>'
    good = f'<effect type="none" duration="7"><image filename="{folder}/red.png"/></effect>'
    definition = f"<body>{good if late else ''}{bad}</body>"
    said = r"line 2, <image>: File 'http://files.test/cut.jpg' cannot be read as a JPEG"
    with pytest.raises(SourceError, match=said):
        Run(folder, definition, profile="mobile-small", preview=False)
