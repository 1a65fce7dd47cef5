"""advanced: laid out around the centre of the screen, in the box of a reference text."""

from collections.abc import Sequence
from dataclasses import dataclass

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.text import area, wrap
from dragonet.sxml.render.text.block import LEVELS, SIDES, Block, placed
from dragonet.sxml.render.text.layout import Layout
from dragonet.sxml.render.text.paragraph import Line
from dragonet.sxml.render.text.words import Words, size
from dragonet.sxml.tree import Node

_SIZE = 30.0


@dataclass(frozen=True)
class Frame:
    """What the lines fill, in ems.

    Attributes:
        width: of the widest line.
        indents: of each line at its start; of none after the last.
        most: lines that there may be; None: any number.
    """

    width: float
    indents: tuple[float, ...] = ()
    most: int | None = None

    def indent(self, line: int) -> float:
        """Of a line, counted from 0."""
        return self.indents[line] if line < len(self.indents) else 0.0

    def room(self, line: int) -> float:
        """For the letters of a line."""
        return self.width - self.indent(line)


def advanced(node: Node, aspect: float, moving: bool) -> Layout:
    """The text where its anchor puts it."""
    words, em = Words(node, node.text), size(node, _SIZE, aspect)
    side = node["align"][0]
    if "align" not in node.given:
        side = "right" if words.rtl else "left"
    sides = _across(node, aspect, moving, side)
    frame, lines = _framed(node, words, em, sides, moving)
    width = frame.width if node["reference"] else max((line.width for line in lines), default=0.0)
    height = words.metrics.height(frame.most or len(lines))
    ascent = words.metrics.ascent * em
    left, top = _anchor(node, aspect, side, (width * em, height * em), ascent)
    first = top - ascent
    made = []
    for place, line in enumerate(lines):
        room = width - frame.indent(place)
        start = frame.indent(place) if not line.rtl else 0.0
        x = left + (start + (room - line.width) * SIDES[side]) * em
        made.append(placed(line, em, x, first - words.metrics.pitch * place * em))
    box = Box(left, top - height * em, left + width * em, top)
    return Layout(box, Block(tuple(made), box, em), node["backgroundcolor"])


def _framed(
    node: Node, words: Words, em: float, sides: tuple[float, float], moving: bool
) -> tuple[Frame, list[Line]]:
    if node["reference"]:
        frame = _reference(words, node["reference"])
        return frame, _filled(words, frame, node["wrap"])
    frame = Frame((sides[1] - sides[0]) / em)
    sideways = moving and node["direction"] in ("left", "right")
    if not node["wrap"] or sideways:
        return frame, wrap.lines(wrap.whole(words.paragraphs))
    return frame, wrap.lines(wrap.wrapped(words.paragraphs, frame.room))


def _across(node: Node, aspect: float, moving: bool, side: str) -> tuple[float, float]:
    """Left and right end of lines: without a place they go from the middle to one side."""
    left, right = area.across(node.values, aspect)
    if moving or side == "center" or area.is_placed(node.values):
        return left, right
    return (0.0, right) if side == "left" else (left, 0.0)


def _reference(words: Words, text: str) -> Frame:
    """The frame that the lines of a reference text make."""
    lines = words.split(text)
    widths = [line.width(0, line.trimmed(0, len(line.text))) for line in lines]
    starts = [len(line.text) - len(line.text.lstrip(" ")) for line in lines]
    indents = tuple(line.width(0, start) for line, start in zip(lines, starts, strict=True))
    return Frame(max(widths), indents, len(lines))


def _filled(words: Words, frame: Frame, wraps: bool) -> list[Line]:
    paragraphs = words.paragraphs
    if frame.most == 1:
        paragraphs = words.split(" ".join(one.text for one in paragraphs))
    if frame.most == 1 or not wraps:
        parts = wrap.whole(paragraphs)
        return _cut(parts, frame)
    parts = wrap.wrapped(paragraphs, frame.room)
    return wrap.limited(parts, frame.room, frame.most or len(parts))


def _cut(parts: Sequence[wrap.Part], frame: Frame) -> list[Line]:
    """Each paragraph on its line, with an ellipsis where it is too long."""
    made = []
    for place, part in enumerate(parts[: frame.most]):
        more = place + 1 == frame.most and len(parts) > place + 1
        line = wrap.lines([part])[0]
        if more or line.width > frame.room(place) + 1e-3:
            line = wrap.cut(part, frame.room(place))
        made.append(line)
    return made


def _anchor(
    node: Node, aspect: float, side: str, sides: tuple[float, float], ascent: float
) -> tuple[float, float]:
    """Left side and top of the lines."""
    width, height = sides
    if area.is_placed(node.values):
        box = area.area(node.values, aspect)
        left = box.left + (box.width - width) * SIDES[side]
        return left, box.top - (box.height - height) * LEVELS[node["align"][1]]
    if "," in node.given.get("align", "") or node["align"][1] != "center":
        return -width * SIDES[side], height * LEVELS[node["align"][1]]
    return -width * SIDES[side], ascent
