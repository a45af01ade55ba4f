# What `smtp550 doctor` says: a sentence for each symptom, and in `.fix` what to do.

doctor-settings-good = Settings: read, nothing wrong.
doctor-settings-wrong = Settings: { $setting }: { $error }
    .fix = Correct it in the environment or in .env; the README's table says what each setting takes.

doctor-bot-token-good = Bot token: good; this is @{ $bot } in { $team }.
doctor-bot-token-missing = Bot token: SLACK_BOT_TOKEN is not set.
    .fix = Slack → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…). Put it into .env. No Slack yet? Run smtp550 try.
doctor-bot-token-refused = Bot token: Slack refuses it ({ $error }).
    .fix = Install the app to your workspace again and copy the Bot User OAuth Token (xoxb-…) anew.

doctor-scopes-granted = Scopes: all { $count } granted.
doctor-scopes-missing = Scopes: these are missing: { $scopes }.
    .fix = Bring the app's manifest up to date from manifest.yml (Slack → your app → App Manifest), then reinstall the app.
doctor-scopes-optional-missing = Scopes: the bot works; without these some features rest: { $scopes }.
    .fix = Reinstall the app and allow them, if you want the features.
doctor-scopes-untold = Scopes: the server did not say which are granted.

doctor-threads-readable = Threads: the bot may look into its own threads before it repeats a reply.
doctor-threads-unreadable = Threads: the bot may not read them ({ $error }); after a crash a reply may come twice.
    .fix = Check that channels:history, groups:history and im:history are granted. Nothing else depends on it.

doctor-app-token-good = App-level token: good; Socket Mode opens.
doctor-app-token-http = App-level token: not set, and not needed with smtp550 run --http.
doctor-app-token-missing = App-level token: SLACK_APP_TOKEN is not set.
    .fix = Slack → your app → Basic Information → App-Level Tokens → Generate, with the scope connections:write (xapp-…).
doctor-app-token-refused = App-level token: Slack refuses it ({ $error }).
    .fix = Generate a new one with the scope connections:write, and switch Socket Mode on.

doctor-slack-unreachable = Slack: { $url } cannot be reached ({ $error }).
    .fix = Check the network, a proxy or firewall on the way, and SLACK_API_URL if you set it.

doctor-database-good = Database: opened, up to date, writable ({ $where }).
doctor-database-unusable = Database: cannot be used ({ $where }): { $error }
    .fix = Check SMTP550_DATA_DIR or SMTP550_DATABASE_URL, the rights on the folder, free space, and whether another process holds it.

doctor-dns-good = DNS: answers in { $milliseconds } ms.
doctor-dns-silent = DNS: no answer from { $nameservers }.
    .fix = Check SMTP550_NAMESERVERS or /etc/resolv.conf. Without DNS the bot answers from the bounce's text alone.
doctor-dns-hijacks = DNS: your resolver invents answers: a name that does not exist got { $answer }.
    .fix = Use a resolver that says NXDOMAIN (your own Unbound, for instance). With this one the blocklists are shown as "could not check".
doctor-dns-honest = DNS: names that do not exist are reported as such.

doctor-spamhaus-good = Spamhaus: answers your resolver.
doctor-spamhaus-public-resolver = Spamhaus: refuses your resolver, because it is a public or an anonymous one (127.255.255.254).
    .fix = Run a resolver of your own (Unbound) and set SMTP550_NAMESERVERS, or get a free DQS key and set SMTP550_SPAMHAUS_DQS_KEY.
doctor-spamhaus-volume = Spamhaus: refuses your resolver for too many queries (127.255.255.255).
    .fix = Get a DQS key from Spamhaus and set SMTP550_SPAMHAUS_DQS_KEY.
doctor-spamhaus-broken = Spamhaus: its test entry does not come back as it should ({ $answer }).
    .fix = Your resolver filters or rewrites the answers; use one of your own (Unbound).
doctor-spamhaus-silent = Spamhaus: no answer.
    .fix = Its results will read "could not check". A resolver of your own (Unbound) usually mends this.

doctor-skipped-without-dns = { $subject }: not looked at, because DNS does not answer.

doctor-verdict = { $fails ->
    [0] { $warns ->
        [0] All in order.
        [one] It works; one thing could be better.
       *[other] It works; { $warns } things could be better.
    }
    [one] One thing has to be put right first.
   *[other] { $fails } things have to be put right first.
}
doctor-looking = Looking at Slack, the database and DNS …
