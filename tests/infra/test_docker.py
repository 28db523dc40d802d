"""The images: what goes into them is enough to start, and nothing else goes in.

There is no engine here to build them with. The Dockerfile's own COPY lines are carried out instead,
on what .dockerignore lets through, and the result is started with nothing else on the path.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from infra.local.topology import load_topology
from tests.infra import clusters
from tests.infra.clusters import CLUSTERS, INFRA, ROOT, SERVICES

DOCKER = INFRA / "docker"
DOCKERFILE = DOCKER / "Dockerfile"
CERTIFICATES = DOCKER / "rds-ca.pem"
every_service = pytest.mark.parametrize("service", SERVICES)


@dataclass(frozen=True)
class Stage:
    """What one FROM begins: the stage or image it stands on, and its instructions."""

    base: str
    name: str
    instructions: tuple[tuple[str, str], ...]

    def of(self, instruction: str) -> list[str]:
        return [text for name, text in self.instructions if name == instruction]


# The file.


def test_hadolint_has_nothing_to_say_against_it() -> None:
    done = subprocess.run(
        [str(Path(sys.prefix, "bin", "hadolint")), str(DOCKERFILE)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_every_stage_stands_on_one_image_that_is_pinned_by_its_digest() -> None:
    (pinned,) = re.findall(r"^ARG PYTHON=(\S+)$", DOCKERFILE.read_text("utf-8"), re.MULTILINE)
    names = {stage.name for stage in stages().values()}

    assert re.fullmatch(r"python:3\.11-slim-bookworm@sha256:[0-9a-f]{64}", pinned)
    assert {stage.base for stage in stages().values()} - names == {"${PYTHON}"}


def test_a_build_without_a_target_makes_a_service() -> None:
    assert list(stages())[-1] == "service"


@pytest.mark.parametrize("image", ["service", "operations"])
def test_an_image_runs_as_nobody_in_particular_the_same_one_as_the_pods(image: str) -> None:
    (user,) = stages()[image].of("USER")
    pods = [pod for _, pod in clusters.pods(clusters.service("prod", "order"))]
    uid, gid = (int(part) for part in user.split(":"))

    assert uid > 10_000
    assert {
        (p["securityContext"]["runAsUser"], p["securityContext"]["runAsGroup"]) for p in pods
    } == {(uid, gid)}


def test_libraries_are_locked_by_hash_and_built_by_nobody() -> None:
    (settings,) = stages()["libraries"].of("ENV")

    assert {"PIP_REQUIRE_HASHES=1", "PIP_NO_DEPS=1", "PIP_ONLY_BINARY=:all:"} <= {
        *settings.replace("\\\n", " ").split()
    }
    for lock in ("services", "operations"):
        text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
        requirements = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert requirements
        assert all("--hash=sha256:" in each for each in requirements)


def test_pip_is_in_no_image_that_runs() -> None:
    (uninstall,) = stages()["runtime"].of("RUN")
    command, _, _ = uninstall.partition("&&")

    assert command.startswith("python -m pip uninstall --yes")
    assert "pip" in command.split("--root-user-action=ignore")[1].split()
    assert {stages()[image].base for image in ("service", "operations")} == {"runtime"}


def test_both_locks_agree() -> None:
    versions = [locked(name) for name in ("services", "operations")]

    assert {k: v for k, v in versions[0].items() if k in versions[1]}.items() <= versions[1].items()


# What gets in.


@every_service
def test_an_image_has_its_service_and_no_other(service: str, tmp_path: Path) -> None:
    assemble("service", tmp_path, SERVICE=service)

    packages = {path.name for path in (tmp_path / "core_services").iterdir() if path.is_dir()}
    assert packages == {"chassis", service}
    assert {path.name for path in tmp_path.iterdir()} == {"contracts", "core_services"}
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".pyc"]


@every_service
@pytest.mark.parametrize("command", ["api", "worker"])
def test_a_service_starts_from_its_image_alone(service: str, command: str, tmp_path: Path) -> None:
    """As far as its first sentence: which settings it misses. By then everything is imported."""
    assemble("service", tmp_path, SERVICE=service)

    done = start(tmp_path, f"core_services.{service}", command)

    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(f"{service}: The environment is not complete:")


@pytest.mark.parametrize("service", [n for n, s in load_topology().services.items() if s.database])
def test_an_image_has_its_migrations(service: str, tmp_path: Path) -> None:
    assemble("service", tmp_path, SERVICE=service)

    versions = tmp_path / "core_services" / service / "migrations" / "versions"
    here = ROOT / "core_services" / service / "migrations" / "versions"
    assert {p.name for p in versions.glob("*.py")} == {p.name for p in here.glob("*.py")}
    assert (tmp_path / "core_services" / "chassis" / "migration_env" / "env.py").is_file()


def test_the_operations_image_starts_alone_too(tmp_path: Path) -> None:
    assemble("operations", tmp_path)

    done = start(tmp_path, "infra.ops.databases")

    assert done.returncode == 1
    assert "DATABASE_HOST: missing" in done.stderr


def test_the_context_holds_nothing_that_no_image_needs() -> None:
    copied = [source for stage in stages().values() for source, _ in copies(stage)]
    kept = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)

    assert all(any(c == k or c.startswith(f"{k}/") for k in kept) for c in copied)
    assert all(any(c == k or c.startswith(f"{k}/") for c in copied) for k in kept)
    assert not admitted(Path(".env"))
    assert not admitted(Path(".mercato/credentials.json"))
    assert not admitted(Path("tests/conftest.py"))
    assert not admitted(Path("core_services/order/__pycache__/app.cpython-311.pyc"))


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_pods_start_what_their_image_holds(cluster: str) -> None:
    assert stages()["runtime"].of("ENTRYPOINT") == ['["python", "-m"]']
    for service in SERVICES:
        for _, pod in clusters.pods(clusters.service(cluster, service)):
            (container,) = pod["containers"]
            if "command" not in container:
                module, _ = container["args"]
                assert module == f"core_services.{service}"
    assert stages()["operations"].of("CMD") == ['["infra.ops.databases"]']


# Aurora's certificate.


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_the_image_knows_who_signs_the_databases_certificate_in_its_region(cluster: str) -> None:
    region = clusters.variables(cluster)["region"]
    subjects = {description for description, _ in certificates()}

    assert f"Amazon RDS {region} Root CA RSA2048 G1" in subjects


def test_certificates_are_what_their_comments_say_and_last() -> None:
    for description, pem in certificates():
        certificate = x509.load_pem_x509_certificate(pem.encode())
        (common_name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        assert common_name.value == description
        assert certificate.not_valid_after_utc.year > 2060


# The Dockerfile, carried out.


def stages() -> dict[str, Stage]:
    found: dict[str, Stage] = {}
    for instruction, text in instructions():
        if instruction == "FROM":
            base, _, name = text.partition(" AS ")
            found[name] = Stage(base, name, ())
        elif found:
            last = found[next(reversed(found))]
            added = (*last.instructions, (instruction, text))
            found[last.name] = Stage(last.base, last.name, added)
    return found


def instructions() -> Iterator[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.MULTILINE)
    for line in re.findall(r"^[A-Z].*?(?<!\\)$", text, re.MULTILINE | re.DOTALL):
        instruction, _, rest = line.partition(" ")
        yield instruction, rest


def copies(stage: Stage) -> list[tuple[str, str]]:
    """What is copied out of the context, and where to."""
    found = []
    for text in stage.of("COPY"):
        if not text.startswith("--from"):
            *sources, target = text.split()
            found += [(source.partition("/${")[0], target) for source in sources]
    return found


def assemble(image: str, app: Path, **arguments: str) -> None:
    """Fill a folder as the image's /app."""
    stage: Stage | None = stages()[image]
    while stage is not None:
        for text in stage.of("COPY"):
            if not text.startswith("--from"):
                *sources, target = text.split()
                for source in sources:
                    copy(filled(source, arguments), filled(target, arguments), app)
        stage = stages().get(stage.base)


