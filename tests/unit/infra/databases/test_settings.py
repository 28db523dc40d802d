"""Where the databases' passwords are read, and what is said when one is missing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core_services.chassis.settings import SettingsError
from infra.ops.databases.settings import ReadSecret, Settings, read

DATABASES = {"order": "order", "payment": "payment"}
VARIABLES = {
    "DATABASE_HOST": "db.internal",
    "MASTER_PASSWORD": "m",
    "ORDER_DATABASE_PASSWORD": "o",
    "PAYMENT_DATABASE_PASSWORD": "p",
}


def no_secrets_manager(settings: Settings) -> ReadSecret:
    raise AssertionError("nothing is to be read from Secrets Manager")


def test_variables_say_everything() -> None:
    server, accounts = read(VARIABLES, DATABASES, no_secrets_manager)

    assert (server.host, server.port, server.master) == ("db.internal", 5432, "mercato_master")
    assert server.password == "m"
    assert server.ssl == "verify-full"
    assert [(each.name, each.password) for each in accounts] == [("order", "o"), ("payment", "p")]


def test_mounted_files_are_as_good_as_variables(tmp_path: Path) -> None:
    for name in ("MASTER_PASSWORD", "ORDER_DATABASE_PASSWORD", "PAYMENT_DATABASE_PASSWORD"):
        (tmp_path / name).write_text(f"{name.lower()}\n")

    environ = {"DATABASE_HOST": "db.internal", "SECRETS_DIRECTORY": str(tmp_path)}
    server, accounts = read(environ, DATABASES, no_secrets_manager)

    assert server.password == "master_password"
    assert accounts[0].password == "order_database_password"
    assert {type(server.password), *(type(each.password) for each in accounts)} == {str}


def test_every_missing_password_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read({"DATABASE_HOST": "db.internal"}, DATABASES, no_secrets_manager)

    for name in ("MASTER_PASSWORD", "ORDER_DATABASE_PASSWORD", "PAYMENT_DATABASE_PASSWORD"):
        assert f"{name}: missing" in str(caught.value)


def test_secrets_manager_is_asked_by_the_environments_prefix() -> None:
    kept = {
        "mercato-prod/aurora-master": "m",
        "mercato-prod/database/order": json.dumps({"username": "order", "password": "o"}),
        "mercato-prod/database/payment": json.dumps({"username": "payment", "password": "p"}),
    }
    environ = {"DATABASE_HOST": "db.internal", "SECRETS_PREFIX": "mercato-prod"}

    server, accounts = read(environ, DATABASES, lambda settings: kept.__getitem__)

    assert server.password == "m"
    assert [each.password for each in accounts] == ["o", "p"]


@pytest.mark.parametrize("value", ["plain text", "{}", "[]"])
def test_a_secret_of_another_form_is_named(value: str) -> None:
    environ = {"DATABASE_HOST": "db.internal", "SECRETS_PREFIX": "mercato-prod"}

    with pytest.raises(SettingsError, match="mercato-prod/database/order"):
        read(environ, DATABASES, lambda settings: lambda name: value)


def test_no_password_shows_where_settings_are_printed() -> None:
    server, accounts = read(
        VARIABLES | {"MASTER_PASSWORD": "hidden-m", "ORDER_DATABASE_PASSWORD": "hidden-o"},
        DATABASES,
        no_secrets_manager,
    )

    assert "hidden" not in repr((server, accounts))


def test_the_module_says_what_is_missing_and_fails() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infra.ops.databases"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).resolve().parents[4],
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "DATABASE_HOST: missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_container_without_the_command_line_can_run_it() -> None:
    code = (
        "import sys; sys.modules['typer'] = sys.modules['rich'] = None; "
        "import infra.ops.databases.running"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[4],
        check=False,
    )

    assert done.returncode == 0, done.stderr
