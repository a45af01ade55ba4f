"""HTTP mode: deliveries as signed requests to the app (docs.slack.dev, "Verifying requests from Slack")."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout

from bot.playground.standin.courier import COMMANDS, EVENTS, Envelope, NotAcknowledgedError
from bot.playground.standin.payload import Payload


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The value of X-Slack-Signature: HMAC-SHA256 over version, timestamp (epoch seconds) and body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpMode:
    """Delivers to one request URL. Use it as an async context manager."""

    def __init__(self, request_url: str, signing_secret: str) -> None:
        self._url = request_url
        self._secret = signing_secret
        self._session: ClientSession | None = None

    async def __aenter__(self) -> HttpMode:
        self._session = ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()

    async def send(self, envelope: Envelope, within: float) -> Payload | None:
        """Deliver and wait for HTTP 200 (see `Transport`)."""
        if self._session is None:
            raise RuntimeError("HttpMode is used outside of its `async with`")
        body, content_type = encode(envelope)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._secret, timestamp, body),
        }
        if envelope.retry_attempt:
            headers |= {
                "X-Slack-Retry-Num": str(envelope.retry_attempt),
                "X-Slack-Retry-Reason": envelope.retry_reason,
            }
        try:
            request = self._session.post(self._url, data=body, headers=headers, timeout=ClientTimeout(total=within))
            async with request as answer:
                text = await answer.text()
                if answer.status != 200:
                    raise NotAcknowledgedError("http_error")
                if not text:
                    return None
                if answer.content_type == "application/json":
                    payload = json.loads(text)
                    return payload if isinstance(payload, dict) and payload else None
                return {"text": text} if envelope.kind == COMMANDS else None
        except TimeoutError:
            raise NotAcknowledgedError("http_timeout") from None
        except ClientConnectionError:
            raise NotAcknowledgedError("connection_failed") from None


def encode(envelope: Envelope) -> tuple[bytes, str]:
    """Body and content type: JSON for events, a form for commands, a form with one JSON field for interactions."""
    if envelope.kind == EVENTS:
        return json.dumps(envelope.payload).encode(), "application/json"
    form = envelope.payload if envelope.kind == COMMANDS else {"payload": json.dumps(envelope.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"
