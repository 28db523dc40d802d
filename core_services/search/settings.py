"""What search reads from its environment; the README holds the table."""

from typing import Literal

from core_services.chassis.settings import ServiceSettings


class Settings(ServiceSettings, frozen=True, kw_only=True):
    redis_url: str  # required here: popular queries are counted in it
    opensearch_url: str
    catalog_url: str
    catalog_events_queue_url: str = ""
    opensearch_auth: Literal["none", "iam"] = "none"
    opensearch_timeout_seconds: float = 3.0
    index_prefix: str = "catalog-products"
    index_shards: int = 1
    index_replicas: int = 0
