"""Roots and modules are formatted, fit the provider's schema, and pass their own tests."""

from pathlib import Path

import pytest

from tests.infra.terraform import TERRAFORM, check, directories


def name(directory: Path) -> str:
    return directory.relative_to(TERRAFORM).as_posix()


@pytest.mark.parametrize("directory", directories(), ids=name)
def test_terraform_accepts_a_directory_and_its_tests_pass(directory: Path, tmp_path: Path) -> None:
    failure = check(directory, tmp_path)

    assert not failure, failure


@pytest.mark.parametrize(
    "directory", [path for path in directories() if "modules" in path.parts], ids=name
)
def test_a_module_has_the_usual_files_and_tests_of_its_own(directory: Path) -> None:
    usual = {"main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"}
    present = {path.name for path in directory.iterdir()}

    assert usual <= present, f"missing: {', '.join(sorted(usual - present))}"
    assert any(directory.glob("tests/*.tftest.hcl")), "has no test"


@pytest.mark.parametrize("directory", directories(), ids=name)
def test_no_module_comes_from_elsewhere(directory: Path) -> None:
    for path in directory.glob("*.tf"):
        for line in path.read_text().splitlines():
            if line.strip().startswith("source ") and "hashicorp/aws" not in line:
                assert '"../' in line or '"./' in line, f"{path.name}: {line.strip()}"
