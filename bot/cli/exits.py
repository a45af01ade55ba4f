"""The exit codes of every command: 0 it could answer, 1 it could not, 2 it was asked wrongly."""

from __future__ import annotations

from typing import Final

EXIT_OK: Final = 0
EXIT_TROUBLE: Final = 1
EXIT_USAGE: Final = 2
