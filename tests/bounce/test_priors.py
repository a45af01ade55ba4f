"""What a refusal means by itself: the step of the session and the code (`data/steps.tsv`, `data/priors.tsv`)."""

from __future__ import annotations

import pytest

from bot.bounce.phrases import read_rules
from bot.bounce.priors import prior, priors, step_of
from bot.model import Cause


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("host mx.example.com[192.0.2.25] said: 550 no (in reply to RCPT TO command)", "rcpt"),
        ("host mx.example.com[192.0.2.25] said: 550 no (in reply to end of DATA command)", "data"),
        ("SMTP error from remote mail server after MAIL FROM:<alice@example.org>: 550 no", "mail"),
        ("Connected to 192.0.2.25 but my name was rejected.", "helo"),
        ("host mx.example.com[192.0.2.25] refused to talk to me: 554 no", "connect"),
        ("550 no", None),
    ],
)
def test_a_mail_system_names_the_step(text: str, step: str | None) -> None:
    assert step_of(text) == step


@pytest.mark.parametrize(
    ("step", "code", "cause"),
    [
        ("rcpt", 550, Cause.ADDRESS_NOT_FOUND),
        ("rcpt", 450, Cause.RATE_LIMITED),
        ("data", 554, Cause.SPAM_FILTER),
        ("connect", 554, Cause.BLOCKLISTED),
        ("helo", 501, Cause.SENDER_DNS),
        (None, 552, Cause.MAILBOX_FULL),
        (None, 535, Cause.SMTP_AUTH_FAILED),
        ("rcpt", 535, Cause.SMTP_AUTH_FAILED),
    ],
)
def test_the_step_and_the_code_are_a_prior(step: str | None, code: int, cause: Cause) -> None:
    known = prior(step, code)
    assert known is not None
    assert known.cause is cause


def test_a_bare_550_says_nothing() -> None:
    assert prior(None, 550) is None


def test_a_prior_is_never_as_sure_as_a_word() -> None:
    assert all(0 < known.confidence <= 0.6 for known in priors().values())


def test_every_prior_is_of_a_step_that_can_be_named() -> None:
    steps = {rule.says for rule in read_rules("steps.tsv")} | {"any"}
    assert {step for step, _ in priors()} == steps
