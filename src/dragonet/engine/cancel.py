"""Cancel tasks: whoever cancels ends the status, and tells the worker that runs the task."""

from collections.abc import Callable

from nats.aio.msg import Msg

from dragonet.engine.callbacks import announce
from dragonet.engine.nats import DEFINITIONS, STATUSES, ConflictError, Engine
from dragonet.engine.records import Definition, Status
from dragonet.engine.statuses import Statuses

CANCELLED = "cancelled"
"""The error of a cancelled task."""

_SUBJECT = "dragonet.cancelled"


async def cancel(engine: Engine, statuses: Statuses, key: str) -> Status | None:
    """End a task with the error `cancelled` unless it has ended; its status after that.

    None if the key is unknown or expired. From then on nobody else can change the status: each
    of a worker's writes names the revision before it.
    """
    while True:
        found = await statuses.read(key)
        if found is None or found[1].final:
            return None if found is None else found[1]
        revision, status = found
        ended = status.failed(CANCELLED)
        try:
            await engine.put(STATUSES, key, ended.dump(), revision)
        except ConflictError:
            continue  # its worker was faster with a progress, or with the end
        await engine.client.publish(f"{_SUBJECT}.{key}")
        definition = await engine.get(DEFINITIONS, key)
        if definition is not None:  # its worker says so too, but that may be hours from now
            await announce(engine, Definition.load(definition[0]), ended)
        return ended


async def on_cancel(engine: Engine, call: Callable[[str], None]) -> None:
    """Call `call` with the key of each task that is cancelled from now on.

    A message lost on the way costs time only: the next write of the task's worker is refused.
    """

    async def heard(msg: Msg) -> None:
        call(msg.subject.rpartition(".")[2])

    await engine.client.subscribe(f"{_SUBJECT}.*", cb=heard)
