"""An example of a task, from its declaration: what is asked, and what is answered.

A field's first declared example is its value; without one, a URL that fits the task's family or
a plain value of the field's type.
"""

import json
import re
import shlex
from typing import Any
from urllib.parse import quote

from dragonet.api.wire import status_json
from dragonet.engine.records import Status
from dragonet.engine.spec import Output, Task
from dragonet.storage.paths import output_path
from reference_pages.schema import Field, fields

WEB = "https://example.com/"
BASE = "http://127.0.0.1:8080"
KEY = "5OYA5JQVFIAHYOMLQG5QV3U33M"
DATE = "2026-11-23T12:00:00.{}+00:00"

_FILES = {"image": "photo.jpg", "audio": "song.mp3", "video": "clip.mp4"}
_PLAIN: dict[str, Any] = {
    "integer": 1,
    "number": 1.5,
    "string": "text",
    "boolean": False,
    "array": [],
    "object": {},
}


def parameters(task: Task) -> dict[str, Any]:
    """The required parameters, and those whose declaration has an example."""
    file = _FILES.get(task.name.partition(".")[0], "file")
    return {
        field.name: _value(field, WEB + file)
        for field in fields(task.params)
        if field.required or "examples" in field.schema
    }


def _value(field: Field, url: str = "") -> Any:
    if examples := field.schema.get("examples"):
        return examples[0]
    if field.type in {"URL", "list of URLs"}:
        return url if field.type == "URL" else [url]
    if "enum" in field.schema:
        return field.schema["enum"][0]
    return _PLAIN.get(field.schema.get("type", ""))


def request(task: Task) -> str:
    """The task by curl, waiting for its end."""
    body = {"tasks": [{"task_name": task.name, **parameters(task)}], "block": True}
    text = json.dumps(body, indent=2, ensure_ascii=False)
    return f"curl -H 'Authorization: Secret <secret>' {BASE}/v2/create -d {shlex.quote(text)}"


def answer(task: Task) -> str:
    """What /v2 answers: the shape of the service, with the declared examples in it."""
    status = Status(
        key=KEY,
        state="success",
        name=task.name,
        account="default",
        events={
            name: DATE.format(f"{100_000 * (order + 1)}")
            for order, name in enumerate(("queued", "started", "completed"))
        },
        values={field.name: _value(field) for field in fields(task.result, "serialization")},
        files={
            output.name: output_path("persistent", "default", KEY, _file_name(output))
            for output in task.outputs
        },
    )
    return json.dumps([status_json(status, 2, BASE)], indent=2, ensure_ascii=False)


def link(task: Task) -> str:
    """The URL that answers with the task's only output file."""
    pairs = {"task_name": task.name, **parameters(task)}
    query = "&".join(f"{name}={_in_query(value)}" for name, value in pairs.items())
    name = _file_name(task.outputs[0])
    return f"{BASE}/v2/create_file/{name}?{query}&api_key=<api key>"


def _in_query(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return quote(text, safe=":/")


def command(task: Task) -> str:
    """The task on the command line, on a local file."""
    pairs = [f"{name}={_local(value)}" for name, value in parameters(task).items()]
    return " ".join(["dragonet run", task.name, *map(shlex.quote, pairs)])


def _local(value: Any) -> str:
    if isinstance(value, str):
        return value.removeprefix(WEB)
    return json.dumps(value, ensure_ascii=False)


def has_url(task: Task) -> bool:
    """Whether the task takes an input file."""
    return any("URL" in field.type for field in fields(task.params))


def _file_name(output: Output) -> str:
    """An output's file name: its extension is the first that its description names."""
    return output.name + "".join(re.findall(r"`(\.\w+)`", output.description)[:1])
