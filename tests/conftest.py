"""For all tests: the databases that there are, and property tests that draw the same examples where a run decides.

Elsewhere they draw new ones. No example is timed: the first may load tables, and machines differ.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.ports import free_port
from tests.postgres import Postgres, postgres_server

settings.register_profile("same examples", derandomize=True, deadline=None)
settings.register_profile("new examples", deadline=None)
settings.load_profile("same examples" if os.environ.get("CI") else "new examples")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for each process that runs tests, started by the first test that wants it."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'test.sqlite3'}"


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """An empty database on PostgreSQL."""
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database; a test that takes it runs once on SQLite and once on PostgreSQL."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(name))


@pytest.fixture
def unused_tcp_port() -> int:
    """pytest-asyncio's takes one that the system gives to anybody else as well."""
    return free_port()


@pytest.fixture
def unused_udp_port() -> int:
    """See `unused_tcp_port`."""
    return free_port()
