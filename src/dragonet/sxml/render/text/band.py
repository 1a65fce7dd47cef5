"""What keeps captions readable on any picture: a band behind them, or without one a shadow."""

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.text import soft
from dragonet.sxml.render.text.shown import Shown
from dragonet.sxml.render.text.soft import Soft
from dragonet.sxml.values import Colour

BAND = Colour(10, 10, 12, 176)
_ROUND = 0.32
"""Radius of a band's corners, ems."""
_SHADE = Colour(0, 0, 0)
_SHADOWS = ((0.045, 0.02, 0.6), (0.05, 0.12, 0.75))
"""How much wider than the letters, how soft, both in ems, and how dark."""


def banded(band: Box, em: float) -> skia.Path:
    """A band with round corners."""
    path = skia.Path()
    path.addRoundRect(rect(band), _ROUND * em, _ROUND * em)
    return path


def shade(pen: Pen, shown: Shown, em: float) -> None:
    """Draw the shadow of letters."""
    for piece in shown.pieces:
        with piece.placed(pen) as own:
            for grow, sigma, opacity in _SHADOWS:
                shape = Soft(grow * em, sigma * em, _SHADE)
                soft.draw(own, piece.path, shape, (0.0, -0.03 * em), opacity * own.alpha)
