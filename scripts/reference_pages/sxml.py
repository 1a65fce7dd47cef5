"""The page of the movie language."""

from collections.abc import Iterable, Iterator

from dragonet.sxml import markup
from dragonet.sxml.attributes import PLACEMENT, TIME, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.schema import ELEMENTS, MANY, SERVICE, Element
from dragonet.sxml.timing import MOST_AT_ONCE
from dragonet.sxml.types import choice
from dragonet.sxml.values import MAX_TEXT
from reference_pages.markdown import document, listing, table

EXAMPLE = f"""\
<movie service="{SERVICE}">
  <body>
    <stack>
      <effect type="kenburns" duration="4.0"><image filename="https://example.com/1.jpg"/></effect>
      <text type="legend" margin-start="1.0">The first day</text>
    </stack>
    <transition type="crossfade" duration="1.0"/>
    <effect type="sliding">
      <image filename="https://example.com/2.jpg"/>
      <image filename="https://example.com/3.jpg"/>
    </effect>
  </body>
</movie>"""


def page() -> str:
    """Every element with its attributes and types."""
    return document(
        "SXML",
        f"The movie language (`{SERVICE}`): what a movie shows, in XML. Durations follow from the "
        "content; places are fractions of the screen, so that one movie fits every profile.",
        listing(EXAMPLE, "xml"),
        "A bare atom or operator is a movie of it alone. A wrong document is refused with every "
        "problem of it, up to 20, each with element, line and what is allowed. An attribute that "
        "belongs to the element but not to its type has no effect and is listed as a warning.",
        _limits(),
        "What a type costs is the CPU time of a frame of 1280 x 720 at its dearest moment, what it "
        "shows included, upright, on one core of an AMD EPYC; `bench/looks.py` measures it. A film "
        "of 25 frames a second is drawn as fast as it plays at 40 ms a frame. Turned and tilted "
        "pictures take 15 to 25 ms more.",
        "## Elements",
        table(
            ("element", "what it is", "inside it"),
            ((f"[{e.name}](#{e.name})", e.summary, _inside(e)) for e in ELEMENTS.values()),
        ),
        "## Time attributes",
        _attributes(TIME),
        "The parent's duration is `margin-start` + `duration` + `margin-end`: at most two of them "
        "are given, the third follows. Margins mean nothing between the children of a sequence and "
        "are errors there. A stack is as long as the longest child that has a duration of its own, "
        "and the others are stretched to it; a sequence is as long as its children together, less "
        "what their transitions overlap. A node with `..` takes its parent's duration, less its "
        "margins, and never decides it. What is longer than its parent is cut; an animator or "
        "filter that is longer than its node is faster instead.",
        "## Placement attributes",
        _attributes(PLACEMENT),
        *(text for element in ELEMENTS.values() for text in _element(element)),
    )


def _limits() -> str:
    return (
        f"Limits: {markup.MAX_BYTES:,} bytes, {markup.MAX_NODES:,} elements, "
        f"{markup.MAX_DEPTH} deep, {MAX_TEXT:,} characters a text, {MOST_AT_ONCE} children of a "
        "sequence that overlap. Document types, entities and external references are refused."
    )


def _inside(element: Element) -> str:
    inside = [f"`{name}`" for name in element.children] + ["text"] * element.text
    return ", ".join(inside) or "–"


def _element(element: Element) -> Iterator[str]:
    yield f"## {element.name}"
    yield element.summary
    if element.holds:
        least, most = element.holds
        counted = [f"`{name}`" for name in element.children if name in element.counted]
        wanted = f"exactly {least}" if least == most else f"at least {least}"
        yield f"It takes {wanted} of {', '.join(counted)}."
    if groups := [f"[{name}](#{name}-attributes)" for name, _ in _groups(element)]:
        yield f"It has the {' and '.join(groups)} attributes."
    shared = [item for _, group in _groups(element) for item in group]
    yield _attributes([*_type(element), *(i for i in element.attributes if i not in shared)])
    yield _one_of(element.one_of)
    if element.look and element.look not in element.looks:
        yield from _look(element.look, "without a type")
    for look in element.looks:
        default = ", the default" if look is element.look else ""
        yield from _look(look, f'type="{look.name}"{default}')
    if element.later:
        yield "Not available yet: " + ", ".join(f"`{name}`" for name in element.later) + "."


def _type(element: Element) -> Iterator[Attribute]:
    if element.looks:
        names = choice(*(look.name for look in element.looks))
        known = element.look if element.look in element.looks else None
        summary = "What it is, see below."
        default = known.name if known else None
        yield Attribute("type", names, summary, default, required=element.look is None)


def _groups(element: Element) -> list[tuple[str, tuple[Attribute, ...]]]:
    """The groups that the element has whole."""
    groups = (("time", TIME), ("placement", PLACEMENT))
    return [
        (name, group) for name, group in groups if all(item in element.attributes for item in group)
    ]


def _look(look: Look, title: str) -> Iterator[str]:
    yield f"### {look.kind}, {title}"
    yield look.summary + (f" It costs {look.cost} ms a frame." if look.cost else "")
    least, most = look.children
    if most:
        count = f"exactly {least}" if least == most else f"{least} to {most}"
        yield f"Pictures or nodes inside: {count}." if most < MANY else ""
    yield _attributes(look.attributes)
    yield _one_of(look.one_of)


def _one_of(names: tuple[str, ...]) -> str:
    return f"Exactly one of {', '.join(f'`{name}`' for name in names)} is given." if names else ""


def _attributes(attributes: Iterable[Attribute]) -> str:
    rows = [(f"`{i.name}`", i.type.allowed, _default(i), i.summary) for i in attributes]
    return table(("attribute", "allowed", "default", "description"), rows) if rows else ""


def _default(attribute: Attribute) -> str:
    if attribute.required:
        return "**required**"
    return "–" if attribute.default is None else f"`{attribute.default}`"
