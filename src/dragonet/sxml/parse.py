"""A document into a tree: every element and attribute checked against the schema."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dragonet.sxml import markup, rules, time_rules
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.problems import (
    Problems,
    SxmlError,
    advice,
    clean,
    listed,
    problem,
    shown,
    suggestion,
)
from dragonet.sxml.schema import ATOMS, ELEMENTS, OPERATORS, SERVICE, UNKNOWN, Element, key_of
from dragonet.sxml.tree import Movie, Node
from dragonet.sxml.types import BLANK
from dragonet.sxml.values import MAX_TEXT

_SPACES = re.compile(f"[{BLANK}]+")


def parse(document: str | bytes, *, local: bool = False) -> Movie:
    """The tree of a document; a bare atom or operator is a movie of it alone.

    `local` admits paths where URLs are asked for. Raises SxmlError, with up to 20 problems.
    """
    root = _movie(markup.elements(document))
    problems = Problems()
    movie = _Parser(problems, local).node(root, None)
    rules.check(movie, problems)
    time_rules.check(movie, problems)
    problems.settle()
    return Movie(movie.children[0], tuple(problems.warnings))


def _movie(root: markup.Element) -> markup.Element:
    """The root, wrapped if it is a fragment. Raises SxmlError if it is something else."""
    if root.name == "movie":
        return root
    if root.name not in (*ATOMS, *OPERATORS, "body"):
        hint = suggestion(root.name, ("movie", *ATOMS, *OPERATORS))
        raise SxmlError([problem(root.line, root.name, f"not a movie; {hint}")])
    body = root if root.name == "body" else markup.Element("body", root.line, {}, [root])
    return markup.Element("movie", root.line, {"service": SERVICE}, [body])


class _Parser:
    """Makes nodes of elements and notes what is wrong with them."""

    def __init__(self, problems: Problems, local: bool) -> None:
        self.problems = problems
        self.local = local
        self.count = 0

    def node(self, raw: markup.Element, owner: Look | None) -> Node:
        """The node of an element that is known; `owner`: the filter that it is in, if any."""
        index, self.count = self.count, self.count + 1
        element = ELEMENTS[raw.name]
        look = self._look(raw, element, index)
        values = self._values(raw, element, look, owner, index)
        keyless = raw.name == "filter" and look is None  # what its keys may set is not known
        inside = look if raw.name == "filter" else owner if raw.name == "animator" else None
        children = tuple(
            self.node(child, inside)
            for child in raw.children
            if self._fits(child, element, index) and not (keyless and child.name == "animator")
        )
        text = self._text(raw, element, look, index)
        given = MappingProxyType(raw.attributes)
        return Node(index, raw.name, raw.line, look, values, given, children, text)

    def _error(self, raw: markup.Element, index: int, text: str) -> None:
        self.problems.error(raw.line, raw.name, text, index)

    def _look(self, raw: markup.Element, element: Element, index: int) -> Look | None:
        """The type of an element; None if it has none, or a wrong one."""
        name = raw.attributes.get("type")
        if not element.looks or name is None:
            if element.looks and not element.look:
                known = listed(look.name for look in element.looks)
                self._error(raw, index, f"type is required; one of: {known}")
            return element.look
        known_looks = {look.name: look for look in element.looks}
        if name in known_looks:
            return known_looks[name]
        wrong = f"type={shown(name)}"
        if name in element.later:
            text = f"{wrong} is not available yet; allowed: {listed(known_looks)}"
        else:
            text = f"{wrong} is not known; {advice(name, tuple(known_looks), element.later)}"
        self._error(raw, index, text)
        return None

    def _values(
        self,
        raw: markup.Element,
        element: Element,
        look: Look | None,
        owner: Look | None,
        index: int,
    ) -> Mapping[str, Any]:
        """The attributes that belong to the type, read, and the defaults of the others."""
        own = key_of(owner) if raw.name == "key" else element.of_type(look)
        every = own if raw.name == "key" else element.every()
        values: dict[str, Any] = {}
        for name, text in raw.attributes.items():
            if name == "type" and element.looks:
                continue
            attribute = own.get(name) or every.get(name)
            if attribute is None:
                known = ("type", *every) if element.looks else tuple(every)
                hint = suggestion(name, known)
                self._error(raw, index, f"unknown attribute '{clean(name)}', {hint}")
            else:
                values[name] = self._value(raw, attribute, text, index)
                if name not in own and look:
                    said = f"{name} has no effect on type '{look.name}'"
                    self.problems.warn(raw.line, raw.name, said)
        for name, attribute in own.items():
            if attribute.required and name not in raw.attributes:
                self._error(raw, index, f"{name} is required: {attribute.type.allowed}")
        defaults = {name: item.value for name, item in own.items()}
        return MappingProxyType(defaults | {key: values[key] for key in values if key in own})

    def _value(self, raw: markup.Element, attribute: Attribute, text: str, index: int) -> Any:
        kind = attribute.type
        if self.local and kind.local:
            kind = kind.local
        try:
            return kind.value(text)
        except ValueError as error:
            self._error(raw, index, f"{attribute.name}={error}")
            return attribute.value

    def _fits(self, child: markup.Element, parent: Element, index: int) -> bool:
        """Whether a child may be there; an error if not."""
        if child.name in parent.children:
            return True
        if child.name in UNKNOWN:
            text = "is a name of the language, but nothing else is known of it: not available"
        elif child.name not in ELEMENTS:
            text = f"unknown element, {suggestion(child.name, parent.children)}"
        else:
            allowed = listed(parent.children) or "no elements"
            text = f"not allowed in <{parent.name}>; allowed there: {allowed}"
        self.problems.partial.add(index)
        self.problems.error(child.line, child.name, text)
        return False

    def _text(self, raw: markup.Element, element: Element, look: Look | None, index: int) -> str:
        """The text of an element; white space inside it stays where lines mean something."""
        text = "".join(raw.texts).strip(BLANK)
        if text and not element.text:
            said = f"text is not allowed here, only in text and audio: {shown(text)}"
            self.problems.error(raw.text_line, raw.name, said, index)
        elif len(text) > MAX_TEXT:
            said = f"the text has {len(text)} characters; at most {MAX_TEXT} are allowed"
            self._error(raw, index, said)
        lines = look is not None and look.lines
        return text if lines else _SPACES.sub(" ", text)
