// What went between Slack and the bot, newest first, with the JSON.

import { h } from "./dom.js";
import { show, state } from "./state.js";
import { t } from "./words.js";

export function inspector() {
  const hint = h("p", { class: "inspector-hint" });
  const clear = h("button", { type: "button", class: "button small", onclick: () => show({ traffic: [] }) });
  const list = h("ol", { class: "traffic" });
  const scroller = h("div", { class: "scroller", tabindex: "0", role: "region" }, list);
  const node = h("div", { class: "inspector" }, h("div", { class: "inspector-head" }, hint, clear), scroller);
  const drawn = new WeakMap();

  function draw() {
    hint.textContent = state.traffic.length ? t("inspector-hint") : t("inspector-empty");
    clear.textContent = t("inspector-clear");
    clear.hidden = !state.traffic.length;
    scroller.setAttribute("aria-label", t("inspector"));
    list.replaceChildren(...[...state.traffic].reverse().map((entry) => {
      if (drawn.get(entry)?.locale !== state.me.locale) drawn.set(entry, { locale: state.me.locale, node: line(entry) });
      return drawn.get(entry).node;
    }));
  }

  return { node, draw };
}

function line(entry) {
  const fromApp = entry.direction === "from_app";
  const note = fromApp ? entry.note || "ok" : entry.ok ? t("acknowledged") : t("not-acknowledged", { reason: entry.note });
  const body = h("div", { class: "traffic-body" });
  const details = h("details", {
    class: `traffic-entry ${fromApp ? "from" : "to"} ${entry.ok ? "" : "failed"}`,
    // The JSON is drawn when it is opened: some of it is long, and most of it is never looked at.
    ontoggle: () => {
      if (!details.open || body.childElementCount) return;
      body.append(json(entry.sent));
      if (entry.answer) body.append(h("p", {}, t("answer")), json(entry.answer));
    },
  },
  h("summary", {},
    h("span", { class: "way" }, fromApp ? t("from-app") : t("to-app")),
    h("code", {}, entry.name),
    h("span", { class: "note" }, note),
    h("span", { class: "took" }, milliseconds(entry.seconds))),
  body);
  return h("li", {}, details);
}

function milliseconds(seconds) {
  if (seconds === null || seconds === undefined) return "";
  return `${new Intl.NumberFormat(state.me.locale, { maximumFractionDigits: seconds < 0.01 ? 1 : 0 }).format(seconds * 1000)} ms`;
}

function json(value) {
  return h("pre", { tabindex: "0" }, JSON.stringify(unpacked(value), null, 2));
}

/** Arguments that are JSON in a string are shown as what they are. */
function unpacked(value) {
  if (typeof value === "string" && /^[[{]/.test(value)) {
    try { return JSON.parse(value); } catch { return value; }
  }
  if (Array.isArray(value)) return value.map(unpacked);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unpacked(part)]));
  return value;
}
