// The app's modal, in the browser's own dialog: focus stays in it, Escape closes it.

import { act } from "./acts.js";
import { blocks } from "./blocks.js";
import { h, icon, ICONS } from "./dom.js";
import { plain } from "./text.js";
import { state } from "./state.js";
import { t } from "./words.js";

export function modalView(dialog) {
  let answers = new Map();
  let drawn = null;
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    act("close_modal");
  });

  function draw() {
    const view = state.modal;
    if (!view) {
      drawn = null;
      if (dialog.open) dialog.close();
      return;
    }
    const key = `${view.id} ${view.hash} ${state.me.locale}`;
    if (drawn === key) return;
    if (!drawn?.startsWith(view.id)) answers = new Map();
    drawn = key;
    fill(view, {});
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(".modal-body .input, .modal-body")?.focus();
  }

  function fill(view, errors) {
    const press = (action, answer) => act("click_in_view", { view: view.id, action, answer, answers: Object.fromEntries(answers) });
    dialog.setAttribute("aria-labelledby", "modal-title");
    const body = h("div", { class: "modal-body", tabindex: "0", role: "group", aria: { labelledby: "modal-title" } }, blocks(view.blocks, { press, answers, errors }));
    for (const [action, answer] of answers) restore(body, action, answer);
    dialog.replaceChildren(h("form", { onsubmit: (event) => { event.preventDefault(); submit(view); } },
      h("div", { class: "modal-head" }, h("h2", { id: "modal-title" }, ...plain(view.title.text)),
        h("button", { type: "button", class: "icon-button", aria: { label: t("close") }, onclick: () => act("close_modal") }, icon(ICONS.close))),
      body,
      h("div", { class: "modal-foot" },
        h("button", { type: "button", class: "button", onclick: () => act("close_modal") }, ...(view.close ? plain(view.close.text) : [view.submit ? t("cancel") : t("close")])),
        view.submit ? h("button", { type: "submit", class: "button primary" }, ...plain(view.submit.text)) : null)));
  }

  async function submit(view) {
    const missing = emptyFields(view);
    if (missing.length) return showErrors(view, Object.fromEntries(missing.map((block) => [block, t("required")])));
    state.awaiting = state.channel;
    const outcome = await act("submit", { view: view.id, answers: Object.fromEntries(answers) });
    if (Object.keys(outcome.field_errors).length) showErrors(view, outcome.field_errors);
    return undefined;
  }

  function emptyFields(view) {
    return view.blocks.filter((block) => block.type === "input" && !block.optional).filter((block) => {
      const { element } = block;
      const initial = element.initial_value ?? element.initial_option ?? element.initial_options ?? element.initial_conversation ?? element.initial_user;
      const answer = answers.has(element.action_id) ? answers.get(element.action_id) : initial;
      return !answer || answer.length === 0;
    }).map((block) => block.block_id);
  }

  function showErrors(view, errors) {
    fill(view, errors);
    const first = Object.keys(errors)[0];
    dialog.querySelector(`[data-block="${CSS.escape(first)}"] .input`)?.focus();
  }

  return { draw };
}

function restore(body, action, answer) {
  for (const node of body.querySelectorAll(`[data-action="${CSS.escape(action)}"]`)) {
    if (node.type === "radio" || node.type === "checkbox") node.checked = [answer].flat().includes(node.value);
    else if (node.multiple) for (const option of node.options) option.selected = (answer ?? []).includes(option.value);
    else node.value = answer ?? "";
  }
}
