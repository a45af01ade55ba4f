"""What tests of the poster and of the history put in the place of slack_sdk's answers, and of who has its clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient


class Answer:
    """As much of slack_sdk's answer as is looked at."""

    def __init__(self, data: dict[str, Any], status_code: int = 200, retry_after: int | None = None) -> None:
        self.data = data
        self.status_code = status_code
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.data.get(name, default)


@dataclass(frozen=True)
class OneClient:
    """The same client for every workspace."""

    slack: AsyncWebClient

    def client(self, team: str) -> AsyncWebClient:
        del team
        return self.slack

    async def token(self, team: str) -> str:
        del team
        return "xoxb-test"
