"""From a node to its paragraphs: fonts, direction, sizes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dragonet.sxml.problems import MOST, Problem, SxmlError, problem, shown, suggestion
from dragonet.sxml.render.screen import FONT_SCREEN
from dragonet.sxml.render.text import catalog, order, scripts
from dragonet.sxml.render.text.block import Metrics
from dragonet.sxml.render.text.fallback import Fonts
from dragonet.sxml.render.text.names import STRETCHES, WEIGHTS, Named
from dragonet.sxml.render.text.paragraph import Paragraph
from dragonet.sxml.tree import Movie, Node


def style(node: Node) -> Named:
    """The font that a text asks for. Raises SxmlError if there is none of that name."""
    attribute = "face" if node.values.get("face") else "fontname"
    name = node[attribute]
    found = catalog.named(name)
    if found is None:
        near = suggestion(name, catalog.known())
        text = f"{attribute}: no font is called {shown(name)}; {near}"
        raise SxmlError([problem(node.line, node.element, text)])
    weight = node.values.get("weight", "normal")
    if "weight" in node.given or found.weight == WEIGHTS["normal"]:
        found = replace(found, weight=WEIGHTS.get(weight, weight))
    if node.values.get("style", "normal") != "normal":
        found = replace(found, italic=True)
    stretch = STRETCHES[node.values.get("stretch", "normal")]
    return replace(found, stretch=found.stretch * stretch)


def check(movie: Movie) -> None:
    """Raises SxmlError naming each text that asks for a font that there is not."""
    faults: list[Problem] = []
    for node in movie.body.walk():
        if node.element == "text":
            try:
                style(node)
            except SxmlError as error:
                faults += error.errors
    if faults:
        raise SxmlError(faults[:MOST], more=len(faults) > MOST)


class Words:
    """What a text says, ready to be broken into lines.

    Attributes:
        paragraphs: what its new lines separate.
        rtl: whether its first strong character runs from the right.
        metrics: of its lines.
        fonts: that draw it.
    """

    def __init__(self, node: Node, text: str, styles: Sequence[Named] = ()) -> None:
        """`styles` are those of each character, if they are not all the text's own."""
        self.fonts = Fonts(style(node), text)
        self.rtl = bool(order.runs_from_right(text))
        fonts = {one: Fonts(one, text) for one in set(styles)}
        self.paragraphs = self.split(text, [fonts[one] for one in styles])
        drawn = {run.font for one in self.paragraphs for run in one.runs}
        tall = [font for font in drawn if font.name not in scripts.SIGNS]
        self.metrics = Metrics.of([self.fonts.main, *tall], node["interlign"])

    def split(self, text: str, own: Sequence[Fonts] = ()) -> list[Paragraph]:
        """The paragraphs of a text in the same fonts, of the direction of each.

        `own` are the fonts of each character, of a text whose new lines are single characters.
        """
        made, start = [], 0
        for line in _lines(text):
            part = own[start : start + len(line)]
            made.append(Paragraph(line, self.fonts, self._direction(line), part))
            start += len(line) + 1
        return made

    def _direction(self, line: str) -> bool:
        own = order.runs_from_right(line)
        return self.rtl if own is None else own


def _lines(text: str) -> Sequence[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")


def size(node: Node, default: float, aspect: float) -> float:
    """One em in the space of movies, from pixels of a screen whose shorter side is 360: upright
    ones have no more room in a line than others."""
    given: Any = node["fontsize"]
    return float(given if given is not None else default) * 2 / FONT_SCREEN * min(1.0, aspect)
