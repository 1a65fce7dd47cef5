"""The pages of the tasks."""

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

from dragonet.engine.spec import Task
from reference_pages import errors, example
from reference_pages.markdown import code, document, listing, table
from reference_pages.schema import Field, fields


def index(tasks: Sequence[Task]) -> str:
    """The list of tasks and of the other pages."""
    rows = [
        (f"[{task.name}](tasks/{task.name}.md)", task.summary, task.lane)
        for task in sorted(tasks, key=lambda task: task.name)
    ]
    return document(
        "Reference",
        "These pages are written from the code. The HTTP methods are in "
        "[the HTTP API](../http-api.md); a running service describes itself at `/v2/tasks` "
        "(JSON Schema) and `/openapi.json`.",
        "## Tasks",
        table(("task", "what it does", "lane"), rows),
        "## Other pages",
        "- [Settings](settings.md)\n- [Command line](cli.md)\n"
        "- [SXML, for movies](sxml.md)\n- [Profiles of movies](profiles.md)",
    )


def page(task: Task) -> str:
    """The page of one task."""
    return document(
        task.name,
        task.summary,
        _doing(task),
        "## Parameters",
        _parameters(task),
        "## Output values",
        _values(task),
        *_files(task),
        "## Example",
        *_example(task),
        "## Errors",
        errors.section(task),
        "## Limits",
        _limits(task),
    )


def _doing(task: Task) -> str:
    """What the work's docstring says, in a client's words."""
    text = " ".join((inspect.getdoc(task.run) or "").split())
    text = re.sub(r"Raises \w+ if", "It ends in an error if", text)
    return re.sub(r"; \w+Error if", "; or if", text)


def _parameters(task: Task) -> str:
    heads = ["parameter", "type", "default", "allowed", "description"]
    differs = bool(task.v2_defaults)
    if differs:
        heads[2:3] = ["default in /v1", "default in /v2"]
    rows = [
        [
            f"`{field.name}`",
            field.type,
            *_defaults(task, field, differs),
            field.allowed,
            field.description,
        ]
        for field in fields(task.params)
    ]
    return table(heads, rows)


def _defaults(task: Task, field: Field, differs: bool) -> list[str]:
    if field.required:
        return ["**required**"] * (2 if differs else 1)
    default = field.schema.get("default")
    return [_default(default)] + [_default(task.v2_defaults.get(field.name, default))] * differs


def _default(value: Any) -> str:
    return "–" if value is None else code(value)


def _values(task: Task) -> str:
    rows = [
        (f"`{field.name}`", field.type, field.description)
        for field in fields(task.result, "serialization")
    ]
    return table(("value", "type", "description"), rows)


def _files(task: Task) -> Iterator[str]:
    if task.outputs:
        yield "## Output files"
        yield table(
            ("file", "description"), ((f"`{out.name}`", out.description) for out in task.outputs)
        )


def _example(task: Task) -> Iterator[str]:
    yield "`<secret>` and `<api key>` are those of your account."
    yield listing(example.request(task), "sh")
    yield "The answer, once the task has ended:"
    yield listing(example.answer(task), "json")
    if len(task.outputs) == 1:
        yield "The file itself, as a page of a listed referer asks for it:"
        yield listing(example.link(task), "text")
    yield "Without a server, on a local file:" if example.has_url(task) else "Without a server:"
    yield listing(example.command(task), "sh")


def _limits(task: Task) -> str:
    limits = task.limits
    rows = [
        ("wall", f"{limits.wall:g} s", "from start to end"),
        ("stall", f"{limits.stall:g} s", "without progress"),
        ("memory", f"{limits.memory >> 20} MiB", "of its process"),
        ("scratch", f"{limits.scratch >> 20} MiB", "of files while it runs"),
    ]
    override = f'DRAGONET_LIMITS=\'{{"{task.name}": {{"wall": {2 * limits.wall:g}}}}}\''
    return (
        f"It runs in the `{task.lane}` lane. One run may use:\n\n"
        + table(("limit", "default", ""), rows)
        + f"\n\nA setting changes them: `{override}`."
    )
