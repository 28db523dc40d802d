"""What Terraform has told of a region that functions run in: its output ``functions``."""

from collections.abc import Mapping
from typing import Any

import msgspec


class MissingFactsError(Exception):
    """The region's outputs lack what functions need."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The output ``functions`` of the root ``region``; more may be there than is read here."""

    role_arns: dict[str, str]  # by <application>.<handler>
    in_vpc: tuple[str, ...]
    subnet_ids: tuple[str, ...]
    security_group_id: str
    environment_key_arn: str
    reserved_concurrency: dict[str, int]
    log_level: str
    artifacts_bucket: str
    issuer: str
    user_pool_id: str
    user_pool_client_id: str
    secret_arns: dict[str, str]
    service_urls: dict[str, str]
    email_sender: str
    email_configuration_set: str
    push_application_arn: str


def facts_from(outputs: Mapping[str, Any]) -> Facts:
    """The facts among a region's outputs.

    Raises:
        MissingFactsError: when the region was not applied, or by an older checkout.
    """
    try:
        return msgspec.convert(outputs["functions"], Facts)
    except KeyError as error:
        raise MissingFactsError("The region has no output 'functions'.") from error
    except msgspec.ValidationError as error:
        raise MissingFactsError(f"The region's output 'functions': {error}.") from error
