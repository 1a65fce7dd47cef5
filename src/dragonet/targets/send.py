"""Send a file to where its task says."""

import asyncio
import hashlib
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from dragonet.engine.nats import ConflictError
from dragonet.engine.parameters import secret_fields
from dragonet.engine.spec import TaskParams
from dragonet.errors import StoreError, TargetError, TaskError, UnavailableError
from dragonet.fetch.session import guarded_session
from dragonet.settings import Settings
from dragonet.targets import options
from dragonet.targets.facebook import Facebook
from dragonet.targets.http import Line
from dragonet.targets.resumable import Channel, Errand, deliver
from dragonet.targets.s3_signed import S3Signed
from dragonet.targets.vimeo import Vimeo
from dragonet.targets.youtube import YouTube

log = logging.getLogger(__name__)

_CHANNELS: dict[str, tuple[str, type[Channel], type[TaskParams]]] = {
    "youtube": ("YouTube", YouTube, options.YouTube),
    "facebook": ("Facebook", Facebook, options.Facebook),
    "vimeo": ("Vimeo", Vimeo, options.Vimeo),
    "s3_signed": ("S3", S3Signed, options.S3Signed),
}


async def send(
    settings: Settings,
    target: Mapping[str, Any],
    file: Path,
    content_type: str,
    *,
    state: dict[str, Any],
    keep: Callable[[], Awaitable[None]],
    progress: Callable[[float], None],
) -> dict[str, Any]:
    """Upload a file; what came of it, `output` its URL.

    Args:
        settings: base addresses, patience, networks.
        target: `type` and the validated options of that type, see `targets.options`.
        file: what to send.
        content_type: its media type.
        state: where an earlier process got to; changed on the way.
        keep: makes `state` durable.
        progress: receives per cent.

    Raises:
        TargetError: the platform refuses, or does not answer for long.
        StoreError: the file cannot be read.
    """
    name, channel, model = _CHANNELS[target["type"]]
    given = {key: value for key, value in target.items() if key != "type"}
    secrets = [str(given[key]) for key in secret_fields(model) if given.get(key)]
    try:
        size, digest = await asyncio.to_thread(_measured, file)
        async with guarded_session(settings) as session:
            line = Line(session, name, settings, secrets)
            if not size:
                raise line.refusal("the file is empty")
            errand = Errand(
                line, settings, given, file, size, digest, content_type, state, keep, progress
            )
            return await deliver(errand, channel)
    except OSError as error:
        raise StoreError(f"the file for {name} cannot be read: {error.strerror}") from None
    except (TaskError, UnavailableError, ConflictError):
        raise
    except Exception as error:
        # Messages of libraries may hold URLs and headers: only where it happened is logged.
        where = traceback.format_tb(error.__traceback__)
        log.error("upload failed unexpectedly", extra={"kind": type(error).__name__, "at": where})
        raise TargetError(f"{name}: the upload failed unexpectedly") from None


def _measured(file: Path) -> tuple[int, str]:
    """Bytes and SHA-256."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        return opened.tell(), digest
