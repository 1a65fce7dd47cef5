"""Pre-signed PUT of S3: it signs URLs, and checks their signatures."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

from aiohttp import web

from support.platforms.common import Base, Video, drop

KEY, SECRET, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI", "us-east-1"


class S3(Base):
    """Objects by their keys in `videos`, the last one last."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def sign(
        self, key: str, life: int = 600, age: int = 0, headers: dict[str, str] | None = None
    ) -> str:
        """A URL for one PUT, signed `age` seconds ago."""
        parts = urlsplit(f"{self._url}/bucket/{key}")
        signed = {"host": parts.netloc, **(headers or {})}
        date = (datetime.now(UTC) - timedelta(seconds=age)).strftime("%Y%m%dT%H%M%SZ")
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{KEY}/{date[:8]}/{REGION}/s3/aws4_request",
            "X-Amz-Date": date,
            "X-Amz-Expires": str(life),
            "X-Amz-SignedHeaders": ";".join(sorted(map(str.lower, signed))),
        }
        signature = _signature(parts.path, query, signed)
        return f"{parts.geturl()}?{_encoded(query)}&X-Amz-Signature={signature}"

    async def handle(self, request: web.Request, path: str) -> web.StreamResponse:  # noqa: PLR0911
        self.requests.append(f"{request.method} {path}")
        key = path.removeprefix("/bucket/")
        if refusal := self._refused(request):
            return refusal
        fault = self.faults(key).take("drop", "503", "slow", "timeout", "unheard", "expire")
        if fault == "expire":
            return _error(403, "AccessDenied", "Request has expired")
        length = request.content_length or 0
        most = length // 3 if fault in ("drop", "503") else length
        data = await self.body(request, key, most, fault)
        if fault == "drop":
            return drop(request)
        if fault == "503":
            return _error(503, "SlowDown", "Please reduce your request rate.")
        if fault == "timeout":
            return _error(400, "RequestTimeout", "Your socket connection was not read from")
        self.videos.append(Video(key, data, dict(request.headers)))
        if fault == "unheard":
            return drop(request)
        return web.Response(headers={"ETag": '"' + hashlib.md5(data).hexdigest() + '"'})

    def _refused(self, request: web.Request) -> web.Response | None:
        query = dict(request.query)
        if "Transfer-Encoding" in request.headers:
            self.violations.append("chunked encoding")
            return _error(501, "NotImplemented", "A header implies functionality")
        if request.content_length is None:
            self.violations.append("no length")
            return _error(411, "MissingContentLength", "You must provide the header")
        if "Authorization" in request.headers:
            self.violations.append("Authorization")
        start = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if datetime.now(UTC) > start + timedelta(seconds=int(query["X-Amz-Expires"])):
            self.violations.append("an expired URL was used")
            return _error(403, "AccessDenied", "Request has expired")
        names = query["X-Amz-SignedHeaders"].split(";")
        loose = [name for name in request.headers if name.lower().startswith("x-amz-")
                 and name.lower() not in names]  # fmt: skip
        if loose:
            text = f"<HeadersNotSigned>{', '.join(loose)}</HeadersNotSigned>"
            return _error(403, "AccessDenied", "There were headers not signed", text)
        signed = {name: request.headers.get(name, "") for name in names}
        given = query.pop("X-Amz-Signature")
        if not hmac.compare_digest(given, _signature(request.path, query, signed)):
            return _error(403, "SignatureDoesNotMatch", f"not {given} of {query}")
        return None


def _encoded(query: dict[str, str]) -> str:
    return "&".join(f"{quote(k, '-_.~')}={quote(v, '-_.~')}" for k, v in sorted(query.items()))


def _signature(path: str, query: dict[str, str], headers: dict[str, str]) -> str:
    """AWS signature version 4 of a PUT whose body is not signed."""
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    canonical = "\n".join(
        (
            "PUT",
            quote(path, "/-_.~"),
            _encoded(query),
            *(f"{name}:{lower[name]}" for name in sorted(lower)),
            "",
            ";".join(sorted(lower)),
            "UNSIGNED-PAYLOAD",
        )
    )
    date = query["X-Amz-Date"]
    scope = f"{date[:8]}/{REGION}/s3/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{SECRET}".encode()
    for step in (date[:8], REGION, "s3", "aws4_request"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    text = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _error(status: int, code: str, message: str, more: str = "") -> web.Response:
    body = f"<Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>"
    return web.Response(status=status, text=body, content_type="application/xml")
