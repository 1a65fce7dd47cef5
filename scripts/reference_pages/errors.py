"""What a task answers to wrong parameters, as the validation itself words it."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from dragonet.engine.parameters import ParametersError, validate
from dragonet.engine.spec import Task
from reference_pages import example
from reference_pages.markdown import code, table
from reference_pages.schema import fields


def section(task: Task) -> str:
    """Errors in the parameters, as the validation itself words them, and those of the run."""
    rows = [(code(given), f"`{text}`") for given, text in _wrong(task)]
    parts = [
        "Wrong parameters end the task before it starts; its error has texts by parameter:",
        table(("given", "error"), rows),
    ]
    if example.has_url(task):
        parts.append(
            "An input that cannot be fetched ends it with a text: "
            "`File 'https://example.com/…' could not be fetched: 404 Not Found`."
        )
    return "\n\n".join(parts)


def _wrong(task: Task) -> Iterator[tuple[dict[str, Any], str]]:
    """A wrong parameter of each sort that this task can have, and what the service answers."""
    right = example.parameters(task)
    for changed in _changes(task):
        given = {**right, **changed}
        try:
            validate(task, {name: value for name, value in given.items() if value is not None})
        except ParametersError as error:
            yield changed, json.dumps({"parameters": error.errors}, ensure_ascii=False)


def _changes(task: Task) -> Iterator[dict[str, Any]]:
    """Changes to right parameters that make them wrong; null leaves one out."""
    found = list(fields(task.params))
    yield from ({field.name: None} for field in found[:1] if field.required)
    yield {f"{found[0].name}s": "text"}
    bounds = (
        {field.name: branch[key] + step}
        for field in found
        for branch in field.schema.get("anyOf", [field.schema])
        for key, step in (("maximum", 1), ("minimum", -1))
        if key in branch
    )
    choices = ({field.name: "other"} for field in found if "enum" in field.schema)
    yield from itertools.islice(bounds, 1)
    yield from itertools.islice(choices, 1)
