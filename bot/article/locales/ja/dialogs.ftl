# モーダルとホームタブ。モーダルの題名は 24 文字まで（Slack の制限）。

evidence-title = 根拠
evidence-close = 閉じる
evidence-confidence = 確度はおよそ { $percent } % です。
evidence-permanent = 恒久的なエラーです。原因が解消するまで、再送しても届きません。
evidence-temporary = 一時的なエラーです。時間をおけば届くことがあります。
evidence-suspect = 記事で挙げている 8 つの原因の { $number } 番にあたります。
evidence-other-causes = ほかの可能性: { $items }
evidence-other-cause = { $cause }（{ $percent } %）
evidence-bounce = エラーメールの内容
evidence-recipient = 宛先: { $address }
evidence-alias = 転送先: { $address }
evidence-code = 応答コード: { $code }
evidence-remote = 応答したサーバー: { $host }
evidence-sending-ip = 相手サーバーから見た送信元 IP: { $ip }
evidence-list = 記載されたブロックリスト: { $list }
evidence-others = ほかに届いていない宛先
evidence-against = 判定と食い違う点
evidence-none = まだ何も確認していません。
evidence-gone = このケースの記録は残っていないため、根拠を表示できません。もう一度調べるには、エラーメールを貼り付けてください。
evidence-finding = { $status }: { $sentence }
evidence-do = 対処: { $fix }
evidence-page = リストのページ: { $page }
evidence-record = 公開するレコード: { $record }
evidence-clear = { $status }: 次の { $count } 件のリストには載っていません: { $items }
evidence-no-answer-blocked = { $status }: こちらの DNS サーバーには回答しないリスト: { $items }
evidence-no-answer-broken = { $status }: 応答が書き換えられたリスト: { $items }
evidence-no-answer-unhealthy = { $status }: 自己診断（RFC 5782 §5）に失敗しているリスト: { $items }
evidence-no-answer-silent = { $status }: 時間内に応答しなかったリスト: { $items }
evidence-more = … ほか { $count } 件

paste-title = エラーメールの貼り付け
paste-submit = 原因を調べる
paste-close = キャンセル
paste-label = 戻ってきたメールの文面
paste-placeholder = 最初の行から最後の行まで、すべて貼り付けてください
paste-hint = 長いメールは、ファイル（.eml、.msg、.txt）で私に送ってください。
paste-empty = エラーメールの文面を貼り付けてください。

home-title = メールが戻ってきましたか？ 原因をお調べします。
home-open = 対応中のケース
home-solved = 最近解決したケース
home-no-cases = まだケースはありません。
home-case = { DATETIME($date, dateStyle: "medium") } · { $address }: { $cause }
home-case-solved = { DATETIME($date, dateStyle: "medium") } · { $address }: { $cause }（{ $method }で解決）
