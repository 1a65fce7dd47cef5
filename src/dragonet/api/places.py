"""Are the buckets there that tasks name?"""

from collections.abc import Sequence
from dataclasses import replace

from dragonet.accounts import Account
from dragonet.api.definitions import Prepared
from dragonet.api.face import Face
from dragonet.engine.parameters import Errors
from dragonet.engine.places import KINDS, Places


async def placed(face: Face, account: Account, prepared: Sequence[Prepared]) -> list[Prepared]:
    """The tasks of a request; those whose bucket the account does not have get errors."""
    named = {
        (item.definition.store["type"], item.definition.store["name"])
        for item in prepared
        if item.definition.store["type"] in KINDS
    }
    places = Places(face.engine)
    wrong: dict[tuple[str, str], str] = {}
    for kind, name in named:
        place = await places.find(account.name, name)
        if place is None:
            wrong[kind, name] = f"name: the account has no store '{name}'"
        elif place.kind != kind:
            wrong[kind, name] = f"type: the store '{name}' is of type '{place.kind}'"
    return [_with(item, wrong) for item in prepared] if wrong else [*prepared]


def _with(item: Prepared, wrong: dict[tuple[str, str], str]) -> Prepared:
    store = item.definition.store
    text = wrong.get((store["type"], store.get("name", "")))
    errors: Errors = {**(item.errors or {}), "task_store": [text]} if text else {}
    return replace(item, errors=errors) if errors else item
