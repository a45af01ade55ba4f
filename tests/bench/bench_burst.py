"""A thousand bounces at 200 a second in 100 channels, on both databases: acks, answers a second, memory."""

from __future__ import annotations

import asyncio

from tests.bench.burst import burst
from tests.postgres import postgres_server


def main() -> None:
    """Print a line for each database."""
    with postgres_server(durable=True) as server, server.database() as url:
        for name, database_url in (("SQLite", "sqlite:///$FOLDER/bench.sqlite3"), ("PostgreSQL", url)):
            run = burst(database_url, bounces=1_000, channels=100, per_second=200, within=120)
            print(f"{name:12} {asyncio.run(run)}", flush=True)


if __name__ == "__main__":
    main()
