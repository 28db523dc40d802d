"""The Lambda triggers of moto's user pool, and the mails that Cognito would send.

A sign-up must neither wait for a mail nor fail with it: what happened is put in a line, and one
thread invokes the functions and mails what they wrote, through SES like everybody. When the
functions are not there, the mail is written in Cognito's own words. What a token says is asked
before it is made; when nobody answers it names no groups, where AWS would refuse the sign-in.
"""

import json
import queue
import secrets
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import boto3
from botocore.config import Config
from moto.cognitoidp.models import CognitoIdpUser, CognitoIdpUserPool

from infra.local.engines import REGION
from infra.local.environment import AWS_KEYS
from infra.local.topology import Topology, Trigger

_PLACEHOLDER = "{####}"
_SECONDS = 5.0  # Cognito waits no longer for a trigger
_LINE = 200
_IN_COGNITOS_WORDS = {
    "emailSubject": "Your verification code",
    "emailMessage": f"Your confirmation code is {_PLACEHOLDER}",
}


@dataclass(frozen=True)
class Happening:
    """Something that a trigger may hear of. Without a ``code`` there is nothing to mail."""

    source: str
    pool: CognitoIdpUserPool
    user: CognitoIdpUser
    client_id: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    code: str = ""


class Triggers:
    """``functions`` are where the applications listen that the topology names."""

    def __init__(self, topology: Topology, functions: Mapping[str, str], aws_url: str) -> None:
        self._topology = topology
        self._functions = functions
        self._aws_url = aws_url
        self._line: queue.Queue[Happening] = queue.Queue(_LINE)

    def start(self) -> None:
        threading.Thread(target=self._work, name="triggers", daemon=True).start()

    def tell(self, happening: Happening) -> None:
        """Return at once; when too many wait, one more is dropped, and that is said."""
        try:
            self._line.put_nowait(happening)
        except queue.Full:
            _say(f"{happening.source}: too many wait, nothing is mailed")

    def before_tokens(self, happening: Happening) -> Mapping[str, Any] | None:
        """What a token is to say instead; None to leave it as it is."""
        written = self._invoke(self._topology.user_pool.triggers.pre_token_generation, happening)
        if written is None:
            return {"groupOverrideDetails": {"groupsToOverride": []}}
        changes: Mapping[str, Any] | None = written.get("claimsAndScopeOverrideDetails")
        return changes

    def _work(self) -> None:
        while True:
            happening = self._line.get()
            try:
                self._handle(happening)
            except Exception as error:  # the next one may be luckier
                _say(f"{happening.source}: {error!r}")

    def _handle(self, happening: Happening) -> None:
        triggers = self._topology.user_pool.triggers
        if happening.code:
            written = self._invoke(triggers.custom_message, happening) or {}
            self._mail(happening, {**_IN_COGNITOS_WORDS, **_filled(written)})
        else:
            self._invoke(triggers.post_confirmation, happening)

    def _invoke(self, trigger: Trigger, happening: Happening) -> dict[str, Any] | None:
        base = self._functions[trigger.function]
        url = f"{base}/2015-03-31/functions/{trigger.handler}/invocations"
        body = json.dumps(to_event(happening)).encode()
        request = urllib.request.Request(url, body, method="POST")  # noqa: S310 - our own address
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                response: dict[str, Any] = json.load(answer)["response"]
                return response
        except (OSError, ValueError, KeyError, TypeError) as error:
            _say(f"{trigger.handler}: {error!r}")
            return None

    def _mail(self, happening: Happening, words: Mapping[str, str]) -> None:
        message = EmailMessage()
        message["From"] = self._topology.email.sender
        message["To"] = attributes_of(happening.user)["email"]
        message["Subject"] = words["emailSubject"]
        content = words["emailMessage"].replace(_PLACEHOLDER, happening.code)
        message.set_content(content, subtype="html", cte="quoted-printable")
        session = boto3.Session(
            aws_access_key_id=AWS_KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=AWS_KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
        )
        config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
        ses: Any = session.client("sesv2", endpoint_url=self._aws_url, config=config)
        ses.send_email(
            FromEmailAddress=self._topology.email.sender,
            Destination={"ToAddresses": [message["To"]]},
            Content={"Raw": {"Data": message.as_bytes()}},
        )


def to_event(happening: Happening) -> dict[str, Any]:
    """The event that Cognito hands to a trigger."""
    if happening.source.startswith("TokenGeneration"):
        return _token_event(happening)
    request: dict[str, Any] = {
        "userAttributes": attributes_of(happening.user),
        "clientMetadata": dict(happening.metadata),
    }
    if happening.code:
        request |= {"codeParameter": _PLACEHOLDER, "usernameParameter": None}
    return {
        **_envelope(happening, "1"),
        "request": request,
        "response": {"smsMessage": None, "emailMessage": None, "emailSubject": None}
        if happening.code
        else {},
    }


def _token_event(happening: Happening) -> dict[str, Any]:
    """Version 2 of the event, which may change access tokens as well."""
    groups = {
        "groupsToOverride": sorted(each.group_name for each in happening.user.groups),
        "iamRolesToOverride": [],
        "preferredRole": None,
    }
    return {
        **_envelope(happening, "2"),
        "request": {
            "userAttributes": attributes_of(happening.user),
            "groupConfiguration": groups,
            "scopes": ["aws.cognito.signin.user.admin"],
        },
        "response": {"claimsAndScopeOverrideDetails": None},
    }


def _envelope(happening: Happening, version: str) -> dict[str, Any]:
    return {
        "version": version,
        "region": REGION,
        "userPoolId": happening.pool.id,
        "userName": happening.user.username,
        "callerContext": {"awsSdkVersion": "local", "clientId": happening.client_id},
        "triggerSource": happening.source,
    }


def attributes_of(user: CognitoIdpUser) -> dict[str, str]:
    return {**{each["Name"]: each["Value"] for each in user.attributes}, "sub": str(user.id)}


def new_code() -> str:
    """Six digits, as Cognito's."""
    return f"{secrets.randbelow(1_000_000):06d}"


def _filled(words: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(text) for name, text in words.items() if text}


def _say(text: str) -> None:
    print(f"user pool triggers: {text}", file=sys.stderr, flush=True)


Tell = Callable[[Happening], None]
