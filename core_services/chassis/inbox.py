"""The inbox: a consumed event leaves a row in the transaction of its effect, so it counts once."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.clock import Clock
from core_services.chassis.tables import INBOX

TABLE = INBOX


async def first_time(conn: AsyncConnection, consumer: str, event_id: str, clock: Clock) -> bool:
    """Whether ``consumer`` sees this event for the first time; it is then marked as seen.

    A twin that is being handled at this moment is waited for: when its transaction fails, this one
    is the first after all.
    """
    statement = (
        insert(INBOX)
        .values(consumer=consumer, event_id=event_id, received_at=clock.now())
        .on_conflict_do_nothing()
        .returning(sa.literal(1))
    )
    return (await conn.execute(statement)).first() is not None
