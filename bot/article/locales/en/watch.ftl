# The watch: what is watched, what was found at it, when it is over.

watch-alarm-listed = { $target } is on { $count ->
    [one] a blocklist
   *[other] { $count } blocklists
}: { $lists }.
watch-alarm-records = DNS does not speak for { $target } as it should: { $records }.
watch-alarm-both = { $target } is on { $count ->
    [one] a blocklist
   *[other] { $count } blocklists
} ({ $lists }), and DNS does not speak for it as it should: { $records }.
watch-record-spf = SPF
watch-record-dmarc = DMARC
watch-record-ptr = PTR
watch-meanwhile = Until that is over, some servers may refuse your mail with error 550: send urgent mail from another address.
watch-first-end-the-cause = First end the cause, or it comes back: an infected machine, a stolen password, an open relay, a bulk mailing.
watch-entry-is-over = Over: { $what }
watch-small-print = Seen twice, a quarter of an hour apart or more. When it is over, I say so in this thread. What I watch: { $command }
watch-more-entries = And { $count } more: { $items }

watch-over-listed = { $target } is off { $lists }.
watch-over-records = In order again for { $target }: { $records }.
watch-over-left = { $count ->
    [one] One trouble of this message is left.
   *[other] { $count } troubles of this message are left.
}
watch-over-none-left = With that all of it is over.
watch-root-over = It is over: { $what }
watch-root-over-small-print = From { DATETIME($began, dateStyle: "medium") } to { DATETIME($ended, dateStyle: "medium") }, as far as I saw it.
watch-root-unwatched = { $target } is no longer watched, so I do not know how this went on.

watch-began = { $user } has me watch { $items }.
watch-began-nobody = From now on I watch { $items }.
watch-began-how = Once a day: blocklists, SPF, DMARC and PTR. What changes is told here, once, with what to do; and again when it is over.
watch-began-first = The first look is under way. If something is wrong already, you hear of it after a second look a quarter of an hour later.
watch-kept = Watched here already: { $items }
watch-moved = Told here from now on, no longer elsewhere: { $items }
watch-refused = Not watched: { $items }. A workspace can have { $most } watched; make room with { $command }
watch-nothing-own = I do not know your mail servers and domains yet.
    .next = Name one: { $command } · or enter them all in { $settings } and type { $watch } again.
watch-cannot-post = I cannot write in this channel, so nobody would hear of an alarm. Nothing was changed.
    .next = Type { $invite } first, or have it watched from another channel.
watch-fault-not-a-target = { $typed } is neither a domain nor an IP address.
    .next = Like this: { $command }
watch-fault-not-public = { $typed } is a private or reserved address: no blocklist knows it, and the world never sees mail from it.
    .next = Name the public address of your mail server: { $command }
watch-fault-not-registrable = { $typed } is not a domain that somebody can register.
    .next = Like this: { $command }

watch-ended = { $user } has ended the watch over { $items }.
watch-ended-nobody = The watch over { $items } was ended.
watch-ended-again = Nothing more is told about it here. To have it watched again: { $command }
watch-removed = No longer watched: { $items }
watch-removed-nothing = That was not watched.
    .next = What I watch: { $command }
watch-remove-which = What shall I no longer watch?
    .next = Name it: { $command } · or all of it: { $all }

watch-list-title = Watched, once a day ({ $count } of { $most } at most)
watch-list-empty = Nothing is watched yet.
    .next = Your own mail servers and domains: { $watch } · or one by name: { $command }
watch-item = { $target }: { $state }
watch-item-where = { $target }: { $state } · told in { $channel }
watch-state-new = not read yet
watch-state-well = all well ({ DATETIME($date, dateStyle: "medium") }, { $time } UTC)
watch-state-bad = { $troubles } ({ DATETIME($date, dateStyle: "medium") }, { $time } UTC)
watch-state-doubt = something was seen, and has to be seen a second time ({ DATETIME($date, dateStyle: "medium") }, { $time } UTC)
watch-home = Watched for you
watch-home-well = { $count ->
    [one] 1 target is watched, and all is well.
   *[other] { $count } targets are watched, and all is well.
}
watch-home-waiting = { $count ->
    [one] 1 target is watched.
   *[other] { $count } targets are watched.
} No trouble is certain so far; { $waiting } of them will be looked at (again) soon.
watch-home-bad = { $bad } of { $count } watched targets have trouble:
watch-home-none = Hear of a blocklist entry before your customers do: { $watch }
