"""What Lambda is given: two archives for each application, built once for all environments.

Chalice builds them, under names of its own, and takes them from its folder when they are there. A
release keeps them by digest, beside the project that they were built from: Chalice reads routes and
handlers from its source. So a release can be deployed from any checkout, a later one too, and one
whose archives and sources do not belong together is refused.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from chalice.deploy.packager import (
    AppOnlyDeploymentPackager,
    BaseLambdaDeploymentPackager,
    LayerDeploymentPackager,
)
from chalice.utils import UI, OSUtils

from infra.ops.deploy.projects import Project
from infra.ops.deploy.slimming import slim
from infra.ops.deploy.targets import REPOSITORY

PYTHON = (3, 11)  # Chalice deploys to the version that it runs on: everybody must run this one
RUNTIME = f"python{PYTHON[0]}.{PYTHON[1]}"
# Both archives of an application together. Three quarters of it is OpenSSL inside `cryptography`,
# which checks access tokens; the libraries that write letters do not fit beside it: docs/adr/0008.
BUDGET_BYTES = 5_000_000
_LARGER = {"notifications": 5_300_000}
_LOCK = REPOSITORY / "requirements" / "edge.txt"
_CODE, _LAYER, _SOURCE = "code.zip", "layer.zip", "project"
_PACKAGERS = (AppOnlyDeploymentPackager, LayerDeploymentPackager)
_SIDE_BY_SIDE = 4


class PackagingError(Exception):
    """An application cannot be packaged, or a release is not what it says; the message says why."""


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """One application's archives: SHA-256 in hex of each, and of what they were built from."""

    inputs: str
    architecture: str
    code: str
    layer: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """``release.json``: the applications of a release by name."""

    python: str
    packages: dict[str, Package]


@dataclass(frozen=True, slots=True)
class Release:
    """A folder with archives and their manifest."""

    directory: Path
    manifest: Manifest

    def package_of(self, project: Project) -> Package:
        """What was built of this project.

        Raises:
            PackagingError: when it was built of other sources, or for another architecture.
        """
        package = self.manifest.packages.get(project.function)
        if package is None or package.inputs != project.inputs:
            raise PackagingError(f"{project.function} in {self.directory} is of other sources.")
        if package.architecture != architecture_of(project):
            raise PackagingError(f"{project.function} was built for {package.architecture}.")
        return package

    def unpack(self, into: Path) -> list[Project]:
        """Copies of the projects that were packaged, without a stage."""
        projects = []
        for function in self.manifest.packages:
            directory = into / function
            if directory.exists():
                shutil.rmtree(directory)
            shutil.copytree(self.directory / function / _SOURCE, directory)
            projects.append(Project(function, directory))
        return projects

    def archives_of(self, project: Project) -> tuple[Path, Path]:
        """A project's code and layer.

        Raises:
            PackagingError: when they were built of something else, or are not what was built.
        """
        package = self.package_of(project)
        folder = self.directory / project.function
        for archive, digest in ((folder / _CODE, package.code), (folder / _LAYER, package.layer)):
            if not archive.is_file() or digest_of(archive) != digest:
                raise PackagingError(f"{archive} is not what release.json says it is.")
        return folder / _CODE, folder / _LAYER

    def size_of(self, project: Project) -> int:
        """What both archives weigh, in bytes.

        Raises:
            PackagingError: when that is more than the application may.
        """
        size = sum(archive.stat().st_size for archive in self.archives_of(project))
        if size > (budget := _LARGER.get(project.function, BUDGET_BYTES)):
            raise PackagingError(
                f"{project.function} weighs {size:,} bytes; {budget:,} are allowed."
            )
        return size

    def place(self, project: Project) -> Package:
        """Put a project's archives where Chalice will find them."""
        for archive, packager in zip(self.archives_of(project), _PACKAGERS, strict=True):
            wanted = _place_of(project, packager)
            wanted.parent.mkdir(exist_ok=True)
            shutil.copy(archive, wanted)
        return self.package_of(project)


def read_release(directory: Path) -> Release:
    """The release in this folder.

    Raises:
        PackagingError: when there is none.
    """
    path = directory / "release.json"
    try:
        return Release(directory, msgspec.json.decode(path.read_bytes(), type=Manifest))
    except (OSError, msgspec.MsgspecError) as error:
        raise PackagingError(f"{path}: {error}") from error


