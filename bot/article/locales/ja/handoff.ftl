# 引き継ぎのダイアログ、相手に送る文面（相手の言語）、応援の依頼。

handoff-title = 引き継ぎ
handoff-done = 完了
handoff-intro = ここから送信はされません。必要な部分をコピーしてお使いください。
handoff-for-recipient = 相手またはその管理者へ
handoff-language = 文面の言語
handoff-message = コピー用の文面
handoff-message-hint = 届かないメールとは別の手段（チャット、電話、別のアドレス）でお送りください。コピーする前にここで編集できます。
handoff-for-admin = 送信側のメール管理者へ
handoff-delist = 次の順に行ってください:
handoff-end-cause = まず原因を取り除いてください（ウイルス感染、パスワードの流出、不正中継、大量配信など）。残したままでは再び登録されます。
handoff-entry = { $ip } の掲載先: { $list }
handoff-no-rule = リストの運営元のサイトで解除を申請してください。
handoff-check-again = 登録が消えたら、スレッドの「もう一度調べる」を押してください。リストを調べ直します。
handoff-admin = ブロックリストへの登録は見つかりませんでした。相手側とのやり取りは、送信側のメールサーバーのログで確認できます。

handoff-greeting = いつもお世話になっております。
handoff-came-back = { $address } 宛てにお送りしたメールが戻ってまいりました（{ DATETIME($date, dateStyle: "medium") } { $time } UTC）。
handoff-came-back-nobody = お送りしたメールが戻ってまいりました（{ DATETIME($date, dateStyle: "medium") } { $time } UTC）。
handoff-sending-ip = 受信側のサーバーから見た送信元の IP アドレスは { $ip } です。
handoff-found = 外部から確認した宛先ドメインの状態は次のとおりです。
handoff-listed = この IP アドレスは現在、次のブロックリストに載っています: { $lists }
handoff-not-listed = この IP アドレスは、応答のあった { $count } 件のブロックリストのいずれにも載っていません。
handoff-ask-log = お手数ですが、該当時刻のメールログをご確認のうえ、迷惑メールフィルターで止まっている場合は、送信元の許可リストへの登録またはメールの解放をお願いできますでしょうか。
handoff-ask-address = お手数ですが、このアドレスに誤りがないか、現在もお使いかをお知らせいただけますでしょうか。別の宛先がございましたらご教示ください。
handoff-ask-full = メールボックスの容量がいっぱいのようです。空きを作っていただくか、別のアドレスをご教示いただけますでしょうか。
handoff-ask-restricted = 特定の送信者からのみ受信する設定のようです。当方のアドレスを許可していただくか、別の連絡手段をご教示いただけますでしょうか。
handoff-ask-domain = 現在の DNS（MX レコード）の設定ではメールをお届けできないようです。設定をご確認いただけますでしょうか。
handoff-ask-server = 宛先のメールサーバーに接続できませんでした。ご確認いただくか、当面使える別のアドレスをご教示いただけますでしょうか。
handoff-ask-loop = 転送設定の間でメールが回り続けているようです。このアドレスの転送設定をご確認いただけますでしょうか。
handoff-ask-rate = 当方からのメールの受信が制限されているようです。ログで理由をご確認いただけますでしょうか。
handoff-pass-on = メールサーバーのご担当が別の方の場合は、お手数ですがその方にお渡しください。
handoff-thanks = 何卒よろしくお願いいたします。

escalation-call = { $group } 応援をお願いします。メールが届かず、どの方法でも解決していません。
escalation-plain = メールが届かず、どの方法でも解決していません。
escalation-cause = 考えられる原因: { $cause }
escalation-tried = 試した方法: { $methods } · 相談者: { $user } さん
escalation-tried-nobody = 試した方法: { $methods }
escalation-asker = 相談者: { $user } さん
escalation-thread = スレッドを開く
