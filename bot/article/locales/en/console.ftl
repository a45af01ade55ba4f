# What the command line says beside the reply itself.

console-checking = Checking …
console-clear = { $ip } is not on { $count ->
    [one] 1 list
   *[other] { $count } lists
} that answered.
console-no-sender = No sender was named, so nothing about it was looked up: { $option } takes its domain or IP.
console-no-bounce = No bounce in it: no mail server says here that a mail could not be delivered.
console-unreadable = { $file }: cannot be read ({ $reason }).
console-playground = The playground is at { $url }. Press Ctrl+C to end it.
console-no-tokens = No Slack token is set: this is the playground. To run the bot in your Slack, see README.md.
console-port-in-use = Port { $port } is in use. Another smtp550 may be running; choose another port with { $option }.
console-tokens-missing = Not started: { $missing } is not set.
    .fix = Put it into .env or the environment; README.md has the steps, and smtp550 doctor looks at them. To see the bot without Slack, run smtp550 try.
console-store-unusable = The database cannot be used: { $reason }. smtp550 doctor says more.
console-setting-fault = { $setting }: { $fault }
