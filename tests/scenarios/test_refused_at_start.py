"""What Slack will refuse tomorrow as today ends the start with a sentence; what may pass is waited for."""

from __future__ import annotations

import pytest

from bot.app import Application, build
from bot.checks.network import Network
from bot.config import ConfigError, Settings
from bot.playground.standin import SlackStandIn


@pytest.fixture
async def app(settings: Settings, network: Network) -> Application:
    return await build(settings, network=network)


@pytest.mark.parametrize("error", ["invalid_auth", "missing_scope", "team_access_not_granted", "access_denied"])
async def test_a_refusal_that_no_waiting_helps(app: Application, slack: SlackStandIn, error: str) -> None:
    slack.faults.fail("auth.test", error, times=99)
    with pytest.raises(ConfigError, match=f"SLACK_BOT_TOKEN: setting-refused error={error}"):
        await app.start()
    await app.close()


async def test_a_trouble_of_slacks_is_waited_for(
    app: Application, slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.membership._PATIENCE_WITH_SLACK", (0.01,))
    slack.faults.fail("auth.test", "internal_error", times=3)
    await app.start()
    assert len(slack.traffic.calls_to("auth.test")) == 4
    await app.close()
