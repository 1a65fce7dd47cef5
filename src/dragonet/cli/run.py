"""`dragonet run`: one task on this machine, without a server; local paths are allowed."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from dragonet.cli import settings_with
from dragonet.cli.bar import progress_bar
from dragonet.cli.local import local_job
from dragonet.cli.sources import obtain, upload
from dragonet.engine.parameters import ParametersError, from_query, validate
from dragonet.engine.spec import Task
from dragonet.errors import StartupError, TaskError
from dragonet.job import SourceFile
from dragonet.settings import Settings
from dragonet.tasks import catalog
from dragonet.worker.sources import sources_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(run)


def run(
    task: Annotated[str, typer.Argument(help="Task name, `image.thumb`; empty lists them.")] = "",
    parameters: Annotated[
        list[str] | None, typer.Argument(help="Parameters, `url=photo.jpg width=320`.")
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option("-o", "--output", help="Where its file goes: `out.jpg`, or `name=out.jpg`."),
    ] = None,
) -> None:
    """Run a task here and print its result as JSON."""
    known = catalog()
    if not task:
        for name in sorted(known):
            typer.echo(f"{name:<20} {known[name].summary}")
        return
    if task not in known:
        raise StartupError(f"unknown task '{task}', choose one of: {', '.join(sorted(known))}")
    settings = settings_with()
    chosen = known[task]
    params = _parameters(chosen, parameters or [])
    with tempfile.TemporaryDirectory(prefix="dragonet-") as folder:
        urls = sources_of(chosen, params, settings.options)
        sources = obtain(settings, urls, Path(folder))
        values, files = _run(settings, chosen, params, sources, Path(folder))
        kept = _keep(files, _targets(chosen, output or []))
    typer.echo(orjson.dumps({**values, **kept}, option=orjson.OPT_INDENT_2).decode())


def _parameters(task: Task, given: list[str]) -> dict[str, Any]:
    pairs = []
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise StartupError(f"'{item}' is not a parameter, write name=value")
        pairs.append((name, value))
    try:
        return validate(task, from_query(task, pairs), local=True)
    except ParametersError as error:
        lines = [f"{name}: {text}" for name, texts in error.errors.items() for text in texts]
        raise StartupError("; ".join(lines)) from error


def _run(
    settings: Settings,
    task: Task,
    params: dict[str, Any],
    sources: dict[str, SourceFile],
    folder: Path,
) -> tuple[dict[str, Any], dict[str, Path]]:
    with progress_bar(task.name) as report:
        model = task.params.model_validate(params, context={"local": True})
        with local_job(settings, task, model, sources=sources, folder=folder, report=report) as job:
            result = task.run(job, model).model_dump(mode="json")
        if task.sends:
            source = sources[params["url"]].path
            result |= asyncio.run(upload(settings, task.sends(model), source, report))
    return result, {name: path for name, path in job.outputs.items() if path.exists()}


def _targets(task: Task, given: list[str]) -> dict[str, Path]:
    """Where each output goes: `name=path`, or a path for the only output."""
    names = [output.name for output in task.outputs]
    targets: dict[str, Path] = {}
    for item in given:
        name, equals, path = item.partition("=")
        if equals and name in names:
            targets[name] = Path(path)
        elif len(names) == 1:
            targets[names[0]] = Path(item)
        else:
            choices = ", ".join(f"{name}=PATH" for name in names) or "none, it makes no file"
            raise StartupError(f"-o {item}: choose one of: {choices}")
    return targets


def _keep(files: dict[str, Path], targets: dict[str, Path]) -> dict[str, str]:
    """Move output files out of the scratch folder; without `-o`, into the present folder."""
    kept = {}
    for name, path in files.items():
        target = targets.get(name, Path(path.name))
        try:
            shutil.move(path, target)
        except OSError as error:
            raise TaskError(f"cannot write {target}: {error.strerror}") from error
        kept[name] = str(target)
    return kept
