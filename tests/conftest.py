"""What holds for all tests."""

from hypothesis import settings

# The same examples on every machine and at every run: whoever changes nothing sees no failure.
# `pytest --hypothesis-profile=default` looks for others.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")
