"""``infra/waivers.yaml``: findings that we have decided otherwise about, with the reason."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec
import yaml

WAIVERS = Path(__file__).resolve().parents[2] / "infra" / "waivers.yaml"
_INDEX = re.compile(r"\[[^\]]*\]")


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``where`` is a pattern of addresses without their index, ``only_in`` names environments."""

    check: str
    where: str
    reason: str
    only_in: tuple[str, ...] = ()

    def covers(self, finding: "Finding") -> bool:
        return (
            self.check == finding.check
            and fnmatchcase(_INDEX.sub("", finding.address), self.where)
            and (not self.only_in or finding.environment in self.only_in)
        )


class Finding(msgspec.Struct, frozen=True, order=True):
    """What a scanner says of a place, in an environment where that matters."""

    check: str
    address: str
    text: str = ""
    environment: str = ""

    def __str__(self) -> str:
        return f"{self.check} {self.address}: {self.text}"


@cache
def waivers() -> tuple[Waiver, ...]:
    """All of them.

    Raises:
        msgspec.ValidationError: when one lacks its reason.
    """
    return msgspec.convert(yaml.safe_load(WAIVERS.read_text("utf-8")), tuple[Waiver, ...])


def unwaived(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that nobody has decided otherwise about."""
    return sorted(each for each in findings if not any(waiver.covers(each) for waiver in waivers()))


def needed(findings: Iterable[Finding]) -> set[Waiver]:
    """The waivers that these findings need."""
    listed = list(findings)
    return {waiver for waiver in waivers() if any(waiver.covers(each) for each in listed)}
