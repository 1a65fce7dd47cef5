"""What is shown of a text while an animator shows its letters."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import skia

from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.text import near
from dragonet.sxml.values import Colour


@dataclass(frozen=True)
class Piece:
    """Letters that are shown together; lengths in the space of movies.

    Attributes:
        path: their outline at their place in the text.
        alpha: how opaque they are.
        lift: how far above their place.
        tint: another colour than that of the text.
        share: how much of it, 0 to 1.
        sides: left and right end of what is shown of them; None: all.
    """

    path: skia.Path
    alpha: float = 1.0
    lift: float = 0.0
    tint: Colour | None = None
    share: float = 1.0
    sides: tuple[float, float] | None = None

    def colour(self, base: Colour) -> Colour:
        """Of the letters, in a text of a colour."""
        if self.tint is None:
            return base
        pairs = zip(base, self.tint, strict=True)
        return Colour(*(round(one + (two - one) * self.share) for one, two in pairs))

    @contextmanager
    def placed(self, pen: Pen) -> Iterator[Pen]:
        """A pen that draws the path as it is shown."""
        canvas = pen.canvas
        canvas.save()
        try:
            canvas.translate(0, self.lift)
            if self.sides is not None:
                bounds = self.path.getBounds()
                left, right = self.sides
                area = skia.Rect.MakeLTRB(left, bounds.top() - 1, right, bounds.bottom() + 1)
                canvas.clipRect(area, doAntiAlias=pen.screen.smooth)
            yield pen.faded(self.alpha)
        finally:
            canvas.restore()


@dataclass(frozen=True)
class Shown:
    """The pieces at a time, from the back to the front.

    Attributes:
        pieces: the letters.
        state: equal values look equal.
        whole: instead of the pieces, what has the shadows, glows and strokes.
    """

    pieces: tuple[Piece, ...]
    state: Hashable
    whole: tuple[Piece, ...] | None = None

    def draw(self, pen: Pen, colour: Colour) -> None:
        """Draw them in the colour of the text."""
        for piece in self.pieces:
            with piece.placed(pen) as own:
                paint = painted(own, piece.colour(colour))
                own.canvas.drawPath(near.before(own, piece.path), paint)


def painted(pen: Pen, colour: Colour) -> skia.Paint:
    """A paint of a colour with the pen's opacity."""
    paint = skia.Paint(AntiAlias=pen.screen.smooth)
    paint.setColor(skia.Color(colour.red, colour.green, colour.blue, colour.alpha))
    paint.setAlphaf(paint.getAlphaf() * pen.alpha)
    return paint
