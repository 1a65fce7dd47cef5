"""Contradictions between durations and margins that are clear before any file is known."""

from dragonet.sxml.claims import Claims
from dragonet.sxml.problems import Problems, listed
from dragonet.sxml.timing import SEQUENCES
from dragonet.sxml.tree import Node
from dragonet.sxml.values import PARENT

MARGINS = ("margin-start", "margin-end", "margin-both")


def check(movie: Node, problems: Problems) -> None:
    """Note every contradiction; cycles of `..` only once nothing else is wrong."""
    for node in movie.walk():
        if node.index not in problems.faulty:
            _sum(node, problems)
        if node.element in (*SEQUENCES, "movie"):
            for child in node.children:
                _no_margins(node, child, problems)
    if not problems.errors:
        body = movie.children[0]
        if body["duration"] == PARENT:
            problems.error(body.line, body.element, "duration='..': it has no parent to take it of")
        else:
            _cycles(body, body["duration"] is not None, Claims(lambda node: 0), problems)


def _sum(node: Node, problems: Problems) -> None:
    """Parent = margin-start + duration + margin-end: two of the three, the third follows."""
    given = [name for name in ("duration", *MARGINS) if name in node.given]
    if "margin-both" in given and len(given) > 1:
        others = listed(name for name in given if name != "margin-both")
        text = f"margin-both excludes the other margins and duration; here is also {others}"
        problems.error(node.line, node.element, text, node.index)
    elif len(given) > 2:
        text = f"{listed(given)}: at most two of them, the third follows"
        problems.error(node.line, node.element, text, node.index)


def _no_margins(parent: Node, child: Node, problems: Problems) -> None:
    """Between the children of a sequence there is no time that margins could share."""
    checked = child.is_timed or child.element == "body"
    given = [name for name in MARGINS if checked and name in child.given]
    if given and child.index not in problems.faulty:
        where = "a sequence" if parent.element == "sequence" else f"<{parent.element}>"
        text = f"{given[0]}='{child.given[given[0]]}' is not allowed: no margins in {where}"
        problems.error(child.line, child.element, text, child.index)


def _cycles(node: Node, decided: bool, claims: Claims, problems: Problems) -> None:
    """Refuse `..` where nothing decides; `decided`: the node's duration comes from outside it."""
    row = node.element in SEQUENCES
    cyclic = not decided and (row or claims.content(node) is None)
    for child in node.children:
        duration = child.values.get("duration") if child.is_timed else None
        if duration == PARENT and cyclic:
            whole = "is as long as its children together" if row else "has nothing else to last for"
            text = f"duration='..' is a cycle: its parent <{node.element}> (line {node.line})"
            problems.error(
                child.line, child.element, f"{text} {whole}; give one of them in seconds"
            )
        else:
            stretched = not child.is_timed or not (row or cyclic)
            _cycles(child, stretched or duration is not None, claims, problems)
