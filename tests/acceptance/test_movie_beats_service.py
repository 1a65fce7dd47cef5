"""Movies cut on music through the front door."""

from pathlib import Path

import numpy as np
import pytest

from support import films
from support.internet import Internet
from support.music import RATE, Piece, play, rock, write
from support.service import Service

COLOURS = ("#c81e1e", "#1ec81e", "#1e1ec8", "#c8c81e", "#c81ec8")


@pytest.fixture(scope="module")
def song() -> Piece:
    return play(rock, 104, bars=4)


@pytest.fixture(scope="module")
def url(song: Piece, internet: Internet, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = song.write(tmp_path_factory.mktemp("music") / "a.wav")
    return internet.add("/cut/song.wav", path.read_bytes(), "audio/wav")


def movie(url: str, attributes: str = 'cut="beats" every="2"') -> str:
    stills = (f'<effect type="none"><image color="{one}"/></effect>' for one in COLOURS)
    row = f'<sequence {attributes} audio="{url}">\n{"".join(stills)}\n</sequence>'
    heard = f'<audio filename="{url}" duration=".."/>'
    inside = f"<stack>\n{row}\n{heard}\n</stack>"
    return f'<movie service="craftsman-1.0"><body>{inside}</body></movie>'


def test_pictures_change_on_the_beats_that_are_heard(
    service: Service, song: Piece, url: str, tmp_path: Path
) -> None:
    task = {"task_name": "video.create", "profile": "240p", "definition": movie(url)}
    status = service.run(task)
    assert status["status"] == "success", status
    assert status["result"]["warnings"] == []
    film = films.read(status["result"]["export"])
    shown = film.pictures.mean(axis=(1, 2))
    changes = np.flatnonzero(np.abs(np.diff(shown, axis=0)).max(axis=1) > 60) + 1
    frame = film.times[1] - film.times[0]
    assert [film.times[change] for change in changes] == pytest.approx(
        list(song.beats[1::2][:4]), abs=0.03 + frame
    )
    assert status["result"]["duration"] == pytest.approx(song.beats[9], abs=0.03)
    first = np.flatnonzero(np.abs(film.sound) > 0.1)[0] / films.RATE
    assert first == pytest.approx(song.beats[0], abs=0.03)


def test_times_of_a_movie_cut_on_bars(service: Service, song: Piece, url: str) -> None:
    asked = {"definition": movie(url, 'cut="bars"  skip="1.0" every="1"')}
    found = service.post("/v2/sxml/timing", asked, headers={"Accept": "application/json"}).json()
    ends = [node["end"] for node in found["nodes"] if node["element"] == "effect"]
    assert ends[:3] == pytest.approx(list(song.downbeats[1:4] - 1), abs=0.03)


def test_music_without_beats_is_named(service: Service, internet: Internet, tmp_path: Path) -> None:
    quiet = write(tmp_path / "b.wav", np.zeros(2 * RATE)).read_bytes()
    silence = internet.add("/cut/silence.wav", quiet, "audio/wav")
    answer = service.post("/v2/sxml/frame", {"definition": movie(silence)})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    said = f"line 2, <sequence>: File '{silence}' has no beats to cut on; use music with a pulse"
    assert error["description"].startswith(said)
    task = {"task_name": "video.create", "definition": movie(silence).replace("audio=", "n=", 1)}
    texts = service.run(task)["error"]["parameters"]["definition"]
    assert "line 2, <sequence>: unknown attribute 'n'" in texts[0]
