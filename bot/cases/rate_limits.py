"""Who waits where Slack says 429: for most methods the SDK's client, in place; for the poster's, the case."""

from __future__ import annotations

from typing import Final

from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

# Between two tries of a post it has to be looked up whether the case is still ours, and the other replicas are to know.
# History may be read once a minute only (https://docs.slack.dev/apis/web-api/rate-limits): too long to wait in place.
_POSTERS: Final = ("chat.postMessage", "chat.update", "conversations.history", "conversations.replies")


class RateLimitRetry(AsyncRateLimitErrorRetryHandler):
    """Waits for as long as Retry-After says, and tries again: 429 means that nothing was done."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.endswith(_POSTERS):
            return False
        return await super()._can_retry_async(state=state, request=request, response=response, error=error)
