"""A parsed document: an immutable tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragonet.sxml.look import Look
from dragonet.sxml.problems import Problem
from dragonet.sxml.schema import TIMED


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """An element of the document; two of them are equal only if they are the same.

    Attributes:
        index: place in document order, from 0.
        element: its name.
        line: where its tag starts, from 1.
        look: its type, if the element has types.
        values: every attribute of the element and its type, read, with defaults; None where
            nothing is given and there is no default.
        given: the attributes that were given, as they were written, in order.
        children: those inside, in order.
        text: white space collapsed where it means nothing, else without that at both ends.
    """

    index: int
    element: str
    line: int
    look: Look | None = None
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    given: Mapping[str, str] = field(default_factory=dict[str, str])
    children: tuple["Node", ...] = ()
    text: str = ""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __repr__(self) -> str:
        return f"<{self.element} line {self.line}>"

    @property
    def is_timed(self) -> bool:
        """Whether it is shown or heard for a time: no modifier, no transition."""
        return self.element in TIMED

    @property
    def timed(self) -> tuple["Node", ...]:
        """The children that are shown or heard for a time."""
        return tuple(child for child in self.children if child.is_timed)

    def walk(self) -> Iterator["Node"]:
        """This and all below, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Movie:
    """A document.

    Attributes:
        body: the sequence that is the movie.
        warnings: attributes that have no effect, and the like.
    """

    body: Node
    warnings: tuple[Problem, ...] = ()
