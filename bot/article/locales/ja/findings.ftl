# 確認結果のコードごとに 1 文と、対処がある場合はその内容（.fix）。
# 変数はすべて外部から来た文字列で、コードとして表示される。欠けた変数の既定値は bot/reply/sentences.py にある。

check-address = アドレス
check-typo = 入力ミス
check-mx = 受信側メールサーバー
check-blocklist = ブロックリスト
check-sender = 送信元
check-mailbox = メールボックス

status-pass = 問題なし
status-warn = 参考
status-fail = 問題あり
status-unknown = 確認できず
status-skipped = 未確認

# --- address
finding-valid = { $subject } の書き方に問題はありません。
finding-repaired-characters = { $subject } に余分な文字が混じっています。取り除くと { $suggestion } です。
    .named = { $subject } に余分な文字（{ $strays }）が混じっています。取り除くと { $suggestion } です。
    .fix = アドレスを消して入力し直してください。コピーすると、空白、全角文字、末尾のピリオドなどが混じることがあります。
finding-syntax-error = { $subject } はメールアドレスの形になっていません（RFC 5321 §4.1.2）。
    .why-no-at = { $subject } には @ がないため、メールアドレスではありません。
    .why-two-ats = { $subject } に @ が 2 つ以上あります。
    .why-no-local-part = { $subject } の @ より前に何もありません。
    .why-no-domain = { $subject } の @ より後ろにドメインがありません。
    .why-no-top-level-domain = { $subject } のドメインに .com や .jp などの末尾がありません。
    .why-local-part-too-long = { $subject } の @ より前が 64 文字を超えています（RFC 5321 §4.5.3.1.1）。
    .why-domain-too-long = { $subject } のドメインが長すぎます（RFC 5321 §4.5.3.1.2）。
    .why-dots-in-local-part = { $subject } の @ より前で、ピリオドが連続しているか、先頭または末尾にあります（RFC 5321 §4.1.2）。
    .why-bad-local-part = { $subject } の @ より前に、使えない文字があります（RFC 5321 §4.1.2）。
    .why-bad-domain = { $subject } のドメインに、使えない文字があります（RFC 1035 §2.3.1）。
    .fix = アドレスは「名前」「@ 1 つ」「ドメイン」の形です（例: name@example.com）。
finding-rfc-breaking-local-part = { $subject } の @ より前は規則に反しています（RFC 5321 §4.1.2: ピリオドの連続、または先頭・末尾のピリオド）。ただし、日本の携帯電話会社にはこのような古いアドレスが実在します。
    .fix = 送信できない場合は、@ より前を引用符で囲むか、別のアドレスを教えてもらってください。
finding-reserved-domain = { $subject } のドメインの末尾は、誰も登録できない予約済みの名前です（RFC 6761）。社内などのネットワークの中で使えることはあっても、インターネット経由では届きません。
    .fix = 相手の社外向けのアドレスを確認してください。末尾が .local のアドレスは、社内のアドレス帳から入ったものであることがよくあります。
finding-case-note = { $subject } の @ より前に大文字があります。区別するサーバーもあります（RFC 5321 §2.4）。

stray-mailto = 「mailto:」
stray-brackets = 括弧または引用符
stray-invisible = 目に見えない文字
stray-blank = 空白
stray-full-width = 全角文字
stray-lookalike = 形の似た別の文字
stray-trailing-punctuation = 末尾の句読点
stray-double-at = 2 つの @
stray-comma-for-dot = ピリオドの代わりのカンマ
stray-double-dot = 連続したピリオド
stray-leading-dot = 先頭のピリオド

# --- typo
finding-none = { $subject } に、よくある入力ミスは見当たりません。
finding-typo-table = { $domain } は { $meant } のよくある入力ミスです。
    .fix = 1 文字ずつ見比べてください。このようなドメインは第三者が所有し、メールを受け取っていることがあります。
finding-typo-distance = { $domain } は { $meant } とよく似ています。
    .fix = 1 文字ずつ見比べてください。
