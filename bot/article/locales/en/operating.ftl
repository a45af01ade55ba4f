# What `smtp550 cases` and `smtp550 forget` say to whoever operates the bot.

console-cases-reading = reading
console-cases-checking = checking
console-cases-answered = answered
console-cases-solved = solved
console-cases-exhausted = no method helped
console-cases-parked = given up
console-cases-deliveries = From Slack: { $waiting } waiting, { $parked } given up
console-cases-none = No case is open, and none was given up.
console-cases-column-id = case
console-cases-column-opened = opened (UTC)
console-cases-column-place = where
console-cases-column-state = state
console-cases-column-cause = cause
console-cases-column-address = address
console-cases-column-error = id in the log

forget-done = Deleted { $count ->
    [one] 1 row
   *[other] { $count } rows
}:
forget-nothing = There was nothing to delete.
forget-slack = Messages in Slack are not touched: delete them there.

keys-rotated = { $count ->
    [one] 1 token is
   *[other] { $count } tokens are
} encrypted with the newest key. The older keys can go from SMTP550_ENCRYPTION_KEYS once every process was started with it.
