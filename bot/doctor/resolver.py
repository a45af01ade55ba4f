"""DNS as the bot will find it, with the trap of Spamhaus and public resolvers."""

from __future__ import annotations

from bot.checks.network import Network
from bot.checks.resolver_trust import Spamhaus, examine_resolver
from bot.doctor.symptoms import Health, Symptom


async def examine_dns(network: Network) -> list[Symptom]:
    """Three questions to the resolver that the checks will use."""
    report = await examine_resolver(network)
    if not report.answers:
        asked = ", ".join(network.nameservers) or "/etc/resolv.conf"
        return [
            Symptom("dns", Health.FAIL, "doctor-dns-silent", {"nameservers": asked}),
            Symptom("spamhaus", Health.SKIPPED, "doctor-skipped-without-dns", {"subject": "Spamhaus"}),
        ]
    symptoms = [Symptom("dns", Health.OK, "doctor-dns-good", {"milliseconds": report.milliseconds})]
    if report.invented is not None:
        symptoms.append(Symptom("honesty", Health.WARN, "doctor-dns-hijacks", {"answer": report.invented}))
    else:
        symptoms.append(Symptom("honesty", Health.OK, "doctor-dns-honest"))
    health = Health.OK if report.spamhaus is Spamhaus.GOOD else Health.WARN
    details = {"answer": report.spamhaus_answer}
    return [*symptoms, Symptom("spamhaus", health, f"doctor-spamhaus-{report.spamhaus}", details)]
