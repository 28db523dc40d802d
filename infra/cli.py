"""The `mercato` command: a table of what there is; a command's code is loaded when it is used."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

# Each name is a command, or a group of commands, of the module's ``app``.
COMMANDS = {
    "up": "infra.local.commands",
    "down": "infra.local.commands",
    "reset": "infra.local.commands",
    "status": "infra.local.commands",
    "logs": "infra.local.commands",
    "seed": "infra.local.commands",
    "demo": "infra.ops.demo",
    "mail": "infra.ops.mail",
    "dlq": "infra.ops.dead_letters",
    "catalog": "infra.ops.catalog",
    "search": "infra.ops.search",
    "databases": "infra.ops.databases.commands",
    "signing-keys": "infra.ops.signing_keys",
    "lake": "infra.ops.lake.commands",
    "simulate": "infra.ops.simulation.commands",
    "smoke": "infra.ops.smoke.commands",
    "publish-storefront": "infra.ops.storefront",
    "deploy": "infra.ops.deploy.commands",
    "cost": "infra.ops.cost.commands",
    "release": "infra.ops.release",
}


class LazyGroup(TyperGroup):
    """A group whose members are imported one by one, so that `mercato status` stays quick."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        command: Any = get_command(import_module(COMMANDS[cmd_name]).app)
        return getattr(command, "commands", {}).get(cmd_name, command)


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    help="Mercato, on one machine and on AWS: start it, fill it, look at it, deploy it.",
)


@app.callback()
def main() -> None:
    """Mercato, on one machine and on AWS: start it, fill it, look at it, deploy it."""


if __name__ == "__main__":
    app()
