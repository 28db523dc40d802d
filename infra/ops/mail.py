"""``mercato mail``: what the local shop sent to people, in the terminal."""

from typing import Annotated, NoReturn

import httpx
import typer
from rich.console import Console
from rich.table import Table

from infra.local.commands import platform_of_this_clone
from infra.local.mailbox import SOURCES, Sent, read_messages

app = typer.Typer(no_args_is_help=True, help="Read what the local shop sent to people.")
_console = Console(highlight=False)
_SHOWN = ("From", "To", "Subject", "Date", "List-Unsubscribe")


@app.command("list")
def list_messages(
    number: Annotated[int, typer.Option("--lines", "-n", help="How many, at most.")] = 20,
    to: Annotated[str, typer.Option(help="Only to this address or number.")] = "",
) -> None:
    """List what was sent, the newest first."""
    table = Table(box=None, pad_edge=False)
    for title, width in (("id", 8), ("kind", 5), ("sent", 16)):
        table.add_column(title, no_wrap=True, min_width=width)
    for title in ("to", "subject"):
        table.add_column(title, overflow="ellipsis", no_wrap=True)
    for each in [each for each in _messages() if to in each.to][:number]:
        sent_at = each.at[:16].replace("T", " ")
        table.add_row(each.id[:8], each.kind, sent_at, each.to, each.title)
    _console.print(table)


@app.command()
def show(
    message_id: Annotated[str, typer.Argument(help="An id, or how it begins; or `last`.")] = "last",
    html: Annotated[bool, typer.Option("--html", help="The HTML, as it was sent.")] = False,
) -> None:
    """Show one message."""
    message = _find(_messages(), message_id)
    if html:
        typer.echo(message.html)
        return
    for name in _SHOWN:
        if name in message.headers:
            typer.echo(f"{name}: {message.headers[name]}")
    typer.echo(f"\n{message.text or message.html}")


def _find(messages: list[Sent], message_id: str) -> Sent:
    if message_id == "last" and messages:
        return messages[0]
    found = [each for each in messages if each.id.startswith(message_id)]
    if len(found) != 1:
        what = "Nothing" if not found else "More than one message"
        _fail(f"{what} has an id that begins with {message_id!r}.", "`mercato mail list`")
    return found[0]


def _messages() -> list[Sent]:
    base = platform_of_this_clone().environment().engines.aws_endpoint_url
    try:
        with httpx.Client(base_url=base, timeout=5.0) as http:
            documents = [(path, http.get(path).raise_for_status().json()) for path in SOURCES]
    except httpx.HTTPError:
        _fail("Nothing runs that could have sent anything.", "`mercato up` starts it")
    return read_messages(documents)


def _fail(message: str, hint: str) -> NoReturn:
    typer.echo(f"error: {message}\nhint: {hint}", err=True)
    raise typer.Exit(1)
