"""``/dev/mail``: what the shop sent to people, on this machine alone. AWS has no such page."""

import asyncio
from typing import Any

import aiohttp
import msgspec

from contracts.errors import NotFoundError, UnavailableError
from infra.local.edge import pages
from infra.local.edge.forwarding import Forwarder
from infra.local.edge.messages import Exchange
from infra.local.mailbox import SOURCES, Sent, read_messages

PREFIX = "/dev/mail"
_SECONDS = 5.0
# A mail is somebody else's HTML: it may have styles and images, runs nothing and sends nothing.
_MAIL_POLICY = (
    b"default-src 'none'; style-src 'unsafe-inline'; img-src * data:; base-uri 'none'; "
    b"form-action 'none'; frame-ancestors 'self'; sandbox allow-popups"
)


class MailPages:
    """A list, and each message: e-mails as HTML and as text, text messages, and pushes."""

    def __init__(self, forwarder: Forwarder, aws_url: str) -> None:
        self._forwarder = forwarder
        self._aws_url = aws_url

    async def serve(self, exchange: Exchange) -> None:
        """Answer anything at or below ``/dev/mail``.

        Raises:
            NotFoundError: for a message that is not there, or not any more.
            UnavailableError: when AWS does not answer.
        """
        rest = exchange.path.removeprefix(PREFIX).strip("/")
        messages = await self._messages()
        if not rest:
            await pages.render(exchange, "mail.html", messages=messages)
            return
        message_id, _, form = rest.partition("/")
        message = next((each for each in messages if each.id == message_id), None)
        if message is None or form not in ("", "html") or (form and not message.html):
            raise NotFoundError("There is no such message, or it has been forgotten.")
        if form == "html":
            await _show_html(exchange, message)
        else:
            await pages.render(exchange, "message.html", framed=True, message=message)

    async def _messages(self) -> list[Sent]:
        documents = await asyncio.gather(*(self._document(path) for path in SOURCES))
        return read_messages(zip(SOURCES, documents, strict=True))

    async def _document(self, path: str) -> dict[str, Any]:
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        try:
            async with self._forwarder.session.get(
                f"{self._aws_url}{path}", timeout=timeout
            ) as answer:
                return msgspec.json.decode(await answer.read(), type=dict[str, Any])
        except (aiohttp.ClientError, TimeoutError, msgspec.MsgspecError) as error:
            raise UnavailableError("What was sent cannot be read right now.") from error


async def _show_html(exchange: Exchange, message: Sent) -> None:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", _MAIL_POLICY),
        (b"x-frame-options", b"SAMEORIGIN"),
    ]
    await exchange.answer(200, headers, message.html.encode())
