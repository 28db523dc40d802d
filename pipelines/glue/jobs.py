"""Every job by its name, in the order in which they build on each other."""

from pipelines.glue import (
    build_daily_stock,
    build_fulfilments,
    build_orders,
    build_payments,
    build_products,
    compact_clickstream,
    compact_domain_events,
    sessionise,
)
from pipelines.glue.job import Job

JOBS: dict[str, Job] = {
    "compact_domain_events": compact_domain_events.run,
    "compact_clickstream": compact_clickstream.run,
    "sessionise": sessionise.run,
    "build_products": build_products.run,
    "build_orders": build_orders.run,
    "build_payments": build_payments.run,
    "build_fulfilments": build_fulfilments.run,
    "build_daily_stock": build_daily_stock.run,
}
