"""Letters as HTML and as plain text."""

import re
from functools import cache

import jinja2
import msgspec

from .letters import Letter

_BLANK_LINES = re.compile(r"\n{3,}")


class Rendered(msgspec.Struct, frozen=True):
    html: str
    text: str


def render(letter: Letter) -> Rendered:
    """Both forms of a letter."""
    html = _environment().get_template("letter.html.j2").render(letter=letter)
    text = _environment().get_template("letter.txt.j2").render(letter=letter)
    return Rendered(html, _BLANK_LINES.sub("\n\n", text).strip() + "\n")


def render_page(name: str, **values: object) -> str:
    """One of our own pages."""
    return _environment().get_template(f"{name}.html.j2").render(**values)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader(__package__),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
