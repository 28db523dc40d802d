"""Webhook endpoints: where events go, and the secrets that sign them."""

from infra.local.provider.book import Json
from infra.local.provider.errors import InvalidRequestError
from infra.local.provider.identifiers import new_id, random_text
from infra.local.provider.parameters import Parameters
from infra.local.provider.work import Work

FROM_SETTINGS = "we_from_settings"


def create_endpoint(work: Work, given: Parameters) -> Json:
    url = given.required_url("url")
    events = given.texts("enabled_events", most=500)
    if not events:
        message = "Missing required param: enabled_events."
        raise InvalidRequestError(message, code="parameter_missing", param="enabled_events")
    endpoint = _endpoint(work, new_id("webhook_endpoint"), url, events)
    endpoint |= {
        "api_version": given.text("api_version"),
        "description": given.text("description"),
        "metadata": given.metadata(),
        "_secrets": ["whsec_" + random_text(32)],
    }
    given.finish()
    work.book.insert(endpoint)
    # Like Stripe's: the secret is told once, to whoever creates the endpoint.
    return endpoint | {"secret": endpoint["_secrets"][0]}


def update_endpoint(work: Work, endpoint: Json, given: Parameters) -> Json:
    url, events = given.url("url"), given.texts("enabled_events", most=500)
    disabled = given.choice("disabled", ("true", "false"))
    given.ignore("description", "metadata")
    given.finish()
    endpoint["url"] = url or endpoint["url"]
    endpoint["enabled_events"] = events or endpoint["enabled_events"]
    if disabled is not None:
        endpoint["status"] = "disabled" if disabled == "true" else "enabled"
    work.book.save(endpoint)
    return endpoint


def delete_endpoint(work: Work, endpoint: Json) -> Json:
    work.book.delete(endpoint["id"])
    work.book.execute(
        "UPDATE deliveries SET state = 'abandoned' WHERE endpoint_id = ? AND state = 'pending'",
        (endpoint["id"],),
    )
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def roll_secret(work: Work, endpoint: Json, *, keep_old: bool) -> str:
    """A new signing secret; while the old one is kept, every event carries both signatures."""
    fresh = "whsec_" + random_text(32)
    endpoint["_secrets"] = [fresh, *endpoint["_secrets"][:1]] if keep_old else [fresh]
    work.book.save(endpoint)
    return fresh


def register_from_settings(work: Work) -> None:
    """The endpoint that the flags name follows them at every start."""
    settings = work.settings
    existing = work.book.find("webhook_endpoint", FROM_SETTINGS)
    if settings.webhook_url is None:
        if existing is not None:
            delete_endpoint(work, existing)
        return
    endpoint = _endpoint(work, FROM_SETTINGS, settings.webhook_url, ["*"])
    endpoint["_secrets"] = list(settings.webhook_secrets) or ["whsec_" + random_text(32)]
    if existing is None:
        work.book.insert(endpoint)
    else:
        work.book.save(endpoint | {"created": existing["created"]})


def _endpoint(work: Work, id: str, url: str, events: list[str]) -> Json:
    return {
        "id": id,
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": work.now,
        "description": None,
        "enabled_events": events,
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }
