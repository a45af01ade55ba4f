"""Reading: pasted text or a mail → what it says about a delivery that failed. Pure: no network, no state."""

from bot.bounce.gate import is_worth_reading
from bot.bounce.reader import MAX_BYTES, UNREADABLE_MSG, load, read_mail, read_text

__all__ = ["MAX_BYTES", "UNREADABLE_MSG", "is_worth_reading", "load", "read_mail", "read_text"]
