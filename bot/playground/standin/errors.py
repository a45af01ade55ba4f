"""What the stand-in's Web API says no with: Slack's own error names."""

from __future__ import annotations

from collections.abc import Sequence


class SlackError(Exception):
    """An `"ok": false` answer. `name` is Slack's error name, `messages` its `response_metadata.messages`.

    `retry_after` (seconds) makes it an HTTP 429 with a Retry-After header; `extra` are further fields of the answer.
    """

    def __init__(
        self,
        name: str,
        messages: Sequence[str] = (),
        *,
        retry_after: int | None = None,
        extra: dict[str, object] | None = None,
    ) -> None:
        super().__init__(": ".join([name, *messages]))
        self.name = name
        self.messages = tuple(messages)
        self.retry_after = retry_after
        self.extra = extra or {}

    def as_json(self) -> dict[str, object]:
        """The body of the answer."""
        body: dict[str, object] = {"ok": False, "error": self.name, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body
