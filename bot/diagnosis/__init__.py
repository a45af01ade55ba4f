"""What it means: a bounce's failure and the checks' findings become a ranked diagnosis. Pure functions."""

from bot.diagnosis.diagnose import diagnose
from bot.diagnosis.evidence import is_senders
from bot.diagnosis.methods import next_method
from bot.diagnosis.sender_rules import weightiest_first

__all__ = ["diagnose", "is_senders", "next_method", "weightiest_first"]
