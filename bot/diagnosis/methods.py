"""The way through the article: which method comes after those that were tried."""

from __future__ import annotations

from collections.abc import Collection

from bot.model import Method


def next_method(tried: Collection[Method]) -> Method | None:
    """The method after the last one tried, in the article's order; the first where none was; None after the third.

    A diagnosis may begin at Method 2 or 3; the way then goes on from there and not back: the article sends nobody with
    a listed server to look for typos.
    """
    if not tried:
        return Method.CHECK_ADDRESS
    last = max(tried)
    return Method(last + 1) if last < max(Method) else None
