"""Run `html.scrape` on a page, without a worker."""

import tempfile
from pathlib import Path

from dragonet.job import Job, SourceFile
from dragonet.tasks.html.scrape import TASK, PageHit, Result

URL = "http://site.test/dir/page.html"


def scrape(
    page: str | bytes,
    *,
    charset: str | None = None,
    content_type: str | None = "text/html",
    location: str | None = URL,
) -> Result:
    """The result for a page; a text is sent as UTF-8."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page"
        path.write_bytes(page.encode() if isinstance(page, str) else page)
        job = Job(Path(folder), {URL: SourceFile(path, URL, content_type, charset, location)})
        result = TASK.run(job, TASK.params.model_validate({"url": URL}))
    assert isinstance(result, Result)
    return result


def hits(body: str, **options: str | None) -> list[PageHit]:
    """The hits of a page that holds `body`."""
    return scrape(f"<!doctype html><html><body>{body}</body></html>", **options).hits


def urls(body: str) -> list[str]:
    """The URLs of a page that holds `body`."""
    return [hit.url for hit in hits(body)]
