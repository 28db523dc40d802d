from pathlib import Path

import pytest

from infra.local.provider.settings import read_settings


def test_flags_win_over_the_environment() -> None:
    environ = {"PROVIDER_PORT": "1", "PROVIDER_DATA_DIR": "/data", "PROVIDER_API_KEY": "sk_test_a"}
    settings = read_settings(["--port", "2"], environ)
    assert (settings.port, settings.data_dir, settings.api_key) == (2, Path("/data"), "sk_test_a")
    assert settings.public_url == "http://127.0.0.1:2"


def test_several_secrets_come_repeated_or_as_a_list() -> None:
    base = ["--port", "2", "--data-dir", "d"]
    repeated = read_settings([*base, "--webhook-secret", "a", "--webhook-secret", "b"], {})
    listed = read_settings(base, {"PROVIDER_WEBHOOK_SECRET": "a,b"})
    assert repeated.webhook_secrets == listed.webhook_secrets == ("a", "b")


def test_a_missing_port_is_refused() -> None:
    with pytest.raises(SystemExit):
        read_settings(["--data-dir", "d"], {})
