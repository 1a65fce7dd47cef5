"""What a document must keep to beyond the schema: numbers of children, keys, transitions."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from dragonet.sxml import spoken
from dragonet.sxml.captions.node import is_caption
from dragonet.sxml.captions.read import CaptionError, read_text
from dragonet.sxml.problems import Problems, listed, shown
from dragonet.sxml.schema import ELEMENTS, MANY
from dragonet.sxml.tree import Node


def check(movie: Node, problems: Problems) -> None:
    """Note every breach; nodes that have a problem already are left alone."""
    for node in movie.walk():
        for rule in _RULES.get(node.element, ()):
            left_alone = problems.partial if rule in _OF_CHILDREN else problems.faulty
            if node.index not in left_alone:
                rule(node, problems)


def _error(node: Node, problems: Problems, text: str) -> None:
    problems.error(node.line, node.element, text, node.index)


def _holds(node: Node, problems: Problems) -> None:
    element = ELEMENTS[node.element]
    least, most = element.holds or (node.look.children if node.look else (0, MANY))
    counted = listed(name for name in element.children if name in element.counted)
    count = sum(child.element in element.counted for child in node.children)
    if not least <= count <= most:
        who = f"type '{node.look.name}'" if node.look else f"<{node.element}>"
        allowed = f" ({counted})" if most else ""
        _error(node, problems, f"{who} takes {_range(least, most)}{allowed}, here are {count}")


def _range(least: int, most: int) -> str:
    if most == MANY:
        return f"at least {least} child" if least == 1 else f"at least {least} children"
    if least == most:
        return ("no children", "exactly 1 child")[most] if most < 2 else f"exactly {most} children"
    return f"{least} to {most} children"


def _one_of(node: Node, problems: Problems) -> None:
    names = node.look.one_of if node.look else ELEMENTS[node.element].one_of
    animators = (child for child in node.children if child.element == "animator")
    set_by_keys = {name for child in animators for key in child.children for name in key.given}
    count = sum(name in node.given or name in set_by_keys for name in names)
    if names and count != 1:
        _error(node, problems, f"exactly one of {listed(names)} must be given, here are {count}")


def _transitions(node: Node, problems: Problems) -> None:
    row = [child for child in node.children if child.is_timed or child.element == "transition"]
    last = len(row) - 1
    for place, child in enumerate(row):
        if child.element == "transition":
            if place in (0, last):
                side = "before" if place == 0 else "after"
                _error(child, problems, f"it stands between two children; none is {side} it")
            elif row[place - 1].element == "transition":
                first = row[place - 1].line
                _error(child, problems, f"two in a row, the other in line {first}; one is allowed")


def _speech(node: Node, problems: Problems) -> None:
    if "voice" in node.given and not node.text:
        _error(node, problems, "voice is given, but no text that it speaks")
    elif node.text and "voice" not in node.given:
        _error(node, problems, "it has a text, but no voice that speaks it")


def _animators(node: Node, problems: Problems) -> None:
    for child in node.children:
        if child.element == "animator" and child.look and child.look.letters:
            _error(child, problems, _elsewhere(child.look.name, node.element))
        elif child.element == "animator" and child.look and child.look.name != "custom":
            text = f"type='{child.look.name}' moves nodes; in a filter, custom is allowed"
            _error(child, problems, text)


def _elsewhere(name: str, element: str) -> str:
    return f"type='{name}' shows the letters of a <text>; here it is in <{element}>"


def _no_letters(node: Node, problems: Problems) -> None:
    for child in node.children:
        if child.element == "animator" and child.look and child.look.letters:
            _error(child, problems, _elsewhere(child.look.name, node.element))


def _letters(node: Node, problems: Problems) -> None:
    """One animator shows the letters; its times are as many as the words."""
    found = [child for child in node.children if child.look and child.look.letters]
    for child in found[1:]:
        first = f"'{_name(found[0])}'"
        text = f"type='{_name(child)}' is the second that shows the letters of this text, after"
        _error(child, problems, f"{text} {first} in line {found[0].line}; one is allowed")
    for child in found:
        times = child.values.get("times")
        if times is not None and is_caption(node):
            text = "times are of one text; of captions each has a time of its own"
            _error(child, problems, text)
            continue
        words = len(spoken.starts(node.text))
        if times is not None and len(times) != words and child.index not in problems.faulty:
            text = f"times has {len(times)} numbers, but the text has {words} words"
            _error(child, problems, f"{text}; give one for each")


def _name(node: Node) -> str:
    return node.look.name if node.look else ""


def _keys(node: Node, problems: Problems) -> None:
    if node.look and node.look.name != "custom" and node.children:
        _error(node, problems, f"keys belong to type 'custom', not to '{node.look.name}'")
    elif node.look and node.look.name == "custom":
        if not node.children:
            _error(node, problems, "type 'custom' takes at least 1 child (key), here are 0")
        elif not any(child.index in problems.faulty for child in node.children):
            _key_row(node.children, problems)


def _key_row(keys: tuple[Node, ...], problems: Problems) -> None:
    """Keys set the same and are in order of time; two of the same time are a jump."""
    if set(keys[0].given) == {"time"}:
        _error(keys[0], problems, "it sets nothing beside its time")
    for before, key in pairwise(keys):
        if set(key.given) != set(keys[0].given):
            there, here = _sets(keys[0]), _sets(key)
            text = f"it sets {here}, the first key (line {keys[0].line}) {there}; all set the same"
            _error(key, problems, text)
        elif key["time"] < before["time"]:
            text = f"time='{key.given['time']}' is before that of the key before it"
            _error(key, problems, f"{text}, '{before.given['time']}'; keys go in order of time")


def _sets(key: Node) -> str:
    return listed(sorted(name for name in key.given if name != "time")) or "nothing"


def _placement(node: Node, problems: Problems) -> None:
    for one, two, size in (("left", "right", "width"), ("top", "bottom", "height")):
        if all(isinstance(node[name], float) for name in (one, two, size)):
            text = f"{two} has no effect, because {one} and {size} are given"
            problems.warn(node.line, node.element, text)


def _silent(node: Node, problems: Problems) -> None:
    if not node.text and not is_caption(node):
        problems.warn(node.line, node.element, "it is empty")


def _cut(node: Node, problems: Problems) -> None:
    """All of the attributes that cutting on beats takes, or none."""
    if "cut" in node.given and "audio" not in node.given:
        text = f"cut='{node['cut']}' needs audio: the URL of the music whose {node['cut']} count"
        _error(node, problems, text)
    for name in ("audio", "every", "skip"):
        if name in node.given and "cut" not in node.given:
            advice = "give cut='beats' or cut='bars' too"
            played = ", or <audio filename> to hear it" if name == "audio" else ""
            _error(node, problems, f"{name} is there to cut on music; {advice}{played}")


def _heard(movie: Node, problems: Problems) -> None:
    """Music that pictures follow is meant to be heard."""
    played = {
        node["filename"]
        for node in movie.walk()
        if node.element == "audio" or (node.element == "video" and node["audio"])
    }
    for node in movie.walk():
        if node.values.get("cut") and node["audio"] and node["audio"] not in played:
            text = f"nothing plays audio={shown(node['audio'])}; an <audio> beside it would"
            problems.warn(node.line, node.element, text)


def _captions(node: Node, problems: Problems) -> None:
    """They are in a file or in the text, and they do not move."""
    if not is_caption(node):
        return
    for name in ("direction", "speed", "reference"):
        if name in node.given:
            text = f"{name} has no effect on type 'caption'"
            problems.warn(node.line, node.element, text)
    if bool(node.text) == ("filename" in node.given):
        both = "both" if node.text else "neither"
        text = "filename or, as its text, the captions themselves must be given, here are"
        _error(node, problems, f"exactly one of {text} {both}")
    elif node.text:
        try:
            read_text(node.text)
        except CaptionError as error:
            _error(node, problems, f"its captions, {error}")


_OF_CHILDREN = (_holds, _transitions)
Rule = Callable[[Node, Problems], None]
_RULES: Mapping[str, tuple[Rule, ...]] = {
    "movie": (_holds, _heard),
    "body": (_holds, _transitions, _no_letters, _cut),
    "sequence": (_holds, _transitions, _no_letters, _cut),
    "stack": (_holds, _no_letters),
    "camera": (_no_letters,),
    "effect": (_holds, _no_letters),
    "overlay": (_holds, _placement, _no_letters),
    "text": (_placement, _silent, _letters, _captions),
    "audio": (_one_of, _speech),
    "image": (_one_of,),
    "filter": (_holds, _one_of, _animators),
    "animator": (_keys,),
}
