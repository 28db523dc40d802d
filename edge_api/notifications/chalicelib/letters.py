"""From what there is to tell to what is read: the same letter is rendered as HTML and as text."""

from collections.abc import Iterable
from urllib.parse import quote

import msgspec

from .catalogue import Texts
from .notices import Notice
from .orders import Line, LineQuantity, Order


class Button(msgspec.Struct, frozen=True):
    label: str
    url: str


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Goods. ``amount`` is empty where it does not matter."""

    title: str
    variant: str
    quantity: str
    image_url: str
    amount: str = ""


class Row(msgspec.Struct, frozen=True):
    label: str
    value: str
    strong: bool = False


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A message before it has a form. ``short`` is for SMS and push; empty where there is none."""

    message: str
    language: str
    subject: str
    preheader: str
    heading: str
    paragraphs: tuple[str, ...]
    shop: str
    shop_url: str
    why: str
    questions: str
    hello: str = ""
    code: str = ""
    code_label: str = ""
    items_label: str = ""
    items: tuple[Item, ...] = ()
    totals: tuple[Row, ...] = ()
    facts: tuple[Row, ...] = ()
    address_label: str = ""
    address: tuple[str, ...] = ()
    button: Button | None = None
    unsubscribe: Button | None = None
    push_title: str = ""
    short: str = ""


_PAGES = {"confirm_account": "confirm", "reset_password": "reset-password"}


def order_letter(notice: Notice, texts: Texts, shop_url: str) -> Letter:
    """About an order."""
    order, message = notice.order, notice.message
    values = _values(notice, texts)
    parcel = notice.fulfilment
    tracked = parcel.tracking_url if parcel else ""
    label = "button_untracked" if message == "order_shipped" and not tracked else "button"
    follows = message == "order_shipped" and tracked
    url = tracked if follows else f"{shop_url}/orders/{quote(order.id, safe='')}"
    letter = _letter(message, texts, shop_url, "why", values)
    return msgspec.structs.replace(
        letter,
        hello=texts.get("common", "hello", name=order.shipping_address.name),
        paragraphs=(*letter.paragraphs, *_afterthought(notice, texts)),
        button=Button(texts.get(message, label), url),
        facts=_facts(notice, texts),
        **_goods(notice, texts, shop_url),
    )


def code_letter(message: str, email: str, code: str, texts: Texts, shop_url: str) -> Letter:
    """A code that proves who reads this address: ``confirm_account`` or ``reset_password``.

    The link fills the form in. What stands behind its ``#`` stays in the browser: no server, log or
    referrer sees the code, and a mail scanner that follows the link confirms nothing.
    """
    letter = _letter(message, texts, shop_url, "why_account", {"code": code})
    filled_in = f"#email={quote(email, safe='')}&code={code}"
    return msgspec.structs.replace(
        letter,
        code=code,
        code_label=texts.get("common", "your_code"),
        button=Button(texts.get(message, "button"), f"{shop_url}/{_PAGES[message]}{filled_in}"),
    )


def password_changed_letter(texts: Texts, shop_url: str) -> Letter:
    letter = _letter("password_changed", texts, shop_url, "why_account", {})
    button = Button(texts.get("password_changed", "button"), f"{shop_url}/account/security")
    return msgspec.structs.replace(letter, button=button)


def back_in_stock_letter(
    title: str, product_url: str, unsubscribe_url: str, texts: Texts, shop_url: str
) -> Letter:
    letter = _letter("back_in_stock", texts, shop_url, "why_asked", {"title": title})
    return msgspec.structs.replace(
        letter,
        button=Button(texts.get("back_in_stock", "button"), product_url),
        unsubscribe=Button(texts.get("common", "unsubscribe"), unsubscribe_url),
    )


def _letter(message: str, texts: Texts, shop_url: str, why: str, values: dict[str, str]) -> Letter:
    return Letter(
        message=message,
        language=texts.language,
        subject=texts.get(message, "subject", **values),
        preheader=texts.get(message, "preheader", **values),
        heading=texts.get(message, "heading"),
        paragraphs=texts.paragraphs(message, **values),
        shop=texts.get("common", "shop"),
        shop_url=shop_url,
        why=texts.get("common", why),
        questions=texts.get("common", "questions"),
        push_title=texts.find(message, "push_title") or "",
        short=texts.find(message, "short", **values) or "",
    )


