"""smtp550, the engine room: from a bounce or an address to the fix. The floors are in `pyproject.toml`."""
