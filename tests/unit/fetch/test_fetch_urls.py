import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragonet.fetch.problem import Problem
from dragonet.fetch.urls import MAX_LENGTH, parse_url
from dragonet.urls import mask_url, show_url

BAD = {
    "": "not absolute",
    "cat.jpg": "not absolute",
    "//host/cat.jpg": "not absolute",
    "/etc/passwd": "not absolute",
    "file:///etc/passwd": "scheme 'file' is not allowed, only http and https are",
    "ftp://host/cat.jpg": "scheme 'ftp'",
    "data:image/png;base64,AAAA": "scheme 'data'",
    "concat:a|b": "scheme 'concat'",
    "javascript:alert(1)": "scheme 'javascript'",
    "http:///cat.jpg": "has no host",
    "http:cat.jpg": "has no host",
    "http://:80/": "has no host",
    "http://host:0/": "port",
    "http://host:65536/": "port",
    "http://host:cat/": "port",
    "http://host:-1/": "port",
    "http://ho\nst/": "control characters",
    "http://host/\r\nHost: other": "control characters",
    "http://host/\x00": "control characters",
    "http://host/\ud800": "control characters",
    "http://ho st/": "not valid",
    "http://[::1/": "not valid",
    "http://[::zz]/": "not valid",
    "http://a..b/": "host name is not valid",
    "http://" + "x" * 64 + ".com/": "host name is not valid",
    "http://" + "x." * 200 + "com/": "host name is not valid",
    "http://good.example\\@evil.example/": "backslash",
    "http://%31%32%37.0.0.1/": "percent signs",
    "http://[fe80::1%25eth0]/": "zone",
    "http://[fe80::1%eth0]/": "zone",
    "http://a%3Ab:c@host/": "user name",
    "http://host/" + "x" * MAX_LENGTH: f"longer than {MAX_LENGTH}",
}


@pytest.mark.parametrize(("url", "reason"), BAD.items(), ids=range(len(BAD)))
def test_a_bad_url_is_refused_with_its_reason(url: str, reason: str) -> None:
    with pytest.raises(Problem, match=reason):
        parse_url(url)


@pytest.mark.parametrize(
    ("url", "sent"),
    {
        "HTTP://Example.COM": "http://example.com/",
        "https://host:8443/a?b=c#d": "https://host:8443/a?b=c",
        " http://host/cat 1.jpg ": "http://host/cat%201.jpg",
        "http://host/chat-été.jpg?q=é": "http://host/chat-%C3%A9t%C3%A9.jpg?q=%C3%A9",
        "http://bücher.example/": "http://xn--bcher-kva.example/",
        "http://host/a%2Fb%20c?sig=a%2Bb+c%2F%3D&x=~!*'()": (
            "http://host/a%2Fb%20c?sig=a%2Bb+c%2F%3D&x=~!*'()"
        ),
        "http://host/../a/./b": "http://host/../a/./b",
        "http://[2606:4700::1111]:81/": "http://[2606:4700::1111]:81/",
        "http://0x08.0x08.010.8/": "http://8.8.8.8/",
    }.items(),
)
def test_a_sound_url_is_sent_as_it_is_written(url: str, sent: str) -> None:
    assert str(parse_url(url).url) == sent


def test_credentials_become_a_header_and_leave_the_url() -> None:
    target = parse_url("http://c%40t:p%3Ass%2Fé@host/x")
    assert str(target.url) == "http://host/x"
    assert target.authorization is not None
    kind, code = target.authorization.split(" ")
    assert (kind, base64.b64decode(code).decode()) == ("Basic", "c@t:p:ss/é")
    assert parse_url("http://host/x").authorization is None


def test_other_credentials_are_another_resource() -> None:
    keys = {parse_url(f"http://{user}host/x").key for user in ("", "a:b@", "a:c@", "b:b@")}
    assert len(keys) == 4
    assert parse_url("http://host/x#top").key == parse_url("HTTP://HOST/x").key


@pytest.mark.parametrize(
    ("url", "masked"),
    {
        "http://cat:s3cret@host/a@2x.jpg": "http://***@host/a@2x.jpg",
        "HTTPS://s3cret@host": "HTTPS://***@host",
        "http://cat:s3cret@host:80?u=a@b": "http://***@host:80?u=a@b",
        "http://cat:s3:c@ret@host/": "http://***@host/",
        "http://cat:s3/cret@host/x": "http://***@host/x",
        "http://cat:s3?cret@host/x": "http://***@host/x",
        "http://cat:s3#cret@host/x": "http://***@host/x",
        "http://cat:s3 cr\net@host/x": "http://***@host/x",
        "http:\\\\cat:s3cret@host/x": "http:\\\\***@host/x",
        "//cat:s3cret@host/x": "//***@host/x",
        "cat:s3cret@host/x": "***@host/x",
        "http:cat:s3cret@host/x": "***@host/x",
        "ftp://cat:s3cret@host/x": "ftp://***@host/x",
        "http://host/p?u=http://cat:s3cret@other/x": "http://host/p?u=http://***@other/x",
        "http://host/x?X-Amz-Credential=s3cret&X-Amz-Expires=60&X-Amz-Signature=s3cret": (
            "http://host/x?X-Amz-Credential=***&X-Amz-Expires=60&X-Amz-Signature=***"
        ),
        "http://host/x?w=3&Signature=s3cret&Key-Pair-Id=s3cret#t": (
            "http://host/x?w=3&Signature=***&Key-Pair-Id=***#t"
        ),
        "http://host/x?sv=1&sig=s3cret": "http://host/x?sv=1&sig=***",
        "http://host/#access_token=s3cret": "http://host/#access_token=***",
        "http://host/?token=s3cret&api_key=s3cret;key=s3cret": (
            "http://host/?token=***&api_key=***;key=***"
        ),
        "http://host:80/a@b": "http://host:80/a@b",
        "http://[::1]:80/a@b": "http://[::1]:80/a@b",
        "http://host/monkey=1?monk=2": "http://host/monkey=1?monk=2",
        "cat.jpg": "cat.jpg",
    }.items(),
)
def test_masking_hides_secrets_and_nothing_else(url: str, masked: str) -> None:
    assert mask_url(url) == masked


@given(
    st.text(alphabet=st.characters(exclude_characters="/\\?#[")),
    st.text(alphabet=st.characters(exclude_characters="@")),
    st.text(),
)
def test_a_password_never_shows(user: str, tail: str, path: str) -> None:
    url = f"http://{user}:s3cret{tail}@host/{path}"
    assert "s3cret" not in mask_url(url) or "s3cret" in path


@given(st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for url in (text, "http://" + text, "http://host/" + text):
        try:
            target = parse_url(url)
        except Problem:
            continue
        assert target.url.scheme in {"http", "https"}
        assert str(target.url).isascii()
        assert target.url.user is None


def test_a_shown_url_is_one_short_line() -> None:
    shown = show_url("http://host/\r\n\x1b[31m\u2028\ud800" + "x" * 9000)
    assert shown.isprintable()
    assert len(shown) < 400
