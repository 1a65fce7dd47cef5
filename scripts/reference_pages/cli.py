"""The page of the command line, from the commands themselves."""

from collections.abc import Iterator
from typing import Any

import typer.main

from dragonet.cli import whole
from reference_pages.markdown import document, table


def page() -> str:
    """Every command with its arguments and options."""
    group: Any = typer.main.get_command(whole())
    return document("Command line", group.help, *_commands("dragonet", group))


def _commands(name: str, group: Any) -> Iterator[str]:
    for part, command in sorted(group.commands.items()):
        full = f"{name} {part}"
        if hasattr(command, "commands"):
            yield from _commands(full, command)
        else:
            yield f"## `{_usage(full, command)}`"
            yield str(command.help)
            if command.params:
                yield table(("argument", "what it is"), map(_row, command.params))


def _usage(name: str, command: Any) -> str:
    arguments = [item for item in command.params if not item.opts[0].startswith("-")]
    words = [(f"{item.name}..." if item.nargs == -1 else item.name).upper() for item in arguments]
    shown = [
        word if item.required else f"[{word}]" for word, item in zip(words, arguments, strict=True)
    ]
    options = ["[OPTIONS]"] if len(command.params) > len(arguments) else []
    return " ".join([name, *shown, *options])


def _row(item: Any) -> tuple[str, str]:
    if not item.opts[0].startswith("-"):
        return f"`{item.name.upper()}`", item.help or ""
    value = "" if item.is_flag else " VALUE"
    names = ", ".join(f"`{option}{value}`" for option in item.opts)
    return names, (item.help or "") + (" May be given more than once." if item.multiple else "")