finding-typo-tld = { $domain } の末尾は入力ミスのようです。正しくは { $meant } と思われます。
    .fix = 末尾（.com、.co.jp、.ne.jp など）を見比べてください。
finding-near-known-address = { $subject } は、このワークスペースで使われている { $suggestion } とよく似ています。
    .fix = 1 文字ずつ見比べてください。

# --- mx
finding-mx-ok = { $subject } にはメールサーバーがあり、DNS で確認できます。
finding-nxdomain = { $subject } は DNS に存在しません（NXDOMAIN、RFC 8020）。
    .why-sender = 送信元のドメイン { $subject } は存在しません（NXDOMAIN、RFC 8020）。メールは拒否されます。
    .fix-sender = 送信元のドメインの綴りをご確認ください。正しい場合は、ドメインの登録期限が切れている可能性があります。
    .fix = @ より後ろの綴りをご確認ください。正しい場合は、ドメインの期限が切れている可能性があります。
finding-null-mx = { $subject } は、メールを受け取らないと DNS で宣言しています（null MX、RFC 7505）。
    .fix = 別のドメインのアドレスを教えてもらってください。
finding-null-mx-with-others = { $subject } には、メールを受け取らないという宣言（null MX）と { $mx } の両方が登録されています（RFC 7505 §3 に違反）。
    .fix = 先方の管理者が null MX を削除する必要があります。
finding-implicit-mx = { $subject } に MX レコードがないため、ドメイン自身のアドレス { $ip } 宛てに配送されます（RFC 5321 §5.1）。
    .fix = そこでメールサーバーが動いていれば届きますが、MX レコードの登録が望まれます。
finding-no-mx-no-address = { $subject } の DNS には、メールサーバーもアドレスも登録されていません（RFC 5321 §5.1）。
    .fix = ドメインの綴りをご確認ください。正しい場合は、先方の管理者が MX レコードを登録する必要があります。
finding-mx-target-no-address = メールサーバー { $mx } のアドレスが DNS に登録されていません。
    .fix = 先方の管理者が、A または AAAA レコードを登録するか、MX レコードを直す必要があります。
finding-mx-target-nxdomain = メールサーバー { $mx } は DNS に存在しません。
    .fix = 先方の管理者が MX レコードを直す必要があります。
finding-mx-target-servfail = メールサーバー { $mx } のアドレスを確認できませんでした。ネームサーバーの障害です。
    .fix = 時間をおいてお試しください。続く場合は、先方の管理者によるネームサーバーの確認が必要です。
finding-some-mx-dead = { $subject } のメールサーバーの一部（{ $mx }）が機能していません。ほかのサーバーは受信できます。
    .fix = 先方の管理者が、機能していないサーバーを MX レコードから外すのが望ましい状態です。
finding-mx-is-cname = メールサーバー { $mx } は別名（CNAME）です。RFC 2181 §10.3 に違反しますが、多くの場合は届きます。
    .fix = 先方の管理者が、MX レコードに実際のホスト名を書くのが望ましい状態です。
finding-mx-is-ip-literal = MX レコードに IP アドレス { $mx } が書かれています。ホスト名でなければなりません（RFC 1035 §3.3.9）。
    .fix = 先方の管理者がホスト名に直す必要があります。
finding-mx-private-address = メールサーバー { $mx } のアドレス { $ip } には、インターネットから接続できません（RFC 6890）。
    .fix = 先方の管理者が公開アドレスを登録する必要があります。
finding-mx-localhost = MX レコードの { $mx } は、送信側自身のコンピューターを指しています（RFC 6761 §6.3）。
    .fix = 先方の管理者が実際のメールサーバー名に直す必要があります。
finding-mx-doubled-name = メールサーバー名 { $mx } が二重になっています。正しくは { $meant } と思われます。ゾーンファイルで末尾のピリオドが抜けています（RFC 1035 §5.1）。
    .fix = 先方の管理者が、MX レコードの名前の末尾にピリオドを付ける必要があります。
