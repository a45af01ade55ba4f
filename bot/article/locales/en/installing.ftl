# The pages that somebody sees who installs the app into their workspace, and what the others are told meanwhile.

install-done = smtp550 is installed.
    .next = Invite it to your support channel with /invite @smtp550, and paste a bounce there; or type /smtp550 help.
install-cancelled = Nothing was installed.
    .next = You, or Slack, ended the installation. You can begin again whenever you like.
install-again = That took too long, or began in another browser.
    .next = Please begin again in this browser; it takes half a minute.
install-failed = The installation could not be finished.
    .next = The fault is on our side. Please try again in a moment; if it stays, give whoever runs this bot the id { $id }.
install-retry = Begin again
install-open = Open Slack

not-installed = smtp550 is not installed in this workspace any more. Please ask a workspace admin to install it again.
