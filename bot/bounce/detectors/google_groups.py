"""Google Groups' "the group you tried to contact (sales) may not exist", in any language: the name is in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bounce.claim import Claim
from bot.bounce.notice import Notice

_NAME = re.compile(r"[(（]([\w.+-]{1,64})[)）]")


def detect(notice: Notice) -> Sequence[Claim]:
    """The group that could not be posted to."""
    if "groups.google.com/support" not in notice.head:
        return []
    name = _NAME.search(notice.head)
    if not name:
        return []
    group = name[1].lower()
    for address in notice.original.to:
        if address.lower().partition("@")[0] == group:
            return [Claim(address, "not have permission to post", certain=0.95)]
    return [Claim(f"{name[1]}@googlegroups.com", "not have permission to post", certain=0.9)]
