"""The `Source` parameters of a task."""

from typing import Any

from dragonet.engine.spec import Source, Task


def sources_of(task: Task, params: dict[str, Any]) -> list[str]:
    """The URLs that validated parameters name, each once, in order."""
    model = task.params.model_validate(params, context={"local": True})
    found: dict[str, None] = {}

    def walk(value: Any) -> None:
        if isinstance(value, Source):
            found[str(value)] = None
        elif isinstance(value, list | tuple):
            for item in value:
                walk(item)

    for name in type(model).model_fields:
        walk(getattr(model, name))
    return list(found)
