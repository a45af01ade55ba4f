# What is wrong with a setting or with the database that it names: said at start, by the commands and by the doctor.

setting-no-app-token = not set (Slack: your app → Basic Information → App-Level Tokens)
setting-no-bot-token = not set (Slack: your app → OAuth & Permissions)
setting-no-bot-token-for-socket-mode = not set; workspaces that install the app need smtp550 run --http
setting-no-app-credential = not set (Slack: your app → Basic Information → App Credentials)
setting-no-keys = not set (smtp550 keys new prints one)
setting-no-target = not set, and no URL was given: name the empty database to move to
setting-one-word = has a blank, a line break or a strange character in it: copy it again, as one word
setting-bot-token = a bot token begins with xoxb- (Slack: your app → OAuth & Permissions)
setting-app-token = an app-level token begins with xapp- (Slack: your app → Basic Information → App-Level Tokens)
setting-keys = takes keys as smtp550 keys new prints them, separated by commas, the newest first
setting-url = takes a URL, such as { $example }
setting-nameserver = { $entry } is not an IP address with an optional port (192.0.2.1:53)
setting-nameserver-ports = all entries must have the same port
setting-number = takes a whole number
setting-yes-or-no = takes true or false
setting-at-least = takes { $ge } or more
setting-at-most = takes { $le } or less
setting-one-of = takes { $expected }
setting-wrong = cannot be used ({ $reason })
setting-refused = Slack refuses it ({ $error })
setting-slack-unreachable = Slack cannot be reached
setting-port-in-use = { $place } is in use
setting-port-unusable = { $place } cannot be opened ({ $reason })
setting-worker-takes-postgresql = smtp550 worker takes PostgreSQL; SQLite belongs to smtp550 run

store-no-url = { $setting } is no database URL ({ $forms }); an @ in the password is written %40
store-no-adapter = { $backend } is not among the databases that it knows ({ $forms })
store-no-driver = PostgreSQL needs its driver and the job queue: pip install "smtp550[postgres]"
store-in-memory = SQLite needs a file: what lies in memory does not survive a restart
store-not-there = there is none at { $file }
store-taken = another smtp550 is at work on it; several of them take PostgreSQL
store-not-empty = the database to move to is not empty ({ $tables })
store-no-key-fits = a stored token opens with none of { $setting }
