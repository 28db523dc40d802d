"""What the event sources work from: the topology, and where its functions and AWS are."""

from infra.local.engines import REGION
from infra.local.environment import ACCOUNT, Environment, load_environment
from infra.local.event_sources.functions import Function
from infra.local.event_sources.queues import Mapping


def read_environment() -> Environment:
    """The platform that EDGE_PORT and MERCATO_HOME point to."""
    return load_environment()


def mappings_of(environment: Environment) -> tuple[Mapping, ...]:
    """A mapping for each queue that a function serves."""
    return tuple(
        Mapping(
            queue=name,
            url=f"{environment.engines.aws_endpoint_url}/{ACCOUNT}/{name}",
            arn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}",
            function=Function(environment.url_of(queue.consumer), queue.handler),
        )
        for name, queue in environment.topology.queues.items()
        if queue.handler is not None
    )
