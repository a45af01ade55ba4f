"""Reading: pasted text or a mail → what it says about a delivery that failed. Pure: no network, no state.

The stages, in order (`reader` joins them, `gate` asks them for the inbox, `jsonl` for the filter):

1. words: `pasted` (Slack's escaping, quote marks), `mail` and `charset` (MIME), `msg` and `compound_file` (Outlook),
   `html`
2. parts: `notice` cuts the words into the bounce's own header (`leading_header`), the notification for people, the
   report (`dsn`, RFC 3464) and the message that came back (`original`), and counts the signs of `data/signs.tsv`
3. claims: `detectors`, one for each shape of text, say who was not reached and which words are about it (`claim`);
   the first in their order that finds anybody is right
4. facts of each claim: the server's reply (`smtp_reply`), the host that refused and the IP it saw (`hosts`), the
   blocklist that is named (`lists`), addresses (`address`)
5. cause: `cause` takes the first that speaks of phrases (`data/causes.tsv`), the status (`data/statuses.tsv`), weak
   words (`data/hints.tsv`), the step and code (`priors`), and says how sure it is
6. verdict: `verdict` weighs all of it: an answer, an offer, or silence

What servers say is data: a rule is a line in a file, with a sample, which a test reads, and a source; `phrases` finds
them all in one pass.
"""

from bot.bounce.gate import is_worth_reading
from bot.bounce.reader import MAX_BYTES, UNREADABLE_MSG, load, read_mail, read_text

__all__ = ["MAX_BYTES", "UNREADABLE_MSG", "is_worth_reading", "load", "read_mail", "read_text"]
