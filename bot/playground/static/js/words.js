// The page's own words, in the person's language. They come from the playground, with `{name}` where a variable goes.

import { state } from "./state.js";

export function t(name, variables = {}) {
  const words = state.words[name] ?? "";
  return words.replace(/\{(\w+)\}/g, (whole, variable) => variables[variable] ?? whole);
}

/** The time of a message ("9:14 AM", "9:14"), from Slack's ts. */
export function clock(ts) {
  return new Intl.DateTimeFormat(state.me.locale, { hour: "numeric", minute: "2-digit" }).format(new Date(Number(ts) * 1000));
}

/** Put the words into what stands in the HTML: `data-words` is the text, `data-label` the accessible name. */
export function label(root) {
  for (const node of root.querySelectorAll("[data-words]")) node.textContent = t(node.dataset.words);
  for (const node of root.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  document.documentElement.lang = state.me.locale.slice(0, 2);
  document.title = t("title");
}
