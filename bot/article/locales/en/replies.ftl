# The parts of a reply: who can fix it, the evidence, the state, the buttons.

who-sender = You can fix this yourself
who-sender-recipient = You or the recipient can fix this
who-sender-admin = Your mail admin can fix this
who-recipient = Only the recipient can fix this, not you
who-recipient-admin = Only the recipient's admin can fix this
who-nobody = Nobody has to fix this
who-nobody-sender-admin = Nobody has to fix this, for now

temporary = temporary: it may get through later

server-said = The server said: { $line }
host-said = { $host } said: { $line }
but = But: { $sentence }
also = Also: { $sentence }
listed-summary = { $ip } is on { $lists }, and on none of the { $clear ->
    [one] other
   *[other] { $clear } others
} that answered.
listed-only = { $ip } is on { $lists }.
not-listed-summary = { $ip } is on none of the { $clear ->
    [one] list
   *[other] { $clear } lists
} that answered.
and-more = { $items } and { $count } more
others-failed = Also: { $items }
other-failed = { $address } ({ $cause })

# Where the tested IP came from.
ip-bounce = IP tested: { $ip } (from the bounce)
ip-named = IP tested: { $ip } (named by you)
ip-workspace = IP tested: { $ip } (your workspace's server)
ip-spf = IP tested: { $ip } (allowed to send by your domain's SPF)
ip-mx = IP tested: { $ip } (inbound: takes your domain's mail in, MX)
# The same within a sentence, for addresses that may not be the ones that sent.
whose-ip-spf = { $ip } (authorised to send by your domain's SPF)
whose-ip-mx = { $ip } (inbound server of your domain, by MX)

progress = checked { $done } of { $asked } in { $seconds } s
progress-without-time = checked { $done } of { $asked }
could-not-check = could not check: { $items }
unchecked-blocklists = { $count ->
    [one] 1 blocklist
   *[other] { $count } blocklists
}
unchecked-other = { $subject } ({ $check })

state-reading = Reading what you sent …
state-checking = Still checking: DNS, mail servers, blocklists …
state-answered = Answered, waiting for your result
state-solved = Solved, says { $user }
state-solved-with = Solved with { $method }, says { $user }
state-solved-nobody = Solved
state-exhausted = The last method did not help either
state-parked = Could not be finished

exhausted = What now — hand it on
    .step-1 = “{ $handoff }” has a message for their side, and what your own admin needs.
    .step-2 = Urgent mail: use another address.

parked = Sorry, I could not finish this: something went wrong five times.
parked-next = Please try again later. If it stays, give your bot's admin this id: { $id }

paste-more = Please paste the whole text of the bounce here: lines with 550 or 5.1.1 matter most.
paste-bounce = Did a mail come back? Please paste the whole text of the bounce here.
paste-in-private = Did a mail come back? Type { $command } with the whole text of the bounce behind it.
read-bounce = Did a mail come back? Have the whole text of the bounce read: { $command }

scope-question = Does it happen with this recipient only?
scope-one = Then most likely it is on their side.
scope-all = Then most likely it is your own server.

the-recipient = the recipient's address
your-domain = IP-or-domain
command = /smtp550 { $address } from { $sender }
command-check = smtp550 check { $address } --sender { $sender }
command-read = smtp550 read FILE
list-separator = {", "}
part-separator = {" · "}
sentence-separator = {" "}

button-solved = Solved
button-still-failing = Still failing → Method { $number }
button-still-failing-last = Still failing
button-check-again = Check again
button-show-evidence = Show evidence
button-reopen = Reopen
button-scope-one = Only this one
button-scope-all = All recipients
button-offer-accept = Find out why
button-offer-decline = No, thanks
button-paste = Paste a bounce
button-settings = Settings
button-check-mailbox = Check the mailbox
button-hand-off = Hand it on
button-message = Message for the recipient
button-delisting = Delisting checklist

root-checking = { $user } asked about { $address }: checking …
root-checking-nobody = { $address }: checking …
root-asked = { $user } asked about { $address }
root-see-thread = What to do is in the thread.
