"""Slack's limits for messages and views, each with the page that states it, and our own tighter budgets."""

# https://docs.slack.dev/reference/block-kit/blocks: "You can include up to 50 blocks in each message, and 100 blocks in
# modals or home tabs."
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100

# https://docs.slack.dev/reference/methods/chat.update: msg_too_long beyond 4,000 characters; chat.postMessage truncates
# only beyond 40,000, but every message of ours may be updated.
MESSAGE_TEXT = 4_000

# https://docs.slack.dev/reference/block-kit/blocks/section-block, …/header-block, …/context-block, …/actions-block
SECTION_TEXT = 3_000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 25

# https://docs.slack.dev/reference/block-kit/block-elements/button-element
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
ACTION_ID = 255

# https://docs.slack.dev/reference/views/modal-views
VIEW_TITLE = 24
VIEW_BUTTON = 24
PRIVATE_METADATA = 3_000

# https://docs.slack.dev/reference/block-kit/blocks/input-block, …/block-elements/plain-text-input-element
INPUT_LABEL = 2_000
INPUT_TEXT = 3_000
PLACEHOLDER = 150
ALT_TEXT = 2_000

# Measured: Slack answers msg_blocks_too_long from about 13,000 characters in a message's blocks.
MESSAGE_BUDGET = 10_000
TEXT_BUDGET = 3_000

# What people can take in: one phone screen before "Show evidence".
PHONE_LINES = 12

# Caps for what came from outside, in characters, as it stands in a reply (`QUOTE`) and in the evidence dialog.
ADDRESS = 120
HOST = 100
QUOTE = 220
DIALOG_QUOTE = 2_500
