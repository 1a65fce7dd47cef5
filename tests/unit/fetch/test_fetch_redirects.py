"""Redirects, credentials, and what is sent along."""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from dragonet import __version__
from dragonet.errors import FetchError
from dragonet.fetch import Fetcher
from dragonet.settings import Settings
from support.internet import Internet

MakeSettings = Callable[..., Settings]
CAT = "cat:s3cret"


def redirect(net: Internet, to: str, status: int = 302, credentials: str = "") -> str:
    return net.url(f"/redirect-to?status={status}&url={quote(to)}", credentials=credentials)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_all_kinds_of_redirects_are_followed(
    net: Internet, fetcher: Fetcher, into: Path, status: int
) -> None:
    net.add("/cat", b"cat", content_type="image/png")
    found = await fetcher.fetch(redirect(net, "/cat", status), into)
    assert (found.path.read_bytes(), found.content_type) == (b"cat", "image/png")
    assert found.url == redirect(net, "/cat", status)
    assert [request.method for request in net.requests] == ["GET", "GET"]


async def test_where_redirects_led_is_told_without_secrets(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    there = net.add("/deep/page", b"page")
    secret = net.url("/deep/page", credentials=CAT) + "?token=s3cret#top"
    for url in (secret, redirect(net, secret), redirect(net, "/deep/page?a=b", credentials=CAT)):
        for _ in range(2):  # the second time from the cache
            assert (await fetcher.fetch(url, into)).location == there


@pytest.mark.parametrize(
    ("to", "path"),
    {
        "../cat": "/cat",
        "cat#top": "/deep/cat",
        "/cat?a=b": "/cat",
        "//{host}/cat": "/cat",
        "http://{host}/cat 1": "/cat 1",
        "http://{host}/c\u00e2t": "/c\ufffdt",  # a byte that is no UTF-8
    }.items(),
)
async def test_locations_of_all_forms_are_resolved(
    net: Internet, fetcher: Fetcher, into: Path, to: str, path: str
) -> None:
    net.add(path, b"cat")
    location = {"Location": to.format(host=f"{net.host}:{net.port}")}
    await fetcher.fetch(net.add("/deep/start", b"", status=302, headers=location), into)
    assert net.requests[-1].path == path


@pytest.mark.parametrize(
    ("to", "reason"),
    {
        "file:///etc/passwd": "scheme 'file' is not allowed",
        "data:image/png;base64,AAAA": "scheme 'data' is not allowed",
        "gopher://127.0.0.1/": "scheme 'gopher' is not allowed",
        "http://[::1": "the URL is not valid",
        "http://host:99999/": "the port of the URL",
    }.items(),
)
async def test_a_redirect_to_what_is_no_web_page_is_refused(
    net: Internet, fetcher: Fetcher, into: Path, to: str, reason: str
) -> None:
    url = net.add("/x", b"", status=302, headers={"Location": to})
    with pytest.raises(FetchError, match=reason):
        await fetcher.fetch(url, into)


async def test_a_loop_is_named(net: Internet, fetcher: Fetcher, into: Path) -> None:
    url = net.url("/redirect/loop")
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url, into)
    assert caught.value.text == (
        f"File '{url}' could not be fetched: redirects in a loop, back to '{url}' "
        f"(redirected to '{url}/back')"
    )
    assert net.count("/redirect/loop") == 1


async def test_an_error_after_a_redirect_names_both_urls(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = redirect(net, "/status/404?sig=s3cret")
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url, into)
    assert "s3cret" not in caught.value.text.split("could not")[1]
    assert caught.value.text.endswith(
        f"404 Not Found (redirected to '{net.url('/status/404?sig=***')}')"
    )


async def test_no_redirects_if_the_setting_says_so(
    net: Internet, make_settings: MakeSettings, into: Path
) -> None:
    async with Fetcher(make_settings(fetch_max_redirects=0)) as fetcher:
        with pytest.raises(FetchError, match="more than 0 redirects"):
            await fetcher.fetch(net.url("/redirect/n/1"), into)
    assert len(net.requests) == 1


async def test_credentials_are_sent_and_never_shown(
    net: Internet, fetcher: Fetcher, into: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    found = await fetcher.fetch(net.url("/auth", credentials=CAT), into)
    assert found.path.read_bytes() == b"for cats only"
    assert found.url == net.url("/auth", credentials="***")
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(net.url("/auth", credentials="cat:wr0ng"), into)
    assert caught.value.text == (
        f"File '{net.url('/auth', credentials='***')}' could not be fetched: 401 Unauthorized"
    )
    assert not re.search("s3cret|wr0ng", caplog.text)


async def test_credentials_do_not_reach_the_disk(
    net: Internet, fetcher: Fetcher, into: Path, tmp_path: Path
) -> None:
    await fetcher.fetch(net.url("/auth?token=t0ken", credentials=CAT), into)
    for path in tmp_path.rglob("*"):
        assert not re.search("s3cret|t0ken", path.name)
        assert path.is_dir() or not re.search(b"s3cret|t0ken", path.read_bytes())


async def test_credentials_stay_with_their_origin(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    with Internet() as other:
        other.add("/cat", b"cat")
        await fetcher.fetch(redirect(net, "/auth", credentials=CAT), into)
        await fetcher.fetch(redirect(net, other.url("/cat"), credentials=CAT), into)
        assert net.seen("/auth")[0].headers["authorization"].startswith("Basic ")
        assert "authorization" not in other.seen("/cat")[0].headers
        back = other.url("/redirect-to?url=" + quote(net.url("/auth")))
        with pytest.raises(FetchError, match="401"):  # nor do they come back
            await fetcher.fetch(redirect(net, back, credentials=CAT), into)
        await fetcher.fetch(redirect(other, net.url("/auth", credentials=CAT)), into)


async def test_one_user_does_not_get_the_file_of_another(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    await fetcher.fetch(net.url("/auth", credentials=CAT), into)
    for credentials in ("", "cat:wr0ng"):
        with pytest.raises(FetchError, match="401"):
            await fetcher.fetch(net.url("/auth", credentials=credentials), into)


async def test_what_is_sent_along(net: Internet, fetcher: Fetcher, into: Path) -> None:
    net.add("/cat", b"cat", headers={"Set-Cookie": "mouse=1; Path=/"})
    url = net.url("/cat", host="localhost")
    await fetcher.fetch(url, into)
    await fetcher.fetch(url, into)
    headers = net.requests[-1].headers
    assert headers["user-agent"] == f"Dragonet/{__version__}"
    assert headers["accept-encoding"] == "identity"
    assert headers["host"] == f"localhost:{net.port}"
    assert set(headers) == {"user-agent", "accept-encoding", "accept", "host"}


async def test_a_signed_url_arrives_byte_for_byte(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    query = "X-Amz-Credential=A%2FB%2Fs3&sig=a%2Bb%3D+c&x=é"
    net.add("/a b", b"cat")
    found = await fetcher.fetch(net.url("/a%20b?" + query), into)
    assert net.requests[0].target == "/a%20b?" + query.replace("é", "%C3%A9")
    assert "s3&sig" not in found.url
