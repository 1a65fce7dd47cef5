"""What is wrong with a document: every problem with its line, several at once."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from dragonet.engine.parameters import shown as shown_value
from dragonet.errors import ParameterError
from dragonet.urls import CONTROL

MOST = 20
"""Problems that one error lists."""

MOST_WARNINGS = 100
_LONGEST = 60
"""Characters of a name that a text repeats."""


class Problem(NamedTuple):
    """One problem: the line of the element, from 1, and the whole text, which names both."""

    line: int
    text: str


class SxmlError(ParameterError):
    """A document that is refused.

    Attributes:
        errors: at most `MOST` problems, by line.
        more: whether there may be others behind them.
    """

    code = "sxml"

    def __init__(self, errors: Iterable[Problem], more: bool = False) -> None:
        self.errors: tuple[Problem, ...] = tuple(sorted(errors, key=lambda found: found.line))
        self.more = more
        texts = [found.text for found in self.errors]
        texts = [*texts, "and more"] if more else texts
        super().__init__("definition", "\n".join(texts), texts)


class Problems:
    """Collects what a pass finds; after `MOST` problems it raises."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.faulty: set[int] = set()
        """Indices of the nodes with a wrong attribute or text, which later checks leave alone."""
        self.partial: set[int] = set()
        """Indices of the nodes some of whose children were refused."""

    def error(self, line: int, element: str, text: str, index: int | None = None) -> None:
        """Add an error. Raises SxmlError if there are too many."""
        if len(self.errors) == MOST:
            raise SxmlError(self.errors, more=True)
        if index is not None:
            self.faulty.add(index)
        self.errors.append(problem(line, element, text))

    def warn(self, line: int, element: str, text: str) -> None:
        """Add a warning; beyond a hundred they are dropped."""
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(problem(line, element, text))

    def settle(self) -> None:
        """Raise SxmlError if there are errors."""
        if self.errors:
            raise SxmlError(self.errors)


def problem(line: int, element: str, text: str) -> Problem:
    """A problem of an element."""
    return Problem(line, f"line {line}, <{clean(element)}>: {text}")


def clean(name: str) -> str:
    """A name as a text repeats it: on one line, not too long."""
    name = CONTROL.sub("\ufffd", name)
    return name if len(name) <= _LONGEST else name[:_LONGEST] + "…"


def shown(value: str) -> str:
    """A wrong value as a text repeats it: quoted, on one line, not too long, no credentials."""
    return shown_value(CONTROL.sub("\ufffd", " ".join(value[:1000].split())))


def listed(names: Iterable[str]) -> str:
    """Names for a text."""
    return ", ".join(names)


def suggestion(name: str, known: Sequence[str], later: Sequence[str] = ()) -> str:
    """`did you mean 'x'?` if a name is near, else what is allowed now."""
    by_case = {one.lower(): one for one in (*known, *later)}
    near = get_close_matches(name[:_LONGEST].lower(), by_case, 1)
    if near:
        return f"did you mean '{by_case[near[0]]}'?"
    return f"allowed: {listed(known)}" if known else "none is allowed"


def advice(value: str, known: Sequence[str], later: Sequence[str] = ()) -> str:
    """What a value may be, the one that is near before all."""
    near = suggestion(value, known, later)
    return f"{near} Allowed: {listed(known)}" if near.endswith("?") else near
