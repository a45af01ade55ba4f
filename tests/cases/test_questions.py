"""Which questions a case leads to: about whom, and from where."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.case import Case, Source
from bot.cases.questions import suspects_of
from bot.cases.workspace import WorkspaceSettings
from bot.model import Bounce, CaseState, Cause, Check, Failure, IpOrigin, Method, NamedList, Reply, SendingIp


def case(bounce: Bounce | None = None, address: str | None = None, sender: str | None = None) -> Case:
    return Case(
        "id", "T1", "C1", "1.0", Source.COMMAND, True, CaseState.CHECKING, bounce=bounce, address=address, sender=sender
    )


def failure(recipient: str | None, **more: object) -> Failure:
    return Failure(recipient, Cause.ADDRESS_NOT_FOUND, 0.9, **more)  # type: ignore[arg-type]


OURS = WorkspaceSettings(sending_domains=("Example.org",), sending_ips=("192.0.2.9",))


def test_an_address_is_asked_about_with_the_workspaces_own_servers() -> None:
    [suspect] = suspects_of(case(address="bob@example.com"), OURS)
    assert suspect.question is not None
    assert suspect.question.address == "bob@example.com"
    assert suspect.question.sending_ips == (SendingIp("192.0.2.9", IpOrigin.WORKSPACE),)
    assert suspect.question.sender_domain == "Example.org"
    assert suspect.question.known_domains == {"example.org"}


def test_a_named_ip_or_domain_comes_before_the_workspaces_own() -> None:
    [by_ip] = suspects_of(case(address="bob@example.com", sender="203.0.113.7"), OURS)
    assert by_ip.question is not None
    assert by_ip.question.sending_ips == (SendingIp("203.0.113.7", IpOrigin.NAMED),)
    [by_domain] = suspects_of(case(address="bob@example.com", sender="Example.NET"), OURS)
    assert by_domain.question is not None
    assert (by_domain.question.sending_ips, by_domain.question.sender_domain) == ((), "example.net")


def test_what_the_refusing_server_saw_comes_before_everything() -> None:
    bounce = Bounce(
        True,
        0.9,
        (failure("bob@example.com", sending_ip="198.51.100.7", named_list=NamedList("ZEN", "zen.example")),),
        sender="ann@example.net",
        dkim_selector="s1",
    )
    [suspect] = suspects_of(case(bounce, sender="203.0.113.7"), OURS)
    assert suspect.question is not None
    assert suspect.question.sending_ips == (SendingIp("198.51.100.7", IpOrigin.BOUNCE),)
    assert suspect.question.sender_domain == "example.net"
    assert suspect.question.named_zones == ("zen.example",)
    assert suspect.question.dkim_selector == "s1"


def test_further_recipients_are_asked_about_without_asking_about_the_sender_again() -> None:
    names = ("a@example.com", "A@example.com", "b@example.com", "c@example.com", "d@example.com")
    suspects = suspects_of(case(Bounce(True, 0.9, tuple(map(failure, names)))), OURS)
    assert [suspect.address for suspect in suspects] == list(names)
    assert [suspect.question is not None for suspect in suspects] == [True, False, True, True, False]
    assert suspects[2].question is not None
    assert suspects[2].question.checks == {Check.ADDRESS, Check.TYPO, Check.MX}


def test_a_failure_without_recipient_is_still_about_the_sender() -> None:
    [suspect] = suspects_of(case(Bounce(True, 0.9, (failure(None, sending_ip="203.0.113.7"),))), OURS)
    assert suspect.question is not None
    assert suspect.question.address is None
    assert suspect.question.sending_ips == (SendingIp("203.0.113.7", IpOrigin.BOUNCE),)


def test_a_bounce_that_names_nobody_is_one_suspect_without_question() -> None:
    [suspect] = suspects_of(case(Bounce(True, 0.8)), OURS)
    assert (suspect.address, suspect.failure, suspect.question) == (None, None, None)
    assert suspects_of(case(), OURS) == ()


def test_lists_are_not_asked_about_a_guessed_sender_where_the_recipient_is_the_cause() -> None:
    bounce = Bounce(True, 0.9, (failure("bob@example.com"),), sender="ann@example.net")
    [suspect] = suspects_of(case(bounce), WorkspaceSettings(), "example.org")
    assert suspect.question is not None
    assert (suspect.question.sending_ips, suspect.question.sender_domain) == ((), None)


def test_at_the_third_method_the_askers_own_mail_domain_is_the_sender() -> None:
    at_the_third = replace(case(address="bob@example.com"), method=Method.CHECK_BLOCKLISTS)
    [suspect] = suspects_of(at_the_third, WorkspaceSettings(), "example.org")
    assert suspect.question is not None
    assert suspect.question.sender_domain == "example.org"


def test_the_senders_side_is_looked_at_where_it_may_be_the_cause() -> None:
    blocked = Failure("bob@example.com", Cause.SPAM_FILTER, 0.8)
    [suspect] = suspects_of(case(Bounce(True, 0.9, (blocked,))), WorkspaceSettings(), "example.org")
    assert suspect.question is not None
    assert suspect.question.sender_domain == "example.org"


def test_a_name_that_was_refused_in_helo_is_looked_up() -> None:
    reply = Reply(450, "4.7.1", "450 4.7.1 <mail.example.org>: Helo command rejected: Host not found")
    [suspect] = suspects_of(case(Bounce(True, 0.9, (failure("bob@example.com", reply=reply),))), OURS)
    assert suspect.question is not None
    assert suspect.question.helo == "mail.example.org"
