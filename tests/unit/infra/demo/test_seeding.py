"""Where the demo shop is loaded to: this machine's platform, or a shop on AWS."""

import pytest
from typer.testing import CliRunner

from infra.cli import app
from infra.local.demo import seed as seeding
from infra.local.demo.seed import Shop

ARGUMENTS = [
    *("seed", "--url", "https://dev.shop.example.com", "--media-bucket", "mercato-dev-media-1"),
    *("--email", "ada@example.com", "--code", "123456"),
]


def test_a_shop_on_aws_is_filled_as_whoever_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERCATO_PASSWORD", "correct horse")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    filled: list[Shop] = []
    monkeypatch.setattr(seeding, "seed_shop", filled.append)

    done = CliRunner().invoke(app, ARGUMENTS)

    assert done.exit_code == 0
    (shop,) = filled
    assert (shop.url, shop.media_bucket) == ("https://dev.shop.example.com", "mercato-dev-media-1")
    assert (shop.email, shop.password, shop.code) == ("ada@example.com", "correct horse", "123456")
    assert "correct horse" not in repr(shop)


def test_a_shop_on_aws_is_not_filled_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MERCATO_PASSWORD", raising=False)

    done = CliRunner().invoke(app, ARGUMENTS)

    assert done.exit_code == 1
    assert "MERCATO_PASSWORD" in done.stderr
