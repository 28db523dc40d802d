"""Settings: everything wrong is told at once, and secrets stay out of what is printed."""

import msgspec
import pytest

from core_services.chassis.settings import Secret, SettingsError, read_settings


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
