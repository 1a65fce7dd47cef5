"""Every setting, once: its default, its environment name (`DRAGONET_` + name) and its help."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = IPv4Network | IPv6Network


_TOLD = {
    "tiles",
    "tiles_satellite",
    "tiles_hybrid",
    "tiles_attribution",
    "tiles_satellite_attribution",
    "tiles_deepest",
    "movie_seconds",
    "movie_preset",
    "movie_crf",
}


class LimitSettings(BaseModel):
    """Limits of one task that replace the declared ones; None keeps the declared value."""

    wall: float | None = Field(None, gt=0)
    stall: float | None = Field(None, gt=0)
    memory: int | None = Field(None, gt=0)
    scratch: int | None = Field(None, gt=0)


class Settings(BaseSettings):
    """The settings of API, worker and command line."""

    model_config = SettingsConfigDict(env_prefix="DRAGONET_", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address that the API listens on.")
    port: int = Field(8080, ge=0, le=65535, description="Port of the API; 0 takes any free one.")
    data_dir: Path = Field(
        Path("dragonet-data"), description="Folder of queue, accounts, cache and local files."
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=0,
        le=256,
        description="Worker processes that `serve` starts; default one per core.",
    )
    nats_url: str | None = Field(
        None,
        description="NATS JetStream to use, `nats://token@host:4222`, or several servers of one "
        "cluster, comma-separated; empty starts a private one in the data folder.",
    )
    nats_replicas: int = Field(
        1, ge=1, le=5, description="Copies of queue and statuses in a NATS cluster."
    )
    nats_key: str = Field(
        "",
        description="Key that the private NATS encrypts its store with; empty makes one, in "
        "`nats.key` in the data folder. Without it the store cannot be read.",
    )
    storage_url: str | None = Field(
        None,
        description="Where outputs live: `file:///folder` or `s3://bucket/prefix`; "
        "empty is `files` in the data folder.",
    )
    public_url: str | None = Field(
        None,
        description="Base of the URLs in answers; empty takes the address that the client called.",
    )
    fetch_allow: Annotated[tuple[Network, ...], NoDecode] = Field(
        (),
        description="Networks besides public ones that inputs may be fetched from, "
        "comma-separated: `127.0.0.0/8,10.1.0.0/16`.",
    )
    fetch_max_bytes: int = Field(8 << 30, gt=0, description="Largest input file, bytes.")
    fetch_timeout: float = Field(600, gt=0, description="Longest download, seconds.")
    fetch_connect_timeout: float = Field(10, gt=0, description="Longest wait for a connection, s.")
    fetch_stall: float = Field(
        20, gt=0, description="Longest silence of a peer, and window of the slowest rate, s."
    )
    fetch_min_rate: int = Field(
        512, ge=0, description="Slowest peer, bytes a second, averaged over `fetch_stall`."
    )
    fetch_max_redirects: int = Field(8, ge=0, description="Redirects followed for one URL.")
    fetch_per_host: int = Field(16, gt=0, description="Downloads at once from one host, a worker.")
    upload_max_bytes: int = Field(8 << 30, gt=0, description="Largest uploaded file, bytes.")
    upload_ttl: float = Field(
        86400, gt=0, description="Seconds that an uploaded file is kept: one day."
    )
    cache_max_bytes: int = Field(4 << 30, ge=0, description="Size of the input cache, bytes.")
    cache_ttl: float = Field(600, ge=0, description="Seconds an unused input stays in the cache.")
    result_ttl: float = Field(
        7 * 86400, gt=0, description="Seconds that statuses and volatile files live: one week."
    )
    sweep_interval: float = Field(600, gt=0, description="Seconds between sweeps of old files.")
    lease: float = Field(
        30, gt=1, description="Seconds after which a task of a worker that fell silent runs again."
    )
    attempts: int = Field(3, ge=1, description="Runs of a task that dies before it is given up.")
    drain: float = Field(
        30, ge=0, description="Seconds that running tasks get to finish when a worker stops."
    )
    quick_slots: int = Field(3, ge=1, description="Quick tasks a worker runs at once.")
    heavy_slots: int = Field(1, ge=1, description="Heavy tasks a worker runs at once.")
    upload_slots: int = Field(
        4, ge=1, description="Uploads to video platforms that a worker runs at once."
    )
    part_processes: int | None = Field(
        None,
        ge=1,
        le=256,
        description="Processes that a worker gives to one task that has parts; empty shares the "
        "cores among all heavy slots of `workers`.",
    )
    child_tasks: int = Field(10_000, ge=1, description="Tasks after which a child is replaced.")
    child_growth: int = Field(
        512 << 20, ge=1, description="Growth in bytes after which an idle child is replaced."
    )
    limits: dict[str, LimitSettings] = Field(
        default_factory=dict[str, LimitSettings],
        description='Limits by task name, JSON: `{"image.thumb": {"wall": 10}}`.',
    )
    tiles: str = Field(
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        description="Server of map tiles in movies: a URL with `{z}`, `{x}`, `{y}`, and `{key}` "
        "where the movie's `mapkey` goes. OpenStreetMap's asks for few requests and the "
        "attribution; empty refuses maps.",
    )
    tiles_satellite: str = Field("", description="The same for `maptype` satellite.")
    tiles_hybrid: str = Field("", description="The same for `maptype` hybrid.")
    tiles_attribution: str = Field(
        "© OpenStreetMap contributors", description="What is written on maps of `tiles`."
    )
    tiles_satellite_attribution: str = Field(
        "", description="What is written on satellite and hybrid maps."
    )
    tiles_deepest: int = Field(
        19, ge=0, le=22, description="Deepest zoom level of the tiles; beyond, they are enlarged."
    )
    movie_seconds: float = Field(7200, gt=0, description="Longest movie, seconds.")
    movie_preset: str = Field(
        "",
        description="Preset of x264 for movies, instead of their profile's: `veryfast`, `slow` …",
    )
    movie_crf: float | None = Field(
        None,
        ge=0,
        le=51,
        description="Quality of x264 for movies, instead of their profile's bit rate; lower is "
        "better.",
    )
    youtube_url: str = Field(
        "https://www.googleapis.com", description="Where uploads to YouTube begin."
    )
    facebook_url: str = Field("https://graph.facebook.com", description="Facebook's Graph API.")
    facebook_video_url: str = Field(
        "https://graph-video.facebook.com", description="Where videos for Facebook go."
    )
    facebook_version: str = Field("v26.0", description="Version of Facebook's Graph API.")
    vimeo_url: str = Field("https://api.vimeo.com", description="Vimeo's API.")
    target_tries: int = Field(
        10, ge=1, description="Tries of an upload to a platform without progress, growing apart."
    )
    target_stall: float = Field(
        60, gt=0, description="Longest silence of a platform during an upload, seconds."
    )
    target_timeout: float = Field(
        6 * 3600, gt=0, description="Longest upload to a platform, seconds."
    )
    max_body: int = Field(16 << 20, gt=0, description="Largest request body, bytes.")
    max_tasks: int = Field(10_000, gt=0, description="Most tasks in one request.")
    max_definition: int = Field(4 << 20, gt=0, description="Largest task definition, bytes.")
    keepalive: float = Field(
        15, gt=0, description="Seconds between signs of life on a blocked answer."
    )

    @field_validator("fetch_allow", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())

    @property
    def options(self) -> dict[str, Any]:
        """What tasks are told of the settings, as `Job.options`."""
        return self.model_dump(include=_TOLD)

    @property
    def slots(self) -> dict[str, int]:
        """Tasks that a worker runs at once, by lane."""
        return {"quick": self.quick_slots, "heavy": self.heavy_slots, "upload": self.upload_slots}

    @property
    def processes_of_a_task(self) -> int:
        """`part_processes`, worked out if it is not set."""
        slots = max(1, self.workers) * self.heavy_slots
        return self.part_processes or max(1, (os.cpu_count() or 1) // slots)

    @property
    def accounts_file(self) -> Path:
        """The file that `dragonet accounts` keeps."""
        return self.data_dir / "accounts.json"

    @property
    def credentials_file(self) -> Path:
        """The first account's secret and api key, for its owner's eyes."""
        return self.data_dir / "credentials.json"

    @property
    def cache_dir(self) -> Path:
        """Downloaded inputs, shared by the workers of one machine."""
        return self.data_dir / "cache"

    @property
    def scratch_dir(self) -> Path:
        """Scratch folders of running tasks."""
        return self.data_dir / "scratch"

    @property
    def files_url(self) -> str:
        """URL of the object store."""
        return self.storage_url or (self.data_dir.absolute() / "files").as_uri()
