"""Movies through the front door: files, partial results, every kind of wrong definition."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
from PIL import Image

from support import clips, films, lotties, pictures, waves
from support.internet import Internet
from support.service import Service

Urls = dict[str, str]


@pytest.fixture(scope="module")
def urls(internet: Internet, tmp_path_factory: pytest.TempPathFactory) -> Urls:
    """URLs of files by name."""
    folder = tmp_path_factory.mktemp("files")
    clips.video(folder / "clip.mp4", frames=50, size=(320, 180), audio="aac")
    waves.wav(folder / "tone.wav", waves.tone(0.5))
    Image.new("RGB", (320, 180), (200, 30, 30)).save(folder / "red.png")
    Image.new("RGB", (320, 180), (30, 30, 200)).save(folder / "blue.png")
    photo = pictures.write(folder / "photo.jpg", pictures.photo(640, 360)).read_bytes()
    (folder / "cut.jpg").write_bytes(photo[: len(photo) // 2])
    (folder / "talk.srt").write_text("1\n00:00:00,200 --> 00:00:00,600\nHello there", "utf-8")
    lotties.write(folder / "square.json", lotties.crossing())
    lotties.write(folder / "other.json", {"no": "layers"})
    (folder / "page.html").write_bytes(b"<!DOCTYPE html><html><body>gone</body></html>")
    return {
        path.name: internet.add(f"/movie/{path.name}", path.read_bytes())
        for path in folder.iterdir()
    }


def movie(*nodes: str) -> str:
    """A body of nodes, the first in line 2."""
    inside = "\n".join(nodes)
    return f'<movie service="craftsman-1.0"><body>\n{inside}\n</body></movie>'


def still(url: str, duration: float = 1) -> str:
    return f'<effect type="none" duration="{duration}"><image filename="{url}"/></effect>'


def create(definition: str, **params: Any) -> dict[str, Any]:
    return {"task_name": "video.create", "definition": definition, "profile": "240p", **params}


def downloaded(url: str) -> bytes:
    answer = requests.get(url, timeout=10)
    assert answer.status_code == 200
    return answer.content


def test_a_movie_with_all_its_files(service: Service, urls: Urls, tmp_path: Path) -> None:
    fade = '<transition type="crossfade" duration="0.4"/>'
    definition = movie(
        still(urls["red.png"], 1.0),
        fade,
        f'<effect type="none"><video filename="{urls["clip.mp4"]}"/></effect>',
    )
    (status,) = service.run_all([create(definition, thumbnail_time=0.2)], version=1)
    assert status["status"] == "success", status
    found = dict(status["result"])
    files = {name: downloaded(found.pop(name)) for name in ("export", "preview", "thumbnail")}
    assert found == {"duration": 2.6, "width": 426, "height": 240, "warnings": []}
    assert status["progress"] == 100
    (tmp_path / "e.mp4").write_bytes(files["export"])
    film = films.read(tmp_path / "e.mp4")
    assert film.pictures.shape == (65, 240, 426, 3)
    assert film.pictures[3].mean(axis=(0, 1)) == pytest.approx((200, 30, 30), abs=6)
    assert replace(film, pictures=film.pictures[25:]).numbers == list(range(10, 50))
    assert abs(len(film.sound) / films.RATE - 2.6) < 0.06
    assert max(abs(film.sound[: films.RATE // 2])) < 0.01 < max(abs(film.sound[films.RATE * 2 :]))
    (tmp_path / "p.mp4").write_bytes(files["preview"])
    small = films.read(tmp_path / "p.mp4")
    assert small.pictures.shape[1:] == (180, 320, 3)
    assert len(files["preview"]) < len(files["export"])
    assert replace(small, pictures=small.pictures[-1:]).numbers[0] >= 47
    with Image.open(BytesIO(files["thumbnail"])) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("JPEG", (426, 240))
        red = thumbnail.convert("RGB").getpixel((200, 100))
        assert red == pytest.approx((200, 30, 30), abs=4)


def test_captions_of_a_file(service: Service, urls: Urls, tmp_path: Path) -> None:
    caption = f'<text type="caption" filename="{urls["talk.srt"]}" fontsize="60"/>'
    definition = movie("<stack>", still(urls["blue.png"]), caption, "</stack>")
    status = service.run(create(definition))
    assert status["status"] == "success", status
    (tmp_path / "e.mp4").write_bytes(downloaded(status["result"]["export"]))
    film = films.read(tmp_path / "e.mp4")
    white = [number for number, frame in enumerate(film.pictures) if frame.min(axis=2).max() > 200]
    assert white == list(range(5, 15))
    times = service.post("/v2/sxml/timing", {"definition": movie(caption)})
    assert 'fontsize="60" start="0" end="0.6"/>' in times.text


def test_an_animation_of_lottie_that_loops(service: Service, urls: Urls, tmp_path: Path) -> None:
    video = f'<video filename="{urls["square.json"]}" speed="4" loop="true"/>'
    definition = movie(f'<effect type="none" duration="1.0">{video}</effect>')
    (status,) = service.run_all([create(definition, preview=False)], version=1)
    assert status["status"] == "success", status
    (tmp_path / "e.mp4").write_bytes(downloaded(status["result"]["export"]))
    red = films.read(tmp_path / "e.mp4").pictures[..., 0]
    columns = np.arange(426) + 0.5
    seen = [(frame * columns).sum() / frame.sum() for frame in red.astype(float) * (red > 100)]
    # 160 units are 426 pixels; 240 units a second, 120 of them in half of one
    expected = [(20 + 240 * (frame / 25 % 0.5)) * 426.7 / 160 for frame in range(25)]
    assert seen == pytest.approx(expected, abs=2)


def test_the_preview_comes_before_the_export(service: Service, urls: Urls) -> None:
    task = create(movie(still(urls["red.png"], 4)), preview=True, profile="720p")
    with service.post("/v2/create_stream", {"tasks": task}, stream=True) as answer:
        lines = [json.loads(line) for line in answer.iter_lines() if line]
    changes = lines[1:]
    assert changes[-1]["status"] == "success", changes[-1]
    partial = [
        line["result"] for line in changes if line["status"] == "executing" if "result" in line
    ]
    with_preview = [result for result in partial if "preview" in result]
    assert partial[0]["duration"] == 4
    assert with_preview
    assert all("export" not in result for result in partial)
    assert downloaded(with_preview[0]["preview"]) == downloaded(changes[-1]["result"]["preview"])
    numbers = [line["progress"] for line in changes if line["progress"] is not None]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 100


def test_what_is_switched_off_is_not_made(service: Service, urls: Urls) -> None:
    definition = movie(still(urls["red.png"]))
    v2, nothing, only_preview = service.run_all(
        [
            create(definition),
            create(definition, export=False),
            create(definition, export=False, preview=True),
        ]
    )
    files = (
        {"export", "preview", "thumbnail"} & set(s["result"]) for s in (v2, nothing, only_preview)
    )
    assert list(files) == [{"export", "thumbnail"}, {"thumbnail"}, {"preview", "thumbnail"}]
    assert only_preview["progress"] == 100


def test_warnings_are_listed(service: Service, urls: Urls) -> None:
    definition = movie(
        '<effect type="none" duration="1" color="#ff0000">'
        f'<image filename="{urls["red.png"]}"/></effect>'
    )
    status = service.run(create(definition, export=False))
    assert status["result"]["warnings"] == ["line 2, <effect>: color has no effect on type 'none'"]


WORD = '<text type="zone" duration="1">a</text>'
FADE = '<transition type="crossfade"/>'
KEYS = '<animator type="custom"><key time="0" pos="0,0,0"/><key time="1" scale="1,1,1"/></animator>'
WRONG: dict[str, tuple[str, str]] = {
    "not XML": ("<movie><body>", "line 1: the document is not XML"),
    "nothing": ("", "the document is not XML"),
    "other root": ("<html/>", "line 1, <html>: not a movie"),
    "wrong service": (
        '<movie service="craftsman-2.0"><body/></movie>',
        "service='craftsman-2.0' is not allowed",
    ),
    "two bodies": (
        f'<movie service="craftsman-1.0"><body>{WORD}</body><body>{WORD}</body></movie>',
        "<movie> takes exactly 1 child (body), here are 2",
    ),
    "empty body": ('<movie service="craftsman-1.0"><body/></movie>', "<body> takes at least 1"),
    "unknown element": (
        movie("<txt>a</txt>"),
        "line 2, <txt>: unknown element, did you mean 'text'",
    ),
    "unknown attribute": (
        movie('<text type="zone" fontsise="9">a</text>'),
        "unknown attribute 'fontsise', did you mean 'fontsize'?",
    ),
    "unknown type": (
        movie('<text type="zoned">a</text>'),
        "type='zoned' is not known; did you mean 'zone'?",
    ),
    "colour": (
        movie('<text type="zone" fontcolor="red">a</text>'),
        "fontcolor='red' is not allowed; use #rrggbb",
    ),
    "couple": (
        movie('<effect type="none"><image color="#000000"/></effect>',
              '<transition type="move" direction="1;2"/>',
              '<effect type="none"><image color="#000000"/></effect>'),
        "line 3, <transition>: direction='1;2' is not allowed",
    ),
    "key": (
        movie(
            '<text type="zone">a<animator type="custom">'
            '<key time="x" pos="0,0,0"/></animator></text>'
        ),
        "<key>: time='x' is not allowed",
    ),
    "keys of other sets": (movie(f'<text type="zone">a{KEYS}</text>'), "all set the same"),
    "negative duration": (
        movie('<text type="zone" duration="-1">a</text>'), "duration='-1' is not allowed"
    ),
    "negative margin": (
        movie(f'<stack>{WORD}<text type="zone" margin-start="-1">a</text></stack>'),
        "margin-start='-1' is not allowed",
    ),
    "cycle": (
        movie(
            '<stack><sequence duration=".."><text type="zone" duration="..">a</text></sequence>'
            "</stack>"
        ),
        "is a cycle",
    ),
    "first transition": (movie(FADE, WORD), "line 2, <transition>: it stands between two children"),
    "last transition": (movie(WORD, FADE), "line 3, <transition>: it stands between two children"),
    "zero children": (movie('<effect type="none"/>'), "takes exactly 1 child"),
    "long text": (
        movie(f'<text type="zone">{"word " * 20_000}</text>'),
        "characters; at most 10000 are allowed",
    ),
    "captions": (
        movie('<text type="caption">Hello</text>'),
        "line 2, <text>: its captions, line 1: there are no cues",
    ),
    "entities": (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><movie/>',
        "document types, entities and external references are not allowed",
    ),
    "a local file": (
        movie('<effect type="none"><image filename="/etc/passwd"/></effect>'),
        "filename='/etc/passwd' is not allowed; use an http or https URL",
    ),
    "voice": (movie('<audio voice="julie">Hello</audio>'), "voice='julie' is not allowed; "),
}  # fmt: skip


def test_wrong_definitions_never_start(service: Service) -> None:
    tasks = [create(definition) for definition, _ in WRONG.values()]
    for (name, (_, said)), status in zip(WRONG.items(), service.run_all(tasks), strict=True):
        assert status["status"] == "error", name
        assert set(status["events"]) == {"queued", "completed"}, name
        (texts,) = status["error"]["parameters"].values()
        assert any(said in text for text in texts), (name, texts)
        assert all("line " in text or "not XML" in text for text in texts), (name, texts)


def test_every_fault_is_a_text_of_its_own(service: Service) -> None:
    definition = movie('<text type="zone" fontsise="9" fontcolor="red">a</text>', "<x/>")
    status = service.run(create(definition, profile="720"))
    texts = status["error"]["parameters"]["definition"]
    assert [text.partition(":")[0] for text in texts] == [
        "line 2, <text>", "line 2, <text>", "line 3, <x>"
    ]  # fmt: skip
    assert status["error"]["parameters"]["profile"] == [
        "'720': no such profile, did you mean '720p'?"
    ]


def test_files_that_cannot_be_used(service: Service, internet: Internet, urls: Urls) -> None:
    gone = internet.url("/movie/none.png")
    internet.add("/movie/none.png", b"", status=404)
    first = still(urls["red.png"])
    wrong = {
        still(gone): "line 3, <image>: File '{}' could not be fetched: 404",
        still(urls["tone.wav"]): "line 3, <image>: File '{}' is not a picture",
        still(urls["page.html"]): "line 3, <image>: File '{}' is not a picture",
        still(urls["cut.jpg"]): "line 3, <image>: File '{}' cannot be read as a JPEG image",
        f'<audio filename="{urls["red.png"]}"/>': "line 3, <audio>: File '{}' is a PNG image",
        f'<effect type="none"><video filename="{urls["tone.wav"]}"/></effect>':
            "line 3, <video>: File '{}' has no video stream",
        f'<effect type="none"><video filename="{urls["other.json"]}"/></effect>':
            "line 3, <video>: File '{}' is JSON, but no Lottie: it has no layers",
        f'<text type="caption" filename="{urls["red.png"]}"/>':
            "line 3, <text>: File '{}' is a PNG image, not captions; use SRT or WebVTT",
    }  # fmt: skip
    statuses = service.run_all([create(movie(first, node)) for node in wrong])
    for (node, said), status in zip(wrong.items(), statuses, strict=True):
        url = node.split('filename="')[1].split('"')[0]
        assert status["status"] == "error", status
        assert status["error"].startswith(said.format(url)), status["error"]
        assert str(service.data_dir) not in status["error"]


def test_a_movie_that_is_too_long(service: Service) -> None:
    status = service.run(create(movie('<text type="zone" duration="1000000">a</text>')))
    (text,) = status["error"]["parameters"]["definition"]
    assert "the movie would last 1000000 s; more than 0 and at most 7200 s are allowed" in text


def test_frames(service: Service, urls: Urls) -> None:
    definition = movie(still(urls["red.png"]), still(urls["blue.png"]))
    asked = {"definition": definition, "at": 1.5, "width": 64, "height": 36}
    posted = service.post("/v2/sxml/frame", asked, allow_redirects=False)
    got = service.get("/v2/sxml/frame", params={**asked, "at": "0.5", "format": "jpeg"})
    for answer, form, colour in ((posted, "PNG", (30, 30, 200)), (got, "JPEG", (200, 30, 30))):
        assert answer.status_code == 302, answer.text
        with Image.open(BytesIO(downloaded(answer.headers["location"]))) as image:
            assert (image.format, image.size) == (form, (64, 36))
            assert image.convert("RGB").getpixel((30, 20)) == pytest.approx(colour, abs=4)
    tall = service.get("/v2/sxml/frame", params={"definition": definition, "profile": "720x1280"})
    with Image.open(BytesIO(downloaded(tall.headers["location"]))) as image:
        assert image.size == (720, 1280)


def test_times(service: Service, urls: Urls) -> None:
    clip = f'<effect type="none"><video filename="{urls["clip.mp4"]}" skip="0.5"/></effect>'
    definition = movie(still("http://127.0.0.1:9/never-asked-for.png"), FADE, clip)
    posted = service.post("/v2/sxml/timing", {"definition": definition})
    assert posted.headers["content-type"].startswith("application/xml")
    assert '<body start="0" end="1.5">' in posted.text
    assert '<transition type="crossfade" start="0" end="1"/>' in posted.text
    wanted = {"Accept": "application/json"}
    got = service.get("/v2/sxml/timing", params={"definition": definition}, headers=wanted)
    found = got.json()
    assert found["duration"] == 1.5
    assert found["nodes"][0] == {"element": "body", "line": 1, "depth": 0, "start": 0, "end": 1.5}
    assert [(n["element"], n["line"], n["start"], n["end"]) for n in found["nodes"]][-1] == (
        "video", 4, 0, 1.5
    )  # fmt: skip


@pytest.mark.parametrize("method", ["frame", "timing"])
def test_refused_frames_and_times(service: Service, urls: Urls, method: str) -> None:
    path = f"/v2/sxml/{method}"
    wrong = movie('<text type="zone" fontsise="9">a</text>', "<x/>")
    for answer, location in (
        (service.post(path, {"definition": wrong, "color": "red"}), "body"),
        (service.get(path, params={"definition": wrong, "color": "red"}), "querystring"),
    ):
        assert answer.status_code == 400
        errors = answer.json()["errors"]
        assert [error["name"] for error in errors] == ["definition", "definition", "color"]
        assert {error["location"] for error in errors} == {location}
        assert errors[1]["description"].startswith("line 3, <x>: unknown element")
    sound = movie(f'<audio filename="{urls["red.png"]}"/>')
    answer = service.post(path, {"definition": sound})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["description"].startswith("line 2, <audio>: File")
    for refused in (
        requests.post(service.url + path, json={"definition": sound}, timeout=10),
        requests.get(service.url + path, params={"definition": sound}, timeout=10),
    ):
        assert refused.status_code == 401


def test_a_file_that_was_sent(service: Service) -> None:
    buffer = BytesIO()
    Image.new("RGB", (64, 36), (20, 160, 40)).save(buffer, "PNG")
    sent = service.http.post(f"{service.url}/v2/upload", buffer.getvalue(), timeout=10).json()
    definition = movie(still(sent["source"]))
    answer = service.get("/v2/sxml/frame", params={"definition": definition, "height": 90})
    with Image.open(BytesIO(downloaded(answer.headers["location"]))) as image:
        assert image.size == (160, 90)
        assert image.convert("RGB").getpixel((80, 40)) == pytest.approx((20, 160, 40), abs=2)
