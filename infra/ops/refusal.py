"""How a command says that it can't: the cause, the way out, exit code 1."""

from typing import NoReturn

import typer
from rich.console import Console

_errors = Console(stderr=True, highlight=False)


def give_up(reason: str, hint: str) -> NoReturn:
    """Say why on stderr, as it is written, and end the command."""
    _errors.print(f"error: {reason}\nhint: {hint}", markup=False)
    raise typer.Exit(1)
