"""What is wrong is said with element, line, attribute, value and what is allowed."""

import pytest

from dragonet.errors import ParameterError
from dragonet.sxml import markup
from dragonet.sxml.looks import EFFECTS, TRANSITIONS
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import MOST, SxmlError

ATOMS = "effect, overlay, text, audio, sequence, stack"
RED = '<overlay><image color="#ff0000"/></overlay>'


def errors(document: str | bytes) -> list[str]:
    with pytest.raises(SxmlError) as caught:
        parse(document)
    error = caught.value
    assert isinstance(error, ParameterError)
    assert error.field == "definition"
    assert error.text == "\n".join(text for _, text in error.errors)
    assert all(f"line {line}" in text for line, text in error.errors if line > 1)
    return [text for _, text in error.errors]


def movie(inside: str) -> str:
    """A movie whose body starts in line 2 and its content in line 3."""
    return f'<movie service="craftsman-1.0">\n<body>\n{inside}\n</body></movie>'


WHOLE = {
    "other root": (
        '<film service="craftsman-1.0"/>',
        "line 1, <film>: not a movie; allowed: movie, effect, overlay, text, audio, sequence, "
        "stack",
    ),
    "root of the language": (
        '\n<image color="#ff0000"/>',
        "line 2, <image>: not a movie; allowed: movie, effect, overlay, text, audio, sequence, "
        "stack",
    ),
    "near root": (
        f"<sequense>{RED}</sequense>",
        "line 1, <sequense>: not a movie; did you mean 'sequence'?",
    ),
    "wrong service": (
        f'<movie\nservice="stupeflix-1.0"><body>{RED}</body></movie>',
        "line 1, <movie>: service='stupeflix-1.0' is not allowed; allowed: craftsman-1.0",
    ),
    "no service": (
        f"<movie><body>{RED}</body></movie>",
        "line 1, <movie>: service is required: one of: craftsman-1.0",
    ),
    "two bodies": (
        f'<movie service="craftsman-1.0"><body>{RED}</body>\n<body>{RED}</body></movie>',
        "line 1, <movie>: <movie> takes exactly 1 child (body), here are 2",
    ),
    "no body": (
        '<movie service="craftsman-1.0"/>',
        "line 1, <movie>: <movie> takes exactly 1 child (body), here are 0",
    ),
    "empty body": (
        '<movie service="craftsman-1.0">\n<body/></movie>',
        f"line 2, <body>: <body> takes at least 1 child ({ATOMS}), here are 0",
    ),
    "margins of the body": (
        f'<movie service="craftsman-1.0">\n<body margin-start="1">{RED}</body></movie>',
        "line 2, <body>: margin-start='1' is not allowed: no margins in <movie>",
    ),
    "a body as long as nothing": (
        f'<movie service="craftsman-1.0">\n<body duration="..">{RED}</body></movie>',
        "line 2, <body>: duration='..': it has no parent to take it of",
    ),
}

