# ヘルプ、控えめな申し出、ヒント、エラー。対処できないお知らせには、ログに残る ID を添える。

help-title = メールが 550 エラーで戻ってきたら、原因を調べ、届くまで一緒に対応します。
help-address = アドレスを調べる: { $command }
help-sender = 送信元のサーバーも指定する: { $command }
help-paste = または、エラーメールをチャンネルに貼り付けてください（全文、スニペット、.eml・.msg・.txt ファイル）。スレッドでお答えします。
help-thread = スレッド内では（スラッシュコマンドが使えないため）、私にメンションするか、メッセージのメニューから「Diagnose this bounce」を選んでください。
help-privacy = エラーメール以外には反応しません。エラーメールの文面は数日間だけ保管します。
help-more = 自分だけに表示: { $private } · 別の言語で: { $language } · ワークスペースの設定: { $settings }
help-watch = ブロックリストへの登録にいち早く気づく: { $watch } · 何が戻り、なぜ、どう解決したか: { $report }
help-sender-example = /smtp550 someone@example.com from 203.0.113.77
help-address-example = /smtp550 someone@example.com

offer = メールが戻ってきたようですね。原因をお調べしましょうか？
offer-address = { $address } 宛てのメールが戻ってきたようですね。原因をお調べしましょうか？
offer-declined = 承知しました。必要なときはこちらから: { $command }

invite = 私はこのチャンネルに参加していないため、この返信はあなただけに表示されています。{ $command } と入力していただくと、ここのスレッドでお答えできます。
invite-command = /invite @smtp550

notice-no-address = { $typed } の中にメールアドレスが見つかりませんでした。
    .next = 入力例: { $example }
notice-several-addresses = 一度に調べられるアドレスは 1 件です（{ $count } 件見つかりました）。どのアドレスを調べますか？
    .next = 入力例: { $example }
notice-bad-sender = { $typed } はドメインでも IP アドレスでもないため、送信元として扱えません。
    .next = 入力例: { $example }
notice-no-bounce = 内容を確認しましたが、エラーメールは見つかりませんでした。
    .next = 550 や 5.1.1 などの数字がある行まで、全文を貼り付けてください。アドレスを調べることもできます: { $example }
notice-too-large = サイズが大きいため読み取れません（上限 { $limit } MB）。
    .next = エラーの書かれた部分だけを貼り付けるか、添付ファイルを外して送ってください。
notice-unreadable-file = このファイルは読み取れません。テキストでも、対応しているメール形式（.eml、.msg）でもありません。
    .next = エラーメールを開き、文面をコピーしてここに貼り付けてください。
notice-file-not-loaded = Slack からファイルを取得できませんでした。（ID { $id }）
    .next = エラーメールの文面を貼り付けるか、もう一度お試しください。
notice-case-gone = このケースの記録は残っていません。保管期間は数日間です。
    .next = エラーメールをもう一度貼り付けるか、アドレスをお調べください: { $example }
notice-try-again = ただいま受け付けることができませんでした。何も変更されていません。（ID { $id }）
    .next = 少し待ってからもう一度お試しください。続く場合は、この ID をボットの管理者にお伝えください。
notice-went-wrong = こちらで問題が発生しました。（ID { $id }）
    .next = もう一度お試しください。続く場合は、この ID をボットの管理者にお伝えください。

notice-thread-solved = このケースは解決済みになっています。
    .next = 同じエラーがまた出た場合は、回答の下の「{ $reopen }」を押すか、新しいエラーメールをここに貼り付けてください。

language-chosen = 今後は{ $language }でお答えします。
    .next = Slack の言語に戻す: { $automatic }
language-automatic = 今後は Slack の言語でお答えします。
    .next = 言語を選ぶ: { $commands }
language-unknown = 「{ $typed }」にはまだ対応していません。
    .next = 対応している言語: { $commands }
language-which = どの言語にしますか？
    .next = 対応している言語: { $commands }
