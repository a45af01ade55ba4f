// Block Kit as DOM: what the app sends, shown as Slack shows it.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { element } from "./elements.js";
import { lines, link, mention, mrkdwn, plain } from "./text.js";
import { channelOf, nameOf, state } from "./state.js";
import { t } from "./words.js";

const text = (object) => (object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text));

/** `ways` is passed on to the elements: {press, answers, errors} (see elements.js). */
export function blocks(list, ways) {
  return (list ?? []).map((block) => (BLOCKS[block.type] ?? unsupported)(block, ways));
}

function section(block, ways) {
  return h("div", { class: "block section" },
    h("div", { class: "section-text" },
      block.text ? h("p", {}, ...text(block.text)) : null,
      block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("p", {}, ...text(field)))) : null),
    block.accessory ? h("div", { class: "accessory" }, accessory(block.accessory, ways)) : null);
}

function accessory(spec, ways) {
  return spec.type === "image" ? picture(spec) : element(spec, ways);
}

function picture(spec) {
  if (spec.slack_file?.id) return uploaded(spec.slack_file.id, spec.alt_text);
  // The page's CSP lets no foreign picture in; its words say what it would show.
  return h("span", { class: "picture" }, spec.alt_text);
}

/** A picture that the app uploaded. */
export function uploaded(id, words) {
  return h("img", { class: "uploaded", src: `/pictures/${encodeURIComponent(id)}`, alt: words });
}

function table(block) {
  const [head, ...rows] = block.rows;
  const align = (column) => `align-${block.column_settings?.[column]?.align ?? "left"}`;
  const cells = (row, tag) => h("tr", {}, row.map((cell, column) => h(tag, { class: align(column), scope: tag === "th" ? "col" : undefined }, cell.type === "raw_text" ? cell.text : richParts(cell.elements))));
  return h("div", { class: "block table", tabindex: "0", role: "region", aria: { label: head[0]?.text } },
    h("table", {}, h("thead", {}, cells(head, "th")), h("tbody", {}, rows.map((row) => cells(row, "td")))));
}

function context(block) {
  return h("div", { class: "block context" }, block.elements.map((part) => (part.type === "image" ? picture(part) : h("span", {}, ...text(part)))));
}

function input(block, ways) {
  const id = `input-${block.block_id}`;
  const error = ways.errors?.[block.block_id];
  const names = { id, labelledBy: `${id}-label`, describedBy: error ? `${id}-error` : block.hint ? `${id}-hint` : undefined };
  return h("div", { class: "block input-block", data: { block: block.block_id } },
    h("label", { for: id, id: names.labelledBy }, ...plain(block.label.text), block.optional ? h("small", {}, ` ${t("optional")}`) : null),
    element(block.element, { ...ways, press: block.dispatch_action ? ways.press : null, names }),
    error ? h("p", { class: "field-error", role: "alert", id: `${id}-error` }, error) : null,
    block.hint ? h("p", { class: "hint", id: `${id}-hint` }, ...plain(block.hint.text)) : null);
}

function unsupported(block) {
  return h("div", { class: "block unsupported" }, `[${block.type}]`);
}

const BLOCKS = {
  section,
  context,
  input,
  table,
  header: (block) => h("h3", { class: "block header" }, ...plain(block.text.text)),
  divider: () => h("hr", { class: "block divider" }),
  actions: (block, ways) => h("div", { class: "block actions" }, block.elements.map((spec) => element(spec, ways))),
  image: (block) => h("figure", { class: "block" }, picture(block)),
  rich_text: (block) => h("div", { class: "block rich-text" }, richParts(block.elements)),
  markdown: (block) => h("div", { class: "block" }, ...lines(block.text)),
};

// --- rich text ---

function richParts(parts) {
  const nodes = [];
  let list = null;
  for (const part of parts) {
    if (part.type === "rich_text_list") {
      const node = richList(part);
      if (list && (part.indent ?? 0) > 0) (list.lastElementChild ?? list).append(node);
      else nodes.push((list = node));
      continue;
    }
    list = null;
    const runs = part.elements.map(run);
    if (part.type === "rich_text_preformatted") nodes.push(h("pre", { class: "preformatted", tabindex: "0" }, ...runs));
    else if (part.type === "rich_text_quote") nodes.push(h("blockquote", { class: "quote" }, ...runs));
    else nodes.push(h("p", {}, ...runs));
  }
  return nodes;
}

function richList(part) {
  const start = (part.offset ?? 0) + 1;
  const items = part.elements.map((item) => h("li", {}, ...item.elements.map(run)));
  return part.style === "ordered" ? h("ol", { start: String(start) }, ...items) : h("ul", {}, ...items);
}

function run(part) {
  let node = inline(part);
  for (const [style, tag] of [["code", "code"], ["strike", "s"], ["italic", "em"], ["underline", "u"], ["bold", "strong"]]) {
    if (part.style?.[style]) node = h(tag, {}, node);
  }
  return node;
}

function inline(part) {
  switch (part.type) {
    case "text": return h("span", {}, ...lines(part.text));
    case "link": return link(part.url, part.text ?? part.url);
    case "emoji": return h("span", { role: "img", aria: { label: part.name.replaceAll("_", " ") } }, emoji(part.name));
    case "user": return mention(`@${nameOf(part.user_id)}`);
    case "usergroup": return mention(`@${part.usergroup_id}`);
    case "channel": return mention(`#${channelOf(part.channel_id)?.name ?? part.channel_id}`);
    case "broadcast": return mention(`@${part.range}`);
    case "date": return h("time", {}, date(part));
    default: return h("span", {}, `[${part.type}]`);
  }
}

function date(part) {
  const when = new Date(part.timestamp * 1000);
  const styles = {
    date_num: { dateStyle: "short" }, date: { dateStyle: "long" }, date_short: { dateStyle: "medium" }, date_long: { dateStyle: "full" },
    date_pretty: { dateStyle: "long" }, date_short_pretty: { dateStyle: "medium" }, date_long_pretty: { dateStyle: "full" },
    time: { timeStyle: "short" }, time_secs: { timeStyle: "medium" },
  };
  return part.format.replace(/\{(\w+)\}/g, (whole, name) => (styles[name] ? new Intl.DateTimeFormat(state.me.locale, styles[name]).format(when) : whole));
}
