"""Who was sent what: an item per message in DynamoDB, written before the message is sent.

    nothing ──claim──▶ sending ──confirm──▶ sent
                          │ lease ends without a word
                          ├──take over──▶ sending      (rather twice than never)
                          └──give up────▶ lost         (rather never than twice)

All changes are conditional, so that of two who try, one succeeds.
"""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal
from uuid import uuid4

import msgspec

from contracts.clock import Clock
from edge_api.chassis.aws import make_client

from .settings import Settings

LEASE = timedelta(seconds=180)  # longer than any function runs, with time for SES to tell of it
KEPT = timedelta(days=400)  # longer than any event may be replayed

Standing = Literal["claimed", "held", "expired", "sent", "lost"]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Where a message stands. ``holder`` is who may send it, if somebody may."""

    key: str
    holder: str
    standing: Standing


class SentLog:
    """The table ``sent-messages``."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    @cached_property
    def _dynamodb(self) -> Any:
        return make_client("dynamodb", self._settings)

    def claim(self, key: str) -> Claim:
        """Take the right to send this message, or learn why not."""
        mine = Claim(key=key, holder=uuid4().hex, standing="claimed")
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item={"pk": {"S": key}, **self._sending(mine.holder)},
                ConditionExpression="attribute_not_exists(pk)",
            )
            return mine
        except self._refused:
            return self._read(mine)

    def take_over(self, claim: Claim) -> Claim:
        """Claim a message whose sender was heard of no more; ``held`` when another was quicker."""
        mine = Claim(key=claim.key, holder=uuid4().hex, standing="claimed")
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item={"pk": {"S": claim.key}, **self._sending(mine.holder)},
                ConditionExpression="holder = :holder AND stage = :sending",
                ExpressionAttributeValues=_values(holder=claim.holder, sending="sending"),
            )
            return mine
        except self._refused:
            return self._read(mine)

    def give_up(self, claim: Claim) -> None:
        """Never send it: nobody knows whether it was sent already."""
        self._move(claim, "lost", {})

    def confirm(self, claim: Claim, message_id: str) -> None:
        """It was sent."""
        self._move(claim, "sent", {"message_id": message_id})

    def release(self, claim: Claim) -> None:
        """It was certainly not sent: the next one may try at once."""
        try:
            self._dynamodb.delete_item(
                TableName=self._table,
                Key={"pk": {"S": claim.key}},
                ConditionExpression="holder = :holder AND stage = :sending",
                ExpressionAttributeValues=_values(holder=claim.holder, sending="sending"),
            )
        except self._refused:
            return

    def heard_of(self, key: str, message_id: str) -> None:
        """SES says that it took this message, whatever became of the one who sent it."""
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key={"pk": {"S": key}},
                UpdateExpression="SET stage = :sent, message_id = :message_id, sent_at = :at",
                ConditionExpression="stage = :sending",
                ExpressionAttributeValues=_values(
                    sent="sent", sending="sending", message_id=message_id, at=self._now.isoformat()
                ),
            )
        except self._refused:
            return

    def _move(self, claim: Claim, stage: str, notes: dict[str, str]) -> None:
        values = {"stage": stage, "sending": "sending", "holder": claim.holder}
        values |= {"at": self._now.isoformat(), **notes}
        noted = "".join(f", {name} = :{name}" for name in notes)
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key={"pk": {"S": claim.key}},
                UpdateExpression=f"SET stage = :stage, {stage}_at = :at{noted}",
                ConditionExpression="holder = :holder AND stage = :sending",
                ExpressionAttributeValues=_values(**values),
            )
        except self._refused:
            return

    def _read(self, mine: Claim) -> Claim:
        """Why a claim was refused. It may be our own, when the answer to it was lost on the way."""
        found = self._dynamodb.get_item(
            TableName=self._table, Key={"pk": {"S": mine.key}}, ConsistentRead=True
        ).get("Item")
        if found is None:  # released in this moment: whoever comes next will find out
            return msgspec.structs.replace(mine, standing="held")
        holder, stage = found["holder"]["S"], found["stage"]["S"]
        standing: Standing = stage
        if stage == "sending":
            ends = datetime.fromisoformat(found["lease_until"]["S"])
            standing = "held" if ends > self._now else "expired"
        return (
            mine if holder == mine.holder else Claim(key=mine.key, holder=holder, standing=standing)
        )

    def _sending(self, holder: str) -> dict[str, Any]:
        now = self._now
        return {
            "stage": {"S": "sending"},
            "holder": {"S": holder},
            "lease_until": {"S": (now + LEASE).isoformat()},
            "expires_at": {"N": str(int((now + KEPT).timestamp()))},
        }

    @property
    def _now(self) -> datetime:
        return self._clock.now()

    @property
    def _table(self) -> str:
        return self._settings.sent_messages_table

    @property
    def _refused(self) -> Any:
        return self._dynamodb.exceptions.ConditionalCheckFailedException


def _values(**texts: str) -> dict[str, dict[str, str]]:
    return {f":{name}": {"S": text} for name, text in texts.items()}
