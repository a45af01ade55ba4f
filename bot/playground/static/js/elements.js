// Block Kit's interactive elements, for messages (each press is sent) and for forms (the answers are collected).

import { h, icon, ICONS } from "./dom.js";
import { plain } from "./text.js";
import { nameOf, state } from "./state.js";
import { t } from "./words.js";
import { confirmed } from "./confirm.js";

const words = (object) => plain(object?.text ?? "");

/**
 * `press(actionId, answer)` sends a press; null in a form. `answers` collects a form's answers; null in a message.
 * `names` has the ids of the control and of what labels and describes it: {id, labelledBy, describedBy}.
 */
export function element(spec, { press, answers, names = {} }) {
  const make = MAKERS[spec.type];
  if (!make) return h("span", { class: "unsupported" }, `[${spec.type}]`);
  const send = async (answer) => {
    if (spec.confirm && !(await confirmed(spec.confirm))) return;
    await press?.(spec.action_id, answer);
  };
  const change = (answer) => {
    answers?.set(spec.action_id, answer);
    if (press) send(answer);
  };
  return make(spec, { send, change, names });
}

function button(spec, { send }) {
  const node = h("button", {
    type: "button",
    class: `button ${spec.style ?? ""}`,
    data: { action: spec.action_id },
    aria: { label: spec.accessibility_label },
    onclick: async () => {
      // Not `disabled`: that would take the focus away, and a dialog would have nowhere to give it back to.
      if (node.getAttribute("aria-busy")) return;
      if (spec.url) window.open(spec.url, "_blank", "noopener,noreferrer");
      node.setAttribute("aria-busy", "true");
      await send();
      node.removeAttribute("aria-busy");
    },
  }, ...words(spec.text));
  return node;
}

function overflow(spec, { send }) {
  const menu = h("div", { class: "menu", role: "menu", hidden: true }, spec.options.map((option) =>
    h("button", { type: "button", role: "menuitem", onclick: () => { menu.hidden = true; send(option.value); } }, ...words(option.text))));
  const opener = h("button", {
    type: "button", class: "button overflow", aria: { haspopup: "menu", label: t("more") },
    onclick: () => { menu.hidden = !menu.hidden; if (!menu.hidden) menu.querySelector("button")?.focus(); },
  }, icon(ICONS.more));
  return h("span", { class: "overflow-box", onkeydown: (event) => { if (event.key === "Escape") { menu.hidden = true; opener.focus(); } } }, opener, menu);
}

function select(spec, { change, names }, options, chosen, multiple = false) {
  const node = h("select", {
    class: "input", id: names.id, multiple, data: { action: spec.action_id },
    aria: { label: names.id ? undefined : spec.placeholder?.text ?? t("choose"), describedby: names.describedBy },
    onchange: () => change(multiple ? [...node.selectedOptions].map((option) => option.value) : node.value || null),
  });
  if (!multiple) node.append(h("option", { value: "" }, spec.placeholder?.text ?? t("choose")));
  for (const [value, text] of options) {
    node.append(h("option", { value, selected: chosen.includes(value) }, text));
  }
  return node;
}

function optionsOf(spec) {
  return [...(spec.options ?? []), ...(spec.option_groups ?? []).flatMap((group) => group.options)].map((option) => [option.value, option.text.text]);
}

const staticSelect = (spec, ways) => select(spec, ways, optionsOf(spec), spec.initial_option ? [spec.initial_option.value] : []);
const multiStaticSelect = (spec, ways) => select(spec, ways, optionsOf(spec), (spec.initial_options ?? []).map((option) => option.value), true);
const people = () => Object.keys(state.users).map((id) => [id, nameOf(id)]);
const channels = () => state.channels.filter((channel) => channel.name).map((channel) => [channel.id, `#${channel.name}`]);

function picker(list, initial, multiple = false) {
  return (spec, ways) => select(spec, ways, list(), [spec[initial] ?? []].flat(), multiple);
}

function choices(kind, initialOf) {
  return (spec, { change, names }) => {
    const group = h("div", {
      class: "choices", id: names.id, role: kind === "radio" ? "radiogroup" : "group", aria: { labelledby: names.labelledBy, describedby: names.describedBy },
    });
    const chosen = initialOf(spec);
    for (const option of spec.options) {
      const input = h("input", {
        type: kind, name: spec.action_id, value: option.value, checked: chosen.includes(option.value), data: { action: spec.action_id },
        onchange: () => {
          const values = [...group.querySelectorAll("input:checked")].map((checked) => checked.value);
          change(kind === "radio" ? values[0] : values);
        },
      });
      group.append(h("label", { class: "choice" }, input, h("span", {}, ...words(option.text), option.description ? h("small", {}, ...words(option.description)) : null)));
    }
    return group;
  };
}

function textInput(type) {
  return (spec, { change, names }) => {
    const multiline = type === "text" && spec.multiline;
    return h(multiline ? "textarea" : "input", {
      class: "input", id: names.id, type: multiline ? undefined : type, rows: multiline ? "8" : undefined,
      maxlength: String(spec.max_length ?? 3000), placeholder: spec.placeholder?.text, value: multiline ? undefined : spec.initial_value,
      data: { action: spec.action_id }, aria: { describedby: names.describedBy }, oninput: (event) => change(event.target.value),
    }, multiline ? spec.initial_value ?? "" : null);
  };
}

const MAKERS = {
  button,
  overflow,
  static_select: staticSelect,
  multi_static_select: multiStaticSelect,
  users_select: picker(people, "initial_user"),
  multi_users_select: picker(people, "initial_users", true),
  channels_select: picker(channels, "initial_channel"),
  multi_channels_select: picker(channels, "initial_channels", true),
  conversations_select: picker(channels, "initial_conversation"),
  multi_conversations_select: picker(channels, "initial_conversations", true),
  radio_buttons: choices("radio", (spec) => [spec.initial_option?.value]),
  checkboxes: choices("checkbox", (spec) => (spec.initial_options ?? []).map((option) => option.value)),
  plain_text_input: textInput("text"),
  email_text_input: textInput("email"),
  url_text_input: textInput("url"),
  number_input: textInput("number"),
};
