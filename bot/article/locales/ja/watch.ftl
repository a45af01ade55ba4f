# 監視: 監視の対象、見つかった問題、解消のお知らせ。

watch-alarm-listed = { $target } がブロックリスト { $count } 件に載っています: { $lists }
watch-alarm-records = { $target } の DNS 設定に問題があります: { $records }
watch-alarm-both = { $target } がブロックリスト { $count } 件に載っています（{ $lists }）。DNS 設定にも問題があります: { $records }
watch-record-spf = SPF
watch-record-dmarc = DMARC
watch-record-ptr = PTR
watch-meanwhile = 解消するまでは、550 エラーでメールを拒否されることがあります。急ぎのメールは別のアドレスから送ってください。
watch-first-end-the-cause = まず原因を取り除いてください（感染した端末、盗まれたパスワード、不正中継、大量配信など）。そのままでは再び載ってしまいます。
watch-entry-is-over = 解消: { $what }
watch-small-print = 15 分以上の間隔をあけて 2 回確認しました。解消したら、このスレッドでお知らせします。監視の対象: { $command }
watch-more-entries = ほか { $count } 件: { $items }

watch-over-listed = { $target } は { $lists } から外れました。
watch-over-records = { $target } の { $records } は正常に戻りました。
watch-over-left = このお知らせの問題は、あと { $count } 件残っています。
watch-over-none-left = このお知らせの問題は、すべて解消しました。
watch-root-over = 解消しました: { $what }
watch-root-over-small-print = 確認できた期間: { DATETIME($began, dateStyle: "medium") } から { DATETIME($ended, dateStyle: "medium") } まで
watch-root-unwatched = { $target } の監視は終了したため、その後の状況は確認していません。

watch-began = { $user } さんのご依頼で、{ $items } の監視を始めました。
watch-began-nobody = { $items } の監視を始めました。
watch-began-how = 1 日 1 回、ブロックリスト、SPF、DMARC、PTR を確認します。変化があれば対処方法とあわせてここで一度だけお知らせし、解消したときにもお知らせします。
watch-began-first = ただいま最初の確認をしています。すでに問題がある場合は、15 分後の再確認のあとでお知らせします。
watch-kept = すでにこのチャンネルで監視中です: { $items }
watch-moved = お知らせ先をこのチャンネルに変更しました: { $items }
watch-refused = 監視できませんでした: { $items }。監視できるのはワークスペースごとに { $most } 件までです。減らすには: { $command }
watch-nothing-own = 自社のメールサーバーとドメインがまだ登録されていません。
    .next = 1 件だけ指定する: { $command } · まとめて登録する: { $settings } のあとで { $watch } と入力してください。
watch-cannot-post = このチャンネルに投稿できないため、お知らせをお届けできません。何も変更していません。
    .next = 先に { $invite } と入力するか、別のチャンネルでご依頼ください。
watch-fault-not-a-target = { $typed } はドメインでも IP アドレスでもありません。
    .next = 入力例: { $command }
watch-fault-not-public = { $typed } はプライベートまたは予約済みのアドレスのため、ブロックリストには載りません。社外からも見えません。
    .next = メールサーバーの公開されている IP アドレスを指定してください: { $command }
watch-fault-not-registrable = { $typed } は登録できるドメインではありません。
    .next = 入力例: { $command }

watch-ended = { $user } さんのご依頼で、{ $items } の監視を終了しました。
watch-ended-nobody = { $items } の監視を終了しました。
watch-ended-again = 今後、ここでのお知らせはありません。監視を再開する: { $command }
watch-removed = 監視を終了しました: { $items }
watch-removed-nothing = その対象は監視していません。
    .next = 監視の対象: { $command }
watch-remove-which = どの対象の監視を終了しますか？
    .next = 対象を指定する: { $command } · すべて終了する: { $all }

watch-list-title = 監視の対象（1 日 1 回確認、{ $count } 件・上限 { $most } 件）
watch-list-empty = 監視の対象はまだありません。
    .next = 自社のメールサーバーとドメイン: { $watch } · 1 件だけ指定する: { $command }
watch-item = { $target }: { $state }
watch-item-where = { $target }: { $state } · お知らせ先 { $channel }
watch-state-new = まだ確認していません
watch-state-well = 問題ありません（{ DATETIME($date, dateStyle: "medium") } { $time } UTC）
watch-state-bad = { $troubles }（{ DATETIME($date, dateStyle: "medium") } { $time } UTC）
watch-state-doubt = 変化があったため、再確認します（{ DATETIME($date, dateStyle: "medium") } { $time } UTC）
watch-home = 監視
watch-home-well = { $count } 件を監視中です。問題は見つかっていません。
watch-home-waiting = { $count } 件を監視中です。確定した問題はありません。うち { $waiting } 件はまもなく確認（再確認）します。
watch-home-bad = 監視中の { $count } 件のうち { $bad } 件に問題があります。
watch-home-none = お客様より先に、ブロックリストへの登録に気づけます: { $watch }
