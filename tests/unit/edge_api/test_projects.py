"""What holds for each Chalice project at the edge: what is packaged, and what an import needs."""

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from chalice.deploy.packager import LambdaDeploymentPackager
from chalice.utils import UI, OSUtils

from infra.local.topology import load_topology

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "requirements" / "edge.txt"
PROJECTS = [
    ROOT / each.app
    for each in load_topology().functions.values()
    if each.app.startswith("edge_api/")
]

pytestmark = pytest.mark.parametrize("project", PROJECTS, ids=lambda each: each.name)


def test_importing_the_application_needs_no_setting_and_no_aws_library(project: Path) -> None:
    code = (
        "import sys; sys.path[:0] = ['.', 'vendor']; import app; "
        "print(sorted({'boto3', 'botocore.session', 'joserfc'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_shared_code_is_linked_where_chalice_packages_it(project: Path) -> None:
    links = {"contracts": "../../../contracts", "edge_api/chassis": "../../../chassis"}
    for name, target in links.items():
        link = project / "vendor" / name
        assert link.is_symlink()
        assert str(link.readlink()) == target


def test_the_package_has_the_versions_of_the_lock(project: Path) -> None:
    locked = {line.partition(" ")[0] for line in LOCK.read_text().splitlines() if "==" in line}
    wanted = [
        line for line in (project / "requirements.txt").read_text().splitlines() if "==" in line
    ]
    assert wanted
    assert set(wanted) <= locked


def test_what_is_packaged_is_small_and_whole(project: Path, tmp_path: Path) -> None:
    """By Chalice's own rules for what goes in; what it installs goes into a layer."""
    package = tmp_path / "code.zip"
    no_dependencies: Any = None
    packager = LambdaDeploymentPackager(OSUtils(), no_dependencies, UI())
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        packager._add_app_files(archive, str(project))
        packager._add_vendor_files(archive, str(project / "vendor"))

        names = set(archive.namelist())
    own = {
        str(path.relative_to(project))
        for path in (project / "chalicelib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"app.py", "contracts/errors.py", "edge_api/chassis/operations.py"} | own <= names
    assert package.stat().st_size < 5_000_000
