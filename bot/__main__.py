"""Entry point of the console script `smtp550` and of `python -m bot`."""

from __future__ import annotations

from bot.cli.commands import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
