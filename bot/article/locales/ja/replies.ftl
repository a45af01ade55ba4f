# 返信の部品: 対応できる人、根拠、状態、ボタン。

who-sender = ご自身で解決できます
who-sender-recipient = ご自身か相手側で解決できます
who-sender-admin = 送信側のメール管理者が解決できます
who-recipient = 解決できるのは相手の方だけです
who-recipient-admin = 解決できるのは受信側の管理者だけです
who-nobody = 対応は不要です
who-nobody-sender-admin = 今のところ対応は不要です

temporary = 一時的なエラーです

server-said = 応答: { $line }
host-said = { $host } の応答: { $line }
but = ただし: { $sentence }
also = ほかに: { $sentence }
listed-summary = { $ip } は { $lists } に掲載中です（ほか { $clear } 件には非掲載）。
listed-only = { $ip } は { $lists } に載っています。
not-listed-summary = { $ip } は、応答のあった { $clear } 件のリストのどれにも載っていません。
and-more = { $items } ほか { $count } 件
others-failed = ほかの不達: { $items }
other-failed = { $address }（{ $cause }）

# 調べた IP アドレスの出どころ。
ip-bounce = 調べた IP: { $ip }（エラーメールに記載）
ip-named = 調べた IP: { $ip }（ご指定）
ip-workspace = 調べた IP: { $ip }（ワークスペースに登録のサーバー）
ip-spf = 調べた IP: { $ip }（ドメインの SPF で送信が許可されたサーバー）
ip-mx = 調べた IP: { $ip }（ドメイン宛てのメールを受け取る受信サーバー、MX）
# 文中での言い方。実際に送信したサーバーとは限らない IP に添える。
whose-ip-spf = { $ip }（ドメインの SPF で送信が許可されたサーバー）
whose-ip-mx = { $ip }（ドメインの受信サーバー、MX）

progress = { $asked } 件中 { $done } 件を { $seconds } 秒で確認
progress-without-time = { $asked } 件中 { $done } 件を確認
could-not-check = 確認できず: { $items }
unchecked-blocklists = ブロックリスト { $count } 件
unchecked-other = { $subject }（{ $check }）

state-reading = 内容を読んでいます…
state-checking = 確認中です: DNS、メールサーバー、ブロックリスト…
state-answered = 回答済み・結果をお待ちしています
state-solved = 解決済み（{ $user } さんより）
state-solved-with = { $method } で解決済み（{ $user } さんより）
state-solved-nobody = 解決済み
state-exhausted = 最後の方法でも解決しませんでした
state-parked = 完了できませんでした

exhausted = 次にすること — 引き継ぎのご案内
    .step-1 = 「{ $handoff }」に、相手への文面と、送信側の管理者に必要な情報があります。
    .step-2 = 急ぎのメールは別のアドレスをお使いください。

parked = 申し訳ございません。5 回試しましたが、処理を完了できませんでした。
parked-next = しばらくしてからもう一度お試しください。続く場合は、ボットの管理者に次の ID をお伝えください: { $id }

paste-more = エラーメールの全文をここに貼り付けてください（550 や 5.1.1 のある行が重要です）。
paste-bounce = メールが戻ってきた場合は、エラーメールの全文をここに貼り付けてください。
paste-in-private = メールが戻ってきた場合は、{ $command } に続けて全文を入力してください。
read-bounce = メールが戻ってきた場合は、エラーメールの全文を読み込ませてください: { $command }

scope-question = 届かないのは、この宛先だけですか？
scope-one = 原因は受信側にある可能性が高いです。
scope-all = 原因は送信サーバーの可能性が高いです。

the-recipient = 宛先アドレス
your-domain = IP-or-domain
command = /smtp550 { $address } from { $sender }
command-check = smtp550 check { $address } --sender { $sender }
command-read = smtp550 read FILE
list-separator = 、
part-separator = {" · "}
sentence-separator = {""}

button-solved = 解決した
button-still-failing = まだエラーが出る → 方法 { $number }
button-still-failing-last = まだエラーが出る
button-check-again = もう一度調べる
button-show-evidence = 根拠を見る
button-reopen = 再開する
button-scope-one = この宛先だけ
button-scope-all = すべての宛先
button-offer-accept = 原因を調べる
button-offer-decline = 今はしない
button-paste = エラーメールを貼り付ける
button-settings = 設定
button-check-mailbox = メールボックスを確認
button-hand-off = 引き継ぐ
button-message = 相手への文面
button-delisting = 解除の手順

root-checking = { $user } さんのご質問 { $address }: 確認中です…
root-checking-nobody = { $address }: 確認中です…
root-asked = { $user } さんのご質問: { $address }
root-see-thread = 対処方法はスレッドをご覧ください。
