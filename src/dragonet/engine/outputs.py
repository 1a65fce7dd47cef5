"""Output files of tasks by the names that clients give."""


class FilenameError(Exception):
    """A file name selects no output."""


def select(names: set[str], filename: str) -> str:
    """The output that a file name selects: by name with or without extension.

    A single output is selected by any name, and by none. Raises FilenameError.
    """
    if len(names) == 1:
        return next(iter(names))
    wanted = filename.rpartition("/")[2]
    for name in (wanted, wanted.rpartition(".")[0]):
        if name in names:
            return name
    if not names:
        raise FilenameError(f"'{filename}' is not a valid filename, the task has no output file")
    choices = ", ".join(f"'{name}'" for name in sorted(names))
    raise FilenameError(f"'{filename}' is not a valid filename, choose one of: {choices}")
