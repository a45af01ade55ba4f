# What `smtp550 move-to` says to whoever operates the bot.

move-done = Copied { $count ->
    [one] 1 row
   *[other] { $count } rows
}:
move-next = Now give { $setting } the new address, and start the bot. The old database was not changed.