def filled(text: str, arguments: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: arguments[found[1]], text)


def copy(source: str, target: str, app: Path) -> None:
    if target.startswith("/"):
        return  # beside the application
    origin = ROOT / source
    files = [origin] if origin.is_file() else [p for p in origin.rglob("*") if p.is_file()]
    for file in files:
        relative = file.relative_to(ROOT)
        if not admitted(relative):
            continue
        inside = Path(file.name) if file == origin else file.relative_to(origin)
        place = app / target / inside
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def admitted(path: Path) -> bool:
    """Whether .dockerignore lets a file through: the last pattern that fits decides."""
    verdict = True
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!").removeprefix("**/")
            parts = [str(Path(*path.parts[: n + 1])) for n in range(len(path.parts))]
            names = path.parts if line.startswith("**/") else tuple(parts)
            if any(fnmatch(each, pattern) for each in names):
                verdict = line.startswith("!")
    return verdict


def start(app: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run as the container does: no environment, only the libraries and /app.

    ``-S``, because the virtual environment would otherwise bring this repository along.
    """
    libraries = Path(pytest.__file__).parents[1]
    return subprocess.run(
        [sys.executable, "-S", "-P", "-m", *arguments],
        cwd="/",
        env={"PYTHONPATH": f"{app}:{libraries}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE))


def certificates() -> list[tuple[str, str]]:
    text = CERTIFICATES.read_text("utf-8")
    return re.findall(
        r"^# ([^\n]+)\n(-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----)",
        text,
        re.MULTILINE | re.DOTALL,
    )
