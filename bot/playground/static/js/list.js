// Keeps a list of messages on the screen: only what changed is drawn again, focus and scroll position stay.

import { messageNode } from "./message.js";
import { repliesOf } from "./state.js";

const GROUP_SECONDS = 300;

/** Bring `node` (an <ol>) in line with `messages`. */
export function syncMessages(node, messages, options = {}) {
  const scroller = node.closest(".scroller");
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  const old = new Map([...node.children].map((child) => [child.dataset.ts, child]));
  let changed = false;
  let before = null;
  messages.forEach((message, place) => {
    const grouped = belongsTo(message, before) && !options.never;
    const signature = JSON.stringify([message, grouped, options.repliesOf?.(message)]);
    let child = old.get(message.ts);
    if (!child || child.signature !== signature) {
      const focused = child?.contains(document.activeElement) ? document.activeElement.dataset.action : null;
      const fresh = messageNode(message, { ...options, grouped });
      fresh.signature = signature;
      child ? child.replaceWith(fresh) : null;
      child = fresh;
      changed = true;
      if (focused) queueMicrotask(() => fresh.querySelector(`[data-action="${CSS.escape(focused)}"]`)?.focus());
    }
    old.delete(message.ts);
    if (node.children[place] !== child) node.insertBefore(child, node.children[place] ?? null);
    before = message;
  });
  for (const gone of old.values()) gone.remove();
  if (changed && atEnd) scroller.scrollTop = scroller.scrollHeight;
}

function belongsTo(message, before) {
  return Boolean(before) && before.user === message.user && before.bot_id === message.bot_id && !before.ephemeral === !message.ephemeral
    && Number(message.ts) - Number(before.ts) < GROUP_SECONDS && !repliesOf(before.channel, before.ts).length;
}
