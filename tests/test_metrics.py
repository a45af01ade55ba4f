"""The metrics' names and labels: few series, whatever strangers send, and nothing of what they wrote."""

from __future__ import annotations

import re

from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Levels, Metrics, Stored

IDLE = Levels(backlog=0, handling=0, draining=False, stored=Stored())


def test_all_names_are_ours_or_prometheus_own_for_a_process() -> None:
    text = Metrics().render(IDLE).decode()
    names = {family.name for family in text_string_to_metric_families(text)}
    assert all(re.match(r"smtp550_|process_", name) for name in names)
    assert "smtp550_events" in names


def test_two_bots_in_one_process_count_for_themselves() -> None:
    one, other = Metrics(), Metrics()
    one.connected()
    assert b"smtp550_socket_connections_total 1.0" in one.render(IDLE)
    assert b"smtp550_socket_connections_total 0.0" in other.render(IDLE)


def test_names_that_are_not_slacks_make_no_series_of_their_own() -> None:
    metrics = Metrics()
    for number in range(50):
        metrics.asked_slack(f"../{number}?x", "x" * 50 + str(number), 0.1)
    text = metrics.render(IDLE).decode()
    assert text.count("smtp550_slack_errors_total{") == 1
    assert 'smtp550_slack_errors_total{error="other",method="other"} 50.0' in text


def test_what_is_not_known_is_not_a_number() -> None:
    text = Metrics().render(Levels(backlog=3, handling=1, draining=True, stored=None)).decode()
    assert "smtp550_database_up 0.0" in text
    assert "smtp550_draining 1.0" in text
    assert "smtp550_backlog 3.0" in text
    assert "smtp550_oldest_waiting_seconds NaN" in text
    assert "smtp550_socket_age_seconds NaN" in text


def test_a_clock_that_was_set_back_does_not_count_backwards() -> None:
    metrics = Metrics()
    metrics.spoke(-5.0)
    metrics.answered("unknown", -5.0)
    text = metrics.render(IDLE).decode()
    assert "smtp550_first_words_seconds_sum 0.0" in text
    assert "smtp550_answer_seconds_sum 0.0" in text
