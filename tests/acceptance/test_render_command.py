"""`dragonet render`: movies, frames and times of local files, and what it says when it cannot."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from support import clips, films
from support.internet import Internet
from support.service import command

MOVIE = """<movie service="craftsman-1.0"><body>
<effect type="none" duration="1"><image filename="{folder}red.png"/></effect>
<effect type="none"><video filename="{folder}clip.mp4"/></effect>
</body></movie>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a movie whose paths begin at it."""
    found = tmp_path_factory.mktemp("movie")
    clips.video(found / "clip.mp4", frames=25, size=(320, 180))
    Image.new("RGB", (320, 180), (200, 30, 30)).save(found / "red.png")
    (found / "movie.xml").write_text(MOVIE.format(folder=""))
    return found


def test_a_movie(folder: Path) -> None:
    done = command("render", str(folder / "movie.xml"), "--profile", "240p")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{folder}/movie.mp4: 426 x 240, 2 s\n"
    film = films.read(folder / "movie.mp4")
    assert len(film.pictures) == 50
    assert film.pictures[10].mean(axis=(0, 1)) == pytest.approx((200, 30, 30), abs=6)
    assert "Audio:" not in film.log


def test_how_it_is_encoded(folder: Path) -> None:
    sizes = []
    for crf in ("20", "45"):
        path = folder / f"crf{crf}.mp4"
        done = command(
            "render", str(folder / "movie.xml"), "-o", str(path), "--profile", "240p",
            "--crf", crf, "--preset", "ultrafast",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        sizes.append(path.stat().st_size)
    assert sizes[1] < sizes[0] / 2


def test_a_frame(folder: Path) -> None:
    for at, name in (("0.5", "red.jpg"), ("1.4", "ten.png"), ("99", "last.png")):
        path = folder / name
        done = command("render", str(folder / "movie.xml"), "--at", at, "-o", str(path))
        assert done.returncode == 0, done.stderr
    with Image.open(folder / "red.jpg") as image:
        assert (image.format, image.size) == ("JPEG", (640, 360))
        assert image.getpixel((300, 200)) == pytest.approx((200, 30, 30), abs=4)
    assert clips.read_number(folder / "ten.png") == 10
    assert clips.read_number(folder / "last.png") == 24


def test_times(folder: Path) -> None:
    done = command("render", str(folder / "movie.xml"), "--timing")
    assert done.returncode == 0, done.stderr
    assert '<effect type="none" start="1" end="2">' in done.stdout
    command("render", str(folder / "movie.xml"), "--timing", "-o", str(folder / "times.xml"))
    assert (folder / "times.xml").read_text() == done.stdout


def test_captions(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text("00:01 --> 00:02\nHello")
    (tmp_path / "talk.xml").write_text('<text type="caption" filename="talk.srt"/>')
    done = command("render", str(tmp_path / "talk.xml"), "--timing")
    assert done.returncode == 0, done.stderr
    assert '<text type="caption" filename="talk.srt" start="0" end="2"/>' in done.stdout


def test_a_map(tmp_path: Path, internet: Internet) -> None:
    colours = {(0, 0): "#c03030", (1, 0): "#30c030", (0, 1): "#3030c0", (1, 1): "#c0c030"}
    for (x, y), colour in colours.items():
        tile = BytesIO()
        Image.new("RGB", (256, 256), colour).save(tile, "PNG")
        internet.add(f"/tiles/secret/1/{x}/{y}.png", tile.getvalue(), "image/png")
    movie = tmp_path / "map.xml"
    movie.write_text(
        '<effect type="none"><image type="map" center="0,0" zoom="1" size="320x180" '
        'mapkey="secret"/></effect>'
    )
    settings = {
        "DRAGONET_TILES": internet.url("/tiles/{key}/{z}/{x}/{y}.png"),
        "DRAGONET_TILES_ATTRIBUTION": "",
        "DRAGONET_FETCH_ALLOW": "127.0.0.0/8",
    }
    frame = tmp_path / "frame.png"
    done = command("render", str(movie), "--at", "1", "-o", str(frame), **settings)
    assert done.returncode == 0, done.stderr
    with Image.open(frame) as image:
        found = [image.getpixel(at) for at in ((310, 170), (330, 170), (310, 190), (330, 190))]
    expected = [tuple(bytes.fromhex(colour[1:])) for colour in colours.values()]
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, abs=3)
    internet.add("/tiles/secret/1/1/0.png", b"", status=404)
    done = command("render", str(movie), "--at", "1", "-o", str(frame), **settings)
    assert done.returncode == 0, done.stderr
    text = "line 1, <image>: the server does not have 1 of its 4 tiles; it is blank there"
    assert f"warning: {text}\n" in done.stderr
    with Image.open(frame) as image:
        assert image.getpixel((330, 170)) == pytest.approx((0xDD, 0xDF, 0xE1), abs=3)
        assert image.getpixel((310, 170)) == pytest.approx(expected[0], abs=3)
    internet.add("/tiles/secret/1/0/0.png", b"", status=403)
    refused = command("render", str(movie), "--at", "1", "-o", str(frame), **settings)
    assert "line 1, <image>: File" in refused.stderr
    assert "403 Forbidden" in refused.stderr
    refused = command("render", str(movie), "--at", "1", DRAGONET_TILES="")
    assert "maptype='map' needs a tile server, which DRAGONET_TILES sets" in refused.stderr


@pytest.mark.parametrize("options", [(), ("--at", "1"), ("--timing",)])
def test_all_faults_with_their_lines(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "wrong.xml").write_text("<body>\n<text typ='zone'>a</text>\n<x/>\n</body>")
    failed = command("render", str(tmp_path / "wrong.xml"), *options)
    assert failed.returncode == 1
    lines = failed.stderr.splitlines()
    assert lines[0] == f"dragonet: {tmp_path}/wrong.xml is refused:"
    assert [line.partition(">")[0] for line in lines[1:]] == [
        "line 2, <text", "line 2, <text", "line 3, <x"
    ]  # fmt: skip


def test_what_cannot_be_rendered(folder: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.xml"
    missing.write_text(MOVIE.format(folder="nowhere/"))
    wrong = tmp_path / "wrong.xml"
    wrong.write_text(MOVIE.format(folder=f"{folder}/").replace("red.png", "clip.mp4"))
    good = str(folder / "movie.xml")
    for arguments, said in (
        ((str(missing),), "line 2, <image>: 'nowhere/red.png' is neither a file here nor an http"),
        ((str(wrong), "--at", "1"), "line 2, <image>: File 'clip.mp4' is not a picture".replace(
            "clip.mp4", f"{folder}/clip.mp4")),
        ((str(tmp_path / "none.xml"),), f"cannot read {tmp_path}/none.xml: No such file"),
        ((good, "--profile", "720"), "no such profile, did you mean '720p'?"),
        ((good, "--profile", "720", "--at", "1"), "no such profile, did you mean '720p'?"),
        ((good, "--at", "1", "-o", "frame.bmp"), "a frame is a .png or .jpg file"),
        ((good, "--at", "1", "-o", "/no/such/frame.png"), "cannot write /no/such/frame.png"),
    ):  # fmt: skip
        failed = command("render", *arguments)
        assert failed.returncode == 1, arguments
        assert failed.stderr.startswith("dragonet: ")
        assert said in failed.stderr
        assert "Traceback" not in failed.stderr
    assert command("render", good, "--at", "-3").returncode == 2
