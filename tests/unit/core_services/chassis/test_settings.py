"""Settings: everything wrong is told at once, and secrets stay out of what is printed."""

from pathlib import Path

import msgspec
import pytest

from core_services.chassis.settings import (
    Secret,
    SettingsError,
    read_settings,
    with_secret_files,
)


class Example(msgspec.Struct, frozen=True, kw_only=True):
    port: int
    token: Secret
    hosts: tuple[str, ...] = ()
    ratio: float = 0.5
    verbose: bool = False


def test_values_are_converted_to_their_types() -> None:
    settings = read_settings(
        Example, {"PORT": "8101", "TOKEN": "t", "HOSTS": "a, b,", "VERBOSE": "true"}
    )

    assert settings == Example(port=8101, token=Secret("t"), hosts=("a", "b"), verbose=True)


def test_everything_missing_or_malformed_is_in_one_error() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(Example, {"RATIO": "much"})

    assert all(name in str(caught.value) for name in ("PORT", "TOKEN", "RATIO"))


def test_an_empty_variable_counts_as_absent() -> None:
    with pytest.raises(SettingsError, match="TOKEN: missing"):
        read_settings(Example, {"PORT": "1", "TOKEN": ""})


def test_a_secret_is_masked_wherever_it_is_printed() -> None:
    settings = read_settings(Example, {"PORT": "1", "TOKEN": "hunter2"})

    assert "hunter2" not in repr(settings)
    assert "hunter2" not in f"{settings.token}"
    assert settings.token.encode() == b"hunter2"


def test_secrets_are_read_from_files_besides_the_environment(tmp_path: Path) -> None:
    (tmp_path / "TOKEN").write_text("hunter2\n")

    environ = with_secret_files({"PORT": "1", "SECRETS_DIRECTORY": str(tmp_path)})

    assert read_settings(Example, environ) == Example(port=1, token=Secret("hunter2"))


def test_a_secret_that_changes_in_its_file_is_known_from_then_on(tmp_path: Path) -> None:
    file = tmp_path / "TOKEN"
    file.write_text("hunter2")
    environ = with_secret_files({"PORT": "1", "SECRETS_DIRECTORY": str(tmp_path)})
    token = read_settings(Example, environ).token

    file.write_text("hunter3\n")
    assert (token, token.current) == ("hunter2", "hunter3")
    file.unlink()
    assert token.current == "hunter2"


def test_a_secret_from_the_environment_stays_what_it_is() -> None:
    assert Secret("hunter2").current == "hunter2"


def test_without_a_secrets_directory_the_environment_is_all_there_is() -> None:
    assert with_secret_files({"PORT": "1"}) == {"PORT": "1"}


def test_a_mounted_volumes_own_entries_are_no_secrets(tmp_path: Path) -> None:
    """Kubernetes mounts a link per key, into a hidden folder that it replaces as a whole."""
    (tmp_path / "..2026_11_26").mkdir()
    (tmp_path / "..2026_11_26" / "TOKEN").write_text("hunter2")
    (tmp_path / "..data").symlink_to("..2026_11_26")
    (tmp_path / "TOKEN").symlink_to("..data/TOKEN")

    environ = with_secret_files({"SECRETS_DIRECTORY": str(tmp_path)})

    assert environ == {"SECRETS_DIRECTORY": str(tmp_path), "TOKEN": "hunter2"}


def test_a_secret_that_is_said_twice_is_refused_by_name_alone(tmp_path: Path) -> None:
    (tmp_path / "TOKEN").write_text("hunter2")

    with pytest.raises(SettingsError, match="TOKEN") as caught:
        with_secret_files({"TOKEN": "hunter3", "SECRETS_DIRECTORY": str(tmp_path)})

    assert "hunter" not in str(caught.value)


def test_an_empty_variable_beside_a_file_counts_as_absent(tmp_path: Path) -> None:
    (tmp_path / "TOKEN").write_text("hunter2")

    environ = with_secret_files({"TOKEN": "", "SECRETS_DIRECTORY": str(tmp_path)})

    assert environ["TOKEN"] == "hunter2"


def test_a_secrets_directory_that_is_not_there_stops_the_process(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRETS_DIRECTORY"):
        with_secret_files({"SECRETS_DIRECTORY": str(tmp_path / "nowhere")})
