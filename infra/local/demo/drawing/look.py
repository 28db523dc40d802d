"""What one picture shows: a colour, an accent, and the small choices that tell siblings apart."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    colour: str
    accent: str = "#c9a27a"
    form: str = ""
    pattern: str = ""
    mark: str = ""  # a word on the thing: a book's title, a label
