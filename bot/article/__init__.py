"""The article's causes and methods, and every other word that people see, in English and Japanese."""

from bot.article.locale import FALLBACK_LOCALE, locales, pick_locale
from bot.article.words import MissingWordsError, Words

__all__ = ["FALLBACK_LOCALE", "MissingWordsError", "Words", "locales", "pick_locale"]
