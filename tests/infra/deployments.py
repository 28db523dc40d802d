"""What the tests of deployments share: targets, a region's facts, packages that are built once."""

from pathlib import Path

from infra.access import API_HANDLER, handlers_of
from infra.local.topology import load_topology
from infra.ops.deploy.facts import Facts
from infra.ops.deploy.packages import Release, build_release
from infra.ops.deploy.projects import Project, copy_project
from infra.ops.deploy.targets import REPOSITORY, Target, targets_of

TOPOLOGY = load_topology()
HANDLERS = {
    f"{function}.{handler}": (function, handler)
    for function in TOPOLOGY.functions
    for handler in sorted(handlers_of(TOPOLOGY, function))
}
# As in infra/terraform/region/functions.tf: what calls services.
IN_VPC = (
    "bff.api_handler",
    "backoffice.api_handler",
    "notifications.api_handler",
    "notifications.on_order_events",
    "notifications.on_payment_events",
)


def every_target() -> tuple[Target, ...]:
    """Every region of every environment."""
    return tuple(each for name in ("dev", "stage", "prod") for each in targets_of(name))


def facts_of(target: Target, **known: object) -> Facts:
    """What Terraform would tell of a region; ids as AWS forms them."""
    account, region, name = target.account, target.region, target.name
    arn = f"arn:aws:{{}}:{region}:{account}:{{}}"
    told: dict[str, object] = {
        "role_arns": {key: role_arn(target, *each) for key, each in HANDLERS.items()},
        "in_vpc": IN_VPC,
        "subnet_ids": ("subnet-0123456789abcdef0", "subnet-0123456789abcdef1"),
        "security_group_id": "sg-0123456789abcdef0",
        "environment_key_arn": arn.format("kms", "key/00000000-0000-4000-8000-000000000000"),
        "reserved_concurrency": {f"bff.{API_HANDLER}": 100},
        "log_level": "INFO",
        "artifacts_bucket": f"{name}-artifacts-{account}-{region}",
        "issuer": f"https://cognito-idp.{region}.amazonaws.com/{region}_abcdefghi",
        "user_pool_id": f"{region}_abcdefghi",
        "user_pool_client_id": "1example23456789",
        "secret_arns": {
            secret: arn.format("secretsmanager", f"secret:{name}/{secret}-AbCdEf")
            for secret in ("contact", "service-token")
        },
        "service_urls": {
            service: f"https://{service}.internal.{target.domain}" for service in TOPOLOGY.services
        },
        "email_sender": f"Mercato <service@{target.domain}>",
        "email_configuration_set": f"{name}-notifications",
        "push_application_arn": arn.format("sns", f"app/GCM/{name}-customers"),
    }
    return Facts(**(told | known))  # type: ignore[arg-type]


def role_arn(target: Target, function: str, handler: str) -> str:
    """The role that Terraform makes for a handler."""
    name = f"{target.name}-{function}-{handler.replace('_', '-')}-{target.region}"
    return f"arn:aws:iam::{target.account}:role/{name}"


def projects_for(architecture: str, into: Path) -> list[Project]:
    """Copies of all projects, for these processors."""
    projects = [copy_project(function, TOPOLOGY, into) for function in TOPOLOGY.functions]
    for project in projects:
        text = project.config_file.read_text()
        project.config_file.write_text(text.replace('"arm64"', f'"{architecture}"'))
    return projects


def release_for(architecture: str, projects: list[Project]) -> Release:
    """Packages of these projects; kept, since the same sources make the same."""
    return build_release(projects, REPOSITORY / "build" / "tests" / f"release-{architecture}")
