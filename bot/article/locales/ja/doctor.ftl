# `smtp550 doctor` の表示。各項目の状態と、`.fix` に対処方法。

doctor-settings-good = 設定: 読み込めました。問題ありません。
doctor-settings-wrong = 設定: { $setting }: { $error }
    .fix = 環境変数または .env を修正してください。指定できる値は README の表にあります。

doctor-bot-token-good = ボットトークン: 有効です。{ $team } の @{ $bot } として動作します。
doctor-bot-token-missing = ボットトークン: SLACK_BOT_TOKEN が設定されていません。
    .fix = Slack のアプリ設定 → OAuth & Permissions → Bot User OAuth Token(xoxb-…)を .env に書いてください。Slack をまだお使いでない場合は smtp550 try で試せます。
doctor-bot-token-refused = ボットトークン: Slack に拒否されました({ $error })。
    .fix = アプリをワークスペースに再インストールし、Bot User OAuth Token(xoxb-…)をコピーし直してください。

doctor-scopes-granted = スコープ: { $count } 件すべて許可されています。
doctor-scopes-missing = スコープ: 次のものが不足しています: { $scopes }
    .fix = Slack のアプリ設定 → App Manifest を manifest.yml の内容に更新し、アプリを再インストールしてください。
doctor-scopes-optional-missing = スコープ: 動作に支障はありませんが、次のものがないため一部の機能が使えません: { $scopes }
    .fix = その機能を使う場合は、アプリを再インストールして許可してください。
doctor-scopes-untold = スコープ: 許可されている範囲をサーバーが知らせませんでした。

doctor-threads-readable = スレッド: 返信を再送する前に、自分のスレッドを確認できます。
doctor-threads-unreadable = スレッド: 読み取れません({ $error })。異常終了のあと、同じ返信が二度届くことがあります。
    .fix = channels:history、groups:history、im:history が許可されているか確認してください。ほかの機能には影響しません。

doctor-app-token-good = アプリレベルトークン: 有効です。Socket Mode で接続できます。
doctor-app-token-http = アプリレベルトークン: 設定されていません(smtp550 run --http では不要です)。
doctor-app-token-missing = アプリレベルトークン: SLACK_APP_TOKEN が設定されていません。
    .fix = Slack のアプリ設定 → Basic Information → App-Level Tokens で、connections:write を付けて生成してください(xapp-…)。
doctor-app-token-refused = アプリレベルトークン: Slack に拒否されました({ $error })。
    .fix = connections:write を付けて新しく生成し、Socket Mode を有効にしてください。

doctor-slack-unreachable = Slack: { $url } に接続できません({ $error })。
    .fix = ネットワーク、途中のプロキシやファイアウォール、設定している場合は SLACK_API_URL を確認してください。

doctor-database-good = データベース: 開けました。最新の状態で、書き込みもできます({ $where })。
doctor-database-unusable = データベース: 使用できません({ $where }): { $error }
    .fix = SMTP550_DATA_DIR または SMTP550_DATABASE_URL、フォルダーの権限、空き容量、ほかのプロセスが使用中でないかを確認してください。

doctor-dns-good = DNS: { $milliseconds } ミリ秒で応答しました。
doctor-dns-silent = DNS: { $nameservers } から応答がありません。
    .fix = SMTP550_NAMESERVERS または /etc/resolv.conf を確認してください。DNS が使えない間は、エラーメールの文面だけから回答します。
doctor-dns-hijacks = DNS: お使いのリゾルバーは、存在しない名前に { $answer } と答えます。
    .fix = NXDOMAIN を正しく返すリゾルバー(自前の Unbound など)をお使いください。このままではブロックリストは「確認できませんでした」と表示されます。
doctor-dns-honest = DNS: 存在しない名前は、存在しないと正しく返されます。

doctor-spamhaus-good = Spamhaus: お使いのリゾルバーに応答しています。
doctor-spamhaus-public-resolver = Spamhaus: 公開リゾルバーからの問い合わせとして拒否されました(127.255.255.254)。
    .fix = 自前のリゾルバー(Unbound など)を用意して SMTP550_NAMESERVERS に設定するか、無料の DQS キーを取得して SMTP550_SPAMHAUS_DQS_KEY に設定してください。
doctor-spamhaus-volume = Spamhaus: 問い合わせが多すぎるため拒否されました(127.255.255.255)。
    .fix = Spamhaus の DQS キーを取得し、SMTP550_SPAMHAUS_DQS_KEY に設定してください。
doctor-spamhaus-broken = Spamhaus: テスト用の項目が正しく返ってきません({ $answer })。
    .fix = リゾルバーが応答を書き換えているか、遮断しています。自前のリゾルバー(Unbound など)をお使いください。
doctor-spamhaus-silent = Spamhaus: 応答がありません。
    .fix = 結果は「確認できませんでした」と表示されます。自前のリゾルバー(Unbound など)で解消することがほとんどです。

doctor-skipped-without-dns = { $subject }: DNS が応答しないため、確認していません。

doctor-verdict = { $fails ->
    [0] { $warns ->
        [0] すべて正常です。
       *[other] 動作します。改善できる点が { $warns } 件あります。
    }
   *[other] 先に直していただきたい点が { $fails } 件あります。
}
doctor-looking = Slack、データベース、DNS を確認しています…
