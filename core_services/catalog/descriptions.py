"""Descriptions come from merchants and suppliers: what is not prose markup is dropped."""

import html
import re

import nh3

_TAGS = {
    *("p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "strong", "em", "b", "i", "u", "s"),
    *("h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "sub", "sup", "span", "div"),
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "a", "small"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_SPACE = re.compile(r"\s+")


def sanitise(description_html: str) -> str:
    """Only prose tags, no styles, scripts or event handlers; links may go to the web only."""
    if not _has_markup(description_html):
        return html.escape(html.unescape(description_html), quote=False).strip()
    return nh3.clean(
        description_html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES
    ).strip()


def to_text(description_html: str) -> str:
    """The words alone, for search and for previews."""
    bare = description_html
    if _has_markup(bare):
        bare = nh3.clean(bare.replace("<", " <"), tags=set(), attributes={})
    return _SPACE.sub(" ", html.unescape(bare)).strip()


def _has_markup(text: str) -> bool:
    return "<" in text
