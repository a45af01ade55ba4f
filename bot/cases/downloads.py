"""Files that came with a message: fetched with the bot's token, from Slack's hosts only, never more than is read."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.cases.case import SlackFile
from bot.cases.slack_errors import TryLaterError
from bot.reply.notice import NoticeKind

# Where Slack keeps files (https://docs.slack.dev/reference/objects/file-object: `url_private`). The token goes nowhere
# else: a payload, or somebody who forged one, does not choose where we connect.
_FILE_HOSTS: Final = frozenset({"files.slack.com", "slack-files.com"})
_SECONDS: Final = 10.0
_CHUNK: Final = 65_536


class UnreadableFileError(RuntimeError):
    """The file cannot be had; the message says why, `notice` what to tell the person."""

    def __init__(self, reason: str, notice: NoticeKind = NoticeKind.FILE_NOT_LOADED) -> None:
        super().__init__(reason)
        self.notice = notice


class Downloads:
    """Fetches files. `api_url` is the Web API that we talk to: a stand-in for Slack serves files on its own host."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str, max_bytes: int) -> None:
        self._session = session
        self._own = urlsplit(api_url)
        self._max_bytes = max_bytes

    async def fetch(self, file: SlackFile, token: str) -> bytes:
        """The content of `file`; of one that is larger than Slack said, the first `max_bytes`.

        Raises `UnreadableFileError`, or `TryLaterError` where the network failed.
        """
        if file.size > self._max_bytes:
            raise UnreadableFileError(f"{file.size} bytes", NoticeKind.TOO_LARGE)
        parts = urlsplit(file.url)
        slack = parts.scheme == "https" and parts.hostname in _FILE_HOSTS
        own = parts.scheme == self._own.scheme and parts.hostname == self._own.hostname
        if not slack and not own:
            raise UnreadableFileError(f"not one of Slack's file hosts: {parts.hostname}")
        try:
            async with self._session.get(
                file.url,
                headers={"Authorization": f"Bearer {token}"},
                # Slack redirects to a sign-in page where the token lacks files:read.
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=_SECONDS),
            ) as response:
                if response.status >= 500 or response.status == 429:
                    raise TryLaterError(f"HTTP {response.status} for a file")
                if response.status != 200:
                    raise UnreadableFileError(f"HTTP {response.status}")
                content = bytearray()
                async for chunk in response.content.iter_chunked(_CHUNK):
                    content += chunk
                    if len(content) >= self._max_bytes:
                        break
                # With HTTP 200 it may still be the sign-in page instead of the file.
                if response.content_type == "text/html" and not file.name.lower().endswith((".html", ".htm")):
                    raise UnreadableFileError("Slack sent a web page: the token may lack files:read")
                return bytes(content[: self._max_bytes])
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TryLaterError(f"{type(error).__name__} for a file") from error
