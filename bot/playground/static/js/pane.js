// The pane on the right: a thread, or the inspector.

import { composer } from "./composer.js";
import { acceptDrops } from "./channel.js";
import { h, icon, ICONS } from "./dom.js";
import { inspector } from "./inspector.js";
import { syncMessages } from "./list.js";
import { channelOf, messageOf, repliesOf, show, state } from "./state.js";
import { t } from "./words.js";

export function paneView(node) {
  const title = h("h2", { tabindex: "-1" });
  const where = h("span", { class: "where" });
  const close = h("button", { type: "button", class: "icon-button", onclick: () => show({ pane: null }) }, icon(ICONS.close));
  const list = h("ol", { class: "messages" });
  const scroller = h("div", { class: "scroller", tabindex: "0", role: "region" }, list);
  const writer = composer("thread-field", () => ({ channel: state.thread?.channel, thread: state.thread?.ts }), () => t("compose-thread"));
  const thread = h("div", { class: "thread" }, scroller, writer);
  const inspect = inspector();
  node.append(h("div", { class: "pane-head" }, h("div", {}, title, where), close), thread, inspect.node);
  acceptDrops(thread, writer);
  let drawn = null;

  function draw() {
    node.hidden = !state.pane;
    document.body.classList.toggle("pane-open", Boolean(state.pane));
    if (!state.pane) return;
    const isThread = state.pane === "thread";
    close.setAttribute("aria-label", t("close"));
    title.textContent = isThread ? t("thread") : t("inspector");
    thread.hidden = !isThread;
    inspect.node.hidden = isThread;
    if (isThread) drawThread();
    else {
      where.textContent = "";
      inspect.draw();
    }
  }

  function drawThread() {
    const { channel, ts } = state.thread;
    const place = channelOf(channel);
    where.textContent = place.kind === "im" ? state.bot.name : `#${place.name}`;
    const key = `${channel} ${ts}`;
    if (drawn !== key) list.replaceChildren();
    const root = messageOf(channel, ts);
    scroller.setAttribute("aria-label", t("thread"));
    syncMessages(list, [...(root ? [root] : []), ...repliesOf(channel, ts)], { inThread: true, dependsOn: () => state.me.locale });
    writer.relabel();
    drawn = key;
  }

  return { draw };
}
