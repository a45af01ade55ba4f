# 設定、またはその設定が指すデータベースの問題。起動時、各コマンド、doctor で表示する文。

setting-no-app-token = 設定されていません（Slack のアプリ設定 → Basic Information → App-Level Tokens）
setting-no-bot-token = 設定されていません（Slack のアプリ設定 → OAuth & Permissions）
setting-no-bot-token-for-socket-mode = 設定されていません。ワークスペースごとにアプリをインストールする場合は smtp550 run --http で起動してください
setting-no-app-credential = 設定されていません（Slack のアプリ設定 → Basic Information → App Credentials）
setting-no-keys = 設定されていません（smtp550 keys new で作成できます）
setting-no-target = 設定されておらず、URL の指定もありません。移行先の空のデータベースを指定してください
setting-one-word = 空白、改行、または使えない文字が含まれています。途中で切れないように、もう一度コピーしてください
setting-bot-token = ボットトークンは xoxb- で始まります（Slack のアプリ設定 → OAuth & Permissions）
setting-app-token = アプリレベルトークンは xapp- で始まります（Slack のアプリ設定 → Basic Information → App-Level Tokens）
setting-keys = smtp550 keys new が出力した鍵を、新しいものから順にカンマ区切りで指定してください
setting-url = { $example } のような URL を指定してください
setting-nameserver = { $entry } は IP アドレスではありません（192.0.2.1:53 のようにポートも付けられます）
setting-nameserver-ports = すべて同じポートにしてください
setting-number = 整数を指定してください
setting-yes-or-no = true か false を指定してください
setting-at-least = { $ge } 以上の値を指定してください
setting-at-most = { $le } 以下の値を指定してください
setting-one-of = 次のいずれかを指定してください: { $expected }
setting-wrong = 使用できない値です（{ $reason }）
setting-refused = Slack に拒否されました（{ $error }）
setting-slack-unreachable = Slack に接続できません
setting-port-in-use = { $place } は使用中です
setting-port-unusable = { $place } を開けません（{ $reason }）
setting-worker-takes-postgresql = smtp550 worker には PostgreSQL が必要です。SQLite は smtp550 run でのみ使えます

store-no-url = { $setting } がデータベースの URL ではありません（{ $forms }）。パスワードに @ が含まれる場合は %40 と書いてください
store-no-adapter = { $backend } には対応していません（{ $forms }）
store-no-driver = PostgreSQL のドライバーとジョブキューが必要です: pip install "smtp550[postgres]"
store-in-memory = SQLite にはファイルが必要です。メモリー上のデータは再起動すると失われます
store-not-there = { $file } がありません
store-taken = 別の smtp550 が使用中です。複数で動かすには PostgreSQL が必要です
store-not-empty = 移行先のデータベースが空ではありません（{ $tables }）
store-no-key-fits = 保存されているトークンが、{ $setting } のどの鍵でも復号できません
