"""What pages tell about a visit, on its way to Kinesis.

Nothing that names a person goes on: the address that a request came from is not even read, text is
scrubbed, and without the visitor's consent everything is forgotten here. The ids that pages give
to events make it safe to send a batch again, so one that was taken in part is refused as a whole.
"""

from datetime import datetime

import msgspec
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from contracts.clickstream import Campaign, ClickstreamBatch, ClickstreamEvent, CollectedEvent
from edge_api.chassis.operations import Call, Operation
from edge_api.chassis.settings import metrics_namespace

from .bootstrap import Deps
from .clickstream import NotTakenError
from .schemas import Counted
from .scrubbing import scrubbed_path, scrubbed_text

MAX_BODY_BYTES = 64 * 1024  # what sendBeacon sends at most
_MAX_USER_AGENT = 400


def take_events(call: Call[Deps, ClickstreamBatch, None]) -> Counted:
    batch = call.body
    if not _is_wanted(call):
        _count("EventsDeclined", len(batch.events))
        return Counted(accepted=0)
    received_at = call.deps.clock.now()
    user_agent = str(call.headers.get("user-agent", ""))[:_MAX_USER_AGENT]
    records = [
        msgspec.json.encode(_collected(event, batch, received_at, user_agent))
        for event in batch.events
    ]
    try:
        call.deps.clickstream.put(records, batch.session_id, call.deadline)
    except NotTakenError:
        _count("EventsNotTaken", len(records))
        raise
    _count("EventsTaken", len(records))
    return Counted(accepted=len(records))


def _is_wanted(call: Call[Deps, ClickstreamBatch, None]) -> bool:
    """Whether the visitor agreed, and the browser does not object for them."""
    objections = (call.headers.get("sec-gpc"), call.headers.get("dnt"))
    return call.body.consent and "1" not in objections


def _collected(
    event: ClickstreamEvent, batch: ClickstreamBatch, received_at: datetime, user_agent: str
) -> CollectedEvent:
    campaign = batch.campaign
    return CollectedEvent(
        event=msgspec.structs.replace(
            event,
            path=scrubbed_path(event.path),
            query=None if event.query is None else scrubbed_text(event.query),
        ),
        sent_at=batch.sent_at,
        received_at=received_at,
        visitor_id=batch.visitor_id,
        session_id=batch.session_id,
        locale=batch.locale,
        referrer_host=batch.referrer_host,
        campaign=Campaign(
            source=scrubbed_text(campaign.source),
            medium=scrubbed_text(campaign.medium),
            name=scrubbed_text(campaign.name),
        ),
        user_agent=user_agent,
    )


def _count(name: str, count: int) -> None:
    metrics = EphemeralMetrics(namespace=metrics_namespace())
    metrics.add_metric(name, MetricUnit.Count, count)
    metrics.flush_metrics()


OPERATIONS = (
    Operation(
        method="POST",
        path="/api/events",
        view=take_events,
        summary="Tell what a visitor did",
        description="For navigator.sendBeacon: the JSON may also be called text/plain. Without "
        "consent, or when the browser sends Sec-GPC or DNT, nothing is kept and `accepted` is 0. "
        "A 503 says that not all were taken: send the whole batch again, ids make that safe.",
        tag="clickstream",
        body=ClickstreamBatch,
        returns=Counted,
        status=202,
        errors=(NotTakenError,),
        from_our_pages=True,
        media_types=("application/json", "text/plain"),
        max_body_bytes=MAX_BODY_BYTES,
    ),
)
