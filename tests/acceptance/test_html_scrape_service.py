"""`html.scrape` through the front door: what only the fetcher knows reaches the task."""

from urllib.parse import quote

from support.internet import Internet
from support.service import Service


def test_relative_urls_of_a_page_behind_redirects(service: Service, internet: Internet) -> None:
    page = internet.add(
        "/moved/here/page.html",
        b"<!doctype html><title>Moved</title><img src=a.jpg><img src=/b.jpg><img src='?c=1'>",
        "text/html",
    )
    target = quote(page.replace("http://", "http://cat:secret@") + "?token=secret", safe="")
    start = internet.url(f"/redirect-to?url={target}", credentials="user:hidden")
    found = service.run_all([{"task_name": "html.scrape", "url": start}] * 2)
    for status in found:  # the second time from the cache
        assert status["result"]["page_title"] == "Moved"
        assert [hit["url"] for hit in status["result"]["hits"]] == [
            internet.url("/moved/here/a.jpg"),
            internet.url("/b.jpg"),
            internet.url("/moved/here/page.html?c=1"),
        ]
        assert "secret" not in str(status["result"])
        assert "hidden" not in str(status["result"])
    assert internet.count("/moved/here/a.jpg") == internet.count("/b.jpg") == 0


def test_the_charset_of_the_header_wins(service: Service, internet: Internet) -> None:
    text = "<!doctype html><meta charset=utf-8><title>猫の写真</title><img src=a.jpg alt=猫>"
    url = internet.add("/cats", text.encode("cp932"), 'text/html; Charset="Shift_JIS"')
    result = service.run({"task_name": "html.scrape", "url": url}, version=1)["result"]
    assert result == {
        "page_title": "猫の写真",
        "hits": [
            {
                "type": "image",
                "url": internet.url("/a.jpg"),
                "width": None,
                "height": None,
                "alt": "猫",
                "title": None,
                "source": "img",
            }
        ],
    }


def test_what_is_no_page_is_named(service: Service, internet: Internet) -> None:
    bodies = {
        "a JPEG image": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(100),
        "JSON": b'{"hits": []}',
        "a PDF document": b"%PDF-1.7\n",
    }
    for index, (kind, body) in enumerate(bodies.items()):
        url = internet.add(f"/no-page-{index}", body, "text/html")
        status = service.run({"task_name": "html.scrape", "url": url})
        assert status["status"] == "error"
        assert status["error"] == f"File '{url}' is not an HTML page: it is {kind}"