BODY = {
    "unknown element": ("<stak/>", "line 3, <stak>: unknown element, did you mean 'stack'?"),
    "far element": (
        "<p/>",
        f"line 3, <p>: unknown element, allowed: {ATOMS}, transition, filter, animator",
    ),
    "prefixed element": (
        '<s:stack xmlns:s="u"/>',
        "line 3, <s:stack>: unknown element, did you mean 'stack'?",
    ),
    "misplaced element": (
        "\n<image/>",
        f"line 4, <image>: not allowed in <body>; allowed there: {ATOMS}, transition, filter, "
        "animator",
    ),
    "transition in a stack": (
        f"<stack>{RED}\n<transition/>{RED}</stack>",
        f"line 4, <transition>: not allowed in <stack>; allowed there: {ATOMS}, camera, filter, "
        "animator",
    ),
    "childless element": (
        '<text type="zone">x<animator type="custom"><key time="0" pos="0,0,0"><key/></key>'
        "</animator></text>",
        "line 3, <key>: not allowed in <key>; allowed there: no elements",
    ),
    "widget": (
        "<widget/>",
        "line 3, <widget>: is a name of the language, but nothing else is known of it: not "
        "available",
    ),
    "sphere": (
        "<stack><sphere/></stack>",
        "line 3, <sphere>: is a name of the language, but nothing else is known of it: not "
        "available",
    ),
    "unknown preset": (
        f'<stack>{RED}<filter type="colormap" preset="vintge"/></stack>',
        "line 3, <filter>: preset='vintge' is not allowed; did you mean 'vintage'? Allowed: "
        "sepia, grayscale, vintage, cold, warm, contrast, negative",
    ),
    "unknown type": (
        '<effect type="kenburn"><image color="#ff0000"/></effect>',
        "line 3, <effect>: type='kenburn' is not known; did you mean 'kenburns'? Allowed: "
        + ", ".join(look.name for look in EFFECTS),
    ),
    "far type": (
        f'{RED}<transition type="?"/>{RED}',
        "line 3, <transition>: type='?' is not known; allowed: "
        + ", ".join(look.name for look in TRANSITIONS),
    ),
    "type that is near a known one": (
        f'{RED}<transition type="waterdrops"/>{RED}',
        "line 3, <transition>: type='waterdrops' is not known; did you mean 'waterdrop'? "
        "Allowed: " + ", ".join(look.name for look in TRANSITIONS),
    ),
    "no type": (
        '<effect><image color="#ff0000"/></effect>',
        "line 3, <effect>: type is required; one of: " + ", ".join(look.name for look in EFFECTS),
    ),
    "unknown attribute": (
        '<effect type="none"\n durtion="3"><image color="#ff0000"/></effect>',
        "line 3, <effect>: unknown attribute 'durtion', did you mean 'duration'?",
    ),
    "attribute in another case": (
        '<text type="zone" fontSize="3">x</text>',
        "line 3, <text>: unknown attribute 'fontSize', did you mean 'fontsize'?",
    ),
    "far attribute": (
        f'<stack>{RED}<camera z="1"/></stack>',
        "line 3, <camera>: unknown attribute 'z', allowed: duration, margin-start, margin-end, "
        "margin-both, relative",
    ),
    "colour": (
        '<overlay>\n<image color="red"/></overlay>',
        "line 4, <image>: color='red' is not allowed; use #rrggbb or #rrggbbaa",
    ),
    "short colour": (
        '<overlay><image color="#fff"/></overlay>',
        "line 3, <image>: color='#fff' is not allowed; use #rrggbb or #rrggbbaa",
    ),
    "couple": (
        f'{RED}<transition type="move" direction="1;2"/>{RED}',
        "line 3, <transition>: direction='1;2' is not allowed; use one of: left, right, up, down, "
        "static, positive, negative, or two numbers with a comma between, x,y",
    ),
    "negative duration": (
        '<text type="zone" duration="-2">x</text>',
        "line 3, <text>: duration='-2' is not allowed; use a number of seconds from 0 up, or '..' "
        "for the parent's duration",
    ),
    "duration that is not finite": (
        '<text type="zone" duration="nan">x</text>',
        "line 3, <text>: duration='nan' is not allowed; use a number of seconds from 0 up, or "
        "'..' for the parent's duration",
    ),
    "negative margin": (
        '<stack>\n<text type="zone" margin-start="-0.5">x</text></stack>',
        "line 4, <text>: margin-start='-0.5' is not allowed; use a number of seconds from 0 up",
    ),
    "parent's duration of a transition": (
        f'{RED}<transition duration=".."/>{RED}',
        "line 3, <transition>: duration='..' is not allowed; use a number of seconds from 0 up",
    ),
    "boolean": (
        f'<stack>{RED}<camera relative="1"/></stack>',
        "line 3, <camera>: relative='1' is not allowed; use true or false",
    ),
    "position": (
        '<text type="zone" left="10%">x</text>',
        "line 3, <text>: left='10%' is not allowed; use a fraction of the screen (1 = all of it), "
        "or 'auto'",
    ),
    "number out of its range": (
        '<overlay><video filename="http://a/b" volume="11"/></overlay>',
        "line 3, <video>: volume='11' is not allowed; use a number from 0 to 10",
    ),
    "URL": (
        '<overlay><video filename="file:///etc/passwd"/></overlay>',
        "line 3, <video>: filename='file:///etc/passwd' is not allowed; use an http or https URL "
        "of at most 8192 characters, upload:KEY or task:KEY/FILE",
    ),
    "credentials in a wrong URL": (
        '<overlay><video filename="ftp://me:secret@a/b"/></overlay>',
        "line 3, <video>: filename='ftp://***@a/b' is not allowed; use an http or https URL of at "
        "most 8192 characters, upload:KEY or task:KEY/FILE",
    ),
    "no file": (
        "<overlay><video/></overlay>",
        "line 3, <video>: filename is required: an http or https URL of at most 8192 characters, "
        "upload:KEY or task:KEY/FILE",
    ),
    "picture of nothing": (
        "<overlay><image/></overlay>",
        "line 3, <image>: exactly one of filename, color must be given, here are 0",
    ),
    "picture of two things": (
        '<overlay><image filename="http://a/b" color="#ff0000"/></overlay>',
        "line 3, <image>: exactly one of filename, color must be given, here are 2",
    ),
    "map without a place": (
        '<overlay><image type="map"/></overlay>',
        "line 3, <image>: center is required: latitude,longitude in degrees (-90 to 90, -180 to "
        "180)",
    ),
    "colormap of nothing": (
        f'<stack>{RED}<filter type="colormap"/></stack>',
        "line 3, <filter>: exactly one of preset, rgba-bias-matrix must be given, here are 0",
    ),
    "matrix": (
        f'<stack>{RED}<filter type="colormap" rgba-bias-matrix="#ff0000,#00ff00"/></stack>',
        "line 3, <filter>: rgba-bias-matrix='#ff0000,#00ff00' is not allowed; use 5 colours "
        "#rrggbbaa with commas between",
    ),
    "silent audio": (
        "<audio/>",
        "line 3, <audio>: exactly one of filename, voice must be given, here are 0",
    ),
    "voice without words": (
        '<audio voice="neospeech:paul"> </audio>',
        "line 3, <audio>: voice is given, but no text that it speaks",
    ),
    "words without a voice": (
        '<audio filename="http://a/b">Hello</audio>',
        "line 3, <audio>: it has a text, but no voice that speaks it",
    ),
    "stray text": (
        f"<stack>{RED}\n\n  hello</stack>",
        "line 5, <stack>: text is not allowed here, only in text and audio: 'hello'",
    ),
    "long text": (
        f'<text type="zone">{"x" * 100_000}</text>',
        "line 3, <text>: the text has 100000 characters; at most 10000 are allowed",
    ),
    "childless stack": (
        "<stack><camera/></stack>",
        f"line 3, <stack>: <stack> takes at least 1 child ({ATOMS}), here are 0",
    ),
    "childless sequence": (
        "<sequence/>",
        f"line 3, <sequence>: <sequence> takes at least 1 child ({ATOMS}), here are 0",
    ),
    "childless overlay": (
        "<overlay/>",
        "line 3, <overlay>: <overlay> takes at least 1 child (image, video, effect, overlay, text, "
        "sequence, stack), here are 0",
    ),
    "childless effect": (
        '<effect type="sliding"/>',
        "line 3, <effect>: type 'sliding' takes 1 to 100 children (image, video, effect, overlay, "
        "text, sequence, stack), here are 0",
    ),
    "two pictures for one": (
        f'<effect type="kenburns"><image color="#ff0000"/>{RED}</effect>',
        "line 3, <effect>: type 'kenburns' takes exactly 1 child (image, video, effect, overlay, "
        "text, sequence, stack), here are 2",
    ),
    "filter with a picture": (
        f'<stack>{RED}<filter type="blur">{RED}</filter></stack>',
        "line 3, <filter>: type 'blur' takes no children, here are 1",
    ),
    "mask of nothing": (
        f'<stack>{RED}<filter type="mask"/></stack>',
        "line 3, <filter>: type 'mask' takes exactly 1 child (image, video, effect, overlay, text, "
        "sequence, stack), here are 0",
    ),
    "transition first": (
        f"<transition/>{RED}",
        "line 3, <transition>: it stands between two children; none is before it",
    ),
    "transition last": (
        f'{RED}<transition/><filter type="blur"/>',
        "line 3, <transition>: it stands between two children; none is after it",
    ),
    "two transitions": (
        f"{RED}<transition/>\n<transition/>{RED}",
        "line 4, <transition>: two in a row, the other in line 3; one is allowed",
    ),
    "margin in a sequence": (
        '<text type="zone" margin-start="0.0">x</text>',
        "line 3, <text>: margin-start='0.0' is not allowed: no margins in <body>",
    ),
    "margin-both and duration": (
        '<stack><text type="zone" duration="2" margin-both="1">x</text></stack>',
        "line 3, <text>: margin-both excludes the other margins and duration; here is also "
        "duration",
    ),
    "margin-both and another": (
        f'<stack>{RED}<camera margin-both="1" margin-end="2"/></stack>',
        "line 3, <camera>: margin-both excludes the other margins and duration; here is also "
        "margin-end",
    ),
    "three of three": (
        '<stack><text type="zone" duration="2" margin-start="1" margin-end="1">x</text></stack>',
        "line 3, <text>: duration, margin-start, margin-end: at most two of them, the third "
        "follows",
    ),
    "cycle": (
        f'<sequence>{RED}\n<text type="zone" duration="..">x</text></sequence>',
        "line 4, <text>: duration='..' is a cycle: its parent <sequence> (line 3) is as long as "
        "its children together; give one of them in seconds",
    ),
    "cycle below": (
        '<stack>\n<sequence>\n<stack><text type="zone" duration="..">x</text></stack></sequence>'
        "</stack>",
        "line 5, <text>: duration='..' is a cycle: its parent <stack> (line 5) has nothing else "
        "to last for; give one of them in seconds",
    ),
    "key without time": (
        '<text type="zone">x<animator type="custom"><key pos="0,0,0"/></animator></text>',
        "line 3, <key>: time is required: a number of seconds from 0 up",
    ),
    "malformed key": (
        '<text type="zone">x<animator type="custom">\n<key time="0" rot="1,2,3"/></animator>'
        "</text>",
        "line 4, <key>: rot='1,2,3' is not allowed; use four numbers with commas between: angle in "
        "degrees,x,y,z",
    ),
    "key that sets nothing": (
        '<text type="zone">x<animator type="custom"><key time="0"/></animator></text>',
        "line 3, <key>: it sets nothing beside its time",
    ),
    "keys of different sets": (
        '<text type="zone">x<animator type="custom"><key time="0" pos="0,0,0"/>\n'
        '<key time="1" pos="0,0,0" scale="1,1,1"/></animator></text>',
        "line 4, <key>: it sets pos, scale, the first key (line 3) pos; all set the same",
    ),
    "keys out of order": (
        '<text type="zone">x<animator type="custom"><key time="2.0" pos="0,0,0"/>\n'
        '<key time="1" pos="0,0,0"/></animator></text>',
        "line 4, <key>: time='1' is before that of the key before it, '2.0'; keys go in order of "
        "time",
    ),
    "no keys": (
        '<text type="zone">x<animator type="custom"/></text>',
        "line 3, <animator>: type 'custom' takes at least 1 child (key), here are 0",
    ),
    "keys of a ready movement": (
        '<text type="zone">x<animator type="grow"><key time="0" pos="0,0,0"/></animator></text>',
        "line 3, <animator>: keys belong to type 'custom', not to 'grow'",
    ),
    "key of another filter": (
        f'<stack>{RED}<filter type="blur"><animator type="custom">\n<key time="0" pos="0,0,0"/>'
        "</animator></filter></stack>",
        "line 4, <key>: unknown attribute 'pos', allowed: time, diameter",
    ),
    "movement in a filter": (
        f'<stack>{RED}<filter type="blur"><animator type="slide"/></filter></stack>',
        "line 3, <animator>: type='slide' moves nodes; in a filter, custom is allowed",
    ),
}


