"""What an upload needs to be told, and the limits that hold before its first byte.

Plain declarations: the API checks them when a task is created, tasks have them as parameters.
Limits are those that the platforms document; what they do not document is left to them.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from dragonet.engine.parameters import faults
from dragonet.engine.spec import TaskParams
from dragonet.targets.signed_url import SignedUrl

TITLE = 100
"""Characters of a title on YouTube."""

DESCRIPTION = 5000
"""Bytes of a description on YouTube."""

TAGS = 500
"""Characters of all tags on YouTube, commas and quotes included."""

NO_OAUTH_1 = (
    "Vimeo OAuth 1 credentials are no longer supported; supply an OAuth 2 access token with scope "
    "upload"
)


def _token(value: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]{1,8192}", value):
        raise ValueError("must be visible ASCII characters without spaces")
    return value


def _plain(value: str) -> str:
    if found := re.search("[<>]", value):
        raise ValueError(f"'{found[0]}' is not allowed on YouTube")
    return value


Secret = Annotated[str, AfterValidator(_token)]
WRITE_ONLY: dict[str, Any] = {"writeOnly": True}


class YouTube(TaskParams):
    """A video on YouTube, by the YouTube Data API version 3."""

    access_token: Secret = Field(
        description="OAuth 2 access token of the channel's user, with the scope "
        "`https://www.googleapis.com/auth/youtube.upload`.",
        json_schema_extra=WRITE_ONLY,
    )
    developer_key: Secret | None = Field(
        None,
        description="Developer key; it must be of the project that the token was made for.",
        json_schema_extra=WRITE_ONLY,
    )
    title: Annotated[str, AfterValidator(_plain)] = Field(
        min_length=1, max_length=TITLE, description="Title, 1 to 100 characters, no `<` or `>`."
    )
    description: Annotated[str, AfterValidator(_plain)] = Field(
        "", description="Description, at most 5000 bytes of UTF-8, no `<` or `>`."
    )
    tags: list[str] = Field(
        [],
        description="Tags, together at most 500 characters: a comma between each two counts, and "
        "two quotes around one with a space.",
        examples=[["cats", "home video"]],
    )
    category_id: int = Field(
        22, ge=1, le=10_000, description="Category number; 22 is People & Blogs."
    )
    privacy_status: Literal["public", "private", "unlisted"] = Field(
        "public", description="Who may see the video; the account may keep it private all the same."
    )

    @field_validator("description")
    @classmethod
    def _description(cls, value: str) -> str:
        if (size := len(value.encode())) > DESCRIPTION:
            raise ValueError(f"it has {size} bytes of UTF-8, at most {DESCRIPTION} are allowed")
        return value

    @field_validator("tags")
    @classmethod
    def _tags(cls, value: list[str]) -> list[str]:
        if not all(tag.strip() for tag in value):
            raise ValueError("a tag must not be empty")
        size = sum(len(tag) + 2 * (" " in tag) for tag in value) + max(len(value) - 1, 0)
        if size > TAGS:
            raise ValueError(f"the tags have {size} characters, at most {TAGS} are allowed")
        return value


class Facebook(TaskParams):
    """A video on a Facebook Page, by the Graph API."""

    api_key: Secret | None = Field(
        None, description="Id of the app; not needed.", json_schema_extra=WRITE_ONLY
    )
    app_secret: Secret | None = Field(
        None,
        description="Secret of the app, if it asks for proof that calls are its own.",
        json_schema_extra=WRITE_ONLY,
    )
    access_token: Secret = Field(
        description="Access token of the Page, with the permission `pages_manage_posts`. Facebook "
        "takes no videos for the profiles of people.",
        json_schema_extra=WRITE_ONLY,
    )
    title: str = Field("", description="Video title.")
    description: str = Field("", description="Video description.")
    privacy: Literal["AUTO", "EVERYONE", "ALL_FRIENDS", "FRIENDS_OF_FRIENDS", "SELF"] = Field(
        "AUTO",
        description="Who may see the video. Videos of a Page are public: with any but `AUTO` and "
        "`EVERYONE` it is uploaded and not published.",
    )
    no_story: bool = Field(False, description="Whether to keep the video out of the feed.")


class Vimeo(TaskParams):
    """A video on Vimeo, by version 3.4 of its API."""

    title: str = Field("", description="Video title.")
    description: str = Field("", description="Video description.")
    consumer_key: str | None = Field(
        None, description="OAuth 1; refused, see `oauth2_token`.", json_schema_extra=WRITE_ONLY
    )
    consumer_secret: str | None = Field(
        None, description="OAuth 1; refused.", json_schema_extra=WRITE_ONLY
    )
    access_token_key: str | None = Field(
        None, description="OAuth 1; refused.", json_schema_extra=WRITE_ONLY
    )
    access_token_secret: str | None = Field(
        None, description="OAuth 1; refused.", json_schema_extra=WRITE_ONLY
    )
    oauth2_token: Secret | None = Field(
        None,
        description="OAuth 2 access token with the scope `upload`. Required: Vimeo has ended OAuth "
        "1, whose parameters are known only to say so.",
        json_schema_extra=WRITE_ONLY,
        validate_default=True,
    )

    @field_validator("oauth2_token")
    @classmethod
    def _needed(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            old = ("consumer_key", "consumer_secret", "access_token_key", "access_token_secret")
            text = NO_OAUTH_1 if any(map(info.data.get, old)) else "this field is required"
            raise faults([text])
        return value


class S3Signed(TaskParams):
    """An object in S3 or one of its kind, by a URL that its owner signed."""

    url: str = Field(
        description="URL signed for PUT, of version 4 or 2.",
        max_length=8192,
        json_schema_extra=WRITE_ONLY,
    )
    headers: dict[str, str] = Field(
        {},
        description="Values of the headers that the URL signs. `Content-Type`, if it is signed and "
        "not given, is the file's own.",
        json_schema_extra=WRITE_ONLY,
        validate_default=True,
    )

    @field_validator("url")
    @classmethod
    def _lives(cls, value: str) -> str:
        try:
            over = SignedUrl.parse(value).over()
        except ValueError as error:
            raise faults([str(error)]) from None
        if over:
            raise faults([over])
        return value

    @field_validator("headers")
    @classmethod
    def _signed(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if "url" not in info.data:
            return value
        signed = SignedUrl.parse(info.data["url"]).signed
        given = {name.lower() for name in value}
        texts = [
            f"{name}: not the name or the value of a header"
            for name, text in value.items()
            if not re.fullmatch(r"[A-Za-z0-9-]+", name) or not re.fullmatch(r"[\x20-\x7e]*", text)
        ]
        texts += [
            f"{name}: S3 refuses it, since the URL does not sign it"
            for name in sorted(given - signed)
            if name.startswith("x-amz-")
        ]
        texts += [f"{name}: not allowed here" for name in sorted(given & _OURS)]
        missing = signed - given - _OURS - {"content-type"}
        texts += [f"{name}: the URL signs it, so its value is needed" for name in sorted(missing)]
        if texts:
            raise faults(texts)
        return value


_OURS = frozenset({"host", "content-length", "transfer-encoding", "authorization"})
"""Headers that are not the client's to set."""
