"""The upload client against fakes that hold it to the protocols, with every fault they know."""

import asyncio
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from dragonet.engine.parameters import check
from dragonet.engine.spec import TaskParams
from dragonet.errors import TargetError
from dragonet.settings import Settings
from dragonet.targets import options, resumable
from dragonet.targets.send import send
from support.platforms import Platforms
from support.platforms.common import Base

SIZE = 2_000_003

MODELS: dict[str, type[TaskParams]] = {
    "youtube": options.YouTube,
    "facebook": options.Facebook,
    "vimeo": options.Vimeo,
    "s3_signed": options.S3Signed,
}


@pytest.fixture(scope="module")
def platforms() -> Iterator[Platforms]:
    with Platforms() as found:
        yield found


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("video") / "clip.mp4"
    path.write_bytes(os.urandom(SIZE))
    return path


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resumable, "LONGEST_PAUSE", 0.01)


@dataclass
class Client:
    """One upload and what it reported."""

    settings: Settings
    file: Path
    state: dict[str, Any] = field(default_factory=dict[str, Any])
    progress: list[float] = field(default_factory=list[float])
    kept: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    die_after: float | None = None

    async def send(self, kind: str, **given: Any) -> dict[str, Any]:
        target = {"type": kind, **check(MODELS[kind], given)}

        this = asyncio.current_task()

        async def keep() -> None:
            self.kept.append(dict(self.state))

        def report(done: float) -> None:
            self.progress.append(done)
            if self.die_after is not None and done > self.die_after and this:
                this.cancel()

        return await send(
            self.settings,
            target,
            self.file,
            "video/mp4",
            state=self.state,
            keep=keep,
            progress=report,
        )


