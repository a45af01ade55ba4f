# レポート: 何が、なぜ、どこで戻り、どの方法で、どれくらいで解決したか。アドレスは含まない。

report-title = 戻ってきたメール
report-span = { DATETIME($since, dateStyle: "medium") } – { DATETIME($until, dateStyle: "medium") }
report-headline = 戻ってきたメール（{ $span }）: { $cases } 件、うち { $solved } 件解決（{ $percent } %）
report-subtitle = { $span } · { $cases } 件、うち { $solved } 件解決（{ $percent } %）
report-headline-none = { $span } に戻ってきたメールはありませんでした。
report-mostly = 最も多い原因: { $cause }（{ $percent } %）
report-helped = 最も役立った方法: { $method }（{ $count } 件）
report-took = 解決した案件の半数は { $duration }以内に解決しました。
report-below = グラフ、表、CSV はスレッドをご覧ください。
report-below-without-files = 表はスレッドをご覧ください。グラフと CSV の添付には { $scope } の権限が必要です。
report-below-without-picture = 表と CSV はスレッドをご覧ください。今回はグラフを作成できませんでした。

report-solved = 解決
report-unsolved = 未解決
report-causes = 原因
report-days = 1 日ごとの件数
report-weeks = 1 週ごとの件数
report-methods = 解決した方法
report-method-1 =
    方法 1
    アドレスの確認
report-method-2 =
    方法 2
    相手への依頼
report-method-3 =
    方法 3
    ブロックリスト
report-day = { $month }/{ $day }
report-other-means = そのほかの方法
report-others = そのほかの原因（{ $count } 種）
report-footer = smtp550 に寄せられた質問と貼り付けから集計しています（日付は UTC）。メールアドレスは含みません。
report-share = { $cases } 件（{ $percent } %）
report-description = 戻ってきたメールの棒グラフ（{ $span }）。{ $cases } 件、うち { $solved } 件解決。原因: { $causes }。解決した方法: { $methods }。
report-described-cause = { $cause } { $cases } 件（解決 { $solved } 件）
report-described-method = { $method } { $count } 件

report-column-cause = 原因
report-column-cases = 件数
report-column-solved = 解決
report-column-median = 解決までの時間（中央値）
report-column-best = 最も役立った方法
report-all = 合計
report-nothing = –
report-where = 質問のあった場所
report-whom = 宛先のメールサービス
report-private = 非公開チャンネルとダイレクトメッセージ
report-other-receivers = そのほかのメールサーバー
report-item = { $name }: { $cases } 件（解決 { $solved } 件）
report-checks-took = 確認にかかった時間の中央値は { $duration } です。

report-seconds = { $count } 秒
report-minutes = { $count } 分
report-hours = { $count } 時間
report-days-long = { $count } 日

report-picture-title = 戻ってきたメール { $span }（グラフ）
report-csv-title = 集計 { $span }（CSV）
report-bad-days = { $typed } は日数ではありません。
    .next = 入力例: { $command }（過去 30 日間、最大 { $most } 日間）
report-cannot-post = このチャンネルに投稿できません。
    .next = 先に { $invite } と入力するか、別のチャンネルでお試しください。
report-home = 何が戻り、どう解決したか
report-home-words = { $headline } 詳しくは: { $command }
