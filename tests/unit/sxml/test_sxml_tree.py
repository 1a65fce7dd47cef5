"""Documents become trees of typed values."""

from dataclasses import FrozenInstanceError

import pytest

from dragonet.engine.spec import Source
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.tree import Movie, Node
from dragonet.sxml.values import Colour

STYLED = """\
<text type="advanced" left="0.25" reference="  AAA&#10;AA" duration=".."
      fontcolor="#01020304">
  One <!-- not text -->
  <filter type="distancecolor" dropShadowPosition="-0.02,+.5">
    <animator type="custom" margin-end="0.0">
      <key time="0" strokeColor="#00ff00"/>
      <key time="1e1" strokeColor="#00ff0080"/>
    </animator>
  </filter>
  <![CDATA[<two>]]>
</text>"""


def only(document: str, **options: bool) -> Node:
    (child,) = parse(document, **options).body.children
    return child


def below(movie: Movie, element: str) -> Node:
    return next(node for node in movie.body.walk() if node.element == element)


def test_values_are_typed_with_defaults_and_what_was_given() -> None:
    movie = parse(f'<stack duration="2">{STYLED}</stack>')
    text, style, key = below(movie, "text"), below(movie, "filter"), below(movie, "key")
    assert (text["left"], text["right"], text["duration"]) == (0.25, "auto", "..")
    assert text["fontcolor"] == Colour(1, 2, 3, 4)
    assert text["reference"] == "  AAA\nAA"
    assert text["align"] == ("left", "center")
    assert text.given == {
        "type": "advanced",
        "left": "0.25",
        "reference": "  AAA\nAA",
        "duration": "..",
        "fontcolor": "#01020304",
    }
    assert style["dropShadowPosition"] == (-0.02, 0.5)
    assert style["strokeOpacity"] == 1.0
    assert style["dropShadowAngle"] is None
    assert (style.line, key.line) == (4, 6)
    assert [child["time"] for child in style.children[0].children] == [0.0, 10.0]
    assert key["strokeColor"] == Colour(0, 255, 0, 255)
    assert key["color"] is None
    assert text.look is not None
    assert text.look.name == "advanced"
    assert movie.warnings == ()


def test_nodes_are_numbered_in_document_order_and_immutable() -> None:
    movie = parse(f'<stack duration="2">{STYLED}</stack>')
    nodes = list(movie.body.walk())
    assert [node.index for node in nodes] == list(range(1, 1 + len(nodes)))
    with pytest.raises(FrozenInstanceError):
        nodes[0].line = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        nodes[0].values["duration"] = 3  # type: ignore[index]


def test_white_space_of_texts() -> None:
    words = "\n  First\n   second\u3000third\u00a0 \n"
    assert only(f'<text type="legend">{words}</text>').text == "First second\u3000third\u00a0"
    assert only(f'<text type="zone">{words}</text>').text == "First\n   second\u3000third\u00a0"
    assert only(f'<text type="advanced">{words}</text>').text.count("\n") == 1
    assert (
        only(f'<audio voice="neospeech:julie">{words}</audio>').text
        == "First second\u3000third\u00a0"
    )
    movie = parse(f'<stack duration="2">{STYLED}</stack>')
    assert below(movie, "text").text.split() == ["One", "<two>"]


def test_fragments_are_wrapped() -> None:
    bare = '<effect type="none"><image color="#ff0000"/></effect>'
    for document in (bare, f"<body>{bare}</body>"):
        body = parse(document).body
        assert (body.element, [child.element for child in body.children]) == ("body", ["effect"])


def test_bytes_and_texts_in_any_encoding() -> None:
    words = '<text type="zone">Grüße</text>'
    declared = f'<?xml version="1.0" encoding="latin-1"?>{words}'
    for document in (words, declared, "\ufeff" + words, words.encode(), words.encode("utf-16"),
                     declared.encode("latin-1"), b"\n" + words.encode()):  # fmt: skip
        assert parse(document).body.children[0].text == "Grüße"


def test_urls_are_sources_and_paths_are_local_only() -> None:
    document = '<overlay><image filename=" photos/1.jpg "/></overlay>'
    with pytest.raises(SxmlError):
        parse(document)
    (picture,) = only(document, local=True).children
    assert picture["filename"] == "photos/1.jpg"
    assert isinstance(picture["filename"], Source)
    web = document.replace("photos", "https://example.com")
    assert only(web).children[0]["filename"] == "https://example.com/1.jpg"


def test_attributes_of_other_types_are_warnings() -> None:
    movie = parse(
        '<overlay>\n<image color="#ff0000" zoom="3" maptype="satellite">'
        '<filter type="blur" rate="2"/></image></overlay>'
    )
    assert movie.warnings == (
        (2, "line 2, <image>: zoom has no effect on type 'picture'"),
        (2, "line 2, <image>: maptype has no effect on type 'picture'"),
        (2, "line 2, <filter>: rate has no effect on type 'blur'"),
    )
    assert "zoom" not in below(movie, "image").values
    with pytest.raises(SxmlError, match="rate='-1' is not allowed"):
        parse('<overlay><image color="#ff0000"><filter type="blur" rate="-1"/></image></overlay>')


def test_other_warnings() -> None:
    movie = parse('<text type="zone" left="0" right="0.1" width="0.5" top="auto"> </text>')
    assert [text for _, text in movie.warnings] == [
        "line 1, <text>: right has no effect, because left and width are given",
        "line 1, <text>: it is empty",
    ]


def test_types_by_default() -> None:
    red = '<overlay><image color="#ff0000"/></overlay>'
    transition = parse(f"<sequence>{red}<transition/>{red}</sequence>").body.children[0].children[1]
    assert transition.look is not None
    assert transition.look.name == "crossfade"
    assert transition["duration"] == 1.0
    place = parse('<overlay><image type="map" center="51.5,-0.16" markers="1,2|3,4"/></overlay>')
    picture = below(place, "image")
    assert (picture["center"], picture["markers"]) == ((51.5, -0.16), ((1, 2), (3, 4)))
    assert (picture["size"], picture["zoom"]) == ((640, 640), 13.0)


def test_a_jump_is_two_keys_at_one_time_and_orient_may_end_in_zero() -> None:
    movie = parse(
        '<text type="zone">x<animator type="custom"><key time="1" orient="0,90,0"/>'
        '<key time="1" orient="0.0,180.0,0,0"/></animator></text>'
    )
    keys = below(movie, "animator").children
    assert [key["orient"] for key in keys] == [(0, 90, 0), (0, 180, 0)]


def test_a_matrix_may_come_from_keys_alone() -> None:
    rows = ",".join(["#ff000080"] * 5)
    movie = parse(
        '<overlay><image color="#ff0000"/><filter type="colormap"><animator type="custom">'
        f'<key time="0" rgba-bias-matrix="{rows}"/></animator></filter></overlay>'
    )
    assert below(movie, "key")["rgba-bias-matrix"] == (Colour(255, 0, 0, 128),) * 5
