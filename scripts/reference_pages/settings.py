"""The page of the settings."""

from pydantic_core import PydanticUndefined

from dragonet.settings import LimitSettings, Settings
from reference_pages.markdown import document, table
from reference_pages.schema import fields

MIB = 1 << 20


def page() -> str:
    """Every setting: environment name, default, range, help."""
    rows = [
        (f"`DRAGONET_{field.name.upper()}`", _default(field.name), field.allowed, field.description)
        for field in fields(Settings)
    ]
    limits = ", ".join(f"`{name}`" for name in LimitSettings.model_fields)
    return document(
        "Settings",
        "Settings are environment variables. Options of the command line go before them "
        "([command line](cli.md)).",
        table(("setting", "default", "allowed", "what it is"), rows),
        f"`DRAGONET_LIMITS` takes for each task any of {limits}; "
        "their meaning and defaults are on the page of the task ([list](README.md)).",
    )


def _default(name: str) -> str:
    """The default in words; nothing that depends on this machine."""
    info = Settings.model_fields[name]
    if info.default is PydanticUndefined:
        made = info.default_factory() if info.default_factory else None  # type: ignore[call-arg]
        return "depends on the machine" if made else "none"
    value = info.default
    if value is None or value == ():
        return "none"
    if isinstance(value, int) and value >= MIB and value % MIB == 0:
        size = f"{value >> 30} GiB" if value % (1 << 30) == 0 else f"{value >> 20} MiB"
        return f"`{value}` ({size})"
    return f"`{value}`"
