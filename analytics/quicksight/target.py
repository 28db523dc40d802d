"""Where all this is made: an account, a region, and the names that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass

_READ_DATA_SET = (
    "quicksight:DescribeDataSet",
    "quicksight:DescribeDataSetPermissions",
    "quicksight:DescribeIngestion",
    "quicksight:ListIngestions",
    "quicksight:PassDataSet",
)
_READ_DASHBOARD = (
    "quicksight:DescribeDashboard",
    "quicksight:ListDashboardVersions",
    "quicksight:QueryDashboard",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An account and what differs between environments.

    Attributes:
        currency: that dashboards show until another is chosen.
        prefix: of every id, so that two environments fit in one account.
    """

    account: str
    region: str
    workgroup: str = "mercato"
    currency: str = "EUR"
    namespace: str = "default"
    prefix: str = "mercato"

    def id_of(self, name: str) -> str:
        return f"{self.prefix}-{name.replace('_', '-')}"

    def arn_of(self, kind: str, name: str) -> str:
        """``kind`` is ``dataset``, ``datasource`` or ``dashboard``."""
        return f"arn:aws:quicksight:{self.region}:{self.account}:{kind}/{self.id_of(name)}"

    def group_arn(self, group: str) -> str:
        name = self.id_of(group)
        return f"arn:aws:quicksight:{self.region}:{self.account}:group/{self.namespace}/{name}"

    def readers_of_data_set(self, groups: Sequence[str]) -> list[dict[str, object]]:
        return self._permissions(groups, _READ_DATA_SET)

    def readers_of_dashboard(self, groups: Sequence[str]) -> list[dict[str, object]]:
        return self._permissions(groups, _READ_DASHBOARD)

    def _permissions(
        self, groups: Sequence[str], actions: tuple[str, ...]
    ) -> list[dict[str, object]]:
        return [{"Principal": self.group_arn(group), "Actions": list(actions)} for group in groups]
