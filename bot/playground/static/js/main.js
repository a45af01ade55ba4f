// Puts the page together: the connection, the parts, and when each is drawn.

import { act, connectActs, toast } from "./acts.js";
import { channelView } from "./channel.js";
import { Connection } from "./connection.js";
import { modalView } from "./modal.js";
import { paneView } from "./pane.js";
import { closeSidebar, drawSidebar } from "./sidebar.js";
import { apply, nameOf, onChange, show, state } from "./state.js";
import { label, t } from "./words.js";

const byId = (id) => document.getElementById(id);
const THEME = "smtp550-playground-theme";

const channel = channelView(byId("channel"));
const pane = paneView(byId("pane"));
const modal = modalView(byId("modal"));

onChange((what, update) => {
  if (!state.ready) return;
  if (what === "welcome") {
    label(document);
    if (!greeted && preferred !== state.me.locale) act("locale", { locale: preferred });
    greeted = true;
    byId("language").value = state.me.locale;
    byId("where").textContent = state.online ? t("online") : t("offline");
    byId("where").classList.toggle("online", state.online);
  }
  if (what === "message") follow(update.message);
  if (what === "welcome" || what === "view") drawSidebar(byId("sidebar"), channel.fill);
  if (what !== "traffic" && what !== "modal") channel.draw();
  if (what === "traffic" ? state.pane === "inspector" : what !== "modal") pane.draw();
  if (what === "modal" || what === "welcome") modal.draw();
  byId("inspect").setAttribute("aria-pressed", String(state.pane === "inspector"));
});

const spoken = new Map(); // ts → the words that were read out, once the message had its buttons

/**
 * Open the thread in which the bot answers what was just asked. Screen readers are told a new message, once more when
 * it has its buttons, and whenever a click changes it: what changes in between, and in the last line, is progress.
 */
function follow(message) {
  if (!message.bot_id) return;
  const complete = message.blocks?.some((block) => block.type === "actions") ?? false;
  const words = complete ? message.text.slice(0, message.text.lastIndexOf("\n")) : null;
  if (!spoken.has(message.ts) || (complete && spoken.get(message.ts) !== words)) {
    spoken.set(message.ts, words);
    byId("spoken").textContent = `${t("new-message", { name: nameOf(message.user) })}: ${message.text}`;
  }
  if (message.thread_ts && state.awaiting === message.channel) {
    state.awaiting = null;
    Object.assign(state, { thread: { channel: message.channel, ts: message.thread_ts }, pane: "thread" });
  }
}

connectActs(new Connection(apply, () => {
  document.body.classList.add("lost");
  toast(t("lost"));
}));

byId("language").addEventListener("change", (event) => {
  localStorage.setItem(LANGUAGE, event.target.value);
  act("locale", { locale: event.target.value });
});
byId("inspect").addEventListener("click", () => show({ pane: state.pane === "inspector" ? (state.thread ? "thread" : null) : "inspector" }));
byId("menu").addEventListener("click", () => {
  const open = document.body.classList.toggle("menu-open");
  byId("menu").setAttribute("aria-expanded", String(open));
});
byId("channel").addEventListener("click", closeSidebar);

// A reader of Japanese gets Japanese at once; a choice made here is kept.
const LANGUAGE = "smtp550-playground-language";
const preferred = localStorage.getItem(LANGUAGE) ?? (navigator.language.startsWith("ja") ? "ja-JP" : "en-US");
let greeted = false;

const theme = byId("theme");
theme.value = localStorage.getItem(THEME) ?? "auto";
theme.addEventListener("change", paint);
paint();

function paint() {
  localStorage.setItem(THEME, theme.value);
  document.documentElement.dataset.theme = theme.value;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.pane && !byId("modal").open && !byId("confirm").open) show({ pane: null });
});
