# 返信の部品: 対応できる人、根拠、状態、ボタン。

who-sender = ご自身で解決できます
who-sender-recipient = ご自身または相手側で解決できます
who-sender-admin = 送信側のメール管理者が解決できます
who-recipient = 解決できるのは受信する相手だけで、送信側でできることは限られます
who-recipient-admin = 解決できるのは受信側の管理者だけで、送信側でできることは限られます
who-nobody = 対応は不要です
who-nobody-sender-admin = 対応は不要です（続く場合は送信側のメール管理者へ）

permanence-permanent = 恒久的なエラー: 原因が解消するまで、再送しても届きません
permanence-temporary = 一時的なエラー: 時間をおけば届くことがあります

server-said = サーバーの応答: { $line }
host-said = { $host } の応答: { $line }
but = ただし: { $sentence }
also = ほかに: { $sentence }
listed-summary = { $ip } は { $lists } に載っています。応答のあったほかの { $clear } 件のリストには載っていません。
listed-only = { $ip } は { $lists } に載っています。
not-listed-summary = { $ip } は、応答のあった { $clear } 件のリストのどれにも載っていません。
and-more = { $items } ほか { $count } 件
others-failed = ほかにも届いていない宛先があります: { $items }
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
state-solved-with = { $method }で解決済み（{ $user } さんより）
state-solved-nobody = 解決済み
state-exhausted = 最後の方法でも解決しませんでした
state-parked = 完了できませんでした

exhausted = 次にすること — 引き継ぎのご案内
    .step-1 = 「{ $handoff }」に、相手またはその管理者に送る文面をご用意しています。先方のログからは、エラーメールより詳しいことが分かります。
    .step-2 = 送信側のメール管理者に必要な情報も同じ画面にあります。そのほかは「{ $evidence }」で確認できます。
    .step-3 = それまでの間、急ぎのメールは別のアドレスから送るか、相手の別のアドレスに送ってください。

parked = 申し訳ございません。5 回試しましたが、処理を完了できませんでした。
parked-next = しばらくしてからもう一度お試しください。続く場合は、ボットの管理者に次の ID をお伝えください: { $id }

paste-more = エラーメールの全文を、このスレッドに貼り付けてください。550 や 5.1.1 などの数字がある行が特に重要です。
paste-bounce = メールが戻ってきましたか？ エラーメールの全文をここに貼り付けてください。外部からの確認より多くのことが分かります。
paste-in-private = メールが戻ってきましたか？ { $command } に続けてエラーメールの全文を入力してください。外部からの確認より多くのことが分かります。
read-bounce = メールが戻ってきた場合は、エラーメールの全文を読み込ませてください: { $command }

scope-question = 届かないのはこの宛先だけですか、それともすべての宛先ですか？
scope-one = この宛先だけの場合、原因は受信側にある可能性が高いです。
scope-all = すべての宛先の場合、原因は送信サーバーにある可能性が高いです。ブロックリストをご確認ください（方法 3）。

the-recipient = 宛先アドレス
your-domain = your-domain.example
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
