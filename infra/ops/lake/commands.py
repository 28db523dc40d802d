"""`mercato lake …`: thin commands; each imports what it needs when it is called."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Build, ask, replay and load the data lake.")


@app.callback()
def lake() -> None:
    """Build, ask, replay and load the data lake."""


@app.command()
def build(
    from_day: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day of receipt to build.")
    ] = None,
    to_day: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Build every day anew, not only what is new.")
    ] = False,
    directory: Annotated[
        Path | None,
        typer.Option(help="A lake in a directory; by default this clone's, from its bucket."),
    ] = None,
) -> None:
    """Bring the curated tables up to date with what the raw zone got since the last build.

    Exit code 0: built, or nothing was new; 1: a job failed, and its tables are as they were.
    """
    from infra.ops.lake import building

    building.build_lake(directory, from_day, to_day, everything)


@app.command()
def query(
    question: Annotated[
        str, typer.Argument(help="The name of a query, or SQL as Athena understands it.")
    ] = "",
    from_day: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day, such as 2026-03-01.")
    ] = None,
    to_day: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day.")] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="Of a named query: currency, origin."),
    ] = None,
    define: Annotated[
        list[str] | None,
        typer.Option(
            "--define", metavar="NAME=VALUE", help="Ask under another definition: time_zone, …"
        ),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
    list_names: Annotated[bool, typer.Option("--list", help="Show the named queries.")] = False,
    tables: Annotated[
        bool, typer.Option("--tables", help="Show the tables and views, or one's columns.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Rows to show on a terminal.")] = 100,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that it may take.")] = 60.0,
    directory: Annotated[
        Path | None, typer.Option(help="A copy of the lake; by default this clone's.")
    ] = None,
) -> None:
    """Ask the lake a question, by name or in Athena's SQL.

    Exit code 0: answered, 1: it has no answer.
    """
    from infra.ops.lake import asking

    if list_names:
        asking.show_queries()
    elif tables:
        asking.show_tables(asking.home_lake(directory), question)
    else:
        chosen = asking.Request(
            question=question,
            parameters=asking.parameters(from_day, to_day, param or []),
            redefine=asking.pairs(define or []),
            form="csv" if as_csv else "json" if as_json else "",
            limit=limit,
            timeout=timeout,
        )
        asking.ask(asking.home_lake(directory), chosen)
