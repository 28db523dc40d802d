"""A signing key is changed in three steps, and at none of them is a good token refused."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner

from contracts.sessions import issue_guest_token, verify_guest_token
from infra.ops import signing_keys

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PLACE = ["guest-session", "--environment", "prod", "--region", "eu-central-1"]


class FakeSecretsManager:
    def __init__(self, value: str) -> None:
        self.values = {"mercato-prod/guest-session": value}

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803 - boto3's
        return {"SecretString": self.values[SecretId]}

    def put_secret_value(self, *, SecretId: str, SecretString: str) -> None:  # noqa: N803
        self.values[SecretId] = SecretString


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> FakeSecretsManager:
    fake = FakeSecretsManager("the old key of thirty-two letters")

    def client(service: str, **_: Any) -> FakeSecretsManager:
        assert service == "secretsmanager"
        return fake

    monkeypatch.setattr(boto3, "client", client)
    return fake


def step(name: str) -> tuple[int, str]:
    done = CliRunner().invoke(signing_keys.app, [name, *PLACE])
    return done.exit_code, done.output


def test_no_token_is_refused_between_two_steps(kept: FakeSecretsManager) -> None:
    """Some processes have the secret of before the step, some that of after it."""
    secrets = [kept.values["mercato-prod/guest-session"]]
    for name in ("introduce", "promote", "retire"):
        assert step(name)[0] == 0
        secrets.append(kept.values["mercato-prod/guest-session"])

    for before, after in pairwise(secrets[:-1]):
        for signer, verifier in ((before, after), (after, before)):
            token, guest = issue_guest_token(signer, NOW)
            assert verify_guest_token(token, verifier, NOW) == guest
    assert secrets[-1] == secrets[-2].splitlines()[0]
    assert secrets[-1] != secrets[0]


@pytest.mark.parametrize("name", ["promote", "retire"])
def test_nothing_is_dropped_before_there_is_another(kept: FakeSecretsManager, name: str) -> None:
    before = dict(kept.values)

    code, _ = step(name)

    assert code == 1
    assert kept.values == before


def test_a_change_under_way_is_ended_first(kept: FakeSecretsManager) -> None:
    step("introduce")
    before = dict(kept.values)

    code, _ = step("introduce")

    assert code == 1
    assert kept.values == before


def test_no_key_is_shown(kept: FakeSecretsManager) -> None:
    told = step("introduce")[1] + step("promote")[1] + step("retire")[1]

    assert not any(key in told for key in kept.values["mercato-prod/guest-session"].splitlines())
