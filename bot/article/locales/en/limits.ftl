# Said once to whoever asks more than the limits allow.

notice-only-members = The watch and the report are for full members of this workspace, and Slack does not tell me that you are one.
    .next = Please ask a colleague who is one; or try again in a minute, in case Slack was slow.
notice-too-many = That was a lot at once: more than I can take in a minute. I am working on what came first, and have not read the rest.
    .next = Please wait a minute, then send again what got no answer. Where many mails came back for the same reason, one of them is enough.
