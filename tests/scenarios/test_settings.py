"""The settings dialog: admins change what others read, faults stand at their fields, and every choice takes effect."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.app import Application
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.playground.standin import Person, Room, SlackStandIn
from bot.playground.zones import LISTED_IP
from bot.reply.actions import Action
from bot.reply.settings_view import ON, Field
from tests.scenarios.conftest import idle

TEAM = "T0PLAYGRND"
BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture
def boss(slack: SlackStandIn, support: Room) -> Person:
    return slack.person("boss", admin=True)


@pytest.fixture
def shacho(slack: SlackStandIn, support: Room) -> Person:
    return slack.person("shacho", locale="ja-JP", admin=True)


async def test_an_admin_opens_the_form_from_the_home_tab_in_either_language(
    bot: Application, boss: Person, shacho: Person
) -> None:
    for person, title, label in ((boss, "settings", "Domains you send"), (shacho, "設定", "送信に使うドメイン")):
        await person.opens_home()
        home = await person.wait_for_home()
        assert (await person.clicks_in_view(home, Action.OPEN_SETTINGS)).ok
        form = await person.wait_for_modal()
        assert title in form.body["title"]["text"]
        assert label in form.words
        assert "submit" in form.body


async def test_who_is_no_admin_reads_them_in_either_language(
    bot: Application, ann: Person, taro: Person, support: Room
) -> None:
    await bot.desk.workspaces.save(
        TEAM, WorkspaceSettings(sending_ips=("203.0.113.9",), channel_modes={support.id: ChannelMode.OFF})
    )
    for person, said in ((ann, "admins and owners"), (taro, "管理者とオーナー")):
        assert (await person.command("/smtp550 settings", support)).ok
        page = await person.wait_for_modal()
        assert said in page.words
        assert "203.0.113.9" in page.words
        assert f"<#{support.id}>" in page.words
        assert "submit" not in page.body


async def test_what_an_admin_saves_is_there_the_next_time(
    bot: Application, boss: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.workspace.usergroups.append({"id": "S0MAILADMINS", "handle": "mail-admins"})
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    outcome = await boss.submits(
        {
            Field.SENDING_DOMAINS: "Example.ORG, 例え.jp\nann@example.net",
            Field.SENDING_IPS: "203.0.113.9 2001:db8::25",
            Field.LOCALE: "ja",
            Field.OFFER_IN: [support.id],
            Field.ALLOWED_BOTS: "B0ALERTS",
            Field.ESCALATION_GROUP: "S0MAILADMINS",
            Field.ESCALATION_CHANNEL: support.id,
            Field.MAILBOX_CHECK: [ON],
            Field.RETENTION: "2",
        }
    )
    assert outcome.ok
    assert boss.modal is None
    assert await bot.desk.workspaces.settings(TEAM) == WorkspaceSettings(
        locale="ja",
        sending_domains=("example.org", "xn--r8jz45g.jp", "example.net"),
        sending_ips=("203.0.113.9", "2001:db8::25"),
        channel_modes={support.id: ChannelMode.OFFER},
        allowed_bots=frozenset({"B0ALERTS"}),
        escalation_group="S0MAILADMINS",
        escalation_channel=support.id,
        mailbox_check=True,
        retention_days=2,
    )
    await boss.command("/smtp550 settings", support)
    form = await boss.wait_for_modal()
    initial = {block["block_id"]: block["element"] for block in form.body["blocks"] if "element" in block}
    assert initial[Field.SENDING_IPS]["initial_value"] == "203.0.113.9\n2001:db8::25"
    assert initial[Field.RETENTION]["initial_option"]["value"] == "2"
    assert initial[Field.ESCALATION_GROUP]["initial_option"]["text"]["text"] == "@mail-admins"


async def test_faults_stand_at_their_fields_and_can_be_mended_in_the_same_form(
    bot: Application, boss: Person, shacho: Person, support: Room
) -> None:
    for person, said in ((boss, "is not an IP address"), (shacho, "IP アドレスではありません")):
        await person.command("/smtp550 settings", support)
        await person.wait_for_modal()
        wrong: dict[str, str | Sequence[str] | None] = {
            Field.SENDING_IPS: "mail.example.com",
            Field.OFFER_IN: [support.id],
            Field.OFF_IN: [support.id],
        }
        outcome = await person.submits(wrong)
        assert said in outcome.field_errors[Field.SENDING_IPS]
        assert Field.OFF_IN in outcome.field_errors
        outcome = await person.submits({Field.SENDING_IPS: "10.0.0.1"})
        assert "10.0.0.1" in outcome.field_errors[Field.SENDING_IPS]
        assert (await person.submits({Field.SENDING_IPS: "203.0.113.9"})).ok
        assert (await bot.desk.workspaces.settings(TEAM)).sending_ips == ("203.0.113.9",)


async def test_the_same_faults_sent_again_are_told_again(bot: Application, boss: Person, support: Room) -> None:
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    for _ in range(2):
        outcome = await boss.submits({Field.SENDING_IPS: "mail.example.com"})
        assert "is not an IP address" in outcome.field_errors[Field.SENDING_IPS]
    assert boss.modal is not None


async def test_a_private_channel_that_slack_does_not_offer_is_not_forgotten_in_silence(
    bot: Application, boss: Person, shacho: Person, support: Room
) -> None:
    chosen = WorkspaceSettings(
        channel_modes={"C0HIDDEN": ChannelMode.OFF}, shared_channels=frozenset({"C0HIDDEN"}), escalation_channel="C0OPS"
    )
    empty: dict[str, str | Sequence[str] | None] = {
        Field.OFF_IN: [],
        Field.SHARED_IN: [],
        Field.ESCALATION_CHANNEL: None,
        Field.SENDING_IPS: "203.0.113.9",
    }
    for person, said in ((boss, "Not chosen any more"), (shacho, "選択が外れています")):
        for remove in (False, True):
            await bot.desk.workspaces.save(TEAM, chosen)
            await person.command("/smtp550 settings", support)
            await person.wait_for_modal()
            assert (await person.submits(empty)).ok
            asked = await person.wait_for_modal(lambda view, said=said: said in view.words)  # type: ignore[misc]
            assert "<#C0HIDDEN>" in asked.words
            assert await bot.desk.workspaces.settings(TEAM) == chosen
            answers = empty | {Field.LEFT_OUT: [ON] if remove else []}
            assert (await person.submits(answers)).ok
            assert person.modal is None
            saved = await bot.desk.workspaces.settings(TEAM)
            assert saved.sending_ips == ("203.0.113.9",)
            assert (saved.channel_modes == chosen.channel_modes) is not remove
            assert (saved.shared_channels == chosen.shared_channels) is not remove
            assert (saved.escalation_channel == chosen.escalation_channel) is not remove


async def test_a_public_channel_can_be_taken_out_at_once(
    bot: Application, boss: Person, ann: Person, support: Room
) -> None:
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids)
    await idle(bot)
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(channel_modes={support.id: ChannelMode.OFFER}))
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    assert (await boss.submits({Field.OFFER_IN: []})).ok
    assert boss.modal is None
    assert (await bot.desk.workspaces.settings(TEAM)).channel_modes == {}


async def test_who_is_an_admin_no_more_saves_nothing(bot: Application, boss: Person, support: Room) -> None:
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    boss.user.is_admin = False
    outcome = await boss.submits({Field.SENDING_IPS: "203.0.113.9"})
    assert outcome.field_errors
    assert await bot.desk.workspaces.settings(TEAM) == WorkspaceSettings()


async def test_the_workspaces_own_server_is_tested_where_a_bounce_names_none(
    bot: Application, ann: Person, support: Room
) -> None:
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(sending_ips=(LISTED_IP,)))
    await ann.command("/smtp550 someone@example.com", support)
    reply = await support.wait_for(lambda message: Action.SOLVED in message.action_ids)
    await idle(bot)
    assert LISTED_IP in reply.words
    assert "your workspace's server" in reply.words


async def test_the_workspaces_language_is_for_those_whose_language_slack_does_not_tell(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(locale="ja"))
    slack.faults.fail("users.info", "user_not_found", times=9)
    await ann.command("/smtp550 someone@gmial.com", support)
    await support.wait_for(lambda message: "方法 1" in message.words)


async def test_a_shorter_retention_holds_for_the_cases_there_are(
    bot: Application, boss: Person, ann: Person, support: Room
) -> None:
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids)
    await idle(bot)
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    assert (await boss.submits({Field.RETENTION: "0"})).ok
    now = bot.desk.cases._now()
    bot.desk.cases._now = lambda: now + 2 * 3600
    assert await bot.desk.cases.purge() == 1


async def test_a_channel_shared_with_another_company_is_silent_until_it_is_switched_on(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    support.channel.is_ext_shared = True
    await ann.says(support, BOUNCE)
    await slack.settled()
    await idle(bot)
    assert support.bot_messages == []
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(shared_channels=frozenset({support.id})))
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste)
