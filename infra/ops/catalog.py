"""`mercato catalog import` and `convert`: the products of another shop, into this one."""

import asyncio
import csv
import json
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Literal

import httpx
import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from core_services.catalog.importing.messages import Issue, Summary
from core_services.catalog.importing.messages import Progress as Position
from infra.ops.catalog_client import ProductFile, RefusedError, StaffClient

app = typer.Typer(no_args_is_help=True, help="Bring products in from files.")
_console = Console(highlight=False)
_errors = Console(stderr=True, highlight=False)

_SHOWN_OF_EACH_CODE = 5
_SECONDS_UNTIL_ON_SALE = 300.0
_COUNTS = {
    "created": "created",
    "updated": "updated",
    "unchanged": "same",
    "refused": "refused",
    "variants": "variants",
    "errors": "errors",
    "warnings": "warnings",
}
FormatName = Literal["auto", "shopify", "jsonl"]


class ExitCode(IntEnum):
    """What a script learns; typer itself uses 2 for a command line that it does not understand."""

    ALL_TAKEN = 0
    SOME_REFUSED = 1
    NOTHING_READ = 2


@app.command("import")
def import_files(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Shopify CSV or JSON lines.")
    ],
    file_format: Annotated[
        FormatName, typer.Option("--format", help="By default told from the file's name.")
    ] = "auto",
    currency: Annotated[
        str | None, typer.Option(help="What a Shopify file's prices are in; the shop's default.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check all, change nothing.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Until stock and search have caught up.")
    ] = True,
    report: Annotated[
        Path | None, typer.Option(help="Write every complaint to a .csv or .json file.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="The shop's edge; by default this clone's.")
    ] = None,
    token: Annotated[str, typer.Option(help="An access token of the group catalog.")] = "",
    email: Annotated[str, typer.Option(help="Sign in as; by default the local staff.")] = "",
    password: Annotated[str, typer.Option(help="With --email.", envvar="MERCATO_PASSWORD")] = "",
    code: Annotated[str, typer.Option(help="A one-time code, with --email.")] = "",
) -> None:
    """Import product files. Repeating an import changes nothing.

    Exit code 0: all is taken (there may be warnings); 1: some rows were refused; 2: nothing could
    be read.
    """
    products = [_product_file(path, file_format, currency) for path in files]
    desk = _Desk(dry_run=dry_run, wait=wait)
    try:
        credentials = _credentials(url, token, email, password, code)
        asyncio.run(desk.work(products, credentials))
    except RefusedError as error:
        _give_up(str(error), "staff of the group `catalog` may import")
    except httpx.TransportError as error:
        _give_up(f"the shop broke off: {error!r}", "is it running? `mercato status` says")
    desk.conclude()
    if report is not None:
        write_report(report, desk.issues)
    raise typer.Exit(desk.exit_code)


@app.command()
def convert(
    source: Annotated[Literal["icecat", "esci"], typer.Argument(help="Where the files are from.")],
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON lines for `import`.")] = Path(
        "products.jsonl"
    ),
) -> None:
    """Turn a public data set into our JSON lines."""
    from infra.ops.converters import CONVERTERS

    count = 0
    with output.open("wb") as lines:
        for record in CONVERTERS[source](files):
            lines.write(msgspec.json.encode(record) + b"\n")
            count += 1
    _console.print(f"{count:,} products in {output}")