finding-mx-underscore = { $subject } の名前にアンダースコアがあり、拒否するメールサーバーがあります（RFC 5321 §2.3.5）。
    .fix = 先方の管理者がホスト名を変更するのが望ましい状態です。
finding-mx-duplicate = メールサーバー { $mx } が MX レコードに重複して登録されています。実害はありません。
finding-mx-same-ip = { $subject } の複数のメールサーバーが同じアドレス { $ip } を使っています。障害時の予備がありません。
finding-mx-ipv6-only = { $subject } のメールサーバーには IPv6 アドレスしかなく、IPv4 の送信側からは接続できません（RFC 3974）。
    .fix = 先方の管理者が IPv4 アドレスを追加するのが望ましい状態です。
finding-mx-single = { $subject } のメールサーバーは { $mx } の 1 台だけです。よくある構成です。
finding-mx-parking = { $subject } は未使用（パーキング）ドメイン用のメールサーバーです。メールが読まれる見込みはほとんどありません。
    .fix = ドメインの綴りをご確認ください。
finding-mx-wildcard = このドメイン配下のすべての名前に { $subject } のメールサーバーが割り当てられています（ワイルドカード、RFC 4592）。綴りを間違えても正しく見えます。
finding-dnssec-bogus = { $subject } の DNS 署名を検証できません（DNSSEC、RFC 4035 §5.5）。検証するサーバーからは見つかりません。
    .fix = 先方の管理者が、署名を更新するか DS レコードを直す必要があります。
finding-servfail = { $subject } のネームサーバーが応答に失敗しました（SERVFAIL）。
    .why-internal = 「{ $check }」の確認中に、こちらで問題が発生しました。詳細はログにあります。
    .why-spf = { $subject } の SPF を評価できませんでした。必要な DNS の参照に応答がありません。
    .why-invented = 使用中の DNS サーバーは存在しない名前にも回答するため、{ $subject } が存在するかどうか判断できません。
    .fix = 一時的なことが多いので、しばらくしてからもう一度お調べください。
finding-nameserver-refused = ネームサーバーが { $subject } への回答を拒否しました（REFUSED）。存在しないという意味ではありません。
    .fix = 時間をおいてお調べください。続く場合は、先方の管理者による委任設定の確認が必要です。
finding-nameserver-silent = { $subject } について、時間内に応答したネームサーバーがありません。存在しないという意味ではありません。
    .why-deadline = 「{ $check }」の確認が時間内に終わりませんでした。
    .fix = しばらくしてからもう一度お調べください。

# --- blocklist
finding-listed = { $ip } は { $list } に載っています。
    .reason = リストに書かれた理由: { $reason }
    .fix = まず原因を取り除き、その後、リストのページで解除を申請してください。
    .fix-by-rule = まず原因を取り除いてください。残したままでは再び登録されます。
    .with-meaning = { $list }（{ $meaning }）
finding-clear = { $ip } は { $list } に載っていません。
finding-policy = { $ip } はポリシーリスト { $list } に載っています。家庭用回線など、直接メールを送らないはずのアドレスの一覧で、迷惑メールの疑いではありません。
    .fix-by-rule = プロバイダーのメールサーバーを経由して送るか、固定 IP アドレスの場合は除外を申請してください。
    .fix = プロバイダーのメールサーバーを経由して送ってください。固定 IP アドレスの場合は、リストのページで除外を申請できます。
finding-network = { $list } には、{ $ip } 単独ではなく、周辺のネットワーク全体が載っています。
    .fix = 対応できるのはプロバイダーだけです。これを理由に拒否する受信側は多くありません。
finding-informational = { $list } は { $ip } の属性を示すだけで、拒否の理由にはなりません。
finding-white = { $ip } は許可リスト { $list } に載っています。良い兆候です。
finding-blocked = { $list } は、こちらが使う DNS サーバーには回答しないため、{ $ip } の登録の有無は分かりません。
    .fix = 自前のリゾルバーをお使いください。8.8.8.8 や 1.1.1.1 などの公開リゾルバーは拒否されます。SMTP550_NAMESERVERS で設定できます。
    .fix-registered = このリストは登録済みのリゾルバーにのみ回答します。運営元に登録してください。
    .fix-key = このリストはキーの保有者にのみ回答します。
