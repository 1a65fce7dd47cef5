"""What the parts of the renderer know of each other."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.timing import Span

if TYPE_CHECKING:
    from dragonet.sxml.render.text.letters import Letters

Content = Callable[[Pen], None]
"""Something that can be drawn."""


class Medium(Protocol):
    """An image, a video, a colour, or a node seen as a picture."""

    @property
    def aspect(self) -> float | None:
        """Width over height as it is shown; None if it takes any."""

    @property
    def opaque(self) -> bool:
        """Whether nothing behind it can be seen."""

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw the whole picture, as it is at the pen's time, into the box."""

    def state(self, time: int) -> Hashable:
        """What it looks like: equal values draw equal pictures."""


class Drawable(Protocol):
    """A node that is drawn."""

    @property
    def span(self) -> Span:
        """When it is there; outside of it nothing is drawn."""

    def draw(self, pen: Pen) -> None:
        """Draw it in the space of its parent, as it is at the pen's time."""

    def state(self, time: int) -> Hashable:
        """What it looks like: equal values draw equal pictures."""

    def covers(self, time: int) -> bool:
        """Whether nothing behind it on the screen can be seen."""


@dataclass(frozen=True)
class EffectCall:
    """What an effect draws.

    Attributes:
        values: the attributes of the effect.
        seconds: since the start of its movement, `timeOffset` included.
        duration: of the movement, seconds.
        progress: through the movement, 0 to 1.
        children: the pictures.
        box: the screen.
        seed: a number that tells it from other effects of the movie.
    """

    values: Mapping[str, Any]
    seconds: float
    duration: float
    progress: float
    children: tuple[Medium, ...]
    box: Box
    seed: int = 0


@dataclass(frozen=True)
class TransitionCall:
    """How far a transition is.

    Attributes:
        values: the attributes of the transition.
        progress: 0 only the first shows, 1 only the second.
        box: the screen.
        opaque: whether the second covers all of it.
        covered: whether the first does.
        seed: a number that tells it from other transitions of the movie.
    """

    values: Mapping[str, Any]
    progress: float
    box: Box
    opaque: bool
    covered: bool
    seed: int = 0


@dataclass(frozen=True)
class FilterCall:
    """What a filter does to its content.

    Attributes:
        values: the parameters at this time.
        given: those that the document sets.
        progress: through the filter's time, 0 to 1.
        duration: of the filter, seconds.
        box: what is covered, in the pen's space.
        source: what the content covers; an adapter brings it to the box, to others it is the same.
        aspect: width over height that the content has of itself; None if it takes any.
        children: the pictures inside the filter, such as a mask.
        outline: of a text, its letters.
        opaque: whether nothing behind the content can be seen.
        seed: a number that tells it from other filters of the movie, or the one it was given.
        rounds: how often something has come round that does so at its `rate`, since its start, or
            since some seconds before.
        drawn: whether there are nodes among the pictures inside, whose screens may be empty.
    """

    values: Mapping[str, Any]
    given: frozenset[str]
    progress: float
    duration: float
    box: Box
    source: Box
    aspect: float | None
    children: tuple[Medium, ...] = ()
    outline: "Letters | None" = None
    opaque: bool = False
    seed: int = 0
    rounds: Callable[..., float] = float
    drawn: bool = False


@dataclass(frozen=True)
class AnimatorCall:
    """How far a movement is.

    Attributes:
        values: the attributes of the animator.
        progress: through its time, 0 to 1, not eased.
        seconds: since its start, not before 0.
        keys: time in seconds and values of each key of a custom animator.
        box: what the node covers, in its parent's space.
        aspect: of the screen.
    """

    values: Mapping[str, Any]
    progress: float
    seconds: float
    keys: tuple[tuple[float, Mapping[str, Any]], ...]
    box: Box
    aspect: float
