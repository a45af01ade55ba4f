"""Who waits where Slack says 429: for most methods the SDK's client, in place; for posts and updates, the poster."""

from __future__ import annotations

from typing import Final

from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

# Between two tries of these it has to be looked up whether the case is still ours, and the other replicas are to know.
_POSTS: Final = ("chat.postMessage", "chat.update")


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
        if request.url.endswith(_POSTS):
            return False
        return await super()._can_retry_async(state=state, request=request, response=response, error=error)
