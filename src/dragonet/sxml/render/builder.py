"""From the nodes of the document to those that are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dragonet.sxml.assets import Assets
from dragonet.sxml.render.calls import Medium
from dragonet.sxml.render.media import DrawnMedium, ImageCache, medium_of
from dragonet.sxml.render.nodes.effect import Effect
from dragonet.sxml.render.nodes.layer import Layer
from dragonet.sxml.render.nodes.modifiers import Filter, FilteredMedium, linked, shapes
from dragonet.sxml.render.nodes.overlay import Overlay
from dragonet.sxml.render.nodes.sequence import Sequence
from dragonet.sxml.render.nodes.stack import Stack
from dragonet.sxml.render.nodes.turns import InTime, Turn
from dragonet.sxml.render.nodes.words import Words
from dragonet.sxml.render.placement import fixed, place
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.schema import DRAWN, MEDIA
from dragonet.sxml.timing import Span, Timing
from dragonet.sxml.tree import Node


@dataclass(frozen=True)
class Builder:
    """Builds what is drawn of a movie.

    Attributes:
        timing: when each node is there.
        assets: the files.
        cache: of their pictures.
    """

    timing: Timing
    assets: Assets
    cache: ImageCache

    def layer(self, node: Node, screen: Screen) -> Layer:
        """What is drawn of an element that is no image or video."""
        made = self._unfiltered(node, screen)
        box = made.box
        aspect = box.aspect if min(box.width, box.height) > 0 else screen.aspect
        made.filters = self._filters(node, replace(screen, aspect=aspect))
        return made

    def _unfiltered(self, node: Node, screen: Screen) -> Layer:
        if node.element in ("body", "sequence"):
            return Sequence(node, self.timing, screen, self._layers(node, screen))
        if node.element == "stack":
            own = _own_screen(node, screen)
            inner = replace(screen, aspect=own[0]) if own else screen
            return Stack(node, self.timing, screen, self._layers(node, inner), own=own)
        if node.element == "effect":
            return Effect(node, self.timing, screen, self._media(node, screen))
        if node.element == "overlay":
            return Overlay(node, self.timing, screen, self._media(node, screen))
        asset = self.assets.get(node)
        return Words(node, self.timing, screen, asset.cues if asset else ())

    def _layers(self, node: Node, screen: Screen) -> tuple[Layer, ...]:
        return tuple(self.layer(child, screen) for child in _drawn(node))

    def _media(self, node: Node, screen: Screen) -> tuple[Medium, ...]:
        """The pictures in a box, in an effect or in a filter; those that take turns are there all
        the time."""
        turns = node.look is not None and node.look.turns
        inner = screen
        if node.element == "overlay" and fixed(node.values):
            inner = replace(screen, aspect=place(node.values, screen.aspect, None).aspect)
        made: list[Medium] = []
        for child in _drawn(node):
            medium, span = self.medium(child, inner), self._seen(child, node)
            if node.element == "filter":
                medium = self._filtered(node, medium, inner)
            whole = (span.start, span.end) == (self.timing[node].start, self.timing[node].end)
            made.append(Turn(medium, span) if turns else medium if whole else InTime(medium, span))
        return tuple(made)

    def _seen(self, child: Node, parent: Node) -> Span:
        """When a picture is seen; a video whose file is shorter than its slot stays at its end."""
        span = self.timing[child]
        if child.element == "video" and "duration" not in child.given:
            return replace(span, end=max(span.end, self.timing[parent].end))
        return span

    def medium(self, node: Node, screen: Screen) -> Medium:
        """A child of a box, of an effect or of a filter as a picture."""
        if node.element not in MEDIA:
            return DrawnMedium(self.layer(node, screen), screen.aspect)
        asset = self.assets.by_node.get(node.index)
        medium: Medium = medium_of(node, asset, self.timing[node], self.cache)
        return self._filtered(node, medium, screen)

    def _filtered(self, node: Node, medium: Medium, screen: Screen) -> Medium:
        filters = self._filters(node, screen, medium.aspect)
        return FilteredMedium(medium, filters) if filters else medium

    def _filters(
        self, node: Node, screen: Screen, aspect: float | None = None
    ) -> tuple[Filter, ...]:
        """The filters of a node; what is in one has a screen of the shape of what it works on.

        That is the aspect of a picture until its last adapter has worked.
        """
        found = list(_chain(node))
        adapters = [place for place, child in enumerate(found) if shapes(child)]
        last = adapters[-1] if adapters else len(found)
        own = replace(screen, aspect=aspect or screen.aspect)
        return linked(
            Filter.of(child, self.timing, self._media(child, own if place < last else screen))
            for place, child in enumerate(found)
        )


def _chain(node: Node) -> Iterator[Node]:
    """The filters of a node in the order of their work: one inside another that has no pictures
    works before it, on the same."""
    for child in node.children:
        if child.element == "filter":
            if not _drawn(child):
                yield from _chain(child)
            yield child


def _drawn(node: Node) -> tuple[Node, ...]:
    return tuple(child for child in node.children if child.element in DRAWN)


def _own_screen(node: Node, screen: Screen) -> tuple[float, float] | None:
    """The aspect of a stack's own screen, and how large it is compared with the one it is on."""
    wide, high = node["screenWidth"], node["screenHeight"]
    if wide is None and high is None:
        return None
    wide = 2 * screen.aspect if wide is None else wide
    high = 2.0 if high is None else high
    return wide / high, high / 2
