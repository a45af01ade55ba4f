// The question that Slack asks before a press whose element has a `confirm` object.

import { h } from "./dom.js";
import { mrkdwn, plain } from "./text.js";

const formatted = (object) => (object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text));

/** Resolves to whether the person agreed. */
export function confirmed({ title, text, confirm, deny, style }) {
  const dialog = document.getElementById("confirm");
  dialog.setAttribute("aria-label", title.text);
  return new Promise((resolve) => {
    dialog.replaceChildren(
      h("div", { class: "modal-head" }, h("h2", {}, ...plain(title.text))),
      h("div", { class: "modal-body" }, h("p", {}, ...formatted(text))),
      h("div", { class: "modal-foot" },
        h("button", { type: "button", class: "button", onclick: () => dialog.close("no") }, ...plain(deny.text)),
        h("button", { type: "button", class: `button ${style ?? "primary"}`, onclick: () => dialog.close("yes") }, ...plain(confirm.text))),
    );
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}
