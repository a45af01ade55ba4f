"""Has a picture drawn in a process of its own, so that this one stays small and quick."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Final

import structlog

from bot.report.drawing import Drawing

_LOG: Final = structlog.get_logger(__name__)

_SECONDS: Final = 60.0
_MODULE: Final = "bot.report.draw"
# Nothing of what the bot knows is the drawing process's business.
_INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")
_PNG: Final = b"\x89PNG\r\n\x1a\n"


async def draw(drawing: Drawing) -> bytes | None:
    """The picture as PNG; None where it could not be drawn, which the log explains."""
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", _MODULE),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment | {"MPLBACKEND": "Agg"},
        )
    except OSError as error:
        _LOG.error("no process to draw in", reason=str(error))
        return None
    try:
        async with asyncio.timeout(_SECONDS):
            picture, said = await process.communicate(drawing.to_json().encode())
    except TimeoutError:
        _LOG.error("picture not drawn in time", seconds=_SECONDS)
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or not picture.startswith(_PNG):
        _LOG.error("picture not drawn", status=process.returncode, said=said.decode("utf-8", "replace")[-500:])
        return None
    return picture
