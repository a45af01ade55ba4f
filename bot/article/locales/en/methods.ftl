# The three methods of the article, in its order, in our own words. Each step fits two lines of a phone.
# The last step of each is the same, so it is one message: see "send-again".

method-1 = Method 1 — double-check the address
    .short = Method 1
    .step-1 = Read the address letter by letter: look for typos, and for stray spaces before, inside or after it.
    .step-2 = Keep capital and small letters before the @ as they were given to you: some servers tell them apart.
    .step-3 = Still in doubt? Ask the person in another way (phone, chat): a wrong address is sometimes given by accident, and sometimes on purpose.

method-1-suggested = Method 1 — double-check the address
    .step-1 = Compare it with { $suggestion }, letter by letter. Stray spaces and capital letters before the @ can matter too.
    .step-2 = In doubt, ask the person in another way (phone, chat): you may have been given a wrong address, by accident or on purpose.

method-2 = Method 2 — ask the recipient to relax the spam filter or firewall
    .short = Method 2
    .step-1 = No status code names this for certain, so it takes the recipient's help. It makes sense only with somebody you know, not with strangers or bulk mail.
    .step-2 = Ask them or their admin, by phone or chat, to allow-list your address and domain, or to release the mail from quarantine.
    .step-3 = Last resort: they switch the firewall's anti-spam module off briefly, you send again and see whether the error returns, and they switch it on again at once.

method-3 = Method 3 — check whether your server is on a blocklist
    .short = Method 3
    .step-1 = Find your mail server's IP: the MX look-up of your mail domain shows it, and often the bounce does.
    .step-2 = Test it against the 100+ DNS blocklists: { $command } does both for you.
    .step-3 = Listed? Some servers will refuse your mail with 550. Ask for delisting, and send from another address until then.

method-3-tested = Method 3 — check whether your server is on a blocklist
    .step-1 = { $ip } was tested for you: it is on none of the lists that answered. Is it really the server that sends your mail?
    .step-2 = If not, test the right one: { $command }
    .step-3 = If a list turns up, ask for delisting there, and send from another address until then.

method-3-listed = Method 3 — check whether your server is on a blocklist
    .step-1 = First end the cause, or the listing comes back: an infected machine, a stolen password, an open relay, a bulk mailing.
    .step-2 = Then ask for delisting. That is the mail admin's task:
    .step-2-no-page = Then ask for delisting at the list's own site. That is the mail admin's task.
    .step-3 = Until the entry is gone some servers refuse your mail: send urgent mail from another address.

send-again = Send the mail again. Same error? Press “{ $button }”.
send-again-plainly = Send the mail again.
send-again-then = Send the mail again. Same error? Go on to: { $method }
send-again-at-last = Send the mail again. Same error? Press “{ $button }”, and you get what to hand on.
