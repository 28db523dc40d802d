"""From the book's documents to what the API shows: private fields dropped, references expanded."""

from collections.abc import Iterable

from infra.local.provider.book import Book, Json
from infra.local.provider.errors import InvalidRequestError

_DEEPEST = 4

_REFERENCES = {
    "payment_intent": "payment_intent",
    "latest_charge": "charge",
    "charge": "charge",
    "payment_method": "payment_method",
    "balance_transaction": "balance_transaction",
    "failure_balance_transaction": "balance_transaction",
}
_EXPANDABLE = {
    "checkout.session": {"payment_intent", "line_items"},
    "payment_intent": {"latest_charge", "payment_method"},
    "charge": {"payment_intent", "balance_transaction", "failure_balance_transaction", "refunds"},
    "refund": {"charge", "payment_intent", "balance_transaction", "failure_balance_transaction"},
    "balance_transaction": {"source"},
}


def public(document: Json) -> Json:
    """Fields with a leading underscore are the simulator's own."""
    return {key: value for key, value in document.items() if not key.startswith("_")}


def list_of(items: list[Json], url: str, *, has_more: bool = False) -> Json:
    return {"object": "list", "data": items, "has_more": has_more, "url": url}


def render(book: Book, document: Json, expand: Iterable[str] = ()) -> Json:
    shown = public(document)
    for path in expand:
        steps = path.split(".")
        if len(steps) > _DEEPEST:
            message = f"You cannot expand more than {_DEEPEST} levels of a property"
            raise InvalidRequestError(message, param="expand")
        _expand(book, document, shown, steps, path)
    return shown


def render_list(book: Book, listing: Json, expand: Iterable[str]) -> Json:
    """Within a list, paths begin with `data`."""
    paths = []
    for path in expand:
        first, _, rest = path.partition(".")
        if first != "data" or not rest:
            raise _not_expandable(path)
        paths.append(rest)
    return listing | {"data": [render(book, item, paths) for item in listing["data"]]}


def _expand(book: Book, document: Json, shown: Json, steps: list[str], path: str) -> None:
    field, *rest = steps
    if field not in _EXPANDABLE.get(document["object"], ()):
        raise _not_expandable(path)
    value = shown.get(field)
    if field == "line_items":
        shown[field] = list_of(
            document["_line_items"], f"/v1/checkout/sessions/{document['id']}/line_items"
        )
    elif field == "refunds":
        shown[field] = _refunds_of(book, document)
    elif isinstance(value, str):
        _expand_reference(book, shown, field, value, rest, path)
    elif isinstance(value, dict) and rest:
        _expand(book, value, value, rest, path)


def _expand_reference(
    book: Book, shown: Json, field: str, id: str, rest: list[str], path: str
) -> None:
    target = book.find(_kind_of(field, id), id)
    if target is None:
        return
    inner = public(target)
    if rest:
        _expand(book, target, inner, rest, path)
    shown[field] = inner


def _kind_of(field: str, id: str) -> str:
    if field == "source":
        return "refund" if id.startswith("re_") else "charge"
    return _REFERENCES[field]


def _refunds_of(book: Book, charge: Json) -> Json:
    refunds = [public(refund) for refund in reversed(book.all("refund", "charge", charge["id"]))]
    return list_of(refunds, f"/v1/charges/{charge['id']}/refunds")


def _not_expandable(path: str) -> InvalidRequestError:
    return InvalidRequestError(f"This property cannot be expanded ({path}).", param="expand")
