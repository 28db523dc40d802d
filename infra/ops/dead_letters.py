"""``mercato dlq``: messages that consumers gave up, for people without a browser.

The same code as the back office's, on the local platform or on AWS with the caller's own rights.
"""

from typing import Annotated, Any

import boto3
import typer
from rich.console import Console
from rich.table import Table

from contracts.clock import SystemClock
from contracts.errors import DomainError
from edge_api.backoffice.chalicelib.letters import as_dead_letter
from edge_api.backoffice.chalicelib.queues import Queues
from edge_api.backoffice.chalicelib.schemas import DeadLetter
from edge_api.chassis.deadline import Deadline
from infra.local.topology import load_topology
from infra.ops.refusal import give_up

app = typer.Typer(no_args_is_help=True, help="See and redrive messages that were given up.")
_console = Console(highlight=False)
_SECONDS = 60.0
_HINT = "`mercato dlq list` names the queues; locally `mercato status` says how all is"

RegionOption = Annotated[
    str, typer.Option("--region", help="On AWS, in this region; else on the local platform.")
]


@app.command("list")
def list_queues(region: RegionOption = "") -> None:
    """List the queues, and how many messages each has that were given up."""
    table = Table(box=None, pad_edge=False)
    table.add_column("queue", no_wrap=True)
    for title in ("waiting", "in flight", "given up"):
        table.add_column(title, justify="right")
    for each in _queues(region).all():
        counts = (each.depth, each.in_flight, each.dead_letters)
        table.add_row(each.name, *("?" if count is None else f"{count:,}" for count in counts))
    _console.print(table)


@app.command()
def show(
    queue: Annotated[str, typer.Argument(help="A queue of the topology.")],
    number: Annotated[int, typer.Option("--lines", "-n", min=1, max=100)] = 20,
    region: RegionOption = "",
) -> None:
    """Show messages that a queue's consumer gave up, and why."""
    try:
        depth, messages = _queues(region).dead_letters(queue, number)
    except DomainError as error:
        give_up(error.detail, _HINT)
    for message in messages:
        _console.print(_told(as_dead_letter(message)), markup=False, soft_wrap=True)
    _console.print(f"{len(messages)} of {depth}", style="dim")


@app.command()
def redrive(
    queue: Annotated[str, typer.Argument(help="A queue of the topology.")],
    message_ids: Annotated[list[str] | None, typer.Argument(help="As `show` names them.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that it has.")] = False,
    region: RegionOption = "",
) -> None:
    """Send messages to their queue again. What they lead to happens once, however often."""
    if everything == bool(message_ids):
        give_up("Name messages, or say --all.", f"`mercato dlq show {queue}` names them")
    wanted = None if everything else frozenset(message_ids or ())
    queues, done = _queues(region), 0
    try:
        settled = queues.redrive(queue, wanted, Deadline(_SECONDS))
        done += settled.done
        while everything and settled.left and settled.done:
            settled = queues.redrive(queue, None, Deadline(_SECONDS))
            done += settled.done
    except DomainError as error:
        give_up(error.detail, _HINT)
    _console.print(f"{done} redriven, {settled.failed} could not be, {settled.left} left")
    if settled.failed or settled.not_found:
        missing = ", ".join(settled.not_found) or "none"
        give_up(f"Not all were redriven; not found: {missing}.", "try again in half a minute")


def _told(letter: DeadLetter) -> str:
    head = f"{letter.message_id}  {letter.event_type or 'no event'}  {letter.subject or ''}"
    received = f"  sent {letter.first_sent_at:%Y-%m-%d %H:%M:%S}, received {letter.receive_count}x"
    if letter.reason is None:
        return f"{head}\n{received}; it ended without saying why\n"
    reason = letter.reason
    why = f"  {reason.consumer}: {reason.code}. {reason.detail}".rstrip(". ")
    trace = f", trace {reason.trace_id}" if reason.trace_id else ""
    return f"{head}\n{received}, failed {reason.failed_at:%H:%M:%S}{trace}\n{why}\n"


def _queues(region: str) -> Queues:
    if not region:
        return _local_queues()
    session = boto3.Session(region_name=region)
    sqs = session.client("sqs")
    urls = {name: sqs.get_queue_url(QueueName=name)["QueueUrl"] for name in load_topology().queues}
    return Queues(session.client, urls, SystemClock())


def _local_queues() -> Queues:
    from infra.local.commands import platform_of_this_clone
    from infra.local.engines import REGION
    from infra.local.environment import AWS_KEYS

    platform = platform_of_this_clone()
    if platform.state is None:
        give_up("Nothing is running.", "`mercato up` starts it; --region looks on AWS")
    environment = platform.environment()
    session = boto3.Session(
        aws_access_key_id=AWS_KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=AWS_KEYS["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )

    def client(service: str) -> Any:
        return session.client(service, endpoint_url=environment.engines.aws_endpoint_url)

    return Queues(client, environment.queue_urls, SystemClock())
