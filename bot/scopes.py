"""What the app asks a workspace for; `manifest.yml` says the same, and a test holds the two together."""

from __future__ import annotations

from typing import Final

REQUIRED_SCOPES: Final = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "chat:write",
        "commands",
        "files:read",
        "groups:history",
        "im:history",
        "users:read",
    }
)
OPTIONAL_SCOPES: Final = frozenset(
    {
        "chat:write.public",
        "files:write",
        "mpim:history",
        "reactions:write",
        "usergroups:read",
        "users:read.email",
    }
)