@pytest.mark.parametrize(("document", "text"), WHOLE.values(), ids=WHOLE)
def test_errors_of_documents(document: str, text: str) -> None:
    assert errors(document) == [text]


@pytest.mark.parametrize(("inside", "text"), BODY.values(), ids=BODY)
def test_errors_of_what_is_inside(inside: str, text: str) -> None:
    assert errors(movie(inside)) == [text]


def test_all_errors_at_once_by_line() -> None:
    document = movie(
        '<stack>\n<effect type="flowr"/>\n<overlay left="x" margin-both="-1">\n'
        '<image color="blue"/></overlay>\n<text tipe="zone">x</text>\n</stack>\n<transition/>'
    )
    assert [text.split(":")[0] for text in errors(document)] == [
        "line 4, <effect>",
        "line 5, <overlay>",
        "line 5, <overlay>",
        "line 6, <image>",
        "line 7, <text>",
        "line 7, <text>",
        "line 9, <transition>",
    ]


def test_at_most_twenty_errors() -> None:
    with pytest.raises(SxmlError) as caught:
        parse(movie("<x/>\n" * 1000))
    assert [line for line, _ in caught.value.errors] == list(range(3, 3 + MOST))
    assert caught.value.more
    assert caught.value.text.endswith("\nand more")


