"""Signatures of callbacks (Standard Webhooks 1.0: standardwebhooks.com)."""

import base64
import hashlib
import hmac

PREFIX = "whsec_"
"""What a signing secret begins with; base64 follows."""


def signed_headers(secret: str, message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows the sender.

    Args:
        secret: `whsec_` and the key in base64.
        message: id of the callback, the same at each attempt.
        timestamp: Unix time of the attempt, whole seconds.
        body: what is posted.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{message}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
