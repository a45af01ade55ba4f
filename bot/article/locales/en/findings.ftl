# One sentence for each finding code, and what to do (.fix) where there is something to do.
# Every variable comes from outside and is shown as code; the defaults for missing ones are in bot/reply/sentences.py.

check-address = Address
check-typo = Typos
check-mx = Mail servers
check-blocklist = Blocklists
check-sender = Sender
check-mailbox = Mailbox

status-pass = OK
status-warn = Note
status-fail = Problem
status-unknown = Could not check
status-skipped = Not asked

# --- address
finding-valid = { $subject } is written correctly.
finding-repaired-characters = { $subject } has stray characters; without them it is { $suggestion }.
    .named = { $subject } has stray characters in it ({ $strays }); without them it is { $suggestion }.
    .fix = Delete the address and type it anew; copying often brings blanks, full-width characters or a final dot along.
finding-syntax-error = { $subject } is not a mail address (RFC 5321 §4.1.2).
    .why-no-at = { $subject } has no @, so it is not a mail address.
    .why-two-ats = { $subject } has more than one @.
    .why-no-local-part = { $subject } has nothing before the @.
    .why-no-domain = { $subject } has no domain after the @.
    .why-no-top-level-domain = The domain of { $subject } has no ending such as .com or .jp.
    .why-local-part-too-long = The part of { $subject } before the @ is longer than 64 characters (RFC 5321 §4.5.3.1.1).
    .why-domain-too-long = The domain of { $subject } is longer than a domain can be (RFC 5321 §4.5.3.1.2).
    .why-dots-in-local-part = The part of { $subject } before the @ has two dots in a row, or one at its edge (RFC 5321 §4.1.2).
    .why-bad-local-part = The part of { $subject } before the @ has characters that do not belong there (RFC 5321 §4.1.2).
    .why-bad-domain = The domain of { $subject } has characters that do not belong there (RFC 1035 §2.3.1).
    .fix = An address is a name, one @, and a domain: name@example.com.
finding-rfc-breaking-local-part = The part of { $subject } before the @ breaks the rules (RFC 5321 §4.1.2): two dots in a row, or one at its edge. Old mailboxes like that exist at Japanese carriers.
    .fix = If your program refuses it, put the part before the @ in quotation marks, or ask for another address.
finding-reserved-domain = The domain of { $subject } has an ending that nobody can register (RFC 6761): such an address works inside a network at most, never across the Internet.
    .fix = Ask for the person's public address. A name ending in .local often comes from a company's own address book.
finding-case-note = { $subject } has capital letters before the @; a server may tell them apart (RFC 5321 §2.4).

stray-mailto = “mailto:”
stray-brackets = brackets or quotation marks
stray-invisible = invisible characters
stray-blank = blanks
stray-full-width = full-width characters
stray-lookalike = letters of another alphabet
stray-trailing-punctuation = punctuation at the end
stray-double-at = a double @
stray-comma-for-dot = a comma for a dot
stray-double-dot = a double dot
stray-leading-dot = a dot at the beginning

# --- typo
finding-none = { $subject } looks like no known misspelling.
finding-typo-table = { $domain } is a known misspelling of { $meant }.
    .fix = Compare the two letter by letter. Strangers own many such domains, and take the mail in.
finding-typo-distance = { $domain } is very close to { $meant }.
    .fix = Compare the two letter by letter.
finding-typo-tld = The ending of { $domain } looks mistyped; meant is probably { $meant }.
    .fix = Compare the endings: .com, .co.jp, .ne.jp …
finding-near-known-address = { $subject } is very close to { $suggestion }, which is known in this workspace.
    .fix = Compare the two letter by letter.

# --- mx
finding-mx-ok = { $subject } has mail servers, and they can be found in DNS.
finding-nxdomain = { $subject } does not exist in DNS (NXDOMAIN, RFC 8020).
    .why-sender = The sender's domain { $subject } does not exist (NXDOMAIN, RFC 8020): mail from it is refused.
    .fix-sender = Check how you wrote the sender's domain. If it is right, its registration may have run out.
    .fix = Check the spelling of the part after the @. If it is right, the domain may have expired.
