# 運用する方に `smtp550 move-to` が伝える言葉。

move-done = { $count } 行をコピーしました。
move-next = { $setting } に新しいデータベースの URL を設定してから、ボットを起動してください。元のデータベースは変更していません。
