"""Credentials as a pod on EKS gets them: from the Pod Identity agent, with a token in a file."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import aiohttp
import pytest
from aiodynamo.http.aiohttp import AIOHTTP

from core_services.cart.credentials import AwsCredentials


class Agent(BaseHTTPRequestHandler):
    """Gives a new key for each request that shows the pod's token."""

    given = 0
    lifetime = timedelta(hours=6)

    def do_GET(self) -> None:
        known = self.headers["Authorization"] == "token-of-the-pod"
        Agent.given += known
        body = json.dumps(
            {
                "AccessKeyId": f"key-{Agent.given}",
                "SecretAccessKey": "secret",
                "Token": "session",
                "Expiration": (datetime.now(UTC) + Agent.lifetime).isoformat(),
            }
        ).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Agent]]:
    server = HTTPServer(("127.0.0.1", 0), Agent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    token = tmp_path / "token"
    token.write_text("token-of-the-pod")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    address = f"http://127.0.0.1:{server.server_port}/v1/credentials"
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", address)
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(token))
    Agent.given, Agent.lifetime = 0, timedelta(hours=6)
    yield Agent
    server.shutdown()
    server.server_close()


async def test_a_pods_role_is_found_once_and_kept(agent: type[Agent]) -> None:
    credentials = AwsCredentials()
    async with aiohttp.ClientSession() as session:
        keys = [await credentials.get_key(AIOHTTP(session)) for _ in range(3)]
    assert {key.id for key in keys if key} == {"key-1"}
    assert keys[0] is not None
    assert (keys[0].secret, keys[0].token) == ("secret", "session")


async def test_a_key_is_refreshed_before_it_expires(agent: type[Agent]) -> None:
    agent.lifetime = timedelta(minutes=12)
    credentials = AwsCredentials()
    async with aiohttp.ClientSession() as session:
        await credentials.get_key(AIOHTTP(session))
        agent.lifetime = timedelta(hours=6)
        renewed = await credentials.get_key(AIOHTTP(session))
        kept = await credentials.get_key(AIOHTTP(session))
    assert renewed is not None
    assert kept is not None
    assert kept.id == renewed.id == f"key-{agent.given}"


async def test_a_refused_key_is_looked_up_again(agent: type[Agent]) -> None:
    credentials = AwsCredentials()
    async with aiohttp.ClientSession() as session:
        first = await credentials.get_key(AIOHTTP(session))
        assert credentials.invalidate()
        second = await credentials.get_key(AIOHTTP(session))
    assert first is not None
    assert second is not None
    assert first.id != second.id
