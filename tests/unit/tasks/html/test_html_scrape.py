"""`html.scrape`: what is found on a page, in which words and in which order."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragonet.errors import DragonetError, SourceError
from dragonet.urls import is_web_url
from support.pages import hits, scrape, urls

D = "http://site.test/dir/"


def sources(body: str) -> list[tuple[str, str, str]]:
    return [(hit.type, hit.url.removeprefix(D), hit.source) for hit in hits(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<img src=a.jpg>", [("image", "a.jpg", "img")]),
        ("<img src=a.jpg srcset='b.jpg 800w, c.jpg 1600w, d.jpg 400w'>",
         [("image", "c.jpg", "img")]),
        ("<img src=a.jpg srcset='b.jpg, c.jpg 2x, d.jpg 1.5x'>", [("image", "c.jpg", "img")]),
        ("<img srcset='/w_9,h_9/b.jpg 90w, data:image/gif;base64,R0lG 1000w'>",
         [("image", "http://site.test/w_9,h_9/b.jpg", "img")]),
        ("<img src='data:image/gif;base64,R0lG' data-src=a.jpg>", [("image", "a.jpg", "img")]),
        ("<img src=wait.gif data-original=a.jpg>", [("image", "a.jpg", "img")]),
        ("<img src=wait.gif data-lazy-src=a.jpg>", [("image", "a.jpg", "img")]),
        ("<img src=wait.gif data-srcset='a.jpg 300w, b.jpg 900w'>", [("image", "b.jpg", "img")]),
        ("<img src='data:,x'><noscript><img src=a.jpg></noscript>", [("image", "a.jpg", "img")]),
        ("<img data-src=a.jpg><noscript><img src=a.jpg></noscript>", [("image", "a.jpg", "img")]),
        ("<picture><source srcset='a.webp 500w, b.webp 900w' type=image/webp>"
         "<source srcset='c.jpg 700w'><img src=d.jpg></picture>", [("image", "b.webp", "picture")]),
        ("<picture><source srcset=a.webp><img src=d.jpg></picture>",
         [("image", "d.jpg", "picture")]),
        ("<picture><source srcset=a.webp></picture><img src=d.jpg>", [("image", "d.jpg", "img")]),
        ("<video src=v.mp4 poster=p.jpg></video>",
         [("video", "v.mp4", "video"), ("image", "p.jpg", "video[poster]")]),
        ("<video><source src=v.webm type=video/webm><source src=v.mp4></video>",
         [("video", "v.webm", "source"), ("video", "v.mp4", "source")]),
        ("<audio><source src=a.mp3></audio><audio src=b.mp3></audio>", []),
        ("<object data=v.mp4></object><embed src=w type=video/mp4><embed src=x.swf>",
         [("video", "v.mp4", "object"), ("video", "w", "embed")]),
        ("<svg><image xlink:href=a.png /></svg>", [("image", "a.png", "image")]),
        ("<input type=image src=a.png><input src=b.png>", [("image", "a.png", "input")]),
        ("<p style=\"color:red;background: #fff url('a;b.jpg') no-repeat\">",
         [("image", "a;b.jpg", "background")]),
        ('<p style="background-image:url(&quot;a.jpg&quot;)">', [("image", "a.jpg", "background")]),
        ("<p style='list-style:url(a.jpg)'>", []),
        ("<style>@font-face{src:url(f.woff)}b{background-image:url(a.jpg)}</style>",
         [("image", "a.jpg", "style")]),
        ("<div data-bg='a.jpg'></div><div data-background=red></div>",
         [("image", "a.jpg", "background")]),
        ("<div data-bg=\"url('a.jpg')\"></div>", [("image", "a.jpg", "background")]),
        ("<a href=a.JPG?x=1#y>", [("image", "a.JPG?x=1", "a")]),
        ("<a href=v.mp4>", [("video", "v.mp4", "a")]),
        ("<a href=page.html><a href=/wiki/File:Cat.jpg><a href=share?u=a.jpg>", []),
        ("<link rel=image_src href=a.jpg>", [("image", "a.jpg", "link[rel=image_src]")]),
        ("<link rel=preload as=image href=a.jpg imagesrcset='b.jpg 900w'>",
         [("image", "b.jpg", "link[rel=preload]")]),
        ("<link rel=preload as=font href=a.woff><link rel=icon href=favicon.png>", []),
        ("<template><img src=a.jpg></template>", []),
        ("<template shadowrootmode=open><img src=a.jpg></template>", [("image", "a.jpg", "img")]),
        ("<!-- <img src=a.jpg> --><script>'<img src=b.jpg>'</script>", []),
        ("<amp-img src=a.jpg></amp-img>", [("image", "a.jpg", "img")]),
    ],
)  # fmt: skip
def test_every_kind_of_source(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert sources(body) == expected


YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://www.youtube.com/embed/dQw4w9WgXcQ?autoplay=1", YOUTUBE),
        ("//www.youtube-nocookie.com/embed/dQw4w9WgXcQ", YOUTUBE),
        ("https://youtu.be/dQw4w9WgXcQ?t=5", YOUTUBE),
        ("https://m.youtube.com/watch?list=x&amp;v=dQw4w9WgXcQ", YOUTUBE),
        ("https://youtube.com/shorts/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube.com/live/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube.com/embed/videoseries?list=PL1", None),
        ("https://www.youtube.com/c/SomeChannel", None),
        ("https://notyoutube.com/embed/dQw4w9WgXcQ", None),
        ("https://player.vimeo.com/video/76979871?h=8272103f6e", "https://vimeo.com/76979871/8272103f6e"),
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871"),
        ("https://vimeo.com/channels/staffpicks/76979871", "https://vimeo.com/76979871"),
        ("https://vimeo.com/about", None),
        ("https://www.dailymotion.com/embed/video/x7tgad0", "https://www.dailymotion.com/video/x7tgad0"),
        ("https://www.dailymotion.com/video/x7tgad0_some-title", "https://www.dailymotion.com/video/x7tgad0"),
        ("https://geo.dailymotion.com/player/x1.html?video=x7tgad0", "https://www.dailymotion.com/video/x7tgad0"),
        ("https://dai.ly/x7tgad0", "https://www.dailymotion.com/video/x7tgad0"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("markup", ["<iframe src='{}'></iframe>", "<a href='{}'>watch</a>"])
def test_players_lead_to_where_the_video_is_watched(
    markup: str, url: str, page: str | None
) -> None:
    found = hits(markup.format(url))
    assert [(hit.type, hit.url) for hit in found] == ([("video", page)] if page else [])


def test_open_graph_and_twitter() -> None:
    (big, other, film, card) = hits(
        "<meta property=og:image content=http://x.test/a.jpg>"
        "<meta property=og:image:secure_url content=https://x.test/a.jpg>"
        "<meta property=og:image:width content=1200><meta property=og:image:height content=630>"
        "<meta property=og:image:alt content='A &amp; B'>"
        "<meta property=og:image content=/b.jpg>"
        "<meta property=og:video content=https://www.youtube.com/v/dQw4w9WgXcQ>"
        "<meta property=og:video:type content=text/html>"
        "<meta name=twitter:image:src content=c.jpg><meta name=twitter:image:alt content=C>"
        "<meta name=twitter:player content=https://x.test/player>"
    )
    assert big.model_dump() == {
        "type": "image",
        "url": "https://x.test/a.jpg",
        "width": 1200,
        "height": 630,
        "alt": "A & B",
        "title": None,
        "source": "meta[og:image]",
    }
    assert other.url == "http://site.test/b.jpg"
    assert other.width is None
    assert (film.type, film.url) == ("video", YOUTUBE)
    assert (card.url, card.alt, card.source) == (f"{D}c.jpg", "C", "meta[twitter:image]")


def linked(*values: object) -> str:
    scripts = (value if isinstance(value, str) else json.dumps(value) for value in values)
    return "".join(f"<script type='application/ld+json'>{text}</script>" for text in scripts)


def test_linked_data() -> None:
    found = hits(
        linked(
            "{broken",
            "[" * 100_000,
            '<!-- {"@type": "Thing", "image": "line\nbreak.jpg"} -->',
            {
                "@context": "https://schema.org",
                "@graph": [
                    {"@type": "Organization", "logo": {"@type": "ImageObject", "url": "/l.png"}},
                    {
                        "@type": ["Article", "NewsArticle"],
                        "image": [
                            "/1.jpg?a=1&amp;b=2",
                            {"@type": "ImageObject", "url": "/2.jpg", "width": "1600px",
                             "height": {"@type": "QuantitativeValue", "value": 900},
                             "caption": "Two"},
                        ],
                        "author": {"@type": "Person", "image": "/me.jpg"},
                    },
                    {"@type": "VideoObject", "name": "Film", "contentUrl": "/f.mp4",
                     "embedUrl": "/player", "thumbnailUrl": ["/t.jpg"]},
                    {"@type": "VideoObject", "embedUrl": "https://www.youtube.com/embed/dQw4w9WgXcQ"},
                ],
            },
        )
    )  # fmt: skip
    listed = [(hit.type, hit.url.removeprefix("http://site.test/")) for hit in found]
    assert listed == [
        ("image", "dir/linebreak.jpg"),
        ("image", "1.jpg?a=1&b=2"),
        ("image", "2.jpg"),
        ("video", "f.mp4"),
        ("image", "t.jpg"),
        ("video", YOUTUBE),
        ("image", "l.png"),
        ("image", "me.jpg"),
    ]
    two, film = found[2], found[3]
    assert (two.width, two.height, two.alt) == (1600, 900, "Two")
    assert film.title == "Film"
    assert {hit.source for hit in found} == {"json-ld"}


@pytest.mark.parametrize(
    ("base", "written", "url"),
    [
        ("", "/a.jpg", "http://site.test/a.jpg"),
        ("", "../a.jpg", "http://site.test/a.jpg"),
        ("", "//cdn.test/a.jpg", "http://cdn.test/a.jpg"),
        ("", "HTTPS://CDN.test:443/a.jpg#top", "https://cdn.test:443/a.jpg"),
        ("", " a b.jpg\n", f"{D}a%20b.jpg"),
        ("", "\\\\cdn.test\\a.jpg", "http://cdn.test/a.jpg"),
        ("", "é.jpg?q=ü%20", f"{D}%C3%A9.jpg?q=%C3%BC%20"),
        ("", "http://user:secret@cdn.test/a.jpg", "http://cdn.test/a.jpg"),
        ("", "http://10.0.0.1/a.jpg", "http://10.0.0.1/a.jpg"),
        ("", "http://[::1]:8080/a.jpg", "http://[::1]:8080/a.jpg"),
        ("<base href=/img/>", "a.jpg", "http://site.test/img/a.jpg"),
        ("<base href=https://cdn.test/x/y><base href=/z/>", "a.jpg", "https://cdn.test/x/a.jpg"),
        ("<base href=javascript:1>", "a.jpg", f"{D}a.jpg"),
        ("", "data:image/png;base64,AAAA", None),
        ("", "javascript:alert(1)", None),
        ("", "blob:http://site.test/1", None),
        ("", "file:///etc/passwd", None),
        ("", "#a", None),
        ("", "http://[bad/a.jpg", None),
        ("", "http:///", None),
        ("", "http://a b/c.jpg", None),
        ("", "http://x.test:99999/c.jpg", None),
        ("", "{{ image.url }}", None),
        ("", "/" + "a" * 5000, None),
    ],
)
def test_urls_are_made_absolute(base: str, written: str, url: str | None) -> None:
    assert urls(f'{base}<img src="{written}">') == ([url] if url else [])


def test_without_a_location_only_absolute_urls_are_listed() -> None:
    body = "<img src=a.jpg><img src=//x.test/b.jpg><img src=http://x.test/c.jpg>"
    assert [hit.url for hit in hits(body, location=None)] == ["http://x.test/c.jpg"]


def test_order_of_worth() -> None:
    found = urls(
        "<img src=logo.png><img src=flag.gif width=16 height=11>"
        "<nav><img src=nav.jpg></nav>"
        "<img src=small.jpg width=90 height=90>"
        "<img src=plain1.jpg><img src=plain2.jpg>"
        "<img src=hero.jpg width=1600 height=900><img src=medium.jpg width=400 height=300>"
        "<img src=/icons/hero-of-icons.jpg width=800 height=600>"
        "<iframe src=https://youtu.be/dQw4w9WgXcQ></iframe>"
        "<meta property=og:image content=declared.jpg>"
    )
    assert [url.removeprefix(D) for url in found] == [
        "declared.jpg",
        "hero.jpg",
        "http://site.test/icons/hero-of-icons.jpg",
        YOUTUBE,
        "medium.jpg",
        "plain1.jpg",
        "plain2.jpg",
        "nav.jpg",
        "small.jpg",
        "logo.png",
        "flag.gif",
    ]


def test_trackers_and_pixels_are_left_out() -> None:
    assert not urls(
        "<img src=https://www.facebook.com/tr?id=1&ev=PageView>"
        "<img src=//stats.g.doubleclick.net/r/collect><img src=a.gif width=1 height=1>"
        "<img src=b.gif width=0><img src=/img/spacer.gif width=300><img src=/pixel>"
        "<img src=1x1.png><img src=line.gif width=600 height=1px>"
    )
    assert len(urls("<img src=pixel-9-review.jpg><img src=/blank/a.jpg><img src=dot-com.png>")) == 3


def test_one_hit_of_many_mentions_keeps_the_best_of_each() -> None:
    (hit,) = hits(
        "<a href=a.jpg title=Large><img src=a.jpg width=100 height=50 alt='A\n  cat'></a>"
        "<meta property=og:image content=a.jpg><meta property=og:image:width content=1000>"
        "<meta property=og:image:height content=500><img src=a.jpg alt=other>"
    )
    assert (hit.width, hit.height, hit.alt, hit.title) == (1000, 500, "A cat", "Large")
    assert hit.source == "meta[og:image]"


def test_sizes() -> None:
    def size(markup: str) -> tuple[int | None, int | None]:
        (hit,) = hits(markup)
        return hit.width, hit.height

    assert size("<img src=a width=640 height='480px'>") == (640, 480)
    assert size("<img src=a width=100% height=auto>") == (None, None)
    assert size("<img srcset='a 1600w' width=400 height=300>") == (1600, 1200)
    assert size("<img srcset='a 1600w'>") == (1600, None)
    assert size("<img srcset='a 2x' width=400 height=300>") == (800, 600)


def test_at_most_a_thousand() -> None:
    found = urls("".join(f"<img src={number}.jpg>" for number in range(3000)))
    assert found == [f"{D}{number}.jpg" for number in range(1000)]


def test_the_result_stays_far_below_what_a_task_may_return() -> None:
    alt = "\N{CAT FACE}" * 1000
    page = "".join(f"<img src=/{'a' * 4000}{number} alt='{alt}'>" for number in range(1000))
    assert 400 < len(hits(page)) < 600
    assert len(scrape(f"<html>{page}").model_dump_json()) < 4_000_000


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title> Two\n words &eacute;&#x1F431; </title><title>no</title>", "Two words é🐱"),
        ("<html><svg><title>Arrow</title></svg><title>Page</title>", "Page"),
        ("<title> </title><meta property=og:title content='From &lt;og&gt;'>", "From <og>"),
        ("<title>a<b>c</title>", "a<b>c"),
        ("<p>none", None),
    ],
)
def test_page_title(page: str, title: str | None) -> None:
    assert scrape(page).page_title == title


JAPANESE, CHINESE, FRENCH = "日本語の猫", "中文猫页面镕", "Élève — “œuf” €"


def page(title: str, head: str = "") -> str:
    return f"<html><head>{head}<title>{title}</title></head><body><img src=a.jpg alt='{title}'>"


@pytest.mark.parametrize(
    ("data", "charset", "title"),
    [
        (page(FRENCH).encode("cp1252"), None, FRENCH),
        (page(FRENCH).encode("cp1252"), "iso-8859-1", FRENCH),
        (page(FRENCH, "<meta charset=latin1>").encode("cp1252"), None, FRENCH),
        (page(FRENCH).encode(), None, FRENCH),
        (page(JAPANESE).encode("cp932"), "shift_jis", JAPANESE),
        (page(JAPANESE, "<meta charset='Shift_JIS'>").encode("cp932"), None, JAPANESE),
        (page(JAPANESE, "<meta content='text/html; charset=euc-jp' http-equiv=Content-Type>")
         .encode("euc-jp"), None, JAPANESE),
        (page(JAPANESE, "<meta charset=iso-2022-jp>").encode("iso2022_jp"), None, JAPANESE),
        (page(CHINESE, "<meta charset=gb2312>").encode("gb18030"), None, CHINESE),
        (page(CHINESE).encode("gb18030"), "gb18030", CHINESE),
        (page(CHINESE).encode("utf-16"), "windows-1252", CHINESE),
        (b"\xfe\xff" + page(CHINESE).encode("utf-16-be"), None, CHINESE),
        (page(CHINESE).encode("utf-16-le"), None, CHINESE),
        (page(FRENCH, "<meta charset=shift_jis>").encode("utf-8-sig"), "gbk", FRENCH),
        (page(FRENCH, "<meta charset=shift_jis>").encode(), "utf-8", FRENCH),
        (page(FRENCH, "<meta charset=utf-16>").encode(), None, FRENCH),
        (page(FRENCH, "<meta charset=no-such><meta charset=utf-7>").encode(), "x-none", FRENCH),
        (page(FRENCH, "<!-- <meta charset=shift_jis> -->").encode(), None, FRENCH),
        (('<?xml version="1.0" encoding="euc-jp"?>' + page(JAPANESE)).encode("euc-jp"),
         None, JAPANESE),
        (page(FRENCH, "<meta charset=utf-8>").encode("cp1252"), None,
         "\ufffdl\ufffdve \ufffd \ufffd\ufffduf\ufffd \ufffd"),
    ],
)  # fmt: skip
def test_charsets(data: bytes, charset: str | None, title: str) -> None:
    result = scrape(data, charset=charset)
    assert result.page_title == title
    assert result.hits[0].alt == title


@pytest.mark.parametrize(
    "document",
    [
        "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>"
        "<html xmlns='http://www.w3.org/1999/xhtml'><body><img src='a.jpg'/></body></html>",
        "<div><img src=a.jpg></div>",
        "Some text first <img src=a.jpg>",
        "<my-app><img src=a.jpg></my-app>",
        "\ufeff\n<!-- c --><HTML><IMG SRC=a.jpg>",
    ],
)
def test_xhtml_and_fragments(document: str) -> None:
    assert [hit.url for hit in scrape(document).hits] == [f"{D}a.jpg"]


@pytest.mark.parametrize(
    ("data", "is_a"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "a JPEG image"),
        (b"%PDF-1.7\n<html>", "a PDF document"),
        (b'{"html": "<img src=a.jpg>"}', "JSON"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"#EXTM3U\n#EXTINF:5,\na.ts\n", "a playlist"),
        (b"PK\x03\x04", "a ZIP archive"),
        (bytes(range(256)) * 9, "of an unknown type"),
    ],
)
def test_what_is_not_html_is_named(data: bytes, is_a: str) -> None:
    # The server's word alone makes no page.
    with pytest.raises(SourceError, match=rf"^File 'http\S+' is not an HTML page: it is {is_a}"):
        scrape(data)


@pytest.mark.parametrize(("data", "is_a"), [(b"Hello", "plain text"), (b"<rss><a/></rss>", "XML")])
def test_text_is_a_page_only_if_the_server_says_so(data: bytes, is_a: str) -> None:
    assert scrape(data).hits == []
    with pytest.raises(SourceError, match=is_a):
        scrape(data, content_type=None)


def test_a_page_that_is_too_large() -> None:
    with pytest.raises(SourceError, match=r"too large .*16,777,217 bytes, at most 16,777,216"):
        scrape(b"<html>".ljust((16 << 20) + 1))


BROKEN = {
    "nested div": "<div>" * 1_000_000,
    "nested images": "<div><img src=a.jpg>" * 250_000,
    "unclosed formatting": "<b><i>" * 800_000,
    "formatting with attributes": "".join(f"<font size={n}>" for n in range(50_000)) + "<p>" * 9999,
    "crossed": "<b><i></b></i>" * 350_000,
    "closed without end": "<div>" * 450_000 + "</span>" * 380_000,
    "a million attributes": "<img " + " ".join(f"a{n}" for n in range(620_000)) + ">",
    "tables": "<table><tr><td>" * 330_000,
    "svg": "<svg><a>" * 600_000,
    "angle brackets": "<" * 5_000_000,
    "comments": "<!--" * 1_250_000,
    "attribute without end": "<img src='" + "a" * 5_000_000,
    "commas": "<img srcset='" + "," * 5_000_000 + "'>",
    "candidates": "<img srcset='" + "a.jpg 9w, " * 500_000 + "'>",
    "styles": "<style>" + "background:url(" * 330_000,
    "style word": "<style>" + "a" * 5_000_000,
    "nested json": linked("[" * 5_000_000),
    "json spaces": linked("[1" + " " * 5_000_000 + "x"),
    "long json": linked('{"image":[' + '"a",' * 1_000_000 + '"a"]}'),
    "entities": "<p title='" + "&amp" * 1_250_000,
    "meta": "".join(f"<meta property=og:image content={n}>" for n in range(120_000)),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("markup", BROKEN.values(), ids=BROKEN.keys())
def test_five_megabytes_of_broken_markup(markup: str) -> None:
    result = scrape(f"<html><title>x</title><img src=first.jpg>{markup}")
    assert result.page_title == "x"
    assert len(result.hits) == 1000 or f"{D}first.jpg" in [hit.url for hit in result.hits]


def test_images_after_deep_nesting_are_found() -> None:
    assert urls("<div>" * 5000 + "<p style='background:url(a.jpg)'><img src=b.jpg>") == [
        f"{D}a.jpg",
        f"{D}b.jpg",
    ]


MARKUP = r"""
<img src= srcset=' <picture> <source </video <video poster= <a href= <base href= <meta
property=og:image content= <script type=application/ld+json> {"image": </script> <!-- -->
" ' > = , 2x 100w data-src= style="background:url( ) http:// https:[ //x //[::1 ? # % %zz @ : &amp;
a.jpg b.mp4 \ é 🐱 &#0; &#x110000; width=9 <svg> <template> ]]> https://youtu.be/ javascript:
:99999 <noscript> <iframe src= http:///
"""
PARTS = st.sampled_from([*MARKUP.split(), " ", "\0", "\u202e", "\ud7ff"])


def check(data: bytes, charset: str | None) -> None:
    try:
        found = scrape(data, charset=charset).hits
    except DragonetError:
        return
    assert len({hit.url for hit in found}) == len(found)
    for hit in found:
        assert is_web_url(hit.url)
        assert hit.url.startswith(("http://", "https://"))
        assert not re.search(r"""[\s#<>"\\]""", hit.url)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PARTS, st.just(" "), st.text(max_size=4))))
def test_no_markup_breaks_it(parts: list[str]) -> None:
    check(("<html>" + "".join(parts)).encode("utf-8", "replace"), "utf-8")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "utf-16", "gbk", "big5", "iso-2022-jp"]))
def test_no_bytes_break_it(data: bytes, charset: str | None) -> None:
    check(data, charset)
    check(b"<html><img src=" + data, charset)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.sampled_from(["a.jpg", "//["]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["image", "video", "@type", "url", "contentUrl", "width", "logo"]),
                inner | st.sampled_from(["VideoObject", "ImageObject"]),
            )
        ),
        max_leaves=20,
    )
)
def test_no_linked_data_breaks_it(value: object) -> None:
    check(f"<html>{linked(value)}".encode(), None)
