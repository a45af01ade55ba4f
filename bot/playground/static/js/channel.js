// The middle: a channel's head, its messages or the app's Home tab, and the composer.

import { act } from "./acts.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { h, icon, ICONS } from "./dom.js";
import { scrollToEnd, syncMessages } from "./list.js";
import { channelOf, repliesOf, rootsOf, show, state } from "./state.js";
import { t } from "./words.js";

export function channelView(node) {
  const head = h("div", { class: "channel-head" });
  const tabs = h("div", { class: "tabs", role: "tablist" });
  const welcome = h("div", { class: "welcome" });
  const list = h("ol", { class: "messages" });
  const scroller = h("div", { class: "scroller", tabindex: "0", role: "region" }, welcome, list);
  const home = h("div", { class: "home scroller", tabindex: "0", role: "region" });
  const writer = composer("channel-field", () => ({ channel: state.channel }), placeholder);
  const status = h("p", { class: "starting", role: "status" });
  node.append(head, tabs, scroller, home, status, writer);
  let drawnChannel = null;

  function draw() {
    const channel = channelOf(state.channel);
    const isApp = channel.kind === "im";
    const name = isApp ? state.bot.name : channel.name;
    const membership = h("span", { class: `membership ${channel.has_bot ? "in" : ""}` }, channel.has_bot ? t("member") : t("not-a-member"));
    head.replaceChildren(
      h("h2", {}, isApp ? null : icon(ICONS.hash), name),
      ...(isApp ? [] : [membership]),
      h("button", { type: "button", class: "button small", onclick: () => { state.awaiting = null; act("paste_shortcut"); } }, t("paste-shortcut")));
    tabs.hidden = !isApp;
    tabs.replaceChildren(tab("home", t("home")), tab("messages", t("messages")));
    const showHome = isApp && state.tab === "home";
    scroller.hidden = showHome;
    writer.hidden = showHome;
    home.hidden = !showHome;
    scroller.setAttribute("aria-label", name);
    home.setAttribute("aria-label", t("home"));
    if (showHome) drawHome();
    else drawMessages();
    status.hidden = state.connected;
    status.textContent = t("starting");
    writer.relabel();
  }

  function tab(id, words) {
    return h("button", {
      type: "button", role: "tab", class: "tab", aria: { selected: String(state.tab === id) },
      onclick: () => { if (id === "home") act("open_home"); show({ tab: id }); },
    }, words);
  }

  function drawHome() {
    const view = state.home;
    const answers = new Map();
    const press = (action, answer) => act("click_in_view", { view: view.id, action, answer, answers: Object.fromEntries(answers) });
    home.replaceChildren(...(view ? blocks(view.blocks, { press, answers }) : [h("p", { class: "empty" }, t("home-empty"))]));
  }

  function drawMessages() {
    if (drawnChannel !== state.channel) list.replaceChildren();
    const roots = rootsOf(state.channel);
    welcome.hidden = roots.length > 0;
    welcome.replaceChildren(h("img", { src: "/static/bot.svg", alt: "", width: "56", height: "56" }), h("h3", {}, t("welcome")), h("p", {}, t("welcome-text")));
    syncMessages(list, roots, { dependsOn: (message) => [repliesOf(message.channel, message.ts).map((reply) => reply.ts), state.me.locale] });
    if (drawnChannel !== state.channel) scrollToEnd(scroller, list.lastElementChild);
    drawnChannel = state.channel;
  }

  acceptDrops(node, writer);
  return { draw, fill: (text) => { show({ tab: "messages" }); writer.fill(text); } };
}

function placeholder(id) {
  const channel = channelOf(id);
  return channel.kind === "im" ? t("compose-direct") : t("compose", { channel: channel.name });
}

/** Files dropped anywhere on `node` go to its composer. */
export function acceptDrops(node, writer) {
  const veil = h("div", { class: "veil", hidden: true });
  node.append(veil);
  node.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    veil.textContent = t("drop");
    veil.hidden = false;
  });
  node.addEventListener("dragleave", (event) => { if (!node.contains(event.relatedTarget)) veil.hidden = true; });
  node.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    veil.hidden = true;
    writer.attach(event.dataTransfer.files);
  });
}
