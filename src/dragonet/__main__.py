"""`python -m dragonet`: the command."""

from dragonet.cli import main

main()
