"""The progress bar of commands that work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn


@contextmanager
def progress_bar(name: str) -> Iterator[Callable[[Any], None]]:
    """A bar on standard error, if that is a terminal, and gone after the block; what it gives
    takes per cent."""
    console = Console(stderr=True)
    columns = (TextColumn(name), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        shown = bar.add_task(name, total=100)

        def report(value: Any) -> None:
            if isinstance(value, int | float):
                bar.update(shown, completed=value)

        yield report
