"""The little Markdown that the pages need."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

NOTE = "<!-- Written by scripts/reference.py from the code; edit the code instead. -->"


def document(title: str, *parts: str) -> str:
    """A whole page; empty parts are left out."""
    return "\n\n".join([NOTE, f"# {title}", *filter(None, parts)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table."""
    lines = [list(heads), ["---"] * len(heads), *map(list, rows)]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def listing(text: str, language: str) -> str:
    """A block of code."""
    return f"```{language}\n{text}\n```"


def code(value: Any) -> str:
    """A value as JSON, in code letters."""
    return f"`{json.dumps(value, ensure_ascii=False)}`"
