"""For all tests: where a run decides whether a change lands, property tests draw the same examples each time.

Elsewhere they draw new ones. No example is timed: the first may load tables, and machines differ.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same examples", derandomize=True, deadline=None)
settings.register_profile("new examples", deadline=None)
settings.load_profile("same examples" if os.environ.get("CI") else "new examples")
