# 設定ダイアログ。各項目の .hint は入力欄の下に表示される。題名とボタンは 24 文字まで（Slack の制限）。

language-name = 日本語

settings-title = smtp550 の設定
settings-submit = 保存
settings-close = 閉じる
settings-intro = ワークスペース全体の設定です。空欄の項目は無効になります。
settings-read-only = ワークスペース全体の設定です。変更できるのは管理者とオーナーだけです。
settings-line = { $label }: { $value }
settings-nothing = なし
settings-off = 無効
settings-automatic = メッセージの文面から判断

settings-sending-domains = 送信に使うドメイン
    .hint = 1 行に 1 件（例: example.com）。入力ミスとして扱われなくなり、エラーメールに送信元の記載がないときに調べる対象になります。
settings-sending-ips = 自社メールサーバーの IP アドレス
    .hint = 1 行に 1 件。エラーメールに別の IP の記載がないとき、ブロックリストで調べる対象になります。
settings-locale = Slack から言語が分からないときの言語
    .hint = 通常は各自の Slack の言語でお答えします。個人ごとの変更は { "/smtp550 lang ja" } で行えます。
settings-offer-in = 確認してから答えるチャンネル
    .hint = これらのチャンネルでは、お答えする前に本人だけに声をおかけします。ほかのチャンネルではすぐにお答えします。
settings-off-in = 自動では答えないチャンネル
    .hint = コマンド、メンション、ショートカットで呼ばれたときだけお答えします。
settings-shared-in = 自動で答える社外共有チャンネル
    .hint = そのほかの Slack コネクトのチャンネルでは、呼ばれたときだけお答えします。
settings-allowed-bots = 投稿を読み取るボット
    .hint = ID を 1 行に 1 件（U…、B…、A…）。Slack でボットの名前をクリックし、⋮ から「メンバー ID をコピー」を選んでください。
settings-escalation-group = 解決しなかったときに呼ぶグループ
    .hint = ケースのスレッドで一度だけメンションします。
settings-escalation-channel = 解決しなかったときに知らせるチャンネル
    .hint = 私を招待しておいてください。ケースごとに一度だけ、アドレスを含まない短い要約とリンクを送ります。
settings-report-channel = 週次レポートを投稿するチャンネル
    .hint = 毎週月曜日に、戻ってきたメールの件数、原因、場所、解決した方法をまとめます。私を招待しておいてください。アドレスは含みません。
settings-mailbox-check = 宛先の有無を受信側のサーバーに問い合わせる
    .hint = ボタンを押したときだけ行い、大手プロバイダーには問い合わせません。迷惑行為とみなされ、このボットの IP がリストに載るおそれもあります。
settings-mailbox-check-on = 「メールボックスを確認」ボタンを表示する
settings-retention = エラーメールの文面の保管期間
    .hint = ケースの開始から数えます。その後は、名前とアドレスを含まない原因と解決方法だけを残します。
settings-days = { $count ->
    [0] 1 時間
   *[other] { $count } 日間
}

settings-left-out-why = 次のチャンネルの選択が外れています: { $channels }。非公開チャンネルは参加者の画面にしか表示されないため、設定を削除する前に確認させてください。
settings-left-out = 選択から外れたチャンネル
    .hint = チェックしない場合、これらのチャンネルの設定はそのまま残ります。
settings-left-out-remove = これらのチャンネルの設定を削除する

settings-fault-not-a-domain = 「{ $typed }」はドメインではありません。example.com の形で入力してください。
settings-fault-not-an-ip = 「{ $typed }」は IP アドレスではありません。203.0.113.77 の形で 1 行に 1 件ずつ入力してください（範囲指定はできません）。
settings-fault-not-public = { $typed } はプライベートまたは予約済みのアドレスのため、社外からは見えません。公開されている IP アドレスを入力してください。
settings-fault-not-a-bot = 「{ $typed }」はボットの ID ではありません。U、B、A のいずれかで始まります。
settings-fault-too-many = 入力できるのは { $typed } 件までです。
settings-fault-off-and-offer = 「確認してから答えるチャンネル」と同じチャンネルは指定できません。
settings-fault-not-admin = 変更できるのはワークスペースの管理者とオーナーだけです。管理者にご依頼ください。
