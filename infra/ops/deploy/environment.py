"""What each Lambda function is told on AWS: the names by the same rule as on one machine.

The rule stands at the head of ``infra/topology.yaml``; ``infra/local/environment.py`` follows it
too. The region is Lambda's own variable, and a secret is told by where it is kept.
"""

from infra.local.environment import variable
from infra.local.topology import Topology
from infra.ops.deploy.facts import Facts
from infra.ops.deploy.targets import Target


def function_environment(
    function: str, target: Target, facts: Facts, topology: Topology
) -> dict[str, str]:
    """The environment variables of a Chalice application, but for what its project says itself."""
    return {
        "ENVIRONMENT": target.environment,
        "LOG_LEVEL": facts.log_level,
        **_users(target, facts, topology),
        **_neighbours(function, facts, topology),
        **_messaging(function, target, topology),
        **_storage(function, target, topology),
        **_channels(function, facts, topology),
        **_watched(function, target, facts, topology),
    }


def _users(target: Target, facts: Facts, topology: Topology) -> dict[str, str]:
    return {
        "COGNITO_ISSUER": facts.issuer,
        "COGNITO_JWKS_URL": f"{facts.issuer}/.well-known/jwks.json",
        "COGNITO_CLIENT_ID": facts.user_pool_client_id,
        "COGNITO_USER_POOL_ID": facts.user_pool_id,
        "PASSWORD_MINIMUM_LENGTH": str(topology.user_pool.password_minimum_length),
        "SHOP_URL": f"https://{target.domain}",
    }


def _neighbours(function: str, facts: Facts, topology: Topology) -> dict[str, str]:
    called = topology.called_from(function)
    return {variable(name, "URL"): facts.service_urls[name] for name in called}


def _messaging(function: str, target: Target, topology: Topology) -> dict[str, str]:
    queues = {
        variable(queue.topic, "QUEUE_URL"): queue_url(name, target)
        for name, queue in topology.queues.items()
        if queue.consumer == function
    }
    if queues:
        queues["QUEUE_MAX_RECEIVE_COUNT"] = str(topology.queue_defaults.max_receive_count)
    streams = {
        variable(name, "STREAM"): f"{target.name}-{name}"
        for name, stream in topology.streams.items()
        if stream.producer == function
    }
    return queues | streams


def queue_url(name: str, target: Target) -> str:
    """Where a queue of the topology is on AWS."""
    return f"https://sqs.{target.region}.amazonaws.com/{target.account}/{target.name}-{name}"


def _storage(function: str, target: Target, topology: Topology) -> dict[str, str]:
    tables = {
        variable(name, "TABLE"): f"{target.name}-{name}"
        for name, table in topology.tables.items()
        if table.owner == function
    }
    buckets = {
        variable(name, "BUCKET"): f"{target.name}-{name}-{target.account}-{target.region}"
        for name, bucket in topology.buckets.items()
        if bucket.owner == function
    }
    return tables | buckets


def _channels(function: str, facts: Facts, topology: Topology) -> dict[str, str]:
    """What is needed to write to customers, and to ask services in the shop's own name."""
    told = {}
    if topology.email.owner == function:
        told["EMAIL_SENDER"] = facts.email_sender
        told["EMAIL_CONFIGURATION_SET"] = facts.email_configuration_set
        told["CONTACT_SECRET_ARN"] = facts.secret_arns["contact"]
        told["SERVICE_TOKEN_SECRET_ARN"] = facts.secret_arns["service-token"]
    if topology.push.owner == function:
        told["PUSH_APPLICATION_ARN"] = facts.push_application_arn
    return told


def _watched(function: str, target: Target, facts: Facts, topology: Topology) -> dict[str, str]:
    """Where services tell their health: through the load balancer.

    Workers and functions tell it to AWS alone: alarms watch them.
    """
    if topology.operations.watched_by != function:
        return {}
    parts = {
        f"service/{name}": f"{facts.service_urls[name]}/health/ready" for name in topology.services
    }
    queues = {name: queue_url(name, target) for name in topology.queues}
    return {"WATCHED_PARTS": _listed(parts), "WATCHED_QUEUES": _listed(queues)}


def _listed(addresses: dict[str, str]) -> str:
    return " ".join(f"{name}={address}" for name, address in addresses.items())
