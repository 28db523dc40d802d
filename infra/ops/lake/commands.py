"""`mercato lake …`: thin commands; each imports what it needs when it is called."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Locale = Literal["en", "de"]

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

    building.build_lake(directory, from_day, to_day, everything=everything)


@app.command()
def report(
    week: Annotated[
        str | None, typer.Option(help="Such as 2026-W12; by default the last complete one.")
    ] = None,
    locale: Annotated[Locale, typer.Option(help="The page's language.")] = "en",
    origin: Annotated[
        str, typer.Option(help="Only data of this origin: live, simulated, history:<import>.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="By default the lake's report.html.")
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Show it in a browser.")] = False,
    directory: Annotated[
        Path | None, typer.Option(help="A lake in a directory; by default this clone's.")
    ] = None,
    catch_up: Annotated[
        bool, typer.Option("--build/--no-build", help="Build first what is new in a running shop.")
    ] = True,
) -> None:
    """Make the Monday report: last week's numbers on one page, at /dev/analytics of the shop too.

    Exit code 0: made; 1: the week is none, or the lake has no answer.
    """
    from infra.ops.lake import building, reporting

    if catch_up and directory is None:
        building.catch_up()

    reporting.report(reporting.Order(week, locale, origin, output, open_it, directory))


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
    as_table: Annotated[
        bool, typer.Option("--table", help="Answer as a table: so by default on a terminal.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Answer as CSV: so by default into a file or pipe.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
    list_names: Annotated[bool, typer.Option("--list", help="Show the named queries.")] = False,
    tables: Annotated[
        bool, typer.Option("--tables", help="Show the tables and views, or one's columns.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Rows of a table.")] = 100,
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
            form=asking.form_of(table=as_table, csv=as_csv, json=as_json),
            limit=limit,
            timeout=timeout,
        )
        asking.ask(asking.home_lake(directory), chosen)


@app.command()
def replay(
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Only this one; may be repeated.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="First day or time, UTC.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Up to this, which is left out.")
    ] = None,
    after: Annotated[
        int | None, typer.Option(metavar="ROW", help="Go on behind this row of one service.")
    ] = None,
) -> None:
    """Tell the lake again what the services' outboxes hold: a year of events, and each only once.

    No consumer hears of it. Exit code 1: a service did not come to the end, and says how to go on.
    """
    from infra.ops.lake import replaying

    given = {"--from": start, "--to": end, "--after": None if after is None else str(after)}
    replaying.replay(
        service or [], [text for name, value in given.items() if value for text in (name, value)]
    )


@app.command()
def publish(
    bucket: Annotated[
        str, typer.Option(help="The artifacts bucket, as Terraform's data_lake tells it.")
    ] = "",
    region: Annotated[str, typer.Option(help="The bucket's region.")] = "",
    version_only: Annotated[
        bool, typer.Option("--version-only", help="Only say what this code is called.")
    ] = False,
) -> None:
    """Put the code of the lake's jobs where Glue runs it from, and print its version.

    Terraform is given the version as `lake_code_version`. Exit code 0: it is there; 1: it is not.
    """
    from infra.ops.lake import publishing
    from infra.ops.refusal import give_up

    if version_only:
        typer.echo(publishing.version_of(publishing.package()))
        return
    if not bucket or not region:
        give_up("Say --bucket and --region, or --version-only.", "terraform output data_lake")
    typer.echo(publishing.publish_to(bucket, region))


@app.command()
def run(
    environment: Annotated[str, typer.Argument(help="dev, stage or prod.")],
    region: Annotated[str, typer.Option(help="The region of its lake.")],
    from_day: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day of receipt to build.")
    ] = None,
    to_day: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day.")] = None,
    imports: Annotated[str, typer.Option(help="New imports of history, by comma.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Build every day anew.")] = False,
    start_with: Annotated[
        str, typer.Option(metavar="JOB", help="Leave out the jobs before this one.")
    ] = "",
) -> None:
    """Run the lake's jobs on AWS, each after those whose tables it reads.

    Exit code 0: all tables are built; 1: a job failed, and those after it were not started.
    """
    from infra.ops.lake import running
    from infra.ops.refusal import give_up

    told = {"--from": from_day, "--to": to_day, "--imports": imports}
    arguments = {name: value for name, value in told.items() if value}
    if everything == bool(arguments):
        give_up("Say which days or imports, or --all.", "the schedule builds the last days itself")
    running.run_on_aws(environment, region, arguments, start_with, typer.echo)


@app.command("load-history")
def load_history(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="CSV, packed with gzip or not."),
    ],
    import_name: Annotated[
        str | None,
        typer.Option(help="What to call it; by default after the first file. It is replaced."),
    ] = None,
    shop: Annotated[
        str | None,
        typer.Option(help="Imports that name the same shop share its customers."),
    ] = None,
    preset: Annotated[
        Literal["shopify", "woocommerce"] | None, typer.Option(help="The export of another shop.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Which column is what: a YAML file."),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="ISO 4217 code, where no column says it.")
    ] = None,
    channel: Annotated[
        str | None, typer.Option(help="Where it was sold, where no column says it.")
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="Of times without an offset, such as Europe/Berlin.")
    ] = None,
    decimal: Annotated[
        Literal["point", "comma"] | None, typer.Option(help="How amounts are written.")
    ] = None,
    customer_key: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="A secret that makes the same pseudonyms in another import.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check all, change nothing.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write every complaint to a .csv or .jsonl file.")
    ] = None,
    directory: Annotated[
        Path | None, typer.Option(help="A copy of the lake; by default this clone's bucket.")
    ] = None,
) -> None:
    """Bring in past orders of another shop. Repeating it replaces the import of the same name.

    Exit code 0: all is loaded (there may be warnings); 1: some orders were refused; 2: nothing is
    loaded, and what was there stays. See docs/history-import.md.
    """
    from contracts.clock import SystemClock
    from infra.ops.history import desk

    constants = {"currency": currency, "channel": channel}
    wish = desk.Wish(
        files=files,
        name=import_name,
        shop=shop,
        preset=preset,
        mapping=mapping,
        constants={name: value for name, value in constants.items() if value is not None},
        time_zone=time_zone,
        decimal=decimal,
        customer_key=customer_key,
        dry_run=dry_run,
        report=report,
    )
    raise typer.Exit(desk.load(wish, desk.home_place(directory), SystemClock()))


@app.command()
def imports(
    remove: Annotated[
        str | None, typer.Option(metavar="NAME", help="Take this one out of the lake.")
    ] = None,
    directory: Annotated[
        Path | None, typer.Option(help="A copy of the lake; by default this clone's bucket.")
    ] = None,
) -> None:
    """Show what history was brought in, or remove an import."""
    from infra.ops.history import desk

    place = desk.home_place(directory)
    if remove is None:
        desk.show(place)
    else:
        desk.remove(place, remove)
