"""Movies made at random: legal ones, and the lengths of what they play."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from dragonet.sxml.assets import users
from dragonet.sxml.parse import parse
from dragonet.sxml.pulse import Rhythm
from dragonet.sxml.timing import Timing, resolve
from dragonet.sxml.tree import Movie, Node

TENTHS = st.integers(0, 80).map(lambda tenths: tenths / 10)
LENGTHS = st.lists(st.integers(1, 300).map(lambda tenths: tenths / 10), min_size=1, max_size=5)


@dataclass
class Element:
    """An element to write; `timed` children and all others in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def xml(self) -> str:
        """The element in XML."""
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        inside = self.text + "".join(child.xml() for child in self.children)
        return f"<{self.name}{attributes}>{inside}</{self.name}>"

    def walk(self) -> list["Element"]:
        """This and all below."""
        return [self, *(found for child in self.children for found in child.walk())]


@st.composite
def _times(draw: st.DrawFn, parents: bool, margins: bool) -> dict[str, str]:
    """Time attributes: any legal subset of them."""
    kinds = ["none", "duration"] + ["parents"] * parents + ["margins", "both", "mixed"] * margins
    kind = draw(st.sampled_from(kinds))
    value = [str(draw(TENTHS)) for _ in range(2)]
    side = draw(st.sampled_from(["margin-start", "margin-end"]))
    taken = {"duration": draw(st.sampled_from([value[0], ".."] if parents else value))}
    return {
        "none": {},
        "duration": {"duration": value[0]},
        "parents": {"duration": ".."},
        "margins": {"margin-start": value[0], "margin-end": value[1]},
        "both": {"margin-both": value[0]},
        "mixed": {side: value[1], **(taken if draw(st.booleans()) else {})},
    }[kind]


@st.composite
def _modifiers(draw: st.DrawFn) -> list[Element]:
    looks = draw(st.lists(st.sampled_from(["slide-in", "slide-out", "grow"]), max_size=2))
    return [Element("animator", {"type": look, **draw(_times(True, True))}) for look in looks]


@st.composite
def _leaf(draw: st.DrawFn, times: dict[str, str]) -> Element:
    kind = draw(st.sampled_from(["text", "caption", "audio", "loop", "effect", "film", "overlay"]))
    url, red = {"filename": "http://a/b"}, {"color": "#ff0000"}
    if kind == "caption":
        given = {"type": "caption", "filename": "http://a/b.srt", **times}
        return Element("text", given, draw(_modifiers()))
    if kind == "text":
        return Element("text", {"type": "zone", **times}, draw(_modifiers()), "x")
    if kind in ("audio", "loop"):
        return Element("audio", url | times | ({"loop": "true"} if kind == "loop" else {}))
    if kind == "effect":
        count = draw(st.integers(1, 3))
        pictures = [Element("image", red) for _ in range(count)]
        return Element("effect", {"type": "sliding", **times}, [*pictures, *draw(_modifiers())])
    if kind == "film":
        speed = draw(st.sampled_from(["0.5", "1", "2"]))
        return Element(
            "effect", {"type": "none", **times}, [Element("video", {"speed": speed, **url})]
        )
    return Element("overlay", times, [Element("image", red), *draw(_modifiers())])


@st.composite
def _node(draw: st.DrawFn, depth: int, parents: bool, margins: bool) -> Element:
    """An atom or operator; `parents`: it may have `..`, `margins`: it may have margins."""
    times = draw(_times(parents, margins))
    if depth == 0 or draw(st.integers(0, 2)) == 0:
        return draw(_leaf(times))
    if draw(st.booleans()):
        return draw(_row("sequence", depth - 1, times))
    return draw(_pile(depth - 1, times))


@st.composite
def _row(draw: st.DrawFn, name: str, depth: int, times: dict[str, str]) -> Element:
    row = draw(st.lists(_node(depth, False, False), min_size=1, max_size=4))
    children = row[:1]
    for child in row[1:]:
        if draw(st.booleans()):
            children.append(Element("transition", {"duration": str(draw(TENTHS))}))
        children.append(child)
    return Element(name, times, [*children, *draw(_modifiers())])


@st.composite
def _pile(draw: st.DrawFn, depth: int, times: dict[str, str]) -> Element:
    first = draw(_node(depth, False, True))  # so that something decides
    rest = draw(st.lists(_node(depth, True, True), max_size=3))
    children = draw(st.permutations([first, *rest]))
    return Element("stack", times, [*children, *draw(_modifiers())])


def movies() -> st.SearchStrategy[Element]:
    """Legal documents whose duration may be 0."""
    return _row("body", 2, {}).map(
        lambda body: Element("movie", {"service": "craftsman-1.0"}, [body])
    )


def resolved(
    document: str, lengths: list[float], limit: float = 1e6, rhythm: Rhythm | None = None
) -> tuple[Movie, Timing]:
    """A movie and its times; its files have the lengths by turns, all music has one rhythm."""
    movie = parse(document)
    rhythms = {node.index: rhythm for node in movie.body.walk() if rhythm and "cut" in node.given}
    played = users(movie, ("video", "audio", "captions"))
    known = {node.index: lengths[place % len(lengths)] for place, node in enumerate(played)}
    return movie, resolve(movie, known, rhythms, limit=limit)


def parents(movie: Movie) -> list[tuple[Node, Node]]:
    """Every node with its parent."""
    return [(child, node) for node in movie.body.walk() for child in node.children]
