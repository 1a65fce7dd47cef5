"""Invitations to help a running task: messages in the queue of its lane.

They are sent when slots wait for work, so they go before no task; a slot that gets one and finds
the work over drops it. They have no status, and nothing is lost with one.
"""

import json
from dataclasses import asdict, dataclass

from dragonet.engine.nats import TASKS, Engine
from dragonet.engine.spec import Lane

SUBJECT = "_help"
"""Stands in the subject where a task has its account; no account has this name."""


@dataclass(frozen=True)
class Invitation:
    """A request for help.

    Attributes:
        key: the task.
        run: the run of the task, a random token; its worker answers on `address`.
        lane: the lane of the task.
    """

    key: str
    run: str
    lane: Lane

    @property
    def address(self) -> str:
        """The subject of requests for parts."""
        return f"dragonet.parts.{self.run}"

    async def send(self, engine: Engine) -> None:
        """Queue it. Raises UnavailableError."""
        data = json.dumps(asdict(self)).encode()
        await engine.publish(f"tasks.{self.lane}.{SUBJECT}", data)

    @classmethod
    def load(cls, subject: str, data: bytes) -> "Invitation | None":
        """The invitation that a message of the queue is; None if it is a task."""
        return cls(**json.loads(data)) if subject.endswith(f".{SUBJECT}") else None


@dataclass(frozen=True)
class Demand:
    """How busy a lane is: slots that wait for work, and messages that wait for a slot."""

    slots: int
    messages: int


async def demand(engine: Engine, lane: Lane) -> Demand:
    """The present demand of a lane. Raises UnavailableError."""
    answer = json.loads((await engine.request(f"$JS.API.CONSUMER.INFO.{TASKS}.{lane}", b"")).data)
    return Demand(answer.get("num_waiting", 0), answer.get("num_pending", 0))
