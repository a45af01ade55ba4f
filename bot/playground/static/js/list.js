// Keeps a list of messages on the screen: only what changed is drawn again, focus and scroll position stay.

import { messageNode } from "./message.js";
import { repliesOf } from "./state.js";

const GROUP_SECONDS = 300;

/**
 * Bring `node` (an <ol>) in line with `messages`. `inThread` as in messageNode; `dependsOn(message)` is what else its
 * looks depend on.
 */
export function syncMessages(node, messages, { inThread = false, dependsOn }) {
  const scroller = node.closest(".scroller");
  const atEnd = isAtEnd(scroller, node.lastElementChild);
  const old = new Map([...node.children].map((child) => [child.dataset.ts, child]));
  let changed = false;
  let before = null;
  messages.forEach((message, place) => {
    const grouped = !inThread && belongsTo(message, before);
    const signature = JSON.stringify([message, grouped, dependsOn(message)]);
    let child = old.get(message.ts);
    if (!child || child.signature !== signature) {
      const focused = child?.contains(document.activeElement) ? document.activeElement.dataset.action : null;
      const fresh = messageNode(message, { inThread, grouped });
      fresh.signature = signature;
      child?.replaceWith(fresh);
      child = fresh;
      changed = true;
      // The same button; where a click replaced it, the one that stands first now.
      if (focused) queueMicrotask(() => (fresh.querySelector(`[data-action="${CSS.escape(focused)}"]`) ?? fresh.querySelector(".button"))?.focus());
    }
    old.delete(message.ts);
    if (node.children[place] !== child) node.insertBefore(child, node.children[place] ?? null);
    before = message;
  });
  for (const gone of old.values()) gone.remove();
  if (changed && atEnd) scrollToEnd(scroller, node.lastElementChild);
}

/** Whether the reader follows what comes: the end, or the beginning of a long last message, is in sight. */
function isAtEnd(scroller, last) {
  const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  return below < 80 || (last && Math.abs(scroller.scrollTop - last.offsetTop) < 80);
}

/** Down to the end, but never past the beginning of the last message: its verdict stands first. */
export function scrollToEnd(scroller, last) {
  if (last) scroller.scrollTop = Math.min(scroller.scrollHeight, last.offsetTop - 8);
}

function belongsTo(message, before) {
  return Boolean(before) && before.user === message.user && before.bot_id === message.bot_id && !before.ephemeral === !message.ephemeral
    && Number(message.ts) - Number(before.ts) < GROUP_SECONDS && !repliesOf(before.channel, before.ts).length;
}
