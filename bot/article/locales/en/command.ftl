# Help, the quiet offer, hints and errors. What a notice cannot help with carries an id that is in the log.

help-title = Mail came back with error 550? I find out why, and go with you until it gets through.
help-address = Check an address: { $command }
help-sender = With the server it was sent from: { $command }
help-paste = Or paste the bounce into the channel: all of its text, a snippet, or a file (.eml, .msg, .txt). I answer in a thread.
help-thread = In a thread (slash commands do not work there): mention me, or use “Diagnose this bounce” in the message's menu.
help-privacy = I stay silent on everything that is no bounce, and keep bounce texts for a few days only.
help-more = Only for you: { $private } · In another language: { $language } · For the workspace: { $settings }
help-watch = Hear of a blocklist entry before your customers do: { $watch } · What bounced, why, and what helped: { $report }
help-sender-example = /smtp550 someone@example.com from 203.0.113.77
help-address-example = /smtp550 someone@example.com

offer = This looks like a mail that came back. Shall I find out why?
offer-address = This looks like a mail to { $address } that came back. Shall I find out why?
offer-declined = All right. If you need me: { $command }

invite = I am not in this channel, so only you see this. Type { $command } and I can answer in a thread here.
invite-command = /invite @smtp550

notice-no-address = I found no mail address in { $typed }.
    .next = Like this: { $example }
notice-several-addresses = I check one address at a time, and found { $count }. Which one?
    .next = Like this: { $example }
notice-bad-sender = { $typed } is neither a domain nor an IP address, so I cannot take it for the sender.
    .next = Like this: { $example }
notice-no-bounce = I looked, and found no bounce in this.
    .next = Paste all of its text, down to the lines with numbers such as 550 or 5.1.1, or have an address checked: { $example }
notice-too-large = This is larger than I read ({ $limit } MB at most).
    .next = Paste the part of the bounce with the error, or send it without its attachments.
notice-unreadable-file = I cannot read this file: it is not text, nor a mail that I know (.eml, .msg).
    .next = Open the bounce, copy its text, and paste that here.
notice-file-not-loaded = Slack did not give me the file. (id { $id })
    .next = Please paste the text of the bounce instead, or try again.
notice-case-gone = This case is no longer stored: I keep them for a few days only.
    .next = Paste the bounce again, or have the address checked: { $example }
notice-try-again = I could not take that in just now; nothing was changed. (id { $id })
    .next = Please try again in a moment. If it stays, give your bot's admin this id.
notice-went-wrong = Something went wrong on my side. (id { $id })
    .next = Please try again. If it stays, give your bot's admin this id.

notice-thread-solved = This case is marked as solved.
    .next = The same error again? Press “{ $reopen }” below the answer, or paste the new bounce here.

language-chosen = From now on I answer you in { $language }.
    .next = Back to the language of your Slack: { $automatic }
language-automatic = From now on I answer you in the language of your Slack.
    .next = Choose one: { $commands }
language-unknown = I do not speak “{ $typed }” yet.
    .next = These I know: { $commands }
language-which = Which language?
    .next = These I know: { $commands }
