"""Counts what the bot does, and says it in Prometheus' text format. docs/operations.md explains each name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import Metric

from bot.recorder import Fate, Refusal

# An ack is due within 3 s, the first words within one, an answer within three (and more while Slack holds us back).
_ACK_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
_ANSWER_SECONDS: Final = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)
_SLACK_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
# Slack's names for methods and errors. Whatever else comes as one must not become a series of its own.
_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_.]{0,39}")
_KINDS: Final = ("event", "command", "action", "shortcut", "view")


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says: what waits, the age of the oldest in seconds, what was parked, what is watched."""

    cases_waiting: int = 0
    deliveries_waiting: int = 0
    alarms_waiting: int = 0
    oldest_waiting_seconds: float = 0.0
    parked_cases: int = 0
    parked_deliveries: int = 0
    watches: int = 0
    watches_overdue: int = 0


@dataclass(frozen=True, slots=True)
class Levels:
    """How things stand at the moment of being asked.

    `stored` is None where the database does not answer; the socket's are None without Socket Mode (`socket_age` also
    while there is no connection). `blocklists` counts lists by the health that their last test showed.
    """

    backlog: int
    handling: int
    draining: bool
    stored: Stored | None
    socket_age: float | None = None
    socket_silence: float | None = None
    blocklists: Mapping[str, int] = field(default_factory=dict)


class Metrics:
    """A `bot.recorder.Recorder` with a registry of its own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"smtp550_{name}", text, labels, registry=registry)

        def gauge(name: str, text: str, *labels: str) -> Gauge:
            return Gauge(f"smtp550_{name}", text, labels, registry=registry)

        def histogram(name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(f"smtp550_{name}", text, labels, buckets=buckets, registry=registry)

        self._build = gauge("build_info", "1, with the version that runs", "version")
        self._build.labels(version("smtp550")).set(1)
        self._deliveries = counter("events_total", "What Slack delivered, and what became of it", "kind", "fate")
        for kind in _KINDS:
            for fate in Fate:
                self._deliveries.labels(kind, fate.value)
        self._ack = histogram("ack_seconds", "From a delivery to its ack", _ACK_SECONDS, "kind")
        self._opened = counter("cases_opened_total", "Cases that began, by how they were asked", "source")
        self._cases = counter("cases_total", "Cases that were answered or ended, by cause", "cause", "outcome")
        self._first_words = histogram("first_words_seconds", "From a case's begin to its first words", _ANSWER_SECONDS)
        self._answer = histogram("answer_seconds", "From a case's begin to its whole answer", _ANSWER_SECONDS)
        self._slack = histogram("slack_request_seconds", "Requests to Slack's Web API", _SLACK_SECONDS, "method")
        self._slack_errors = counter("slack_errors_total", "Requests that Slack refused", "method", "error")
        self._refused = counter("requests_refused_total", "Requests that were not taken for Slack's", "reason")
        for refusal in Refusal:
            self._refused.labels(refusal.value)
        self._connections = counter("socket_connections_total", "Socket Mode connections that were opened")

        self._backlog = gauge("backlog", "Cases that run or wait in this process")
        self._handling = gauge("handling", "Deliveries whose handler runs in this process")
        self._draining = gauge("draining", "1 while this process ends")
        self._database = gauge("database_up", "1 if the database answers")
        self._waiting = gauge("waiting", "Work in the database that is not done, of all processes", "what")
        self._oldest = gauge("oldest_waiting_seconds", "Age of the oldest work in the database that is not done")
        self._parked = gauge("parked", "What failed five times and was given up, in the database", "what")
        self._watches = gauge("watches", "Domains and addresses that are watched, in the database")
        self._overdue = gauge("watches_overdue", "Those whose reading is an hour late")
        self._blocklists = gauge("blocklists", "Blocklists by the health that their last test showed", "health")
        self._socket_age = gauge("socket_age_seconds", "Age of the Socket Mode connection; NaN without one")
        self._socket_silence = gauge("socket_silence_seconds", "Since Slack was last heard over Socket Mode; else NaN")

    # --- Recorder ------------------------------------------------------------------------------------------------

    def delivered(self, kind: str, fate: Fate) -> None:
        """See `Recorder`."""
        self._deliveries.labels(kind, fate.value).inc()

    def acknowledged(self, kind: str, seconds: float) -> None:
        """See `Recorder`."""
        self._ack.labels(kind).observe(seconds)

    def opened(self, source: str) -> None:
        """See `Recorder`."""
        self._opened.labels(source).inc()

    def spoke(self, seconds: float) -> None:
        """See `Recorder`."""
        self._first_words.observe(max(0.0, seconds))

    def answered(self, cause: str, seconds: float) -> None:
        """See `Recorder`."""
        self._cases.labels(cause, "answered").inc()
        self._answer.observe(max(0.0, seconds))

    def ended(self, cause: str | None, outcome: str) -> None:
        """See `Recorder`."""
        self._cases.labels(cause or "none", outcome).inc()

    def asked_slack(self, method: str, result: str, seconds: float) -> None:
        """See `Recorder`."""
        self._slack.labels(_name(method)).observe(seconds)
        if result != "ok":
            self._slack_errors.labels(_name(method), _name(result)).inc()

    def connected(self) -> None:
        """See `Recorder`."""
        self._connections.inc()

    def refused(self, refusal: Refusal) -> None:
        """See `Recorder`."""
        self._refused.labels(refusal.value).inc()

    # --- what a monitor reads ------------------------------------------------------------------------------------

    def render(self, levels: Levels) -> bytes:
        """Everything, in Prometheus' text format 0.0.4."""
        self._backlog.set(levels.backlog)
        self._handling.set(levels.handling)
        self._draining.set(levels.draining)
        self._database.set(levels.stored is not None)
        self._show_stored(levels.stored)
        for health, count in levels.blocklists.items():
            self._blocklists.labels(health).set(count)
        nan = float("nan")
        self._socket_age.set(nan if levels.socket_age is None else levels.socket_age)
        self._socket_silence.set(nan if levels.socket_silence is None else levels.socket_silence)
        return generate_latest(_WithoutBirthdays(self._registry))

    def _show_stored(self, stored: Stored | None) -> None:
        nan = float("nan")
        self._waiting.labels("case").set(stored.cases_waiting if stored else nan)
        self._waiting.labels("delivery").set(stored.deliveries_waiting if stored else nan)
        self._waiting.labels("alarm").set(stored.alarms_waiting if stored else nan)
        self._watches.set(stored.watches if stored else nan)
        self._overdue.set(stored.watches_overdue if stored else nan)
        self._oldest.set(stored.oldest_waiting_seconds if stored else nan)
        self._parked.labels("case").set(stored.parked_cases if stored else nan)
        self._parked.labels("delivery").set(stored.parked_deliveries if stored else nan)


@dataclass(frozen=True, slots=True)
class _WithoutBirthdays:
    """A registry without the `_created` series that the client library adds to each counter and histogram."""

    registry: CollectorRegistry

    def collect(self) -> Iterable[Metric]:
        """See `CollectorRegistry`."""
        for family in self.registry.collect():
            family.samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
            yield family


def _name(text: str) -> str:
    return text if _NAME.fullmatch(text) else "other"
