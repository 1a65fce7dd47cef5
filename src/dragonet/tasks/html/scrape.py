"""Task `html.scrape`: the images and videos of a web page."""

import re
from typing import Literal

from pydantic import BaseModel, Field

from dragonet.engine.spec import MIB, Limits, Source, Task, TaskParams, TaskResult
from dragonet.errors import SourceError
from dragonet.job import Job, SourceFile

LARGEST_PAGE = 16 * MIB

_HTML_TYPES = ("text/html", "application/xhtml+xml")


class Params(TaskParams):
    """Parameters of `html.scrape`."""

    url: Source = Field(description="URL of the html page.")


class PageHit(BaseModel):
    """An image or a video of a page; null is what the page does not say."""

    type: Literal["image", "video"] = Field(description="What it is.")
    url: str = Field(
        description="Absolute http or https URL, without a fragment. A video of YouTube, Vimeo or "
        "Dailymotion: the page on which it is watched."
    )
    width: int | None = Field(description="Width that the page gives, in pixels.")
    height: int | None = Field(description="Height that the page gives, in pixels.")
    alt: str | None = Field(description="Text that stands for it.")
    title: str | None = Field(description="Its title.")
    source: str = Field(
        description="The element, meta or data it came from: `img`, `picture`, `video`, "
        "`video[poster]`, `source`, `iframe`, `a`, `background`, `meta[og:image]`, `json-ld`, …"
    )


class Result(TaskResult):
    """Output values of `html.scrape`."""

    page_title: str | None = Field(
        description="Title of the page, else its Open Graph title; null if it has neither.",
        examples=["Cats of the world"],
    )
    hits: list[PageHit] = Field(
        description="The images and videos of the page, each once, at most 1000, the best first: "
        "what the page declares as its own, then its content from large to small, then "
        "decoration, then icons. Trackers and pixels are left out. `type` is `image` or `video`; "
        "`url` is absolute, of a video of YouTube, Vimeo or Dailymotion the page on which it is "
        "watched; `width` and `height` in pixels, `alt` and `title` are what the page says, else "
        "null; `source` is the element, meta or data it came from.",
        examples=[
            [
                {
                    "type": "image",
                    "url": "https://example.com/cats/large.jpg",
                    "width": 1200,
                    "height": 630,
                    "alt": "A cat",
                    "title": None,
                    "source": "meta[og:image]",
                }
            ]
        ],
    )


def run(job: Job, params: Params) -> Result:
    """Read the page; nothing that it names is fetched and no script is run.

    Raises SourceError if the file is not HTML or too large.
    """
    from dragonet.tasks.html.decode import decode
    from dragonet.tasks.html.page import Page

    source = job.source(params.url)
    page = Page(decode(_read(source), source.charset), source.location)
    hits = [
        PageHit(
            type=hit.find.kind,
            url=hit.find.url,
            width=hit.find.width,
            height=hit.find.height,
            alt=hit.alt or None,
            title=hit.title or None,
            source=hit.find.source,
        )
        for hit in page.hits()
    ]
    return Result(page_title=page.title(), hits=hits)


def _read(source: SourceFile) -> bytes:
    size = source.path.stat().st_size
    if size > LARGEST_PAGE:
        raise SourceError(
            f"File '{source.url}' is too large for an HTML page: {size:,} bytes, at most "
            f"{LARGEST_PAGE:,} are read"
        )
    data = source.path.read_bytes()
    _check_html(data, source)
    return data


def _check_html(data: bytes, source: SourceFile) -> None:
    """Raise SourceError, which says what the file is, if it is not HTML."""
    from dragonet.media.sniff import HEAD, sniff, sniff_bytes

    kind = sniff(source.path)
    if kind.name == "unknown":  # the letters of a legacy charset; tags are ASCII
        kind = sniff_bytes(re.sub(rb"[\x80-\xff]+", b"", data[:HEAD]))
    # a fragment that begins with text or with an element of its own invention
    vague = kind.name in ("text", "xml") and source.content_type in _HTML_TYPES
    if kind.name != "html" and not vague:
        raise SourceError(f"File '{source.url}' is not an HTML page: it is {kind.label}")


TASK = Task(
    name="html.scrape",
    summary="Scrape html webpage to return videos & images found.",
    params=Params,
    result=Result,
    run=run,
    lane="quick",
    limits=Limits(wall=30.0, stall=30.0),
    preload=("dragonet.tasks.html.decode", "dragonet.tasks.html.page"),
)
