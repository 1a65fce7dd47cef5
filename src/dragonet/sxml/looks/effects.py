"""Effects: pictures made into a full-screen stream."""

from dragonet.sxml.attributes import ADAPTERS, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice

ADAPTER = Attribute(
    "adapter",
    choice(*ADAPTERS),
    "How the picture is brought to the screen's shape.",
    "kenburnsAdapter",
)

NONE = Look("effect", "none", "The picture fills the screen and stays.", children=(1, 1))

KENBURNS = Look(
    "effect",
    "kenburns",
    "A slow zoom with a pan.",
    (
        ADAPTER,
        Attribute(
            "direction",
            choice("positive", "negative"),
            "`positive` moves in, `negative` moves out.",
            "positive",
        ),
    ),
    children=(1, 1),
)

SLIDING = Look("effect", "sliding", "Pictures slide by in a row.", children=(1, 100), turns=True)
