"""Texts that are no bounces, made from templates: what fills a support channel, and mails that look like trouble."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

_CODES = ("450", "451", "452", "550", "551", "552", "553", "554")
_PEOPLE = ("bob@example.com", "carol@example.net", "dave@example.org", "erin@example.co.jp")

_ENGLISH = (
    "Room {code} is free at 3 pm",
    "{code} units arrived this morning, the rest comes on Friday",
    "the ticket is {code}, assigned to {person}",
    "Bus {code} leaves at 17:{minutes}",
    "invoice {code} over {code}.00 EUR, please pay {person}",
    "build {code} failed: timeout in the integration tests",
    "we scanned {code} hosts, nothing found",
    "please add {person} to the guest list, badge {code}",
    "who is {person}? they asked for access to project {code}",
    "the job exits with code {code}, logs are in /var/log/job-{code}.log",
    "HTTP {code} from the payment API since 10:{minutes}",
    "PR #{code} is ready for review",
    "my parcel {code} could not be delivered, I'll collect it tomorrow",
    "{code} people registered for the webinar, send the list to {person}",
    "Flight {code} is delayed by {minutes} minutes",
    "can somebody reset the password of {person}?",
    "FTP says {code} Permission denied when I upload the export",
    "ftp> get data.csv\n{code} Failed to open file.",
    "if code == {code}: retry()",
    "SELECT * FROM orders WHERE id = {code};",
    "the limit is {code} MB, the file has 12{minutes} MB",
    "Our bounce rate is {minutes} % this week, {code} bounces in total",
    "newsletter {code}: spring news. Unsubscribe here: https://example.com/u/{code}",
    "{code} mails were refused yesterday, most for a full mailbox",
    "{code} user unknown errors this week, {minutes} more than last week",
    "{code} is the code for mailbox unavailable, right?",
    "{code} accounts are over quota, {person} cleans up",
    "Delivered: {code} packages. Rejected: 0. Returned to sender: 2.",
)
_JAPANESE = (
    "会議室{code}を{minutes}分から予約しました",
    "請求書{code}号の件、{person} さんに確認中です",
    "{code}便で向かいます。到着は10時{minutes}分です",
    "チケット{code}を担当しています",
    "在庫は残り{code}個です",
    "ビルド{code}が失敗しました。ログを確認してください",
    "{person} さんをプロジェクト{code}に追加してください",
    "FTPで{code} Permission deniedと出ます",
    "昨日のメルマガは{code}通配信、開封率は{minutes}%でした",
    "荷物の配送が{minutes}分遅れています",
    "{code} 通のメールが迷惑メールと判定されました",
    "{code} 人のアカウントが停止中です",
    "{code} 件の宛先不明がありました",
    "APIがHTTP {code}を返します",
    "パスワードをリセットしてください。アカウントは {person} です",
)
_AWAY = (
    "Thank you for your message. I am out of the office until {day}. In urgent cases please contact {person}.",
    "I'm on vacation until {day}. {person} is covering for me.",
    "Automatic reply: I will be back on {day} and will reply then. {person}",
    "Ich bin bis {day} im Urlaub. Bitte wenden Sie sich an {person}.",
    "Je suis en congé jusqu'au {day}. Contact : {person}",
    "Estoy de vacaciones hasta el {day}. Escriba a {person}.",
    "Sono in ferie fino al {day}. Contattare {person}.",
    "Я в отпуске до {day}. Пишите на {person}.",
    "【自動返信】{day}まで休暇をいただいております。お急ぎの方は {person} までご連絡ください。",
    "我正在休假，{day}回来。急事请联系 {person}。",
    "{day}까지 휴가입니다. 급한 일은 {person}에게 연락해 주세요.",
)
_RECEIPTS = (
    "Your message to {person} was read on {day} at 10:{minutes}.",
    "Your message\n\n   To: {person}\n   Subject: Offer {code}\n\nwas read on {day}.",
    "Ihre Nachricht an {person} wurde gelesen am {day}.",
    "{person} 宛のメッセージは {day} に開封されました。開封確認",
    "Enclosed is the mail delivery report that you requested.\n\n<{person}>: delivery via mx.example.com: 250 2.0.0 Ok",
    "Your message has been delivered to the following recipients:\n\n{person}\n\nSubject: Offer {code}",
)
_PHISHING = (
    "You have {minutes} pending messages. Click below to release messages to your inbox.\n\nRelease all\n\n{person}",
    "Mail quota: the mailbox {person} will be deactivated. Click here to upgrade your mailbox.",
    "Password of {person} expires on {day}. Keep same password: click the button below.",
    "{minutes} incoming messages were clustered on the server. Verify your account {person} to receive them.",
    "保留中のメールが{minutes}件あります。こちらをクリックしてアカウントを確認してください。{person}",
)
_ARTICLES = (
    "How to fix error {code}: in this article we explain what it means, the most common causes, and how to solve it.",
    "What is SMTP code {code}? It usually means that the mailbox is not available. Common causes: typo, full mailbox.",
    "SMTPエラー{code}とは？原因と対処法をわかりやすく解説します。",
    "Was bedeutet der SMTP-Fehler {code}? Häufige Ursachen und eine Anleitung.",
    "Que signifie l'erreur {code} ? Causes possibles et solutions.",
    "错误 {code} 是什么意思？常见原因和解决方法。",
)
_DAYS = ("Monday", "10 March", "2025-03-10", "3月10日")


def made_texts() -> Iterator[str]:
    """A few hundred texts, the same ones at every call."""
    turns = itertools.cycle(range(60))
    people, days = itertools.cycle(_PEOPLE), itertools.cycle(_DAYS)
    for templates, codes in (
        (_ENGLISH, _CODES),
        (_JAPANESE, _CODES),
        (_AWAY, _CODES[:2]),
        (_RECEIPTS, _CODES[:4]),
        (_PHISHING, _CODES[:4]),
        (_ARTICLES, _CODES),
    ):
        for template, code in itertools.product(templates, codes):
            yield template.format(code=code, person=next(people), minutes=f"{next(turns):02}", day=next(days))
