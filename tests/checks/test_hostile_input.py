"""Whatever strangers write into an address or a record, the checks answer, and keep what they say within bounds."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.checks import check_address, check_typo
from bot.checks.blocklist_verdict import Answer, Reach, first_reading
from bot.checks.blocklist_zones import load_zones
from bot.checks.characters import MAX_ADDRESS, repair
from bot.checks.domains import domain_of, to_ascii
from bot.checks.lookup import Lookup, Outcome
from bot.checks.mx_records import HostAddresses, MailRoute, parse_exchanges
from bot.checks.mx_rules import judge_route
from bot.checks.rcpt_reply import Stage, read_reply
from bot.checks.spf import record_with, spf_record
from bot.checks.txt import text_of
from bot.model import FindingCode, Question, Status

unhurried = settings(deadline=None)  # the first example loads the tables

ADDRESSES = st.one_of(
    st.text(max_size=80),
    st.builds("{}@{}".format, st.text(max_size=30), st.text(max_size=40)),
    st.builds(
        "{}@{}.{}".format, st.text("ab.@ ,<>", max_size=9), st.text("gmail.o,＠ａ", max_size=12), st.text(max_size=4)
    ),
)
NAMES = st.one_of(
    st.sampled_from(["", "localhost", "192.0.2.1", "mx.example.com", "mx.example.com.example.com", "_x.example.com"]),
    st.text("abcxyz0123.-_*\\", max_size=30),
)
OUTCOMES = st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.ANSWER])


@unhurried
@given(ADDRESSES)
def test_every_text_gets_a_verdict_on_its_form(text: str) -> None:
    findings = check_address(Question(address=text))
    assert findings
    assert all(len(str(value)) <= 400 for finding in findings for value in (finding.subject, *finding.details.values()))


@unhurried
@given(ADDRESSES)
def test_a_suggestion_is_an_address_that_needs_no_repair(text: str) -> None:
    for finding in check_address(Question(address=text)):
        if finding.code is FindingCode.REPAIRED_CHARACTERS:
            again = check_address(Question(address=str(finding.details["suggestion"])))
            assert not {FindingCode.SYNTAX_ERROR, FindingCode.REPAIRED_CHARACTERS} & {found.code for found in again}


@unhurried
@given(ADDRESSES)
def test_the_typo_check_never_fails(text: str) -> None:
    assert len(check_typo(Question(address=text))) <= 1


@unhurried
@given(st.text(max_size=3_000))
def test_a_repair_is_no_longer_than_what_it_repairs(text: str) -> None:
    assert len(repair(text).address) <= MAX_ADDRESS


@unhurried
@given(st.text(max_size=300))
def test_a_domain_that_goes_to_dns_is_plain_ascii(text: str) -> None:
    for domain in (to_ascii(text), domain_of(text)):
        assert domain is None or (domain.isascii() and len(domain) <= 253 and not set(domain) & set(" @/\\\n"))


@unhurried
@given(st.sampled_from(load_zones()), st.lists(st.one_of(st.ip_addresses().map(str), st.text(max_size=20)), min_size=1))
def test_an_answer_outside_127_is_never_a_listing(zone: object, addresses: list[str]) -> None:
    verdict = first_reading(zone, Answer(Reach.ANSWERED, tuple(addresses)))  # type: ignore[arg-type]
    if any(not address.startswith("127.") for address in addresses):
        assert verdict.status is Status.UNKNOWN


@unhurried
@given(
    st.lists(st.builds("{} {}.".format, st.integers(0, 65535), NAMES), max_size=6),
    OUTCOMES,
    st.dictionaries(NAMES, st.tuples(OUTCOMES, OUTCOMES, st.lists(st.ip_addresses().map(str), max_size=3)), max_size=6),
)
def test_every_mail_route_is_judged(
    records: list[str], outcome: Outcome, hosts: dict[str, tuple[Outcome, Outcome, list[str]]]
) -> None:
    mx = Lookup("example.com", "MX", Outcome.ANSWER if records else outcome, tuple(records))
    found = {
        host: HostAddresses(Lookup(host, "A", Outcome.ANSWER if ips else ipv4, tuple(ips)), Lookup(host, "AAAA", ipv6))
        for host, (ipv4, ipv6, ips) in hosts.items()
    }
    assert judge_route(MailRoute("example.com", mx, parse_exchanges(mx), found))


@unhurried
@given(st.text(max_size=300))
def test_any_txt_record_is_read(record: str) -> None:
    assert len(text_of(record)) <= len(record)
    published = spf_record(Lookup("example.com", "TXT", Outcome.ANSWER, (record,)))
    assert "ip4:192.0.2.1" in record_with(published, "192.0.2.1")


@unhurried
@given(st.sampled_from(Stage), st.integers(200, 599), st.text(max_size=200))
@example(Stage.RCPT, 550, " ")
def test_only_an_answer_to_rcpt_speaks_of_the_mailbox(stage: Stage, code: int, text: str) -> None:
    _, found = read_reply(stage, code, text)
    if stage is not Stage.RCPT:
        assert found in (FindingCode.REFUSED_US, FindingCode.GREYLISTED)