class _Desk:
    """Shows one import after the other, and keeps what is needed for the conclusion."""

    def __init__(self, *, dry_run: bool, wait: bool) -> None:
        self._dry_run = dry_run
        self._wait = wait
        self._shown: Counter[str] = Counter()
        self.issues: list[Issue] = []
        self.summaries: list[Summary] = []
        self._late = 0

    async def work(self, files: Iterable[ProductFile], credentials: dict[str, str]) -> None:
        async with StaffClient.signed_in(**credentials) as staff:
            with _progress() as progress:
                for file in files:
                    await self._import(staff, file, progress)
                if self._wait and not self._dry_run:
                    await self._wait_for_the_shop(staff, progress)

    async def _import(self, staff: StaffClient, file: ProductFile, progress: Progress) -> None:
        task = progress.add_task(file.name, total=max(file.size, 1), note="")
        finished = False
        async for message in staff.send(file, dry_run=self._dry_run):
            if isinstance(message, Position):
                note = f"{message.products:,} products"
                progress.update(task, completed=message.bytes_read, note=note)
            elif isinstance(message, Issue):
                self._hear(message, progress)
            else:
                self.summaries.append(message)
                finished = True
        if not finished:
            raise RefusedError(f"The import of {file.name} broke off; repeating it is safe.")

    def _hear(self, issue: Issue, progress: Progress) -> None:
        self.issues.append(issue)
        self._shown[issue.code] += 1
        if self._shown[issue.code] <= _SHOWN_OF_EACH_CODE:
            progress.console.print(_line(issue), soft_wrap=True)
        elif self._shown[issue.code] == _SHOWN_OF_EACH_CODE + 1:
            progress.console.print(f"[dim]  … and more of {issue.code}; see --report[/]")

    async def _wait_for_the_shop(self, staff: StaffClient, progress: Progress) -> None:
        samples = [sample for summary in self.summaries for sample in summary.samples]
        if not samples:
            return
        task: TaskID = progress.add_task("stock and search", total=len(samples), note="")
        self._late = await staff.wait_until_on_sale(
            samples,
            seconds=_SECONDS_UNTIL_ON_SALE,
            tell=lambda done: progress.update(task, completed=done),
        )

    @property
    def exit_code(self) -> ExitCode:
        if not any(summary.accepted for summary in self.summaries):
            return ExitCode.NOTHING_READ
        bad = any(summary.errors or summary.failure for summary in self.summaries)
        return ExitCode.SOME_REFUSED if bad else ExitCode.ALL_TAKEN

    def conclude(self) -> None:
        _console.print(_table(self.summaries))
        for summary in self.summaries:
            if summary.failure:
                _errors.print(f"[red]{summary.file}:[/] {summary.failure}", soft_wrap=True)
        if self._dry_run:
            _console.print("A dry run: nothing was changed.")
        if self._late:
            _errors.print("[yellow]Stock or search has not caught up yet; it still will.[/]")


def write_report(path: Path, issues: Iterable[Issue]) -> None:
    """All complaints, for a spreadsheet or a script."""
    rows = [msgspec.to_builtins(issue) for issue in issues]
    for row in rows:
        del row["kind"]
    if path.suffix == ".json":
        path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(
            file, ["file", "line", "column", "severity", "code", "reason", "handle"]
        )
        writer.writeheader()
        writer.writerows(rows)


def _product_file(path: Path, file_format: FormatName, currency: str | None) -> ProductFile:
    if file_format == "auto":
        file_format = "shopify" if path.suffix.lower() == ".csv" else "jsonl"
    return ProductFile(
        name=path.name,
        format=file_format,
        size=path.stat().st_size,
        open=lambda: path.open("rb"),
        currency=currency,
    )


def _credentials(
    url: str | None, token: str, email: str, password: str, code: str
) -> dict[str, str]:
    """Where to and as whom; the local platform and its staff unless told otherwise."""
    if url is None or not (token or email):
        from infra.local.commands import platform_of_this_clone
        from infra.local.provision import STAFF_CODE, STAFF_EMAIL

        environment = platform_of_this_clone().environment()
        url = url or environment.edge_url
        if not token and not email:
            email, password = STAFF_EMAIL, environment.credentials.staff_password
            code = STAFF_CODE
    return {"url": url, "token": token, "email": email, "password": password, "code": code}


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", style="dim"),
        console=_console,
    )


def _line(issue: Issue) -> str:
    colour = "red" if issue.severity == "error" else "yellow"
    column = f" [{issue.column}]" if issue.column else ""
    place = f"{issue.file}:{issue.line}{column}".replace("[", r"\[")
    reason = issue.reason.replace("[", r"\[")
    return f"[{colour}]{issue.severity}[/] {place} {reason} [dim]{issue.code}[/]"


def _table(summaries: Iterable[Summary]) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 1, 0, 0))
    table.add_column("file", overflow="fold")
    for title in (*_COUNTS.values(), "seconds"):
        table.add_column(title, justify="right", no_wrap=True, min_width=len(title))
    for summary in summaries:
        counts = (f"{getattr(summary, name):,}" for name in _COUNTS)
        table.add_row(summary.file, *counts, f"{summary.seconds:.1f}")
    return table


def _give_up(reason: str, hint: str) -> None:
    _errors.print(f"[red]error:[/] {reason}\nhint: {hint}")
    raise typer.Exit(ExitCode.NOTHING_READ)