finding-broken = こちらが使う DNS サーバーが、{ $list } について通常ありえない応答を返しました。応答が書き換えられています。
    .fix = 自前のリゾルバーをお使いください（SMTP550_NAMESERVERS）。
finding-unhealthy = { $list } は自己診断（RFC 5782 §5）に失敗しているため、その回答は数えません。
    .dead = { $list } は廃止されています。今も使っているサーバーは、誤った理由でメールを拒否しています。
    .dead-fix = 対応できるのは受信側の管理者だけです。このリストを設定から外してもらってください。
finding-silent = { $list } は時間内に応答しませんでした。
finding-shared-provider = { $ip } は大手プロバイダー（{ $list }）のもので、多くの送信者が共有しているため、調べていません。

# 登録が消える条件（リストごとの規則）。
rule-removal-request = リストのページで申請すると解除されます。
rule-self-removal = リストのページで、ご自身で解除できます。
rule-isp-removal = 解除を申請できるのは、ネットワークのプロバイダーだけです。
rule-whole-network = ネットワーク全体が対象で、その状態が改善すると解除されます。
rule-fix-ptr = アドレスに正しい逆引き名（PTR）を付けると解除されます。
rule-no-manual-removal = 自動的に解除されます。申請は受け付けていません。
rule-bounces-only = 無関係な相手にエラーメールを送るサーバーのリストです。
rule-account-needed = 解除には運営元のアカウントが必要です。
rule-expires-24h = 最後の事象から 24 時間で自動的に解除されます。
rule-expires-48h = 最後の事象から 48 時間で自動的に解除されます。
rule-expires-5d = 最後の事象から 5 日で自動的に解除されます。
rule-expires-7d = 最後の事象から 7 日で自動的に解除されます。

# --- sender
finding-spf-pass = SPF は、{ $ip } が { $subject } として送信することを許可しています（RFC 7208）。
    .why-everybody = { $subject } の SPF は、誰にでも送信を許可しています（+all）。このようなレコードは受信側に信用されません。
    .fix-everybody = そのドメインから送信するサーバーだけを書き、末尾を -all にしてください。
finding-spf-fail = SPF は、{ $ip } が { $subject } として送信することを禁止しています（RFC 7208 §8.4）。
    .assumed = SPF は、{ $ip } が { $subject } として送信することを禁止しています（RFC 7208 §8.4）。送信元のご指定がないため、このドメインのアドレスから送った場合に限った話です。
    .fix = 送信サーバーをドメインの SPF レコードに追加するか、登録済みのサーバーから送ってください。
finding-spf-softfail = { $subject } の SPF に { $ip } が含まれていません（softfail、RFC 7208 §8.5）。受信側に疑われやすくなります。
    .fix = 送信サーバーをドメインの SPF レコードに追加してください。
finding-spf-permerror = { $subject } の SPF レコードは使用できません（RFC 7208 §8.7）。書き方の誤りか、参照回数の超過です。
    .reason = 問題の箇所: { $reason }
    .fix = レコードを直してください。DNS の参照は 10 回までです（§4.6.4）。
finding-spf-none = { $subject } に SPF レコードがありません。
    .why-neutral = { $subject } の SPF は、{ $ip } について何も定めていません（neutral、RFC 7208 §8.2）。レコードがないのと同じ扱いになります。
    .fix-neutral = 送信サーバーを SPF レコードに追加し、末尾を ~all か -all にしてください。
    .fix = そのドメインから送信するすべてのサーバーを書いたレコードを公開してください（RFC 7208）。
