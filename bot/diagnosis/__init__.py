"""What it means: a bounce's failure and the checks' findings become a ranked diagnosis. Pure functions."""

from bot.diagnosis.diagnose import diagnose
from bot.diagnosis.evidence import is_senders
from bot.diagnosis.methods import next_method

__all__ = ["diagnose", "is_senders", "next_method"]