def build_release(projects: list[Project], directory: Path) -> Release:
    """Package these projects into a folder, which then has a manifest; what it has already stays.

    Raises:
        PackagingError: when a wheel is missing, or Python is another.
    """
    require_python()
    present = _present(directory)
    missing = [each for each in projects if not _is_in(present, each)]
    packages = dict(present.manifest.packages) if present else {}
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:  # pip waits for the network most of the time
        built = pool.map(lambda each: _build(each, directory / each.function), missing)
        packages |= zip((each.function for each in missing), built, strict=True)
    manifest = Manifest(python=RUNTIME, packages=packages)
    (directory / "release.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    return Release(directory, manifest)


def require_python() -> None:
    """Refuse another Python than the functions run on.

    Raises:
        PackagingError: naming both.
    """
    if sys.version_info[:2] != PYTHON:
        running = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        raise PackagingError(f"Functions run on {RUNTIME}; this is {running}.")


def architecture_of(project: Project) -> str:
    """The processors that the project is deployed to, in Lambda's words."""
    return str(project.config["lambda_architecture"])


def digest_of(path: Path) -> str:
    """SHA-256 in hex."""
    return sha256(path.read_bytes()).hexdigest()


def _present(directory: Path) -> Release | None:
    return read_release(directory) if (directory / "release.json").is_file() else None


def _is_in(release: Release | None, project: Project) -> bool:
    try:
        if release is None or not (release.directory / project.function / _SOURCE).is_dir():
            return False
        return bool(release.archives_of(project))
    except PackagingError:
        return False


def _build(project: Project, into: Path) -> Package:
    """Have Chalice make both archives, then make them small and reproducible."""
    if into.exists():
        shutil.rmtree(into)
    into.mkdir(parents=True)
    _run_packager(project)
    for name, packager in zip((_CODE, _LAYER), _PACKAGERS, strict=True):
        archive = into / name
        shutil.copy(_place_of(project, packager), archive)
        slim(archive)
    _check_contents(project, into / _LAYER)
    shutil.copytree(
        project.directory,
        into / _SOURCE,
        ignore=shutil.ignore_patterns("deployments", "packaged"),
        dirs_exist_ok=True,
    )
    return Package(
        inputs=project.inputs,
        architecture=architecture_of(project),
        code=digest_of(into / _CODE),
        layer=digest_of(into / _LAYER),
    )


def _run_packager(project: Project) -> None:
    """``chalice package``: all that is wanted of it is the archives in its folder."""
    committed = project.config_file.read_bytes()
    stages = {"build": {"iam_role_arn": "arn:aws:iam::000000000000:role/none"}}  # Chalice wants one
    project.config_file.write_bytes(msgspec.json.encode(project.config | {"stages": stages}))
    # The lock's versions and hashes hold for what the requirements bring with them, too.
    environment = os.environ | {
        "PIP_CONSTRAINT": str(_LOCK),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    command = [sys.executable, "-m", "infra.ops.deploy.chalice_cli", "package", "--stage", "build"]
    done = subprocess.run(
        [*command, "packaged"],
        cwd=project.directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    project.config_file.write_bytes(committed)
    if done.returncode != 0:
        raise PackagingError(f"{project.function}: {done.stderr or done.stdout}")


def _check_contents(project: Project, layer: Path) -> None:
    """Chalice only remarks that a wheel was not to be had; it would then be missed on Lambda."""
    with zipfile.ZipFile(layer) as archive:
        names = "\n".join(archive.namelist())
    lines = (project.directory / "requirements.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        name, _, version = line.partition("==")
        if version and f"/{name.replace('-', '_')}-{version}.dist-info/" not in names:
            raise PackagingError(f"{project.function}: there is no wheel of {line} for Lambda.")
    if "/botocore/" in names or "/boto3/" in names:
        raise PackagingError(f"{project.function}: boto3 is the runtime's, and not packaged.")


def _place_of(project: Project, packager: type[BaseLambdaDeploymentPackager]) -> Path:
    """Where Chalice will look for an archive: the name has a digest of what it sees."""
    architecture = architecture_of(project)
    nothing_built: Any = None  # only a name is asked for
    asked = packager(OSUtils(), nothing_built, UI(), architecture=architecture)
    return Path(asked.deployment_package_filename(str(project.directory), RUNTIME))
