// One message: who, when, what, its files, its replies, and what can be done with it.

import { blocks, uploaded } from "./blocks.js";
import { h, icon, ICONS } from "./dom.js";
import { act } from "./acts.js";
import { mrkdwn } from "./text.js";
import { emoji } from "./emoji.js";
import { nameOf, repliesOf, show, state } from "./state.js";
import { clock, t } from "./words.js";

/** `inThread`: it stands in the thread pane, so its replies are not linked. `grouped`: the one before is by the same. */
export function messageNode(message, { inThread = false, grouped = false } = {}) {
  const isApp = Boolean(message.bot_id);
  const name = isApp ? state.bot.name : nameOf(message.user);
  const press = (action, answer) => act("click", { channel: message.channel, ts: message.ts, action, answer });
  return h("li", { class: `message ${message.ephemeral ? "ephemeral" : ""} ${grouped ? "grouped" : ""}`, data: { ts: message.ts } },
    grouped ? h("time", { class: "margin-time" }, clock(message.ts).replace(/[^\d:]/g, "")) : avatar(message),
    h("div", { class: "message-content" },
      message.ephemeral ? h("p", { class: "only-you" }, icon(ICONS.eye), t("only-you")) : null,
      h("p", { class: `message-head ${grouped ? "hidden" : ""}` },
        h("strong", { class: "author" }, name),
        isApp ? h("span", { class: "badge" }, t("app")) : null,
        h("time", {}, clock(message.ts))),
      h("div", { class: "message-words" },
        message.blocks?.length ? blocks(message.blocks, { press }) : h("p", {}, ...mrkdwn(message.text)),
        message.edited && !isApp ? h("small", { class: "edited" }, t("edited")) : null),
      message.files?.map(fileNode),
      message.reactions ? h("p", { class: "reactions" }, message.reactions.map((reaction) => h("span", {}, `${emoji(reaction.name)} ${reaction.count}`))) : null,
      inThread || message.ephemeral ? null : replyBar(message)),
    message.ephemeral ? null : toolbar(message, inThread));
}

function avatar(message) {
  if (message.bot_id) return h("img", { class: "avatar", src: "/static/bot.svg", alt: "", width: "36", height: "36" });
  const slackbot = message.user === state.slackbot;
  return h("span", { class: `avatar letter ${slackbot ? "slackbot" : ""}`, aria: { hidden: "true" } }, nameOf(message.user).slice(0, 1));
}

function fileNode(file) {
  const words = file.preview ?? file.plain_text;
  return h("div", { class: "file" },
    h("p", { class: "file-head" }, icon(ICONS.file), h("strong", {}, file.title || file.name), h("span", {}, ` ${file.pretty_type}`)),
    file.mimetype === "image/png" ? uploaded(file.id, file.alt_txt ?? file.title) : null,
    words ? h("pre", { class: "preformatted", tabindex: "0" }, ...mrkdwn(words)) : null);
}

function replyBar(message) {
  const replies = repliesOf(message.channel, message.ts).filter((reply) => !reply.ephemeral);
  if (!replies.length) return null;
  const words = replies.length === 1 ? t("reply-one") : t("replies", { count: String(replies.length) });
  return h("button", { type: "button", class: "reply-bar", data: { action: "open-thread" }, onclick: () => openThread(message) },
    h("img", { src: "/static/bot.svg", alt: "", width: "24", height: "24" }), h("strong", {}, words), h("span", {}, clock(replies.at(-1).ts)));
}

export function openThread(message) {
  show({ thread: { channel: message.channel, ts: message.thread_ts ?? message.ts }, pane: "thread" });
}

function toolbar(message, inThread) {
  return h("div", { class: "toolbar" },
    inThread ? null : tool("reply", t("reply"), () => openThread(message)),
    tool("search", t("diagnose"), () => {
      state.awaiting = message.channel;
      act("shortcut", { channel: message.channel, ts: message.ts });
    }));
}

function tool(name, words, onclick) {
  return h("button", { type: "button", class: "icon-button", title: words, aria: { label: words }, data: { action: `tool-${name}` }, onclick }, icon(ICONS[name]));
}
