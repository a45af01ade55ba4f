# The three methods of the article, in its order, in our own words. The steps of a reply are short: with verdict and
# evidence they have to fit twelve lines of a phone (tests/reply measures it). The dialog behind "Show evidence", and the
# terminal, have room for all of it: "-full". The last step of each is the same, so it is one message: see "send-again".

method-1 = Method 1 — double-check the address
    .short = Method 1
    .step-1 = Look for typos and stray spaces; before the @, capitals can matter too.
    .step-2 = Ask by phone or chat: a wrong one may be given by accident, or on purpose.

method-1-suggested = Method 1 — double-check the address
    .step-1 = Compare it, letter by letter, with { $suggestion }; mind stray spaces.
    .step-2 = Ask by phone or chat: a wrong one may be given by accident, or on purpose.

method-1-full = Method 1 — double-check the address
    .step-1 = Read the address letter by letter: look for typos, and for stray spaces before, inside or after it.
    .step-2 = Keep capital and small letters before the @ as they were given to you: some servers tell them apart.
    .step-3 = Still in doubt? Ask the person in another way (phone, chat): a wrong address is sometimes given by accident, and sometimes on purpose.

method-2 = Method 2 — ask to relax the spam filter
    .short = Method 2
    .step-1 = You know them? Ask them or their admin to allow-list you or release the mail.
    .step-2 = Last resort: they pause the firewall's anti-spam while you send once more.

method-2-full = Method 2 — ask the recipient to relax the spam filter or firewall
    .step-1 = No status code names this for certain, so it takes the recipient's help. It makes sense only with somebody you know, not with strangers or bulk mail.
    .step-2 = Ask them or their admin, by phone or chat, to allow-list your address and domain, or to release the mail from quarantine.
    .step-3 = Last resort: they switch the firewall's anti-spam module off briefly, you send again and see whether the error returns, and they switch it on again at once.

method-3 = Method 3 — check the blocklists
    .short = Method 3
    .step-1 = Find your mail server's IP: by MX look-up of your domain, or in the bounce.
    .step-2 = Test it: { $command }
    .step-3 = Listed? Ask for delisting; send from another address until then.

method-3-tested = Method 3 — check the blocklists
    .step-1 = { $ip } is on none that answered. Is it the server that sends?
    .step-2 = If not, test that: { $command }
    .step-3 = If a list turns up: ask for delisting, send from another address until then.

method-3-listed = Method 3 — check the blocklists
    .step-1 = First end its cause, or it comes back.
    .step-2 = Then your mail admin asks for delisting:
    .step-2-no-page = Then your mail admin asks for delisting at the list's own site.
    .step-3 = Until then, send from another address.

method-3-full = Method 3 — check whether your server is on a blocklist
    .step-1 = Find your mail server's IP: the MX look-up of your mail domain shows it, and often the bounce does.
    .step-2 = Test it against the 100+ DNS blocklists: { $command } does both for you.
    .step-3 = Listed? Some servers will refuse your mail with 550. End the cause first (an infected machine, a stolen password, an open relay, a bulk mailing), or the listing comes back.
    .step-4 = Then your mail admin asks for delisting at the list's own page. Send from another address until the entry is gone.

send-again = Send again. Still failing? → { $method }
send-again-plainly = Send the mail again.
send-again-at-last = Send again. Still failing? Hand it on.
