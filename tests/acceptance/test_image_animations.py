"""image.gif and image.strip through the front door."""

from io import BytesIO
from pathlib import Path

import requests
from PIL import Image

from support import pictures
from support.internet import Internet
from support.service import Service


def served(internet: Internet, folder: Path, name: str, image: Image.Image) -> str:
    path = pictures.write(folder / name, image)
    return internet.add(f"/animations/{name}", path.read_bytes(), "image/whatever")


def opened(url: str, content_type: str) -> Image.Image:
    answer = requests.get(url, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    image = Image.open(BytesIO(answer.content))
    image.load()
    return image


def test_an_animation_of_what_people_have(
    service: Service, internet: Internet, tmp_path: Path
) -> None:
    photo = pictures.photo()
    turned = pictures.oriented(tmp_path / "turned.jpg", photo, 8)
    urls = [
        served(internet, tmp_path, "a.png", photo),
        internet.add("/animations/turned.jpg", turned.read_bytes(), "image/jpeg"),
        served(internet, tmp_path, "small.webp", photo.resize((160, 120))),
        *(served(internet, tmp_path, f"{at}.gif", photo.rotate(at)) for at in range(5, 100, 5)),
    ]
    status = service.run(
        {"task_name": "image.gif", "images": [*urls, urls[0]], "width": 160, "loop": 3}
    )
    assert status["status"] == "success", status
    found = status["result"]
    assert {name: found[name] for name in found if name != "output"} == {
        "width": 160,
        "height": 120,
        "count": 23,
        "duration": 2.3,
        "content_type": "image/gif",
    }
    image = opened(found["output"], "image/gif")
    assert getattr(image, "n_frames", 1) == 23
    assert image.info["loop"] == 2
    for index in (0, 1, 2, 22):
        image.seek(index)
        assert pictures.corners(image.convert("RGB")) == pictures.UPRIGHT


def test_a_strip_as_an_image_tag_asks_for_it(
    service: Service, internet: Internet, tmp_path: Path
) -> None:
    urls = [served(internet, tmp_path, f"strip{i}.png", pictures.photo()) for i in range(3)]
    answer = requests.get(
        f"{service.url}/v1/create_file/strip.png",
        params={
            "task_name": "image.strip",
            "urls": urls,
            "width": "80",
            "wrap": "2",
            "format": "png",
            "api_key": service.info["api_key"],
        },
        headers={"Referer": "http://localhost/page"},
        timeout=20,
    )
    assert answer.status_code == 200, answer.text
    image = Image.open(BytesIO(answer.content))
    assert (image.format, image.size, image.mode) == ("PNG", (160, 120), "RGBA")
    assert pictures.corners(image.crop((0, 60, 80, 120))) == pictures.UPRIGHT


def test_what_is_wrong_is_named(service: Service, internet: Internet, tmp_path: Path) -> None:
    good = served(internet, tmp_path, "good.png", pictures.photo(64, 48))
    page = internet.add("/animations/page.png", b"<!DOCTYPE html><html></html>", "image/png")
    gone = internet.url("/animations/none.png")
    statuses = service.run_all(
        [
            {"task_name": name, field: [good, wrong, good]}
            for name, field in (("image.gif", "images"), ("image.strip", "urls"))
            for wrong in (page, gone)
        ]
    )
    for status, wrong in zip(statuses, (page, gone) * 2, strict=True):
        assert status["status"] == "error"
        assert wrong in status["error"]
    assert all(status["error"].startswith("item 1: ") for status in statuses[::2])
    status = service.run({"task_name": "image.gif", "images": [good, "x:y"], "loop": "n"})
    assert status["status"] == "error"
    errors = status["error"]["parameters"]
    assert errors["loop"] == ["'n' is not an integer"]
    assert errors["images"][0].startswith("item 1: ")