finding-null-mx = { $subject } says in DNS that it takes no mail (null MX, RFC 7505).
    .fix = Ask for an address at another domain.
finding-null-mx-with-others = { $subject } says both that it takes no mail (null MX) and that { $mx } takes it (RFC 7505 §3 forbids that).
    .fix = Their admin has to remove the null MX.
finding-implicit-mx = { $subject } has no MX record; its own address { $ip } has to take the mail (RFC 5321 §5.1).
    .fix = That works, if a mail server runs there. An MX record would be clearer.
finding-no-mx-no-address = { $subject } has neither a mail server nor an address in DNS (RFC 5321 §5.1).
    .fix = Check the domain's spelling. If it is right, their admin has to publish an MX record.
finding-mx-target-no-address = The mail server { $mx } has no address in DNS.
    .fix = Their admin has to give it an A or AAAA record, or to correct the MX record.
finding-mx-target-nxdomain = The mail server { $mx } does not exist in DNS.
    .fix = Their admin has to correct the MX record.
finding-mx-target-servfail = The address of the mail server { $mx } could not be looked up: its name servers failed.
    .fix = Try again later; if it stays, their admin has to look at the name servers.
finding-some-mx-dead = Some mail servers of { $subject } cannot work: { $mx }. The others take the mail.
    .fix = Their admin should remove the dead ones from the MX records.
finding-mx-is-cname = The mail server { $mx } is an alias (CNAME), which RFC 2181 §10.3 forbids. Mostly it works.
    .fix = Their admin should name the real host in the MX record.
finding-mx-is-ip-literal = The MX record names the IP address { $mx }; it has to name a host (RFC 1035 §3.3.9).
    .fix = Their admin has to name a host there.
finding-mx-private-address = The mail server { $mx } has the address { $ip }, which cannot be reached from the Internet (RFC 6890).
    .fix = Their admin has to publish its public address.
finding-mx-localhost = The MX record names { $mx }, which is every sender's own machine (RFC 6761 §6.3).
    .fix = Their admin has to name the real mail server.
finding-mx-doubled-name = The mail server's name { $mx } is doubled; meant is probably { $meant }. A final dot is missing in the zone file (RFC 1035 §5.1).
    .fix = Their admin has to end the name in the MX record with a dot.
finding-mx-underscore = { $subject } has an underscore in its name, which mail servers may refuse (RFC 5321 §2.3.5).
    .fix = Their admin should rename the host.
finding-mx-duplicate = The mail server { $mx } stands in the MX records more than once. That does no harm.
finding-mx-same-ip = Several mail servers of { $subject } have the same address { $ip }: no spare if it fails.
finding-mx-ipv6-only = The mail servers of { $subject } have IPv6 addresses only; a sender with IPv4 cannot reach them (RFC 3974).
    .fix = Their admin should add an IPv4 address.
finding-mx-single = { $subject } has a single mail server, { $mx }. That is common.
finding-mx-parking = { $subject } is the mail server of a parked domain: nobody is likely to read mail there.
    .fix = Check the spelling of the domain.
finding-mx-wildcard = Every name under this domain has the mail server of { $subject } (wildcard, RFC 4592): a misspelt one looks as good as a right one.
finding-dnssec-bogus = The DNS signatures of { $subject } do not verify (DNSSEC, RFC 4035 §5.5): careful servers cannot find it.
    .fix = Their admin has to renew the signatures or correct the DS record.
finding-servfail = The name servers of { $subject } failed to answer (SERVFAIL).
    .why-internal = “{ $check }” failed on my side; the log says why.
    .why-spf = SPF of { $subject } could not be evaluated: DNS gave no answer to one of the look-ups that it needs.
    .why-invented = The DNS server we ask answers for names that do not exist, so whether { $subject } exists cannot be told.
    .fix = That is often passing. Check again in a while.
