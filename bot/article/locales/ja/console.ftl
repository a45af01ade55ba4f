# コマンドラインで、回答のほかに表示する文。

console-checking = 確認しています…
console-clear = { $ip } は、確認できたリストのうち { $count } 件には載っていません。
console-no-sender = 送信元のご指定がないため、ブロックリストなどは調べていません。{ $option } でドメインか IP を指定できます。
console-no-bounce = エラーメールではないようです。メールを届けられなかったという、メールサーバーからの記述が見つかりません。
console-unreadable = { $file }: 読み取れません（{ $reason }）。
console-playground = プレイグラウンドは { $url } です。終了するには Ctrl+C を押してください。
console-no-tokens = Slack のトークンが設定されていないため、プレイグラウンドを起動します。Slack で動かす手順は README.md をご覧ください。
console-port-in-use = ポート { $port } は使用中です。別の smtp550 が動いている可能性があります。{ $option } で別のポートを指定してください。
console-tokens-missing = 起動できません: { $missing } が設定されていません。
    .fix = .env または環境変数に設定してください。手順は README.md にあります。smtp550 doctor で状態を確認できます。Slack なしで試すには smtp550 try を実行してください。
console-store-unusable = データベースを使用できません: { $reason }。smtp550 doctor で詳しく確認できます。
console-setting-fault = { $setting }: { $fault }