def test_wrong_names_of_any_length_are_refused_quickly() -> None:
    many = " ".join(f'{"a" * 40}{number}="1"' for number in range(15_000))
    with pytest.raises(SxmlError):
        parse(movie(f"<stack {many}/>"))
    (text,) = errors(movie(f"<{'b' * 500_000}/>"))
    assert len(text) < 300


XML = {
    "nothing": ("", "line 1: the document is not XML: no element found"),
    "no markup": ("hello", "line 1: the document is not XML: syntax error"),
    "unclosed": (
        "<movie>\n<body>",
        "line 2: the document is not XML: no element found, inside <body> of line 2",
    ),
    "crossed": (
        "<movie>\n<body></movie>",
        "line 2: the document is not XML: mismatched tag, inside <body> of line 2",
    ),
    "twice": (
        '<stack duration="1"\nduration="2"/>',
        "line 2: the document is not XML: duplicate attribute",
    ),
    "entity": (
        '<text type="zone">&nbsp;</text>',
        "line 1: the document is not XML: undefined entity, inside <text> of line 1",
    ),
    "encoding": (
        b'<?xml version="1.0" encoding="klingon"?><movie/>',
        "the document is not XML: its encoding is not known; use UTF-8",
    ),
    "encoding of several bytes": (
        b'<?xml version="1.0" encoding="shift_jis"?><movie/>',
        "the document is not XML: its encoding is not known; use UTF-8",
    ),
    "bytes": (b"<a>\xff</a>", "line 1: the document is not XML: not well-formed (invalid token), "
              "inside <a> of line 1"),
    "half a character": (
        "<a>\ud800</a>",
        "the document is not XML: it has characters that XML does not allow",
    ),
    "document type": (
        "\n<!DOCTYPE movie>\n<movie/>",
        "line 2: document types, entities and external references are not allowed",
    ),
    "entities": (
        '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>&c;</a>',
        "line 1: document types, entities and external references are not allowed",
    ),
    "external": (
        '<!DOCTYPE movie SYSTEM "http://127.0.0.1:1/x.dtd"><movie/>',
        "line 1: document types, entities and external references are not allowed",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("document", "text"), XML.values(), ids=XML)
def test_what_is_not_plain_xml(document: str | bytes, text: str) -> None:
    assert errors(document) == [text]


def test_lines_count_above_the_declaration() -> None:
    document = f'\n\n<?xml version="1.0"?>\n<stack>{RED}\n<x/></stack>'
    assert errors(document) == errors(document.encode())
    assert errors(document)[0].startswith("line 5, <x>: unknown element")
    assert errors('\n\n<?xml version="1.0"?>\n<a>') == [
        "line 4: the document is not XML: no element found, inside <a> of line 4"
    ]


def test_limits_of_size() -> None:
    text = "the document has 1000001 bytes; at most 1000000 are allowed"
    assert errors("<" + "a" * markup.MAX_BYTES) == [text]
    assert errors(movie(f"<stack>{RED * 4999}</stack>{RED}")) == [
        "line 3, <image>: more than 10000 elements; at most that many"
    ]
    nested = "<stack>\n" * 62 + RED
    assert errors(movie(nested + "</stack>" * 62)) == [
        "line 65, <overlay>: nested more than 64 deep; at most that deep"
    ]


def test_just_within_the_limits() -> None:
    row = "<overlay/>" * (markup.MAX_NODES - 3)
    parse(movie(f"<stack>{row}</stack>".replace("<overlay/>", '<text type="zone">x</text>')))
    parse(movie("<stack>" * 60 + RED + "</stack>" * 60))
    parse(movie(f'<text type="zone">{"x" * 10_000}</text>'))
