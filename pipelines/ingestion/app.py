"""What Lambda runs. Chalice imports this while packaging: nothing here may need AWS or settings."""

from typing import Any

from chalice.app import Chalice
from chalicelib import clickstream, domain_events
from chalicelib.handlers import handle
from chalicelib.rejects import lake_bucket

app = Chalice(app_name="mercato-ingestion")


@app.lambda_function(name="transform_clickstream")
def transform_clickstream(event: Any, _context: Any) -> Any:
    """Firehose's transformation of the delivery stream ``clickstream``."""
    return handle(event, "clickstream", clickstream.to_row, lake_bucket)


@app.lambda_function(name="transform_domain_events")
def transform_domain_events(event: Any, _context: Any) -> Any:
    """Firehose's transformation of the delivery stream ``domain-events``."""
    return handle(event, "domain-events", domain_events.to_row, lake_bucket)
