# The hand-off dialog, the mail in it (in the recipient's language), and the call for help.

handoff-title = Hand it on
handoff-done = Done
handoff-intro = Nothing is sent from here: copy what you need.
handoff-for-recipient = For the recipient or their admin
handoff-language = Language of the message
handoff-message = Message to copy
handoff-message-hint = Send it by another way than the mail that fails: chat, phone, or another address. You can change it here before you copy it.
handoff-for-admin = For your own mail admin
handoff-delist = To be done in this order:
handoff-end-cause = First end what caused it, or it comes back: an infected machine, a stolen password, an open relay, a bulk mailing.
handoff-entry = { $list } lists { $ip }
handoff-no-rule = Ask for removal on the list's own site.
handoff-check-again = When an entry is gone, press “Check again” in the thread: the lists are asked anew.
handoff-admin = No entry on a blocklist was found. The log of your own mail server shows the whole conversation with the other side.

handoff-greeting = Hello,
handoff-came-back = my mail to { $address } came back ({ DATETIME($date, dateStyle: "medium") }, { $time } UTC).
handoff-came-back-nobody = my mail to you came back ({ DATETIME($date, dateStyle: "medium") }, { $time } UTC).
handoff-sending-ip = Your server saw it coming from { $ip }.
handoff-found = This is how your domain looks from outside:
handoff-listed = That address is on a blocklist at the moment: { $lists }.
handoff-not-listed = That address is on none of the { $count ->
    [one] blocklist
   *[other] { $count } blocklists
} that answered.
handoff-ask-log = Could you look into your mail log for that time, and allow-list the sender or release the mail if a spam filter holds it?
handoff-ask-address = Could you tell me whether this address is right and still in use, or which one I should write to instead?
handoff-ask-full = The mailbox seems to be full. Could you make some room, or tell me another address?
handoff-ask-restricted = The mailbox seems to take mail from certain senders only. Could you allow my address, or tell me another way to reach you?
handoff-ask-domain = Could you have the DNS records (MX) of your domain checked? As they are, mail cannot be delivered.
handoff-ask-server = Your mail server could not be reached. Could you have it looked at, or tell me another address meanwhile?
handoff-ask-loop = The mail seems to go round in circles between forwardings. Could you have the forwarding of this address checked?
handoff-ask-rate = Your server takes mail from us only slowly or not at all at the moment. Could you look into your log for the reason?
handoff-pass-on = If you do not look after the mail server yourself, please pass this on to whoever does.
handoff-thanks = Thank you, and kind regards

escalation-call = { $group } please help: a mail keeps coming back, and no method helped.
escalation-plain = A mail keeps coming back, and no method helped.
escalation-cause = Likely cause: { $cause }
escalation-tried = Tried: { $methods } · asked by { $user }
escalation-tried-nobody = Tried: { $methods }
escalation-asker = Asked by { $user }
escalation-thread = To the thread
