"""What every task owes its users: descriptions, a page, a test, a line in the changelog."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from dragonet.api.catalog import document, entry
from dragonet.engine.spec import LANES, Task
from dragonet.tasks import TASKS

ROOT = Path(__file__).resolve().parents[3]

each_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)


def described(model: type[BaseModel], mode: JsonSchemaMode) -> dict[str, str]:
    """The descriptions of a model's fields, nested models included."""
    schema = model.model_json_schema(mode=mode)
    models = {"": schema, **schema.get("$defs", {})}
    return {
        f"{name}.{field}": details.get("description", "")
        for name, part in models.items()
        for field, details in part.get("properties", {}).items()
    }


def outputs_written(task: Task) -> set[str]:
    """The names of the output files that the task's module asks its job for."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(task.run) or task.run))
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "output"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


@each_task
def test_name_and_summary(task: Task) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)*", task.name)
    assert re.fullmatch(r"[A-Z].+\.", task.summary)
    assert "\n" not in task.summary
    assert [other.name for other in TASKS].count(task.name) == 1


@each_task
def test_every_field_and_file_is_described(task: Task) -> None:
    texts = {
        **described(task.params, "validation"),
        **described(task.result, "serialization"),
        **{output.name: output.description for output in task.outputs},
    }
    for name, text in texts.items():
        assert text.strip().endswith((".", "…")), f"{name}: '{text}'"


@each_task
def test_its_files_are_those_it_declares(task: Task) -> None:
    assert outputs_written(task) == {output.name for output in task.outputs}
    for output in task.outputs:
        assert re.search(r"`\.\w+`", output.description), "which extension has it?"
    assert not {output.name for output in task.outputs} & set(task.result.model_fields)


@each_task
def test_its_declaration_makes_sense(task: Task) -> None:
    limits = task.limits
    assert task.lane in LANES
    assert 0 < limits.stall <= limits.wall
    assert min(limits.memory, limits.scratch) > 0
    for name, value in task.v2_defaults.items():
        assert value != task.params.model_fields[name].default


@each_task
def test_its_examples_are_values_it_takes(task: Task) -> None:
    for model in (task.params, task.result):
        for name, info in model.model_fields.items():
            for value in info.examples or []:
                model.__pydantic_validator__.validate_assignment(
                    model.model_construct(), name, value, context={"local": True}
                )


@each_task
def test_programs_can_read_it(task: Task) -> None:
    found = entry(task)
    assert set(found["parameters"]["properties"]) == set(task.params.model_fields)
    assert set(found["result"]["properties"]) == set(task.result.model_fields)
    assert found["parameters"]["additionalProperties"] is False
    assert set(found["files"]) == {output.name for output in task.outputs}


@each_task
def test_it_has_a_page_a_test_and_a_line_in_the_changelog(task: Task) -> None:
    page = ROOT / "docs" / "reference" / "tasks" / f"{task.name}.md"
    assert f"# {task.name}\n" in page.read_text("utf-8")
    tests = [path for path in Path(__file__).parent.rglob("test_*.py") if path != Path(__file__)]
    assert any(re.search(rf"\b{re.escape(task.name)}\b", path.read_text()) for path in tests)
    assert f"`{task.name}`" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_pages_and_readme_name_no_other_tasks() -> None:
    names = {task.name for task in TASKS}
    pages = {path.stem for path in (ROOT / "docs" / "reference" / "tasks").glob("*.md")}
    readme = (ROOT / "README.md").read_text("utf-8")
    assert pages == names
    assert set(re.findall(r"docs/reference/tasks/([^)]+)\.md", readme)) == names


def test_openapi_has_every_task() -> None:
    from fastapi import FastAPI

    found = document(FastAPI(), {task.name: task for task in TASKS})
    assert {task.name for task in TASKS} <= set(found["components"]["schemas"])
