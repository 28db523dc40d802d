"""The queues and their dead-letter queues: how full they are, and settling what lies in the latter.

SQS has no reading without receiving: whoever looks hides messages from others for a moment, and
lets go of them at the end. AWS's own redrive cannot pick messages; ours sends a message to its
queue again and then deletes the dead one. Ending between the two leaves both: consumers are
idempotent, and what is redriven twice takes effect once.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

from contracts.clock import Clock
from contracts.dead_letters import dead_letter_queue, without_failure
from contracts.errors import DeadlineError, NotFoundError, UnavailableError
from edge_api.chassis.deadline import Deadline
from edge_api.chassis.observability import log

from .ages import oldest_seconds
from .schemas import Queue, Settled

Message = Mapping[str, Any]
Counts = Mapping[str, int]

MOST_AT_ONCE = 100
_LOOKED_THROUGH = 1000  # for some that were named: SQS finds none by its id
_BATCH = 10
_HELD_SECONDS = 30
_SIDE_BY_SIDE = 10
_DEPTH, _IN_FLIGHT = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"


class Queues:
    """Every queue by name, with its address; ``client`` makes a client of an AWS service."""

    def __init__(self, client: Callable[[str], Any], urls: Mapping[str, str], clock: Clock) -> None:
        self._client = client
        self._urls = urls
        self._clock = clock

    @cached_property
    def _sqs(self) -> Any:
        return self._client("sqs")

    # Watching ----------------------------------------------------------------------------------

    def all(self) -> tuple[Queue, ...]:
        """Every queue as it is now; what cannot be read is null."""
        if not self._urls:
            return ()
        names = list(self._urls)
        on_aws = [_name(url) for url in self._urls.values()]  # there the environment comes first
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            ages = pool.submit(oldest_seconds, on_aws, self._client("cloudwatch"), self._clock)
            own = pool.map(self._counts, self._urls.values())
            dead = pool.map(self._counts, map(self._dlq, names))
            return tuple(
                _state(name, waiting, given_up, ages.result().get(queue))
                for name, queue, waiting, given_up in zip(names, on_aws, own, dead, strict=True)
            )

    def _counts(self, url: str) -> Counts:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._sqs.get_queue_attributes(
                QueueUrl=url, AttributeNames=[_DEPTH, _IN_FLIGHT]
            )
        except (BotoCoreError, ClientError) as error:
            log.warning("a queue cannot be read", queue=_name(url), reason=type(error).__name__)
            return {}
        return {name: int(value) for name, value in answer["Attributes"].items()}

    # Dead letters ------------------------------------------------------------------------------

    def dead_letters(self, queue: str, limit: int) -> tuple[int, Sequence[Message]]:
        """How many there are, and some of them, the oldest first."""
        url = self._dlq(queue)
        with _refusals(), self._held(url, limit) as held:
            messages = list(held.values())
        messages.sort(key=lambda each: int(each["Attributes"]["SentTimestamp"]))
        return max(self._depth(url), len(messages)), messages

    def redrive(self, queue: str, wanted: Collection[str] | None, deadline: Deadline) -> Settled:
        """Send dead letters to their queue again; ``wanted`` are message ids, None means all."""
        dlq, url = self._dlq(queue), self._urls[queue]

        def send_again(message: Message) -> None:
            self._sqs.send_message(
                QueueUrl=url,
                MessageBody=message["Body"],
                MessageAttributes=without_failure(message.get("MessageAttributes", {})),
            )

        return self._settle(dlq, wanted, deadline, send_again)

    def discard(self, queue: str, wanted: Collection[str] | None, deadline: Deadline) -> Settled:
        """Forget dead letters."""
        return self._settle(self._dlq(queue), wanted, deadline, lambda _: None)

    def _settle(
        self,
        dlq: str,
        wanted: Collection[str] | None,
        deadline: Deadline,
        first: Callable[[Message], None],
    ) -> Settled:
        done: list[str] = []
        most = MOST_AT_ONCE if wanted is None else _LOOKED_THROUGH
        with _refusals(), self._held(dlq, most, wanted) as held:
            chosen = [i for i in held if wanted is None or i in wanted]
            with suppress(DeadlineError):  # what is left is told, and asked for again
                for message_id in chosen:
                    deadline.remaining()
                    if self._settle_one(dlq, held[message_id], first):
                        done.append(message_id)
            for message_id in done:
                del held[message_id]
        return Settled(
            done=len(done),
            failed=len(chosen) - len(done),
            not_found=tuple(each for each in wanted or () if each not in chosen),
            left=self._depth(dlq),
        )

    def _settle_one(self, dlq: str, message: Message, first: Callable[[Message], None]) -> bool:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            first(message)
            self._sqs.delete_message(QueueUrl=dlq, ReceiptHandle=message["ReceiptHandle"])
        except (BotoCoreError, ClientError) as error:
            log.warning("a dead letter stays", queue=_name(dlq), reason=type(error).__name__)
            return False
        return True

    @contextmanager
    def _held(
        self, dlq: str, most: int, wanted: Collection[str] | None = None
    ) -> Iterator[dict[str, Message]]:
        """Messages by id, hidden from others meanwhile; what is still in it is let go of."""
        held: dict[str, Message] = {}
        try:
            self._receive(dlq, most, wanted, held)
            yield held
        finally:
            self._let_go(dlq, list(held.values()))

    def _receive(
        self, dlq: str, most: int, wanted: Collection[str] | None, held: dict[str, Message]
    ) -> None:
        """A long poll asks all of SQS's servers and a short one some: long while there is more."""
        visible = self._counts(dlq).get(_DEPTH, 0)
        while len(held) < most and not (wanted and held.keys() >= set(wanted)):
            answer = self._sqs.receive_message(
                QueueUrl=dlq,
                MaxNumberOfMessages=min(_BATCH, most - len(held)),
                VisibilityTimeout=_HELD_SECONDS,
                WaitTimeSeconds=int(len(held) < visible),
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
            messages = answer.get("Messages", [])
            if not messages:
                return
            held.update((each["MessageId"], each) for each in messages)

    def _let_go(self, dlq: str, messages: Sequence[Message]) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        for start in range(0, len(messages), _BATCH):
            entries = [
                {
                    "Id": str(number),
                    "ReceiptHandle": message["ReceiptHandle"],
                    "VisibilityTimeout": 0,
                }
                for number, message in enumerate(messages[start : start + _BATCH])
            ]
            with suppress(BotoCoreError, ClientError):  # they come back by themselves
                self._sqs.change_message_visibility_batch(QueueUrl=dlq, Entries=entries)

    def _depth(self, url: str) -> int:
        return sum(self._counts(url).values())

    def _dlq(self, queue: str) -> str:
        if queue not in self._urls:
            raise NotFoundError("There is no such queue.")
        return dead_letter_queue(self._urls[queue])


def _state(name: str, own: Counts, dead: Counts, oldest: int | None) -> Queue:
    # A queue is named <consumer>-<topic>, and a consumer's name is one word.
    return Queue(
        name=name,
        consumer=name.partition("-")[0],
        depth=own.get(_DEPTH),
        in_flight=own.get(_IN_FLIGHT),
        oldest_seconds=oldest,
        dead_letters=sum(dead.values()) if dead else None,
    )


def _name(url: str) -> str:
    return url.rpartition("/")[2]


@contextmanager
def _refusals() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise UnavailableError("The queue cannot be reached right now; try again.") from error
