// What the person does, with the playground's answer told where it failed.

import { t } from "./words.js";

let connection = null;
let toastTimer = 0;

export function connectActs(to) {
  connection = to;
}

/** Do something; resolves to {error, field_errors}. A failure is told in a toast. */
export async function act(name, details) {
  const outcome = await connection.act(name, details);
  if (outcome.error) toast(t("failed", { error: outcome.error }));
  return outcome;
}

export function toast(words) {
  const node = document.getElementById("toast");
  node.textContent = words;
  node.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => node.classList.remove("shown"), 6000);
}
