"""A profile by its name."""

from difflib import get_close_matches

from dragonet.sxml.movie.profile import Profile
from dragonet.sxml.movie.profiles import PROFILES


def find(name: str) -> Profile:
    """The profile of a name. Raises ValueError with the nearest name, or all of them."""
    if name in PROFILES:
        return PROFILES[name]
    near = get_close_matches(name.lower(), PROFILES, 1, 0.5)
    if near:
        raise ValueError(f"no such profile, did you mean '{near[0]}'?")
    raise ValueError(f"no such profile, choose one of: {', '.join(PROFILES)}")
