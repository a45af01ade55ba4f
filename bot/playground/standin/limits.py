"""Slack's published limits, in one table: the stand-in refuses what Slack would refuse.

Sources: docs.slack.dev, "Block Kit reference", "chat.postMessage", "chat.update", "Rate limits", "Handling user
interaction", "Socket Mode". Lengths are characters, durations seconds.
"""

from __future__ import annotations

from typing import Final

ACK_WITHIN: Final = 3.0
EVENT_RETRIES_AFTER: Final = (0.0, 60.0, 300.0)
TRIGGER_LIVES: Final = 3.0
RESPONSE_URL_LIVES: Final = 30 * 60.0
RESPONSE_URL_USES: Final = 5

MESSAGE_TEXT: Final = 40_000
UPDATE_TEXT: Final = 4_000
PERSON_TEXT: Final = 12_000
"""What a person can send as one message; the client turns a longer paste into a snippet."""
MESSAGE_BLOCKS: Final = 50
MESSAGE_BLOCKS_TEXT: Final = 13_000
"""All blocks' text together; not in the documentation, measured: about this much and Slack says msg_blocks_too_long."""
VIEW_BLOCKS: Final = 100
METADATA_BYTES: Final = 8 * 1024

BLOCK_ID: Final = 255
ACTION_ID: Final = 255
CALLBACK_ID: Final = 255
SECTION_TEXT: Final = 3_000
SECTION_FIELDS: Final = 10
SECTION_FIELD: Final = 2_000
HEADER_TEXT: Final = 150
CONTEXT_ELEMENTS: Final = 10
CONTEXT_TEXT: Final = 2_000
ACTIONS_ELEMENTS: Final = 25
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
URL: Final = 3_000
ALT_TEXT: Final = 2_000
MARKDOWN_TEXT: Final = 12_000
INPUT_LABEL: Final = 2_000
INPUT_MAX_LENGTH: Final = 3_000
PLACEHOLDER: Final = 150
OPTIONS: Final = 100
OPTIONS_IN_RADIO: Final = 10
OPTIONS_IN_OVERFLOW: Final = 5
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
ACCESSIBILITY_LABEL: Final = 75
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24
PRIVATE_METADATA: Final = 3_000
MODALS_IN_STACK: Final = 3

POSTS_PER_SECOND: Final = 1.0
"""In one channel; short bursts pass."""
POSTS_BURST: Final = 5
TIERS_PER_MINUTE: Final = {1: 1, 2: 20, 3: 50, 4: 100}
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 20
