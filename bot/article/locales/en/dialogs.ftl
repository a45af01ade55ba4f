# Modals and the Home tab. Titles of modals: at most 24 characters (Slack's limit).

evidence-title = Evidence
evidence-close = Close
evidence-confidence = Confidence: about { $percent } %.
evidence-permanent = The error is permanent: sending again helps only once the cause is gone.
evidence-temporary = The error is temporary: the mail may get through later.
evidence-suspect = In the article's list of eight suspects this is no. { $number }.
evidence-other-causes = Less likely: { $items }
evidence-other-cause = { $cause } ({ $percent } %)
evidence-bounce = What the bounce says
evidence-recipient = Recipient: { $address }
evidence-alias = Forwarded to: { $address }
evidence-code = Reply: { $code }
evidence-remote = Server that answered: { $host }
evidence-sending-ip = Your sending IP, as that server saw it: { $ip }
evidence-list = Blocklist named: { $list }
evidence-others = Not reached either
evidence-against = What speaks against it
evidence-none = Nothing has been checked yet.
evidence-gone = This case is no longer stored, so there is no evidence left. Paste the bounce again for a new look.
evidence-finding = { $status }: { $sentence }
evidence-do = To do: { $fix }
evidence-page = The list's page: { $page }
evidence-record = Record to publish: { $record }
evidence-clear = { $status }: not on { $count ->
    [one] this list
   *[other] these { $count } lists
}: { $items }
evidence-no-answer-blocked = { $status }: our DNS server gets no answer from: { $items }
evidence-no-answer-broken = { $status }: redirected answers for: { $items }
evidence-no-answer-unhealthy = { $status }: these lists fail their own self-test (RFC 5782 §5): { $items }
evidence-no-answer-silent = { $status }: no answer in time from: { $items }
evidence-more = … and { $count } more

paste-title = Paste a bounce
paste-submit = Find out why
paste-close = Cancel
paste-label = The text of the mail that came back
paste-placeholder = Paste everything, from the first line to the last
paste-hint = Long mails: send them to me as a file (.eml, .msg or .txt) instead.
paste-empty = Please paste the text of the bounce.

home-title = Mail came back? I find out why.
home-open = Open cases
home-solved = Solved lately
home-no-cases = No open cases.
home-case = { DATETIME($date, dateStyle: "medium") } · { $address }: { $cause }
home-solved-with = solved with { $method }
home-solved-otherwise = solved with advice beyond the article
home-exhausted = no method helped
home-more-open = … and { $count } more.
home-hidden-open = { $count ->
    [one] One more open case is
   *[other] { $count } more open cases are
} in private channels and direct messages.