@pytest.fixture
def client(platforms: Platforms, video: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    for name, value in platforms.settings.items():
        monkeypatch.setenv(name, value)
    return Client(Settings(fetch_allow=(ip_network("127.0.0.0/8"),), target_stall=2), video)


def arrived_once(fake: Base, token: str, video: Path) -> dict[str, Any]:
    (found,) = fake.of(token)
    assert found.data == video.read_bytes()
    assert fake.violations == []
    return found.fields


@pytest.mark.parametrize(
    "faults",
    ["", "drop.", "503.", "partial.", "norange.", "gone.", "unheard.", "moved.", "init503.",
     "drop.503.partial.norange.moved.gone.drop."],
)  # fmt: skip
async def test_youtube_gets_the_video_once_whatever_happens(
    client: Client, platforms: Platforms, video: Path, faults: str
) -> None:
    token = f"{faults}yt1"
    result = await client.send(
        "youtube",
        access_token=token,
        developer_key="key-1",
        title="A cat – été 猫",
        description="It sleeps.",
        tags=["cat", "long sleep"],
        privacy_status="unlisted",
    )
    fields = arrived_once(platforms.youtube, token, video)
    assert fields["snippet"] == {
        "title": "A cat – été 猫",
        "description": "It sleeps.",
        "categoryId": "22",
        "tags": ["cat", "long sleep"],
    }
    assert result == {
        "output": f"https://www.youtube.com/watch?v={fields['id']}",
        "privacy_status": "unlisted",
    }
    assert client.progress[-1] == 100.0
    assert "upload_id" in str(client.kept[0]["session"])


@pytest.mark.parametrize(
    "faults",
    ["", "drop.", "transient.", "500.", "unheard.", "moved.", "finish503.", "unfinished.",
     "drop.unheard.moved.unfinished."],
)  # fmt: skip
async def test_facebook_gets_the_video_once_whatever_happens(
    client: Client, platforms: Platforms, video: Path, faults: str
) -> None:
    token = f"{faults}proof.fb1"
    result = await client.send(
        "facebook", access_token=token, app_secret="APP_SECRET", title="A cat", no_story=True
    )
    fields = arrived_once(platforms.facebook, token, video)
    assert (fields["title"], fields["no_story"]) == ("A cat", "true")
    assert "published" not in fields
    assert result == {"output": f"https://www.facebook.com/page/videos/{fields['id']}/"}


async def test_facebook_videos_that_are_not_for_everyone_are_not_published(
    client: Client, platforms: Platforms, video: Path
) -> None:
    await client.send("facebook", access_token="fb2", privacy="SELF")
    assert arrived_once(platforms.facebook, "fb2", video)["published"] == "false"


@pytest.mark.parametrize(
    "faults",
    ["", "drop.", "503.", "conflict.", "gone.", "unheard.", "partial.",
     "drop.conflict.503.gone.partial.unheard."],
)  # fmt: skip
async def test_vimeo_gets_the_video_once_whatever_happens(
    client: Client, platforms: Platforms, video: Path, faults: str
) -> None:
    token = f"{faults}vi1"
    result = await client.send("vimeo", oauth2_token=token, title="A cat", description="Asleep")
    fields = arrived_once(platforms.vimeo, token, video)
    assert (fields["name"], fields["description"]) == ("A cat", "Asleep")
    assert result["output"] == f"https://vimeo.com/{fields['id']}/abc"
    assert result["uploaded_file_size"] == SIZE
    assert result["free_space"] == 50_000_000 - SIZE
    lost = [upload.number for upload in platforms.vimeo.uploads.values() if upload.token == token]
    assert lost == [fields["id"]]
    assert len(platforms.vimeo.deleted) >= faults.count("gone")


async def test_a_platform_that_asks_to_wait_is_waited_for(
    client: Client, platforms: Platforms, video: Path
) -> None:
    started = time.time()
    await client.send("vimeo", oauth2_token="api429.wait")
    assert time.time() - started > 0.4
    arrived_once(platforms.vimeo, "api429.wait", video)


@pytest.mark.parametrize("faults", ["", "drop.", "503.", "timeout.", "unheard.", "drop.503."])
async def test_s3_gets_the_object_whatever_happens(
    client: Client, platforms: Platforms, video: Path, faults: str
) -> None:
    key = f"{faults}clip.mp4"
    url = platforms.s3.sign(key, headers={"content-type": "video/mp4"})
    result = await client.send("s3_signed", url=url)
    assert result == {"output": url.partition("?")[0]}
    assert platforms.s3.of(key)[-1].data == video.read_bytes()
    assert platforms.s3.violations == []


async def test_s3_sends_no_content_type_that_is_not_signed(
    client: Client, platforms: Platforms
) -> None:
    await client.send("s3_signed", url=platforms.s3.sign("plain"))
    assert "Content-Type" not in platforms.s3.of("plain")[0].fields


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("youtube", {"access_token": "unauthorized.a"}, "get a new one with the scope"),
        ("youtube", {"access_token": "nochannel.a"}, "no YouTube channel; create one"),
        ("youtube", {"access_token": "scope.a"}, "lacks the scope youtube.upload"),
        ("youtube", {"access_token": "quota.a"}, "renewed at midnight Pacific"),
        ("youtube", {"access_token": "toomany.a"}, "try again tomorrow"),
        ("youtube", {"access_token": "a", "developer_key": "other-project"}, "another Google"),
        ("facebook", {"access_token": "expired.a"}, "get a new one of the Page"),
        ("facebook", {"access_token": "permission.a"}, "pages_manage_posts"),
        ("facebook", {"access_token": "profile.a"}, "no videos for the profiles of people"),
        ("facebook", {"access_token": "blocked.a"}, "support inbox"),
        ("facebook", {"access_token": "large.a"}, "larger than Facebook takes"),
        ("facebook", {"access_token": "proof.a", "app_secret": "wrong"}, "app_secret is not"),
        ("vimeo", {"oauth2_token": "unauthorized.a"}, "with the scope upload"),
        ("vimeo", {"oauth2_token": "quota.a"}, "quota of uploads"),
        ("vimeo", {"oauth2_token": "disk.a"}, "no space left"),
        ("vimeo", {"oauth2_token": "full.a"}, "has 100 bytes left"),
    ],
)
async def test_refusals_say_what_to_do_before_a_byte_is_sent(
    client: Client, platforms: Platforms, kind: str, given: dict[str, str], words: str
) -> None:
    more = {"title": "A cat"} if kind == "youtube" else {}
    with pytest.raises(TargetError, match=words) as caught:
        await client.send(kind, **given, **more)
    assert not client.progress
    assert not any(secret in caught.value.text for secret in given.values() if len(secret) > 1)


