// The sidebar: channels, the app, and the samples by cause.

import { h, icon, ICONS } from "./dom.js";
import { act } from "./acts.js";
import { sendAs, textAsFile } from "./composer.js";
import { paneAfterMove, show, state } from "./state.js";
import { t } from "./words.js";

/** `fill(text)` puts a text into the channel's composer. */
export function drawSidebar(node, fill) {
  const list = (kind) => state.channels.filter((channel) => (channel.kind === "im") === (kind === "im"));
  node.replaceChildren(
    h("h2", {}, t("channels")),
    h("ul", {}, list("channel").map((channel) => h("li", {}, entry(channel, [icon(ICONS.hash), channel.name])))),
    h("h2", {}, t("apps")),
    h("ul", {}, list("im").map((channel) => h("li", {}, entry(channel, [h("img", { src: "/static/bot.svg", alt: "", width: "20", height: "20" }), state.bot.name])))),
    h("h2", {}, t("samples")),
    h("p", { class: "sidebar-hint" }, t("samples-hint")),
    ...byCause().map(([title, group]) => h("section", { class: "cause" },
      h("h3", {}, title), h("ul", {}, group.map((sample) => h("li", {}, sampleEntry(sample, fill)))))),
  );
}

/** The samples with the same cause together, in the order of the gallery: [[title, samples], …]. */
function byCause() {
  const groups = new Map();
  for (const sample of state.samples) groups.set(sample.title, [...(groups.get(sample.title) ?? []), sample]);
  return [...groups];
}

function entry(channel, words) {
  const current = state.channel === channel.id;
  return h("button", {
    type: "button", class: "sidebar-entry", aria: { current: current ? "page" : undefined },
    onclick: () => {
      if (channel.kind === "im") act("open_home");
      show({ channel: channel.id, tab: "messages", thread: null, pane: paneAfterMove() });
      closeSidebar();
    },
  }, ...words);
}

function sampleEntry(sample, fill) {
  return h("div", { class: "sample" },
    h("button", { type: "button", class: "sidebar-entry", title: t("sample-send"), onclick: () => { send(sample); closeSidebar(); } },
      h("span", { class: "sample-words" }, sample.way === "command" ? sample.text : sample.origin || sample.text),
      sample.lang === "ja" ? h("span", { class: "sample-lang", lang: "ja" }, "日本語") : null),
    sample.way === "file" ? null : h("button", {
      type: "button", class: "icon-button", title: t("sample-edit"), aria: { label: `${t("sample-edit")}: ${sample.title}, ${sample.origin}` },
      onclick: () => { fill(sample.text); closeSidebar(); },
    }, icon(ICONS.pen)));
}

async function send(sample) {
  show({ tab: "messages", thread: null, pane: paneAfterMove() });
  if (sample.way === "file") await sendAs({ channel: state.channel }, "", [await textAsFile(sample.file, sample.text)]);
  else await sendAs({ channel: state.channel }, sample.text);
}

export function closeSidebar() {
  document.body.classList.remove("menu-open");
  document.getElementById("menu").setAttribute("aria-expanded", "false");
}
