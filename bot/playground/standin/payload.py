"""The type of all JSON that Slack and an app send each other."""

from __future__ import annotations

from typing import Any

Payload = dict[str, Any]
"""A JSON object. Its shape is Slack's; the modules that make or read one say which."""
