"""A movie as a document again, with the start and end of every node."""

from lxml import etree

from dragonet.sxml.schema import SERVICE
from dragonet.sxml.ticks import told
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Movie, Node


def timed_document(movie: Movie, timing: Timing) -> str:
    """The document with `start` and `end`, seconds from the start of the movie, on every node.

    Warnings are comments at the top. Keys have no times of their own.
    """
    root = etree.Element("movie", service=SERVICE, start="0", end=told(timing.duration))
    for warning in (*movie.warnings, *timing.warnings):
        root.append(etree.Comment(f" warning: {warning.text} ".replace("--", "- -")))
    root.append(_element(movie.body, timing))
    text: str = etree.tostring(root, pretty_print=True, encoding="unicode")
    return text


def _element(node: Node, timing: Timing) -> etree._Element:
    element = etree.Element(node.element, dict(node.given))
    if span := timing.spans.get(node.index):
        element.set("start", told(span.start))
        element.set("end", told(span.end))
    element.text = node.text or None
    element.extend(_element(child, timing) for child in node.children)
    return element
