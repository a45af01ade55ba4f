# The pages that somebody sees who installs the app into their workspace, and what the others are told meanwhile.

install-done = smtp550 is installed.
    .next = Invite it to your support channel with /invite @smtp550, and paste a bounce there; or type /smtp550 help.
install-cancelled = Nothing was installed.
    .next = You, or Slack, ended the installation. You can begin again whenever you like.
install-again = That took too long, or began in another browser.
    .next = Please begin again in this browser; it takes half a minute.
install-failed = The installation could not be finished.
    .next = The fault is on our side. Please try again in a moment; if it stays, give whoever runs this bot the id { $id }.
install-busy = Too many installations are under way just now.
    .next = Please try again in a minute.
install-retry = Begin again
install-open = Open Slack

not-installed = smtp550 is not installed in this workspace any more. Please ask a workspace admin to install it again.

doctor-many-good = Workspaces: { $count ->
    [0] ready; none has installed the app yet
    [one] 1 has installed the app, and its token can be read
   *[other] { $count } have installed the app, and their tokens can be read
}.
doctor-many-missing = Workspaces: to let them install the app, this is missing: { $settings }.
    .fix = The client secret and the signing secret: Slack → your app → Basic Information. A key: smtp550 keys new. docs/workspaces.md has the steps.
doctor-many-locked = Workspaces: of { $all }, the token of { $count } cannot be read with these keys.
    .fix = Put the key that they were stored with back into SMTP550_ENCRYPTION_KEYS, behind the newest. If it is lost, those workspaces have to install the app again.
doctor-many-skipped = Workspaces: not looked at, because the database cannot be used.
