"""XML into elements with the line where each starts; nothing that is not plain XML."""

from dataclasses import dataclass, field
from xml.parsers import expat

from dragonet.sxml.problems import Problem, SxmlError, clean, problem
from dragonet.sxml.types import BLANK

MAX_BYTES = 1_000_000
MAX_NODES = 10_000
MAX_DEPTH = 64
_BLANK = BLANK.encode()


@dataclass
class Element:
    """An element as it is written.

    Attributes:
        name: with its prefix, if any.
        line: where its tag starts, from 1.
        attributes: in the order in which they are written.
        children: the elements inside.
        texts: the pieces of text directly inside.
        text_line: where the first text that is not white space starts.
    """

    name: str
    line: int
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    text_line: int = 0


class _Builder:
    """Builds the elements and refuses what is too much, while expat reads."""

    def __init__(self, encoding: str | None, above: int) -> None:
        self.above = above
        self.root: Element | None = None
        self.open: list[Element] = []
        self.nodes = 0
        self.parser = expat.ParserCreate(encoding)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    @property
    def line(self) -> int:
        return self.above + self.parser.CurrentLineNumber

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.nodes += 1
        element = Element(name, self.line, attributes)
        if self.nodes > MAX_NODES:
            raise _refused(element, f"more than {MAX_NODES} elements; at most that many")
        if len(self.open) == MAX_DEPTH:
            raise _refused(element, f"nested more than {MAX_DEPTH} deep; at most that deep")
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, name: str) -> None:
        self.open.pop()

    def _characters(self, text: str) -> None:
        element = self.open[-1]
        element.texts.append(text)
        start = len(text) - len(text.lstrip(BLANK))
        if not element.text_line and start < len(text):  # expat is behind the text by now
            element.text_line = self.line - text.count("\n", start)

    def _doctype(self, *declared: object) -> None:
        line = self.line
        text = "document types, entities and external references are not allowed"
        raise SxmlError([Problem(line, f"line {line}: {text}")])


def elements(document: str | bytes) -> Element:
    """The root of a document.

    Raises SxmlError if it is no well-formed XML, has a document type, or is too large, too
    deeply nested or of too many elements.
    """
    data, encoding = _encoded(document)
    above = data[: len(data) - len(data.lstrip(_BLANK))].count(b"\n")
    if len(data) > MAX_BYTES:
        text = f"the document has {len(data)} bytes; at most {MAX_BYTES} are allowed"
        raise SxmlError([Problem(1, text)])
    builder = _Builder(encoding, above)
    try:
        builder.parser.Parse(data.lstrip(_BLANK), True)
    except expat.ExpatError as error:
        raise _not_well_formed(error, builder) from None
    except (ValueError, LookupError):
        raise _unreadable("its encoding is not known; use UTF-8") from None
    assert builder.root is not None
    return builder.root


def _encoded(document: str | bytes) -> tuple[bytes, str | None]:
    """The document in bytes, and their encoding if the document does not say it itself."""
    if isinstance(document, bytes):
        return document, None
    try:
        return document.removeprefix("\ufeff").encode(), "utf-8"
    except UnicodeEncodeError:
        raise _unreadable("it has characters that XML does not allow") from None


def _unreadable(text: str) -> SxmlError:
    return SxmlError([Problem(1, f"the document is not XML: {text}")])


def _refused(element: Element, text: str) -> SxmlError:
    return SxmlError([problem(element.line, element.name, text)])


def _not_well_formed(error: expat.ExpatError, builder: _Builder) -> SxmlError:
    line = builder.above + error.lineno
    said = expat.ErrorString(error.code) or "not well-formed"
    text = f"line {line}: the document is not XML: {said}"
    if builder.open:
        text += f", inside <{clean(builder.open[-1].name)}> of line {builder.open[-1].line}"
    return SxmlError([Problem(line, text)])
