"""What must be true before anything is touched: tools, credentials, the right account."""

import shutil
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.ops.deploy.targets import Target

_TOOLS = {
    "terraform": "install Terraform 1.11 or later: developer.hashicorp.com/terraform/install",
    "helm": "install Helm 3.18 or later: helm.sh/docs/intro/install",
    "kubectl": "install kubectl: kubernetes.io/docs/tasks/tools",
    "aws": "install the AWS CLI, which kubectl asks for a token: aws.amazon.com/cli",
}


class NotReadyError(Exception):
    """Something is missing; ``hint`` says how to get it."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


def require_tools(names: Iterable[str]) -> None:
    """Refuse to begin without these programs.

    Raises:
        NotReadyError: for the first that is not there.
    """
    for name in names:
        if shutil.which(name) is None:
            raise NotReadyError(f"{name} is not installed.", _TOOLS[name])


def require_account(sts: Any, target: Target) -> None:
    """Refuse credentials of another account: the environment's own is in its variables.

    Raises:
        NotReadyError: when there are none, they have expired, or they are another account's.
    """
    try:
        account = sts.get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        raise NotReadyError(
            f"AWS does not know who you are: {error}.",
            "sign in (`aws sso login`) and set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its kin",
        ) from error
    if account != target.account:
        raise NotReadyError(
            f"These are credentials of account {account}; {target.label} is in {target.account}.",
            f"take a profile of {target.account}, or mend account_id in {target.variables.name}",
        )
