"""``mercato databases``: the services' roles and databases on an environment's Aurora."""

import typer

from infra.ops.databases.running import CreationError, run
from infra.ops.refusal import give_up

app = typer.Typer(help="Create each service's role and database.")
_HINT = (
    "`python -c 'help(\"infra.ops.databases\")'` lists the settings; locally `mercato up` does it"
)


@app.command()
def databases() -> None:
    """Create each service's role and database, on the server that DATABASE_HOST names."""
    try:
        typer.echo(run())
    except CreationError as error:
        give_up(str(error), _HINT)
