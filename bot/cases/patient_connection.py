"""Connections to PostgreSQL that end by themselves where the other side takes every packet and never answers.

That is what a frozen proxy does, or a balancer that lost the server behind it. The server's own time-outs are as silent
as the server, `tcp_user_timeout` and keepalives end only what nobody confirms any more
(https://www.postgresql.org/docs/current/libpq-connect.html), and psycopg waits for ever.
"""

from __future__ import annotations

import time
from typing import Any, TypeVar

from psycopg import AsyncConnection, Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGconn

from bot.cases.patience import Patience

RV = TypeVar("RV")


class PatientConnection(Connection[Any]):
    """Whatever waits for an answer raises `OperationalError` when `patience` is at its end; then it is closed."""

    patience: Patience

    def wait(self, gen: PQGen[RV], *arguments: Any, **options: Any) -> RV:
        """See `Connection`: every statement passes here."""
        return super().wait(_while_patient(gen, self.pgconn, self.patience), *arguments, **options)


class PatientAsyncConnection(AsyncConnection[Any]):
    """The same for asyncio."""

    patience: Patience

    async def wait(self, gen: PQGen[RV], *arguments: Any, **options: Any) -> RV:
        """See `AsyncConnection`."""
        return await super().wait(_while_patient(gen, self.pgconn, self.patience), *arguments, **options)


def _while_patient(gen: PQGen[RV], pgconn: PGconn, patience: Patience) -> PQGen[RV]:
    """`gen`, which tells psycopg what to wait for, and is told whether that came: ten times a second that it did not.

    Only an answer that is owed is missed: who listens for notifications may hear nothing all day.
    """
    try:
        waits_for = next(gen)
        heard = time.monotonic()
        while True:
            came = yield waits_for
            if came:
                heard = time.monotonic()
            elif time.monotonic() - heard > patience.seconds and pgconn.transaction_status == TransactionStatus.ACTIVE:
                pgconn.finish()
                raise OperationalError("the server took a statement and did not answer")
            waits_for = gen.send(came)
    except StopIteration as end:
        result: RV = end.value
        return result