async def test_a_platform_that_repeats_the_token_is_not_repeated(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TargetError) as caught:
        await client.send("facebook", access_token="echo.sEcReT")
    assert "sEcReT" not in caught.value.text + caplog.text


async def test_a_platform_that_is_down_is_given_up(client: Client, platforms: Platforms) -> None:
    token = "drop." * 9 + "down"
    with pytest.raises(TargetError, match="gave up after 4 tries without progress"):
        await client.send("vimeo", oauth2_token=token)
    assert not platforms.vimeo.of(token)


async def test_a_platform_at_a_private_address_is_refused(client: Client, video: Path) -> None:
    strict = Client(client.settings.model_copy(update={"fetch_allow": ()}), video)
    with pytest.raises(TargetError, match=r"127\.0\.0\.1 is not public"):
        await strict.send("youtube", access_token="a", title="A cat")


@pytest.mark.parametrize(
    ("kind", "given", "fake"),
    [
        ("youtube", {"access_token": "KILL", "title": "A cat"}, "youtube"),
        ("facebook", {"access_token": "KILL"}, "facebook"),
        ("vimeo", {"oauth2_token": "KILL"}, "vimeo"),
    ],
)
@pytest.mark.parametrize("where", [5.0, 60.0, 99.9])
async def test_another_process_goes_on_where_one_was_killed(
    client: Client,
    platforms: Platforms,
    video: Path,
    kind: str,
    given: dict[str, str],
    fake: str,
    where: float,
) -> None:
    token = f"{kind}{where:.0f}"
    given = {name: value.replace("KILL", token) for name, value in given.items()}
    base: Base = getattr(platforms, fake)
    client.die_after = where
    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(client.send(kind, **given))
    before = base.received.get(token, 0)
    second = Client(client.settings, video, dict(client.kept[-1]))
    await second.send(kind, **given)
    arrived_once(base, token, video)
    assert base.received[token] < SIZE + max(SIZE - before, 600_000)


async def test_another_rendition_is_not_mixed_with_the_first(
    client: Client, platforms: Platforms, video: Path, tmp_path: Path
) -> None:
    client.die_after = 60.0
    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(client.send("vimeo", oauth2_token="other"))
    shorter = tmp_path / "shorter.mp4"
    shorter.write_bytes(os.urandom(SIZE - 1000))
    second = Client(client.settings, shorter, dict(client.kept[-1]))
    await second.send("vimeo", oauth2_token="other")
    arrived_once(platforms.vimeo, "other", shorter)


async def test_a_video_that_was_finished_unheard_is_not_posted_again(
    client: Client, platforms: Platforms, video: Path, tmp_path: Path
) -> None:
    await client.send("youtube", access_token="again", title="A cat")
    other = tmp_path / "other.mp4"
    other.write_bytes(b"made anew, a little different")
    second = Client(client.settings, other, dict(client.kept[-1]))
    result = await second.send("youtube", access_token="again", title="A cat")
    assert arrived_once(platforms.youtube, "again", video)["id"] in result["output"]


async def test_an_empty_file_is_refused(client: Client, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    with pytest.raises(TargetError, match="the file is empty"):
        await Client(client.settings, empty).send("vimeo", oauth2_token="a")
