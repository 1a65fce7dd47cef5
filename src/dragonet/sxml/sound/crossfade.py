"""Transitions: the sound of one neighbour goes while that of the other comes."""

from dragonet.sxml.sound.clock import sample
from dragonet.sxml.sound.ramp import Ramp
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Node


def crossfades(node: Node, timing: Timing, rate: int) -> dict[int, tuple[Ramp, ...]]:
    """The ramps of each child of a sequence that a transition leads to or from.

    Two different sounds add by their powers: so faded they stay as loud as each is by itself,
    where straight lines dip by 3 dB. Equal ones, which are rare, are louder by 3 dB.
    """
    found: dict[int, tuple[Ramp, ...]] = {}
    before = transition = None
    for child in node.children:
        if child.element == "transition":
            transition = child
        elif child.is_timed:
            if transition is not None and before is not None:
                span = timing[transition]
                edges = sample(span.start, rate), sample(span.start + span.duration, rate)
                if edges[0] < edges[1]:
                    found[before.index] = (*found.get(before.index, ()), Ramp(*edges, False, True))
                    found[child.index] = (Ramp(*edges, True, True),)
            before, transition = child, None
    return found
