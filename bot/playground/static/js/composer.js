// The field to write in: pastes, slash commands (not in threads, as in Slack), files by button, drop or paste.

import { act, toast } from "./acts.js";
import { h, icon, ICONS } from "./dom.js";
import { state } from "./state.js";
import { t } from "./words.js";

const MOST_BYTES = 5 * 1024 * 1024;

/** `placeOf()` gives {channel, thread?}. The node has `.fill(text)`, `.attach(files)` and `.relabel()`. */
export function composer(id, placeOf, placeholderOf) {
  let files = [];
  const field = h("textarea", { id, rows: "1", class: "field", onkeydown: onKey, oninput: onInput, onpaste: onPaste });
  const hint = h("div", { class: "command-hint", hidden: true });
  const attached = h("ul", { class: "attached" });
  const chooser = h("input", { type: "file", class: "hidden", multiple: true, accept: ".eml,.msg,.txt,.log", tabindex: "-1", onchange: () => { attach(chooser.files); chooser.value = ""; } });
  const clip = h("button", { type: "button", class: "icon-button", onclick: () => chooser.click() }, icon(ICONS.clip));
  const send = h("button", { type: "submit", class: "send" }, icon(ICONS.send));
  const keys = h("span", { class: "keys" });
  const node = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); submit(); } },
    hint, field, attached, h("div", { class: "composer-bar" }, clip, chooser, keys, send));

  node.fill = (text) => {
    field.value = text;
    onInput();
    field.focus();
  };
  node.attach = attach;
  node.relabel = () => {
    const { channel, thread } = placeOf();
    field.placeholder = placeholderOf(channel, thread);
    field.setAttribute("aria-label", field.placeholder);
    clip.setAttribute("aria-label", t("attach"));
    clip.title = t("attach");
    chooser.setAttribute("aria-label", t("attach"));
    send.setAttribute("aria-label", t("send"));
    keys.textContent = t("compose-keys");
    redraw();
  };
  return node;

  function onKey(event) {
    // An Enter that ends a Japanese conversion is not meant for us.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  }

  function onInput() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 320)}px`;
    const typed = field.value;
    const command = state.commands.find((name) => typed.startsWith("/") && (name.startsWith(typed) || typed.startsWith(`${name} `)));
    hint.hidden = !command;
    if (command) hint.replaceChildren(h("strong", {}, command), " ", placeOf().thread ? t("no-command-in-thread") : t("command-hint"));
    redraw();
  }

  function onPaste(event) {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    attach(event.clipboardData.files);
  }

  async function submit() {
    const text = field.value;
    if (!text.trim() && !files.length) return;
    const place = placeOf();
    const isCommand = text.startsWith("/");
    if (isCommand && place.thread) {
      toast(t("no-command-in-thread"));
      return;
    }
    const sent = files;
    files = [];
    field.value = "";
    onInput();
    await sendAs(place, text, isCommand ? [] : sent);
    field.focus();
  }

  async function attach(list) {
    for (const file of list) {
      if (file.size > MOST_BYTES) toast(t("file-too-large"));
      else files.push({ name: file.name, content: await base64(file) });
    }
    redraw();
    field.focus();
  }

  function redraw() {
    attached.replaceChildren(...files.map((file) => h("li", {}, icon(ICONS.file), file.name,
      h("button", { type: "button", class: "icon-button", aria: { label: t("detach", { name: file.name }) }, onclick: () => { files = files.filter((other) => other !== file); redraw(); } }, icon(ICONS.close)))));
    send.classList.toggle("ready", Boolean(field.value.trim() || files.length));
  }
}

/** Send words and files as the person; a text that begins with "/" is a command. */
export function sendAs({ channel, thread }, text, files = []) {
  state.awaiting = thread ? null : channel;
  if (text.startsWith("/")) return act("command", { channel, text });
  return act("say", { channel, thread, text, files });
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000) binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(binary);
}

/** The base64 of a text's UTF-8 bytes. */
export function textAsFile(name, text) {
  return base64(new File([text], name)).then((content) => ({ name, content }));
}
