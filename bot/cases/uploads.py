"""Uploads files to Slack, where the optional scope `files:write` was granted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from slack_sdk.errors import SlackApiError

from bot.cases.posting import Clients
from bot.cases.slack_errors import FAILURES, TryLaterError

_LOG: Final = structlog.get_logger(__name__)

# https://docs.slack.dev/reference/methods/files.getUploadURLExternal, "Errors": no waiting will help.
_NOT_ALLOWED: Final = frozenset(
    {
        "missing_scope",
        "not_allowed_token_type",
        "no_permission",
        "access_denied",
        "file_uploads_disabled",
        "storage_limit_reached",
    }
)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to upload. `alt_text` is for those who do not see a picture."""

    name: str
    title: str
    content: bytes
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class Uploads:
    """Uploads as our bot. Raises `TryLaterError` where Slack cannot be asked now."""

    clients: Clients

    async def share(
        self, team: str, files: Sequence[NewFile], channel: str | None = None, thread_ts: str | None = None
    ) -> tuple[str, ...] | None:
        """Upload `files`, and show them in a thread; without a channel nobody is shown them. Their ids.

        None where the workspace does not let us upload.
        """
        given = [
            {"file": file.content, "filename": file.name, "title": file.title, "alt_txt": file.alt_text or None}
            for file in files
        ]
        try:
            answer = await self.clients.client(team).files_upload_v2(
                file_uploads=given, channel=channel, thread_ts=thread_ts
            )
        except SlackApiError as error:
            reason = str(error.response.get("error"))
            if reason in _NOT_ALLOWED:
                _LOG.info("no files uploaded", team=team, reason=reason)
                return None
            raise TryLaterError(reason) from error
        except FAILURES as error:
            raise TryLaterError(type(error).__name__) from error
        return tuple(str(file.get("id")) for file in answer.get("files") or [])

    async def remove(self, team: str, file_id: str) -> None:
        """Delete a file of ours that nobody needs any more; that it is gone already is no trouble."""
        try:
            await self.clients.client(team).files_delete(file=file_id)
        except FAILURES as error:
            _LOG.info("old picture not deleted", team=team, reason=type(error).__name__)
