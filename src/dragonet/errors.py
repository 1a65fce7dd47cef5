"""Errors that may reach a client: a stable code, an HTTP status and a public text.

Every exception of a library is turned into one of these at the boundary where it is met, so
that a client reads our text and never a traceback, a path or a credential.
"""

from collections.abc import Sequence
from typing import ClassVar


class DragonetError(Exception):
    """Base of all errors with a public text.

    Attributes:
        code: stable identifier, for logs and programs.
        http_status: the status of an answer that carries this error.
        retryable: whether trying the same again later may succeed.
        text: what the client reads.
    """

    code: ClassVar[str] = "error"
    http_status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class UnavailableError(DragonetError):
    """The queue or the store does not answer."""

    code = "unavailable"
    http_status = 503
    retryable = True


class StartupError(DragonetError):
    """The service cannot start; the text is the one line that the user sees."""

    code = "startup"


class TaskError(DragonetError):
    """A task ends in an error; the text is the task's error as the client reads it."""

    code = "task"
    http_status = 400


class ParameterError(TaskError):
    """A parameter turned out to be wrong when the task ran.

    Shown to the client as `{"parameters": {field: texts}}`, like the errors found before.

    Attributes:
        field: the parameter.
        texts: what is wrong with it, one text a fault.
    """

    code = "parameter"

    def __init__(self, field: str, text: str, texts: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.field = field
        self.texts = [*texts] or [text]


class SourceError(TaskError):
    """An input file was fetched but cannot be used: not a picture, truncated, refused."""

    code = "source"


class FetchError(TaskError):
    """An input file could not be fetched.

    Attributes:
        missing: whether its server says that there is no such file.
    """

    code = "fetch"

    def __init__(self, text: str, missing: bool = False) -> None:
        super().__init__(text)
        self.missing = missing


class LimitError(TaskError):
    """A task exceeded one of its limits; the text names the limit."""

    code = "limit"


class StoreError(TaskError):
    """An output could not be stored, or the store cannot be reached."""

    code = "store"
    http_status = 503
    retryable = True


class OutputError(TaskError):
    """A file that was made does not pass its check; another attempt may succeed."""

    code = "output"
    http_status = 500
    retryable = True


class FileNotStoredError(DragonetError):
    """There is no such stored file."""

    code = "not_found"
    http_status = 404


class TargetError(TaskError):
    """A platform did not take a file; the text says what its user must do."""

    code = "target"
    http_status = 502
