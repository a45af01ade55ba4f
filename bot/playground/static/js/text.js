// Slack's text formats as DOM: plain_text with emoji shortcodes, and mrkdwn.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelOf, nameOf } from "./state.js";

const SHORTCODE = /:([a-z0-9_+-]+):/g;
const LINKABLE = /^(https?:\/\/|mailto:)/i;

/** plain_text: emoji shortcodes and line breaks, nothing else. */
export function plain(text) {
  return lines(unescape(text).replace(SHORTCODE, (whole, name) => emoji(name)));
}

/** Text with its line breaks as <br>. */
export function lines(text) {
  return text.split("\n").flatMap((line, number) => (number ? [h("br"), line] : [line]));
}

export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A link, if it is one that may be clicked; else its words. */
export function link(url, ...words) {
  if (!LINKABLE.test(url)) return h("span", {}, ...words);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...words);
}

export function mention(words) {
  return h("span", { class: "mention" }, words);
}

/** mrkdwn: code fences first, then quotes by line, then what stands in a line. */
export function mrkdwn(text) {
  return text.split("```").flatMap((part, number) => {
    if (number % 2) return [h("pre", { class: "preformatted" }, ...inTags(part.replace(/^\n|\n$/g, "")))];
    return quotes(part);
  });
}

function quotes(text) {
  const found = [];
  let quoted = null;
  for (const line of text.split("\n")) {
    if (line.startsWith("&gt;")) {
      if (quoted) quoted.append(h("br"));
      else found.push((quoted = h("blockquote", { class: "quote" })));
      quoted.append(...spans(line.replace(/^&gt; ?/, "")));
    } else {
      if (found.length && !quoted) found.push(h("br"));
      quoted = null;
      found.push(...spans(line));
    }
  }
  return found;
}

const STYLES = [["code", /`([^`\n]+)`/], ["strong", /(?<![\w*])\*([^*\n]+)\*(?![\w*])/], ["em", /(?<!\w)_([^_\n]+)_(?!\w)/], ["s", /(?<![\w~])~([^~\n]+)~(?![\w~])/]];

function spans(text, styles = STYLES) {
  if (!styles.length) return inTags(text);
  const [[tag, pattern], ...rest] = styles;
  const match = pattern.exec(text);
  if (!match) return spans(text, rest);
  const inner = tag === "code" ? [h("code", {}, ...inTags(match[1]))] : [h(tag, {}, ...spans(match[1], rest))];
  return [...spans(text.slice(0, match.index), rest), ...inner, ...spans(text.slice(match.index + match[0].length), styles)];
}

/** What Slack puts between angle brackets: links, people, channels, special mentions. */
function inTags(text) {
  return text.split(/(<[^<>]+>)/).flatMap((part) => {
    if (!/^<[^<>]+>$/.test(part)) return plain(part);
    const [target, words] = part.slice(1, -1).split("|");
    if (target.startsWith("@")) return [mention(`@${words ?? nameOf(target.slice(1))}`)];
    if (target.startsWith("#")) return [mention(`#${words ?? channelOf(target.slice(1))?.name ?? target.slice(1)}`)];
    if (target.startsWith("!")) return [mention(`@${(words ?? target.slice(1)).replace(/^@/, "")}`)];
    return [link(unescape(target), ...plain(words ?? target.replace(/^mailto:/, "")))];
  });
}