finding-dmarc-missing = { $subject } に DMARC レコードがありません。Gmail と Yahoo は、大量に送る送信者に DMARC を求めています。
    .why-broken = { $subject } の DMARC レコードは使用できません。p=none、p=quarantine、p=reject のいずれかが必要です（RFC 7489 §6.3）。
    .fix-broken = レコードを直してください。
    .why-several = { $subject } に DMARC レコードが複数あるため、どれも無効です（RFC 7489 §6.6.3）。
    .fix = まずは v=DMARC1; p=none から公開してください（RFC 7489 §6.3）。
finding-dmarc-policy = { $subject } には DMARC レコードがあります。認証に失敗したメールは、その内容に従って扱われます。
finding-dkim-missing = DKIM の鍵 { $subject } が DNS にありません（RFC 6376 §3.6.2）。
    .why-revoked = DKIM の鍵 { $subject } は失効しています（RFC 6376 §3.6.1）。
    .fix = メールサーバーが署名に使う鍵を公開してください。
finding-ptr-missing = { $ip } に DNS の名前（逆引き PTR）がありません。多くの受信側がこのようなサーバーを拒否します。
    .fix = IP アドレスの管理者が、メールサーバー名の PTR レコードを設定する必要があります。
finding-ptr-unconfirmed = { $ip } の逆引き名から、同じアドレスを引くことができません（FCrDNS）。
    .fix = PTR レコードと、その名前の A または AAAA レコードを一致させてください。
finding-ptr-confirmed = { $ip } の逆引き名から、同じアドレスを引くことができます。
finding-helo-mismatch = { $ip } が名乗る HELO の名前から、そのアドレスを引くことができません（RFC 5321 §4.1.4）。
    .fix = メールサーバーが名乗る名前を、この IP アドレスが引ける名前にしてください。

# --- mailbox
finding-exists = 受信側のサーバーは { $subject } 宛てのメールを受け付けます。
finding-does-not-exist = 受信側のサーバーによると、{ $subject } は存在しません。
    .fix = アドレスを確認するか、相手に新しいアドレスを確認してください。
finding-refused-us = 受信側のサーバーが、{ $subject } についてのこちらの問い合わせを拒否しました。メールボックスの有無は分かりません。
finding-greylisted = 受信側のサーバーに再試行を求められたため（グレイリスト）、{ $subject } については確定できませんでした。
finding-unreachable = メールサーバー { $subject } に接続できませんでした。
    .why-refused = メールサーバー { $subject } に接続を拒否されました。
    .why-no-answer = メールサーバー { $subject } から応答がありませんでした。
    .why-deadline = メールサーバー { $subject } から時間内に応答がありませんでした。
    .fix = 時間をおいてお調べください。続く場合は、電話やチャットで相手に知らせてください。
finding-port-blocked-here = このボットの環境ではポート 25 への接続が遮断されているため、{ $subject } に問い合わせできませんでした。
finding-not-asked = { $subject } については問い合わせていません。
    .why-provider = { $subject } については問い合わせていません。先方のプロバイダーが、この種の問い合わせを歓迎しないためです。
    .why-not-askable = { $subject } については問い合わせていません。サーバーに問い合わせられる形のアドレスではありません。
    .why-no-server = { $subject } については問い合わせていません。接続できるメールサーバーがありません。
    .why-too-often = { $subject } については問い合わせていません。このドメインへの問い合わせが続いたため、控えています。
    .why-not-public = { $ip } は社内用のアドレスのため（RFC 6890）、外部には確認できません。
    .why-no-domain = { $subject } はドメイン名ではないため、送信元については何も確認していません。
    .why-no-such-domain = { $subject } は DNS に存在しないため、ブロックリストには問い合わせていません。
    .why-workspace-limit = このワークスペースからの確認が続いているため、{ $subject } には問い合わせていません。
    .why-busy = 確認が混み合っていたため、{ $list } には問い合わせていません。
    .why-target-limit = { $subject } については確認が続いているため、問い合わせていません。
    .fix-not-public = インターネットからは別のアドレスで見えています。エラーメールに記載がないか確認するか、メール管理者にお尋ねください。
    .fix-workspace-limit = 数分おいてから、もう一度お試しください。
    .fix-target-limit = 数分おいてから、もう一度お試しください。
