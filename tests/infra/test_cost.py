"""``docs/cost.md`` is what the plans of today cost."""

import os

import pytest

from infra.ops.cost.fixed import fixed_items
from infra.ops.cost.page import PAGE, Part, render
from infra.ops.cost.prices import load_prices
from infra.ops.cost.usage import load_usage
from tests.infra.terraform import plan

PRIMARY, STANDBY, EVERYWHERE = "eu-central-1", "eu-west-1", "us-east-1"
GLOBAL = ("prod.global.tfvars", "global.primary.json", "global.standby.json")


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    return [
        Part("dev", "region", fixed_items(plan("region", "dev.tfvars"), PRIMARY)),
        Part("stage", "region", fixed_items(plan("region", "stage.tfvars"), PRIMARY)),
        Part("prod", "primary", fixed_items(plan("region", "prod.tfvars"), PRIMARY)),
        Part("prod", "standby", fixed_items(plan("region", "prod.standby.tfvars"), STANDBY)),
        Part("prod", "global", fixed_items(plan("global", *GLOBAL), EVERYWHERE)),
    ]


def test_the_page_is_what_the_plans_of_today_cost(parts: list[Part]) -> None:
    page = render(parts, load_prices(), load_usage(), PRIMARY)
    if os.environ.get("MERCATO_APPROVE"):
        PAGE.write_text(page, "utf-8")

    assert page == PAGE.read_text("utf-8"), "MERCATO_APPROVE=1 make check-infra writes it anew"


def test_a_smaller_environment_costs_less(parts: list[Part]) -> None:
    dev, stage, primary, standby, _ = (part.dollars(load_prices()) for part in parts)

    assert dev < stage < standby < primary