def _values(notice: Notice, texts: Texts) -> dict[str, str]:
    order, refund, parcel = notice.order, notice.refund, notice.fulfilment
    values = {"number": order.number, "total": texts.amount(order.total, order.currency)}
    if refund:
        values["amount"] = texts.amount(refund.amount, refund.currency)
    if parcel:
        values["tracking"] = parcel.tracking_url or parcel.tracking_number
    if notice.message == "order_cancelled":
        values["reason"] = texts.reason(notice.message, notice.reason, number=order.number)
    return values


def _afterthought(notice: Notice, texts: Texts) -> tuple[str, ...]:
    if notice.message != "order_cancelled":
        return ()
    key = "paragraph_paid" if notice.was_paid else "paragraph_unpaid"
    return (texts.get(notice.message, key),)


def _facts(notice: Notice, texts: Texts) -> tuple[Row, ...]:
    parcel, refund, order = notice.fulfilment, notice.refund, notice.order
    rows: list[Row] = []
    if parcel and notice.message == "order_shipped":
        rows += [
            Row(texts.get("common", key), value)
            for key, value in (
                ("carrier", parcel.carrier),
                ("tracking_number", parcel.tracking_number),
            )
            if value
        ]
    if refund:
        rows.append(
            Row(texts.get("common", "refunded"), _amount(refund.amount, order, texts), True)
        )
        if order.refunded_total > refund.amount:
            so_far = _amount(order.refunded_total, order, texts)
            rows.append(Row(texts.get("common", "refunded_so_far"), so_far))
    return tuple(rows)


def _goods(notice: Notice, texts: Texts, shop_url: str) -> dict[str, object]:
    order, label = notice.order, texts.get("common", "order", number=notice.order.number)
    if notice.fulfilment:
        label = texts.get("common", "in_this_parcel")
        return {
            "items_label": label,
            "items": _parts(order, notice.fulfilment.lines, texts, shop_url),
        }
    if notice.returned:
        label = texts.get("common", "returned")
        return {
            "items_label": label,
            "items": _parts(order, notice.returned.lines, texts, shop_url),
        }
    if notice.message not in ("order_paid", "payment_failed"):
        return {}
    items = tuple(
        _item(line, line.quantity, texts, shop_url, _amount(line.total, order, texts))
        for line in order.lines
    )
    goods: dict[str, object] = {
        "items_label": label,
        "items": items,
        "totals": _totals(order, texts),
    }
    if notice.message == "payment_failed":
        return goods
    title = texts.get("common", "ships_to")
    return {**goods, "address_label": title, "address": _address(order)}


def _parts(
    order: Order, parts: Iterable[LineQuantity], texts: Texts, shop_url: str
) -> tuple[Item, ...]:
    lines = {line.id: line for line in order.lines}
    return tuple(
        _item(lines[part.line_id], part.quantity, texts, shop_url)
        for part in parts
        if part.line_id in lines
    )


def _item(line: Line, quantity: int, texts: Texts, shop_url: str, amount: str = "") -> Item:
    return Item(
        title=line.title,
        variant=line.variant_title,
        quantity=texts.get("common", "quantity", quantity=str(quantity)),
        image_url=_image(line.image_url or "", shop_url),
        amount=amount,
    )


def _image(url: str, shop_url: str) -> str:
    """Where a mail finds a picture: with the whole address, and none that mail programs refuse."""
    if not url or url.endswith(".svg"):
        return ""
    return f"{shop_url}{url}" if url.startswith("/") else url


def _totals(order: Order, texts: Texts) -> tuple[Row, ...]:
    tax = "tax_included" if order.prices_include_tax else "tax"
    shipping = [("shipping", order.shipping_total)] if order.shipping else []
    taxes = [(tax, order.tax_total)] if order.tax_total else []
    discount = [("discount", -order.discount_total)] if order.discount_total else []
    # A tax that is part of the prices comes after the total, which it adds nothing to.
    before, after = (taxes, []) if not order.prices_include_tax else ([], taxes)
    rows = [("subtotal", order.subtotal), *discount, *shipping, *before]
    rows += [("total", order.total), *after]
    return tuple(
        Row(texts.get("common", key), _amount(value, order, texts), key == "total")
        for key, value in rows
    )


def _address(order: Order) -> tuple[str, ...]:
    address = order.shipping_address
    region = address.region_name or address.region
    place = " ".join(filter(None, (address.postal_code, address.city)))
    lines = (address.name, address.line1, address.line2, place, region, address.country)
    return tuple(filter(None, lines))


def _amount(amount: int, order: Order, texts: Texts) -> str:
    return texts.amount(amount, order.currency)