finding-nameserver-refused = A name server refused to answer for { $subject } (REFUSED). That does not mean that it does not exist.
    .fix = Check again later; if it stays, their admin has to look at the delegation.
finding-nameserver-silent = No name server answered for { $subject } in time. That does not mean that it does not exist.
    .why-deadline = “{ $check }” was not through in time.
    .fix = Check again in a while.

# --- blocklist
finding-listed = { $ip } is on { $list }.
    .reason = The list says: { $reason }
    .fix = End the cause first, then ask for delisting on the list's own page.
    .fix-by-rule = End the cause first, or the entry comes back.
    .with-meaning = { $list } ({ $meaning })
finding-clear = { $ip } is not on { $list }.
finding-policy = { $ip } is on the policy list { $list }: addresses that should not send mail themselves, such as home connections. That is no accusation of spam.
    .fix-by-rule = Send through your provider's mail server, or have a fixed address of your own taken off the list.
    .fix = Send through your provider's mail server. A fixed address of your own can be taken off on the list's page.
finding-network = { $list } lists the whole network around { $ip }, not this address alone.
    .fix = Only your provider can change that; few receivers refuse mail for it.
finding-informational = { $list } only describes { $ip }; it is no reason to refuse mail.
finding-white = { $ip } is on the allow-list { $list }: a good sign.
finding-blocked = { $list } does not answer the DNS server we ask, so whether { $ip } is on it is not known.
    .fix = Use a resolver of your own; public ones such as 8.8.8.8 and 1.1.1.1 are turned away. SMTP550_NAMESERVERS sets it.
    .fix-registered = This list answers registered resolvers only: register yours with its operator.
    .fix-key = This list answers holders of a key only.
finding-broken = The DNS server we ask answered for { $list } with an address that no list uses: it redirects answers.
    .fix = Use a resolver of your own (SMTP550_NAMESERVERS).
finding-unhealthy = { $list } fails its own self-test (RFC 5782 §5), so its answer does not count.
    .dead = { $list } was shut down; a server that still asks it refuses mail by chance.
    .dead-fix = Only the recipient's admin can help: they have to take this list out of their settings.
finding-silent = { $list } did not answer in time.
finding-shared-provider = { $ip } belongs to a large provider ({ $list }); it is shared by many senders, so it was not tested.

# How an entry ends, by the rule of its list.
rule-removal-request = It ends on request, on the list's page.
rule-self-removal = You can take it off yourself, on the list's page.
rule-isp-removal = Only the network's provider can ask for removal.
rule-whole-network = It concerns a whole network and ends when that network behaves.
rule-fix-ptr = It ends once the address has a proper name in DNS (PTR).
rule-no-manual-removal = It ends by itself; nobody takes requests.
rule-bounces-only = The list means servers that send bounces to strangers.
rule-account-needed = Removal needs an account with the operator.
rule-expires-24h = It ends by itself 24 hours after the last incident.
rule-expires-48h = It ends by itself 48 hours after the last incident.
rule-expires-5d = It ends by itself 5 days after the last incident.
rule-expires-7d = It ends by itself 7 days after the last incident.

# --- sender
finding-spf-pass = SPF allows { $ip } to send for { $subject } (RFC 7208).
    .why-everybody = SPF of { $subject } allows everybody (+all): receivers give nothing for such a record.
    .fix-everybody = Name the servers that send for the domain, and end the record with -all.
finding-spf-fail = SPF forbids { $ip } to send for { $subject } (RFC 7208 §8.4).
    .assumed = SPF forbids { $ip } to send for { $subject } (RFC 7208 §8.4). That matters only if the mail was sent from an address there: you did not say so.
    .fix = Add the server to the domain's SPF record, or send through a server that is in it.
finding-spf-softfail = SPF of { $subject } does not name { $ip } (softfail, RFC 7208 §8.5): receivers grow suspicious.
    .fix = Add the server to the domain's SPF record.
