"""Where something is deployed to: the regions that ``infra/terraform/environments`` describes."""

import re
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
TERRAFORM = REPOSITORY / "infra" / "terraform"
ENVIRONMENTS = TERRAFORM / "environments"
WORK = REPOSITORY / "build" / "deploy"  # what is rendered and planned; can be deleted at any time
NAMES = ("dev", "stage", "prod")
_TEXT = re.compile(r'^(\w+)\s*=\s*"([^"]*)"', re.MULTILINE)


class UnknownTargetError(Exception):
    """There is no such environment, or it has no such region; the message says which there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One region of one environment."""

    environment: str
    role: str  # primary or standby
    account: str
    region: str
    domain: str

    @property
    def label(self) -> str:
        """What files and states of this target are called; also the Chalice stage."""
        return self.environment if self.role == "primary" else f"{self.environment}-standby"

    @property
    def name(self) -> str:
        """What everything of the environment is called, or begins with."""
        return f"mercato-{self.environment}"

    @property
    def variables(self) -> Path:
        """The committed variables."""
        suffix = "" if self.role == "primary" else ".standby"
        return ENVIRONMENTS / f"{self.environment}{suffix}.tfvars"

    @property
    def directory(self) -> Path:
        """What is rendered for this target."""
        return WORK / self.label


def targets_of(environment: str, directory: Path = ENVIRONMENTS) -> tuple[Target, ...]:
    """The regions of an environment, the primary first.

    Raises:
        UnknownTargetError: when there is none, or a file lacks what it must say.
    """
    files = [directory / f"{environment}.tfvars", directory / f"{environment}.standby.tfvars"]
    present = [path for path in files if path.is_file()]
    if not present or present[0] != files[0]:
        known = sorted(path.stem for path in directory.glob("*.tfvars") if path.stem in NAMES)
        raise UnknownTargetError(
            f"There is no environment {environment!r}; {', '.join(known)} are."
        )
    return tuple(_target(path) for path in present)


def _target(path: Path) -> Target:
    said = dict(_TEXT.findall(path.read_text(encoding="utf-8")))
    wanted = ("environment", "account_id", "region", "domain")
    if missing := [name for name in wanted if name not in said]:
        raise UnknownTargetError(f"{path} does not say {', '.join(missing)}.")
    return Target(
        environment=said["environment"],
        role=said.get("role", "primary"),
        account=said["account_id"],
        region=said["region"],
        domain=said["domain"],
    )
