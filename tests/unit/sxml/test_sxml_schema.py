"""The declaration of the language is whole, and describes itself."""

import json
import re
from itertools import chain
from pathlib import Path

import pytest

from dragonet.sxml.describe import describe
from dragonet.sxml.looks import DEFAULTS, LATER
from dragonet.sxml.looks.transitions.crossfade import CROSSFADE
from dragonet.sxml.parse import parse
from dragonet.sxml.schema import ELEMENTS, Element, key_of

EVERY = [pytest.param(element, id=name) for name, element in ELEMENTS.items()]

INVENTORY = {
    "effect": "type timeOffset adapter depthEnable direction cameramove filterType transWidth "
    "width color duration margin-start margin-end margin-both",
    "text": "type align direction fontsize fontname fontcolor backgroundcolor speed vector "
    "reference wrap interlign depthEnable weight style stretch face top bottom left right width "
    "height duration margin-start margin-end margin-both",
    "overlay": "top bottom left right width height depthEnable duration margin-start margin-end "
    "margin-both",
    "image": "filename color width height duration type center size zoom markers mapkey maptype",
    "video": "filename skip speed audio volume duration margin-start",
    "audio": "filename volume fadein fadeout skip loop voice duck-others duck-margin duck-fade "
    "duck-threshold duration margin-start margin-end margin-both",
    "transition": "type duration direction rotCenter angle directions rotCenters angles "
    "depthEnable drawOrder",
    "animator": "type direction angle growStart growEnd mode duration margin-start margin-end "
    "margin-both",
    "key": "time pos scale rot orient",
    "camera": "relative duration margin-start margin-end margin-both",
    "stack": "screenWidth screenHeight duration margin-start margin-end margin-both",
    "filter": "type color opaqueColor transparentColor blackColor whiteColor rgba-bias-matrix "
    "preset diameter margin width transWidth height aspectRatio rate offset alphaStart alphaEnd "
    "direction center centerStart centerEnd zoomStart zoomEnd distanceWidth fillOpacity "
    "strokeWidth strokeColor strokeOpacity innerShadowColor innerShadowOpacity "
    "innerShadowPosition innerShadowAngle innerShadowDistance innerShadowWidth "
    "innerShadowBlurWidth dropShadowColor dropShadowOpacity dropShadowPosition dropShadowAngle "
    "dropShadowDistance dropShadowWidth dropShadowBlurWidth outerGlowColor outerGlowOpacity "
    "outerGlowWidth outerGlowBlurWidth innerGlowColor innerGlowOpacity innerGlowWidth "
    "innerGlowBlurWidth duration margin-start margin-end margin-both",
}
TYPES = {
    "effect": "none kenburns flower panel explode rotator diving sliding square rectangles slice",
    "transition": "crossfade waterdrop circle radial swirl strip scan scans move over under cube "
    "spiral dualmove",
    "animator": "slide slide-in slide-out rot-in rot-out grow custom",
    "text": "legend zone advanced",
    "image": "map",
    "filter": "colormap distancemap distancecolor hblur vblur blur alpha flick glow grow frame "
    "borderBlur tv flashback noise cornerCut fixedAdapter panoramicAdapter zoomAdapter "
    "kenburnsAdapter fitAdapter identity combine mask key makeTransparent subRender dof antialias "
    "quad tint",
}


@pytest.mark.parametrize("name", INVENTORY)
def test_every_attribute_of_the_language_is_known(name: str) -> None:
    element = ELEMENTS[name]
    typed = ["type"] if element.looks else []
    assert set(INVENTORY[name].split()) <= {*element.every(), *typed}


@pytest.mark.parametrize("name", TYPES)
def test_every_type_of_the_language_is_there_or_refused_by_name(name: str) -> None:
    element = ELEMENTS[name]
    there = [look.name for look in element.looks]
    assert set(TYPES[name].split()) <= {*there, *element.later}


@pytest.mark.parametrize("element", EVERY)
def test_declarations_are_sound(element: Element) -> None:
    names = [look.name for look in element.looks]
    assert len(set(names)) == len(names)
    assert not set(names) & set(element.later)
    assert set(element.children) <= set(ELEMENTS)
    looks = (*element.looks, *([element.look] if element.look else []))
    for look in looks:
        assert look.kind == element.name
        assert set(look.one_of) <= {item.name for item in look.attributes}
        assert look.summary.endswith(".")
    for item in chain(element.attributes, element.other, *(look.attributes for look in looks)):
        assert item.summary.endswith((".", ".)")), item.name
        assert item.default is None or item.value is not None
        assert not (item.required and item.default)


def test_keys_of_filters_set_what_has_numbers() -> None:
    looks = {look.name: look for look in ELEMENTS["filter"].looks}
    assert set(key_of(looks["alpha"])) == {"time", "alphaStart", "alphaEnd"}
    assert set(key_of(looks["colormap"])) == {"time", "rgba-bias-matrix"}
    assert set(key_of(None)) == {"time", "pos", "scale", "rot", "orient"}


def test_kinds_with_later_types_and_defaults_have_tuples() -> None:
    assert set(LATER) | set(DEFAULTS) <= set(TYPES)


def test_the_description_is_json_and_tells_what_is_allowed() -> None:
    found = json.loads(json.dumps(describe()))["elements"]
    kenburns = found["effect"]["types"]["kenburns"]
    assert kenburns["holds"] == {"least": 1, "most": 1}
    (direction,) = (item for item in kenburns["attributes"] if item["name"] == "direction")
    assert direction["schema"] == {"enum": ["positive", "negative"]}
    assert direction["default"] == "positive"
    assert found["effect"]["later"] == list(LATER.get("effect", ()))
    assert found["stack"]["holds"] == {"least": 1, "most": None}
    assert found["image"]["untyped"]["one_of"] == ["filename", "color"]
    assert set(found["body"]["children"]) == set(found["sequence"]["children"])


def test_every_type_that_is_drawn_states_its_cost() -> None:
    looks = [look for element in ELEMENTS.values() for look in element.looks]
    assert [look.name for look in looks if bool(look.render) != bool(look.cost)] == []
    assert all(look.cost <= 83 for look in looks if look.cost)  # 12 frames a second
    types = describe()["elements"]["transition"]["types"]
    cost = types["crossfade"]["cost"]
    assert cost == CROSSFADE.cost
    page = Path(__file__).resolve().parents[3] / "docs" / "reference" / "sxml.md"
    assert f"It costs {cost} ms a frame." in page.read_text("utf-8")


def test_schemas_agree_with_what_is_read() -> None:
    for element in describe()["elements"].values():
        for item in element["attributes"]:
            words = item["schema"].get("enum", [])
            pattern = item["schema"].get("pattern")
            attribute = {a.name: a for e in ELEMENTS.values() for a in e.attributes}[item["name"]]
            for word in words:
                assert attribute.type.value(word) == word
            if pattern and item["default"]:
                assert re.fullmatch(pattern, item["default"])


def test_the_example_of_the_reference_page_is_legal() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "reference" / "sxml.md"
    (example,) = re.findall(r"```xml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert parse(example).warnings == ()
