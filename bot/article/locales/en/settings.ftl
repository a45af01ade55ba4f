# The settings dialog. A field's .hint stands below it. Title and buttons: at most 24 characters (Slack's limit).

language-name = English

settings-title = smtp550 settings
settings-submit = Save
settings-close = Close
settings-intro = These hold for the whole workspace. What you leave empty stays off.
settings-read-only = These hold for the whole workspace. Its admins and owners can change them.
settings-line = { $label }: { $value }
settings-nothing = none
settings-off = off
settings-automatic = By the words of the message

settings-sending-domains = Domains you send mail from
    .hint = One on each line, such as example.com. They are never taken for typos, and are checked as the sender where a bounce names none.
settings-sending-ips = IP addresses of your mail servers
    .hint = One on each line. They are tested against the blocklists where a bounce names no other.
settings-locale = Language where Slack does not tell
    .hint = Otherwise everybody is answered in the language of their own Slack; { "/smtp550 lang en" } changes that for one person.
settings-offer-in = Only offer help in
    .hint = In these channels I ask quietly before I answer a bounce. Everywhere else I answer at once.
settings-off-in = Stay silent in
    .hint = In these channels I answer only if I am asked: by command, mention or shortcut.
settings-shared-in = Speak in these channels shared with other companies
    .hint = In all other Slack Connect channels I answer only if I am asked.
settings-allowed-bots = Bots that I listen to
    .hint = Ids, one on each line (U…, B… or A…). In Slack: click on the bot's name, ⋮, “Copy member ID”.
settings-escalation-group = Group to call when no method helped
    .hint = It is mentioned once in the thread of the case.
settings-escalation-channel = Channel to tell when no method helped
    .hint = I have to be in it. A short summary with a link goes there, once for each case, without addresses.
settings-report-channel = Channel for the weekly report
    .hint = Every Monday: what bounced, why, where, and what helped. I have to be in it. No addresses in it.
settings-mailbox-check = Ask the recipient's server whether the mailbox exists
    .hint = Only on a click, never to the large providers. Some operators take such questions for abuse and may list this bot's IP.
settings-mailbox-check-on = Offer the button “Check the mailbox”
settings-retention = Keep the texts of bounces for
    .hint = Counted from when a case began. Afterwards only the cause and what helped are kept, without names and addresses.
settings-days = { $count ->
    [0] 1 hour
    [one] 1 day
   *[other] { $count } days
}

settings-left-out-why = Not chosen any more: { $channels }. Slack offers private channels only to their members, so before I forget what was set for them:
settings-left-out = Channels that are not chosen any more
    .hint = Without a tick everything stays as it was for them.
settings-left-out-remove = Forget what was set for them

settings-fault-not-a-domain = “{ $typed }” is not a domain. Write it like example.com.
settings-fault-not-an-ip = “{ $typed }” is not an IP address. Write it like 203.0.113.77, one on each line, no ranges.
settings-fault-not-public = { $typed } is a private or reserved address: the world never sees mail from it. Give the public one.
settings-fault-not-a-bot = “{ $typed }” is not an id of a bot. It begins with U, B or A.
settings-fault-too-many = At most { $typed } fit here.
settings-fault-off-and-offer = A channel cannot be both here and under “Only offer help in”.
settings-fault-not-admin = Only admins and owners of the workspace can change this. Ask one of them.
