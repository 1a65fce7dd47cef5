"""What a document calls fonts: the service's names, common ones, words for weight and width."""

from dataclasses import dataclass

DEFAULT = "Arimo"

WEIGHTS = {
    "thin": 100,
    "light": 300,
    "normal": 400,
    "medium": 500,
    "semibold": 600,
    "bold": 700,
    "heavy": 900,
}
STRETCHES = {
    "ultracondensed": 0.5,
    "extracondensed": 0.625,
    "condensed": 0.75,
    "semicondensed": 0.875,
    "normal": 1.0,
    "semiexpanded": 1.125,
    "expanded": 1.25,
    "extraexpanded": 1.5,
    "ultraexpanded": 2.0,
}


@dataclass(frozen=True)
class Named:
    """What a name stands for.

    Attributes:
        family: of the fonts that are there.
        weight: 1 to 1000.
        italic: whether it is slanted.
        stretch: factor of the letters' width.
    """

    family: str
    weight: int = 400
    italic: bool = False
    stretch: float = 1.0


SERVICE = {
    "arial": Named("Arimo"),  # the same widths
    "arialbold": Named("Arimo", 700),
    "arialroundedmtbold": Named("Nunito", 850),
    "comicsansms": Named("Delius"),
    "couriernew": Named("IBM Plex Mono"),  # the same widths
    "landspeedrecord": Named("Saira", 800, italic=True, stretch=0.85),
    "saddlebag": Named("Alfa Slab One"),
    "timesnewroman": Named("Newsreader"),
    "verdana": Named("Noto Sans", stretch=1.1),
}
"""The names that the service knows, without blanks, in lower case."""

COMMON = {
    "helvetica": Named("Arimo"),
    "sansserif": Named("Arimo"),
    "comicsans": Named("Delius"),
    "cursive": Named("Delius"),
    "courier": Named("IBM Plex Mono"),
    "monospace": Named("IBM Plex Mono"),
    "times": Named("Newsreader"),
    "serif": Named("Newsreader"),
}


def key(name: str) -> str:
    """A name as it is compared: case, blanks, hyphens and underscores mean nothing."""
    return "".join(char for char in name.casefold() if char not in " -_\t")