finding-spf-permerror = The SPF record of { $subject } cannot be used (RFC 7208 §8.7): an error in it, or too many look-ups.
    .reason = What is wrong: { $reason }
    .fix = Correct the record; it may cause ten DNS look-ups at most (§4.6.4).
finding-spf-none = { $subject } has no SPF record.
    .why-neutral = SPF of { $subject } says nothing about { $ip } (neutral, RFC 7208 §8.2): that is as good as no record.
    .fix-neutral = Add the server to the domain's SPF record, and end the record with ~all or -all.
    .fix = Publish one that names all servers that send for the domain (RFC 7208).
finding-dmarc-missing = { $subject } has no DMARC record; Gmail and Yahoo demand one from bulk senders.
    .why-broken = { $subject } has a DMARC record that cannot be used: it needs p=none, p=quarantine or p=reject (RFC 7489 §6.3).
    .fix-broken = Correct the record.
    .why-several = { $subject } has more than one DMARC record, so none of them counts (RFC 7489 §6.6.3).
    .fix = Publish one, to begin with v=DMARC1; p=none (RFC 7489 §6.3).
finding-dmarc-policy = { $subject } has a DMARC record; mail that fails it is treated as the record says.
finding-dkim-missing = The DKIM key { $subject } is not in DNS (RFC 6376 §3.6.2).
    .why-revoked = The DKIM key { $subject } is revoked (RFC 6376 §3.6.1).
    .fix = Publish the key that your mail server signs with.
finding-ptr-missing = { $ip } has no name in DNS (PTR). Many receivers refuse such servers.
    .fix = Whoever owns the IP has to set a PTR record with the mail server's name.
finding-ptr-unconfirmed = The name of { $ip } in DNS does not lead back to it (FCrDNS).
    .fix = Let the PTR record and the A or AAAA record of the name agree.
finding-ptr-confirmed = { $ip } has a name in DNS that leads back to it.
finding-helo-mismatch = { $ip } greets with a name that does not lead to it (HELO, RFC 5321 §4.1.4).
    .fix = Set the mail server's own name to one that leads to this IP.

# --- mailbox
finding-exists = The recipient's server takes mail for { $subject }.
finding-does-not-exist = The recipient's server says that { $subject } does not exist.
    .fix = Check the address, or ask the person for a new one.
finding-refused-us = The recipient's server refused our question about { $subject }. That says nothing about the mailbox.
finding-greylisted = The recipient's server asked us to come back later (greylisting), so { $subject } was not settled.
finding-unreachable = The mail server { $subject } could not be reached.
    .why-refused = The mail server { $subject } refused the connection.
    .why-no-answer = The mail server { $subject } did not answer.
    .why-deadline = The mail server { $subject } did not answer in time.
    .fix = Check again later. If it stays, tell the recipient by phone or chat.
finding-port-blocked-here = Outgoing connections to port 25 are blocked where this bot runs, so { $subject } could not be asked.
finding-not-asked = { $subject } was not asked about.
    .why-provider = { $subject } was not asked about: its provider does not welcome such questions.
    .why-not-askable = { $subject } was not asked about: it is no address that a server can be asked about.
    .why-no-server = { $subject } was not asked about: no mail server of its domain can be reached.
    .why-too-often = { $subject } was not asked about: this domain was asked often enough for now.
    .why-not-public = { $ip } is a private address (RFC 6890): nobody on the Internet can be asked about it.
    .why-no-domain = { $subject } is no domain name, so nothing about the sender was looked up under it.
    .why-no-such-domain = { $subject } does not exist in DNS, so no blocklist was asked about it.
    .why-workspace-limit = { $subject } was not asked: this workspace has asked a lot in the last minutes.
    .why-busy = { $list } was not asked: too many others were being asked at that moment.
    .why-target-limit = { $subject } was not asked: it was asked about often enough in the last minutes.
    .fix-not-public = The Internet sees your mail server under another address: a bounce shows it, or ask your mail admin.
    .fix-workspace-limit = Check again in a few minutes.
    .fix-target-limit = Check again in a few minutes.
