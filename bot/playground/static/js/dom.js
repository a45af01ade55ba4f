// Builds DOM nodes. Text only ever becomes text nodes: nothing from a mail is parsed as HTML.

/** `h("button", {class: "x", onclick: f, aria: {label: "…"}, data: {ts: "…"}}, child, …)` */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "aria") for (const [key, text] of Object.entries(value)) { if (text !== undefined) node.setAttribute(`aria-${key}`, text); }
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** A line icon from its path data, invisible to screen readers. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const ICONS = {
  hash: "M7 3 5 17M14 3l-2 14M3 7h14M2.500 13h14",
  close: "m5 5 10 10M15 5 5 15",
  send: "M3 10 17 4l-5 13-3-5z",
  clip: "m15 9-5.500 5.500a3 3 0 0 1-4.500-4.500l6-6a2 2 0 0 1 3 3l-6 6a1 1 0 0 1-1.500-1.500L12 6",
  reply: "M4 4h12v9H9l-4 3v-3H4z",
  more: "M4.500 10h.01M10 10h.01M15.500 10h.01",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  pen: "m4 16 1-4 8-8 3 3-8 8z",
  file: "M5 2h7l4 4v12H5zM12 2v4h4",
  search: "M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4zM13 13l4 4",
};
