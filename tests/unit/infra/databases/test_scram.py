"""A password's verifier is the one that PostgreSQL would make."""

from base64 import b64decode

import pytest

from infra.ops.databases.scram import verifier


def test_a_known_password_and_salt_give_the_known_verifier() -> None:
    # RFC 7677's example: user `user`, password `pencil`, 4096 iterations.
    salt = b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")

    assert verifier("pencil", salt) == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
        "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )


def test_two_verifiers_of_one_password_differ() -> None:
    assert verifier("pencil") != verifier("pencil")


@pytest.mark.parametrize("password", ["", "Grüße", "line\nbreak"])
def test_what_would_have_to_be_normalised_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        verifier(password)
