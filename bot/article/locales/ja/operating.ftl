# 運用する方に `smtp550 cases` と `smtp550 forget` が伝える言葉。

console-cases-reading = 読み取り中
console-cases-checking = 確認中
console-cases-answered = 回答済み
console-cases-solved = 解決
console-cases-exhausted = 解決せず
console-cases-parked = 中止
console-cases-deliveries = Slack からの受信：待ち { $waiting } 件、中止 { $parked } 件
console-cases-none = 対応中・中止の案件はありません。
console-cases-column-id = 案件
console-cases-column-opened = 受付（UTC）
console-cases-column-place = 場所
console-cases-column-state = 状態
console-cases-column-cause = 原因
console-cases-column-address = アドレス
console-cases-column-error = ログの ID

forget-done = { $count } 行を削除しました。
forget-nothing = 削除するものはありませんでした。
forget-slack = Slack 上のメッセージは削除されません。Slack で削除してください。

keys-rotated = { $count } 件のトークンを最新の鍵で暗号化し直しました。すべてのプロセスをその鍵で起動し直したあと、古い鍵は SMTP550_ENCRYPTION_KEYS から外せます。
