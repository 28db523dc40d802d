"""What the documents tell people to type or to read is there: commands, targets, files."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_command

from infra.cli import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "infra/**/README.md")
    for path in ROOT.glob(pattern)
    if not {"node_modules", ".terraform"}.intersection(path.parts)
)
TARGETS = frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
_FENCE = re.compile(r"^ *```[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")  # a line may end within
_COMMENT = re.compile(r"(?<!\S)#.*")
_SEPARATORS = re.compile(r"[|;&()\n]")
_ASSIGNMENT = re.compile(r"^\w+=\S*$")
_LINK = re.compile(r"""\]\(([^)\s]+)\)|src="([^"]+)\"""")
_ADDRESS = re.compile(r"^(?:[a-z]+:|#)")
_SETTING = re.compile(r"\b(?:vars|secrets)\.([A-Z][A-Z_]+)")


class WrongCommandError(Exception):
    """No command line of ours can be this; the message says why."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_is_one(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert wrong_commands(text) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_to_a_file(name: str) -> None:
    path = ROOT / name
    links = (a or b for a, b in _LINK.findall(_FENCE.sub("", path.read_text(encoding="utf-8"))))
    files = (link.partition("#")[0] for link in links if not _ADDRESS.match(link))

    assert [file for file in files if not (path.parent / file).exists()] == []


def test_whatever_workflows_are_told_in_github_is_listed() -> None:
    workflows = sorted((ROOT / ".github").rglob("*.yml"))
    read = {name for path in workflows for name in _SETTING.findall(path.read_text())}
    told = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")

    assert {"DEPLOY_ROLE", "PLAN_ENABLED"} <= read
    assert sorted(name for name in read if f"`{name}`" not in told) == []


@pytest.mark.parametrize("name", ["README.md", "docs/deploy.md"])
def test_costs_are_those_that_were_computed(name: str) -> None:
    computed = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
    told = " ".join((ROOT / name).read_text(encoding="utf-8").split())
    month = dict(re.findall(r"^\| (\w+) \|.*\*\*([\d,]+)\*\* \|$", computed, re.MULTILINE))

    assert month.keys() >= {"dev", "stage", "prod"}
    for environment in ("dev", "stage", "prod"):
        assert f"{month[environment]} $" in told


def test_every_module_is_on_the_map() -> None:
    told = (ROOT / "infra/terraform/README.md").read_text(encoding="utf-8")
    modules = sorted(path.parent.name for path in ROOT.glob("infra/terraform/modules/*/main.tf"))

    assert modules
    assert [name for name in modules if f"`{name}`" not in told] == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("mercato deploy everything dev", "everything", id="command"),
        pytest.param("AWS_PROFILE=x mercato deploy all dev --yes", "--yes", id="option"),
        pytest.param("pool=$(mercato deploy output dev | jq .id)", "output", id="inside-another"),
        pytest.param("mercato smoke https://a https://b", "https://b", id="argument"),
        pytest.param("mercato smoke \\\n  https://a --ordr", "--ordr", id="continued"),
        pytest.param("make mercato && make chek PYTHON=python3.11", "chek", id="target"),
    ],
)
def test_what_is_wrong_is_found(line: str, reason: str) -> None:
    (found,) = wrong_commands(f"```\n{line}\n```\n")

    assert reason in found


def test_what_looks_like_a_command_of_ours_is_none() -> None:
    others = "kubectl get pods -n mercato --watch   # make sure\naws s3 ls mercato-x"

    assert wrong_commands(f"```\n{others}\n```\nWe `make` it, `.venv/bin/mercato --help`.") == []


def wrong_commands(document: str) -> list[str]:
    """What stands in this Markdown's code and cannot be typed, each with its reason."""
    found = []
    for words in _commands(document):
        try:
            if words[0].rpartition("/")[2] == "mercato":
                _require_command(words[1:])
            elif words[0] == "make":
                _require_targets(words[1:])
        except WrongCommandError as error:
            found.append(f"{' '.join(words)}: {error}")
    return found


def _commands(document: str) -> Iterator[list[str]]:
    """The words of each simple command; what a shell would put in their place stays as it is."""
    fenced = [_COMMENT.sub("", each).replace("\\\n", " ") for each in _FENCE.findall(document)]
    inline = [code.replace("\n", " ") for code in _INLINE.findall(_FENCE.sub("", document))]
    for code in (*fenced, *inline):
        for simple in _SEPARATORS.split(code):
            words = _words(simple)
            while words and _ASSIGNMENT.match(words[0]):
                words = words[1:]
            if words:
                yield words


def _words(simple: str) -> list[str]:
    try:
        return shlex.split(simple)
    except ValueError:  # cut within quotes: what stands before them is whole
        return re.split("[\"']", simple)[0].split()


def _require_targets(words: list[str]) -> None:
    for word in words:
        if "=" not in word and not word.startswith("-") and word not in TARGETS:
            raise WrongCommandError(f"there is no target {word}")


def _require_command(words: list[str]) -> None:
    command: Any = get_command(app)
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        inner = command.get_command(typer.Context(command), words[0])
        if inner is None:
            raise WrongCommandError(f"{command.name} has no {words[0]}")
        command, words = inner, words[1:]
    _require_parameters(command, words)


def _require_parameters(command: Any, words: list[str]) -> None:
    options = {
        name: each
        for each in command.params
        if isinstance(each, TyperOption)
        for name in (*each.opts, *each.secondary_opts)
    }
    arguments = [each for each in command.params if isinstance(each, TyperArgument)]
    positional = []
    left = iter(words)
    for word in left:
        name, equals, _ = word.partition("=")
        if not word.startswith("-"):
            positional.append(word)
        elif name != "--help" and name not in options:
            raise WrongCommandError(f"{command.name} has no option {name}")
        elif name != "--help" and not options[name].is_flag and not equals:
            next(left, None)
    if all(each.nargs == 1 for each in arguments) and len(positional) > len(arguments):
        raise WrongCommandError(f"{command.name} takes no {positional[len(arguments)]}")
