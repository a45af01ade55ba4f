# アプリをワークスペースに追加する方に表示するページと、追加されていない間の案内。

install-done = smtp550 を追加しました。
    .next = サポート用のチャンネルで /invite @smtp550 と入力して招待し、戻ってきたメールを貼り付けてください。使い方は /smtp550 help でご覧いただけます。
install-cancelled = 追加は行われませんでした。
    .next = 追加が取り消されました。いつでも最初からやり直せます。
install-again = 時間がかかりすぎたか、別のブラウザーで始められたようです。
    .next = お手数ですが、このブラウザーで最初からやり直してください。30 秒ほどで終わります。
install-failed = 追加を完了できませんでした。
    .next = こちら側の問題です。少し待ってからもう一度お試しください。続くようでしたら、ボットの管理者に ID { $id } をお伝えください。
install-retry = もう一度始める
install-open = Slack を開く

not-installed = このワークスペースには smtp550 が追加されていません。ワークスペースの管理者に、もう一度追加するようご依頼ください。

doctor-many-good = ワークスペース: { $count ->
    [0] 準備ができています。まだどこにも追加されていません
   *[other] { $count } か所に追加済みで、トークンも読み取れます
}。
doctor-many-missing = ワークスペース: アプリを追加できるようにするには、次の設定が足りません: { $settings }
    .fix = クライアントシークレットと署名シークレットは Slack のアプリ設定 → Basic Information に、鍵は smtp550 keys new で作れます。手順は docs/workspaces.md にあります。
doctor-many-locked = ワークスペース: { $all } か所のうち { $count } か所のトークンを、今の鍵では読み取れません。
    .fix = 保存したときの鍵を、SMTP550_ENCRYPTION_KEYS の最新の鍵の後ろに戻してください。鍵を失くした場合は、そのワークスペースにアプリを追加し直してもらう必要があります。
doctor-many-skipped = ワークスペース: データベースを使えないため、確認していません。
