"""A server's reply in somebody's words: 'I get "550 5.1.1 User unknown" since today', without a mail system's frame.

What tells it from talk about codes: it is repeated, not explained; it is one reply, not a list of them; and mail is
spoken of, by a status (RFC 3463) or a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.bounce.notice import Notice, paragraph_starts
from bot.bounce.phrases import phrases
from bot.bounce.smtp_reply import UNITS

# What stands before a reply that somebody repeats: a mark, a word for what servers say, a script without blanks.
_SAYING = (
    r"errors?|code|said|says?|repl(?:y|ied|ies)|respon(?:se|ded|ds)|answer(?:ed|s)?|return(?:ed|s)?|reason|with|smtp|status"
    r"|message|got|gets?|getting|fail(?:ed|s|ure)?|reject(?:ed|s)?|bounced?|because|err|exception|reports?|shows?|tells?"
    r"|fehler(?:meldung)?|meldet|meldung|antwort(?:et)?|sagt|erreur|répond|renvoie|errore?|risponde|dice|sale|responde"
    r"|respondi[óo]|respondeu|diz|отвечает|ошибк[аиу]|пишет"
)
_MARKS = r"[\"'“”‘«「『(\[\]{>:：;|*#\u2600-\u27bf\U0001f300-\U0001faff]|<[<-]|[=-]>"
_BEFORE = re.compile(
    rf"(?:{_MARKS}|\b(?:{_SAYING})|\b[\w-]{{1,60}}\.[a-z]{{2,12}}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3])[\s:：.-]{{0,3}}$",
    re.IGNORECASE,
)
_STATUS = r"[45]\.\d{1,3}\.\d{1,3}\b"
# What follows a number in a sentence about it, not in a reply.
_TALK = (
    r"(?:is|are|was|means|and|or|to|in|of|for|at|on|errors?(?!\s?:)|codes?|times|status|cause|es|est|ist|sind|e|è|é|und|et|y|para"
    r"|pour|für|significa|bedeutet|signifie|означает|это)\b|[でがをのはにとも]"
)
# The reply itself: a code or a status, a program's punctuation, words; behind a status one will do.
_REPLY = re.compile(
    rf"(?:[45]\d\d\b[\s:;,)\]#-]{{0,4}}(?:b?[\"'])?[(\[]?(?:{_STATUS})?|{_STATUS})[\s:;,)\]\[(<\"'|#-]{{0,5}}(?!{_TALK})"
    r"(?:[^\W\d_][\w'-]{0,60}\W{1,5}[^\W\d_]|[^\x00-\x7f]{4})"
)
_WITH_STATUS = re.compile(rf"[45]\d\d[\s#(-]{{1,3}}(?:b[\"'])?{_STATUS}[\s:)>\"'“-]{{1,4}}(?!{_TALK})[^\W\d_]")
_START = re.compile(r"(?<![A-Za-z0-9_.,/-])[45](?:[0-5]\d(?![\w.])|\.\d{1,3}\.\d{1,3}\b)")
# The first line of a reply of several (RFC 5321 §4.2.1) with its status: nobody writes that of their own accord.
_OF_SEVERAL = re.compile(r"(?<![\w.-])[45]\d\d-[45]\.\d{1,3}\.\d{1,3} [A-Za-z\[(]{2}")
# … nor how qmail ends one.
_OF_QMAIL = re.compile(r"[A-Za-z]{3}[.!,;:]? \(#[45]\.\d{1,3}\.\d{1,3}\)")
# A text that begins as a reply. Without a status a server's sentence begins with a capital, in a script without
# capitals, or says what is wrong with whom at once; a count of something does not.
BEGINS_AS_REPLY = re.compile(
    rf"(?:\W{{0,4}}said:\s)?[\"'\[(]?(?:{_STATUS} (?=[A-Z])|[45]\d\d(?:-|[ -]#?{_STATUS}"
    r"|[ ](?=[A-Z<#\[(]|sorry|invalid [a-z]|no such [a-z]"
    r"|(?![通件個名人台円回本枚社分秒時日年月番号封个次명건개통회]|エラー|错误|오류)[^\x00-\x7f]"
    r"|(?:the|this|your|message|mailbox|account|user|recipient|sender|domain|relay|access|address)"
    r"(?: [a-z]{1,20})? (?:is|not|has|was|exceeds|does|doesn't|denied|refused|rejected)\b)))"
)
# What follows a reply that somebody explains: "550 User unknown" → the address is wrong.
_EXPLAINED = re.compile(
    r"[\"'”」\])]\s?(?:(?:→|[=-]{1,2}>|=)\s?[^\W\d_]|とは|means\b|heißt\b|bedeutet\b|is the\b|is a\b)"
    r"|.{0,40}(?:などの|といった|のような|等の)"
)
# A code with words behind it.
_A_CODE = re.compile(r"(?<![\w.,:/-])([45][0-5]\d)[ -](?=[#A-Z45\[(<])")
OF_MAIL = re.compile(
    r"\b(?:(?:e-?)?mails?|mail(?:er|server|versand|box|host)|messages?|smtp|helo|ehlo|inbox|bounced?|recipients?|senders?"
    r"|relay(?:ing)?|spam|gmail|outlook|postfix|exim|proofpoint)\b|メール|邮件|郵件|邮箱|退信|메일|письм|почт|correo|courriel",
    re.IGNORECASE,
)
# Codes that nothing else than a login to a mail server has (RFC 4954 §6).
_OF_LOGIN = ("530", "534", "535", "538")
# Words in quotation marks of any kind, or behind a label.
_WORDS = re.compile(
    r"\"([^\"]{8,300})\"|“([^“”]{8,300})”|«([^«»]{8,300})»|「([^「」]{6,300})」|『([^『』]{6,300})』|'([^'\n]{8,300})'(?!\w)"
    r"|\b(?:error(?: message)?|message|says?|said|reason|reads?|response|fehler(?:meldung)?|erreur|errore?|motivo)"
    r"(?: is| was)?"
    r"\s?:\s{1,3}([^\s\"'“«「][^\n]{8,200})",
    re.IGNORECASE,
)
# What stands before words that came back, and what is no server's sentence but a program.
_SAID = re.compile(
    r"\b(?:errors?|bounced?|back|fail(?:s|ed|ure)?|says?|said|respon(?:se|ds|ded)|repl(?:y|ied)|message|gets?|got|getting"
    r"|receiv\w*|shows?|with|reason|fehler\w*|zurück|meldet|mit|erreur|renvoie|errore?|dice|mensaje|ошибк\w*|пишет)\b"
    r"|エラー|返って|戻って|表示|报错|错误|提示|退信|오류",
    re.IGNORECASE,
)
_SAID_BEHIND = re.compile(r"と(?:表示|返|戻|出|言|書)|という(?:エラー|メッセージ|返)|라고|라는")
# What somebody did when that came: a shared folder can be full, too.
_SENDING = re.compile(
    r"\b(?:sen[dt]\w*|deliver\w*|bounc\w*|mail(?:ing|ed)? (?:to|our|the|my)\b|smtp|writ\w+ to"
    r"|mail\w* (?:fails?|failed)|schick\w*|senden|gesendet"
    r"|sende\w?|envo[iy]\w*|envi[aáoé]\w*|invi\w+|mand\w+|verstur\w+|отправ\w*|пишу)|送信|送る|送り|送れ|送っ|届か|发送|发邮件|发不|寄|보내|발송",
    re.IGNORECASE,
)
# Somebody who speaks of himself has the trouble; one who explains it speaks of others.
_MYSELF = re.compile(
    r"\b(?:i|i'm|i've|my|me|we|we're|our|us|ich|wir|mein\w{0,2}|unser\w{0,2}|uns|je|j'|nous|mon|notre|nos|yo|mi|nuestr\w{1,2}|io"
    r"|mio|noi|nostr\w|eu|meu|nosso|я|мы|мне|нам|мой|наш\w?)\b|我|私|弊社|当社|当方|自分|저희|우리|제가",
    re.IGNORECASE,
)
_OF_CODE = re.compile(r"[{}%<>]|->|==|v=")
# … and whatever may be one.
_ANY_CODE = re.compile(r"(?<![\w.,:/-])[45][0-5]\d(?![\w.,:])")
_A_CELL = re.compile(r"\b[2-5]\d\d \|")
_A_TABLE = 2
# Without one of these signs nobody says that anything went wrong.
_TROUBLE = frozenset({"failed", "asks", "bounce", "template", "dialog", "ndr", "sentence", "delayed", "trace"})
# … or these words: somebody gets the reply, or a program shows what it got.
_GETS = re.compile(
    r"\b(?:get|gets|got|getting|gives|gave|returns|returned|responds|responding|receives?|received|receiving|says|said|face)\b"
    r"[^\n]{0,30}?[45]\d\d\b|\([45]\d\d, ?[bu]?['\"]|(?:<<<|<-|->|<) \"?[45]\d\d[ -]"
    r"|[报報]错|[报報]錯|回報|提示|異常|异常|出现了",
    re.IGNORECASE,
)
_BEFORE_LONG, _REPLY_LONG, _LONGEST = 40, 300, 4_000


def is_repeated(notice: Notice, *, of_mail: bool = False) -> bool:
    """Whether the notice's text repeats one reply of a mail server; `False` where it lists or explains several.

    `of_mail`: the reply itself shows that it is about mail.
    """
    text = notice.flat[:_LONGEST]
    if len({match[1] for match in _A_CODE.finditer(text)}) > 1 or len({*_ANY_CODE.findall(text)}) > _A_TABLE:
        return False
    if len(_A_CELL.findall(text)) > _A_TABLE:
        return False
    if not (_TROUBLE & notice.signs.keys() or begins_as_reply(notice) or _GETS.search(text)):
        return False
    if _OF_SEVERAL.search(text) or _OF_QMAIL.search(text):
        return True
    of_mail = of_mail or OF_MAIL.search(text) is not None
    begins = {
        " ".join(line.split())[:_BEFORE_LONG] for line in _paragraphs(notice) if BEGINS_AS_REPLY.match(line.lstrip())
    }
    for match in _START.finditer(text):
        at = match.start()
        said = text[at : at + _REPLY_LONG]
        if ("." not in match[0] and UNITS.match(text, match.end())) or _EXPLAINED.search(said):
            continue
        if _WITH_STATUS.match(said):
            return True
        if not _REPLY.match(said) or not (of_mail or "." in match[0] or match[0] in _OF_LOGIN):
            continue
        if _BEFORE.search(text[max(0, at - _BEFORE_LONG) : at]) or any(said.startswith(line) for line in begins):
            return True
    return False


def telling_words(notice: Notice) -> Iterator[str]:
    """What somebody repeats in quotation marks, or behind a label, and what tells a cause: 'it says "mailbox full"'."""
    text = notice.flat[:_LONGEST]
    if OF_MAIL.search(text) and ("asks" in notice.signs or _MYSELF.search(text)):
        for match in _WORDS.finditer(text):
            words = next(filter(None, match.groups()))
            before = text[max(0, match.start() - _BEFORE_LONG) : match.start()]
            said = match[7] or _SAID.search(before) or _SAID_BEHIND.match(text, match.end())
            said = said and (_SENDING.search(text, 0, match.start()) or _SENDING.search(text, match.end()))
            if said and not _OF_CODE.search(words) and phrases("causes.tsv").first(words):
                yield words


def begins_as_reply(notice: Notice) -> bool:
    """Whether the text, or a paragraph behind somebody's words, begins as a server's reply does."""
    return BEGINS_AS_REPLY.match(notice.flat) is not None or any(
        BEGINS_AS_REPLY.match(line.lstrip()) for line in _paragraphs(notice)[1:]
    )


def _paragraphs(notice: Notice) -> list[str]:
    """The first line of each of the first paragraphs."""
    return [notice.lines[number] for number in paragraph_starts(notice)]
