# The report: what bounced, why, where, which method worked, how long it took. No addresses.

report-title = Mail that came back
report-span = { DATETIME($since, dateStyle: "medium") } – { DATETIME($until, dateStyle: "medium") }
report-headline = Mail that came back, { $span }: { $cases ->
    [one] 1 case
   *[other] { $cases } cases
}, { $solved } solved ({ $percent } %).
report-subtitle = { $span } · { $cases ->
    [one] 1 case
   *[other] { $cases } cases
}, { $solved } solved ({ $percent } %)
report-headline-none = No mail came back that I heard of, { $span }.
report-mostly = Most often: { $cause } ({ $percent } %).
report-helped = What helped most: { $method } ({ $count ->
    [one] 1 case
   *[other] { $count } cases
}).
report-took = Half of the solved cases took { $duration } or less.
report-below = The picture, the table and the figures as CSV are in the thread.
report-below-without-files = The table is in the thread. For the picture and the CSV I need the scope { $scope }.
report-below-without-picture = The table and the figures as CSV are in the thread. The picture could not be drawn this time.

report-solved = solved
report-unsolved = not solved (yet)
report-causes = Why: causes
report-days = When: cases a day
report-weeks = When: cases a week
report-methods = What helped: solved cases
report-method-1 =
    Method 1
    the address
report-method-2 =
    Method 2
    ask the recipient
report-method-3 =
    Method 3
    blocklists
report-day = { $month }-{ $day }
report-other-means = other means
report-others = other causes ({ $count })
report-footer = Counted by smtp550 from what people asked and pasted, days in UTC. No addresses in it.
report-share = { $cases } ({ $percent } %)
report-description = Bar chart of the mail that came back, { $span }. { $cases } cases, { $solved } solved. Causes: { $causes }. What helped: { $methods }.
report-described-cause = { $cause } { $cases } ({ $solved } solved)
report-described-method = { $method } { $count }

report-column-cause = Cause
report-column-cases = Cases
report-column-solved = Solved
report-column-median = Half within
report-column-best = What helped most
report-all = All
report-nothing = –
report-where = Where it was asked
report-whom = Where the recipient's mail is
report-private = private channels and direct messages
report-other-receivers = other mail servers
report-item = { $name }: { $cases } ({ $solved } solved)
report-checks-took = My checks took { $duration } in the middle.

report-seconds = { $count } s
report-minutes = { $count } min
report-hours = { $count } h
report-days-long = { $count ->
    [one] 1 day
   *[other] { $count } days
}

report-picture-title = Mail that came back, { $span } (picture)
report-csv-title = The figures, { $span } (CSV)
report-bad-days = { $typed } is no number of days.
    .next = Like this: { $command } for the last 30 days; { $most } at most.
report-cannot-post = I cannot write in this channel.
    .next = Type { $invite } first, or ask in another channel.
report-home = What bounced, and what helped
report-home-words = { $headline } More: { $command }
