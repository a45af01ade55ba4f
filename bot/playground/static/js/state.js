// What the page knows of the workspace, and who wants to hear when it changes.

export const state = {
  ready: false,
  online: false,
  connected: false,
  me: { id: "", name: "", locale: "en-US" },
  bot: { id: "", name: "" },
  slackbot: "",
  commands: [],
  users: {},
  words: {},
  samples: [],
  channels: [],
  messages: new Map(), // channel id → Map(ts → message), in order of ts
  modal: null,
  home: null,
  traffic: [],
  // what is on the screen
  channel: null,
  tab: "messages",
  thread: null,
  pane: null, // "thread", "inspector" or null
  awaiting: null, // channel in which the person has just asked something: the answer's thread opens by itself
};

const listeners = [];
const TRAFFIC_KEPT = 300;

/** `listener(what)` after each change; `what` is the type of the update, or "view" for the page's own changes. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Whether the pane covers the channel (see layout.css). */
export const isNarrow = () => matchMedia("(max-width: 860px)").matches;

/** What the pane shows once another channel is chosen. */
export const paneAfterMove = () => (state.pane === "thread" || isNarrow() ? null : state.pane);

/** Change what is on the screen. */
export function show(changes) {
  Object.assign(state, changes);
  tell("view");
}

export function tell(what, details) {
  for (const listener of listeners) listener(what, details);
}

/** Take an update from the playground. */
export function apply(update) {
  const { type } = update;
  if (type === "welcome") welcome(update);
  else if (type === "message") keep(update.message);
  else if (type === "gone") state.messages.get(update.channel)?.delete(update.ts);
  else if (type === "channels") state.channels = update.channels;
  else if (type === "modal") state.modal = update.view;
  else if (type === "home") state.home = update.view;
  else if (type === "bot") state.connected = update.connected;
  else if (type === "traffic") {
    state.traffic.push(update.entry);
    if (state.traffic.length > TRAFFIC_KEPT) state.traffic.shift();
  }
  tell(type, update);
}

function welcome(update) {
  // Another person has other direct messages: stay at the same kind of place.
  const kind = channelOf(state.channel)?.kind ?? "channel";
  for (const key of ["online", "connected", "me", "bot", "slackbot", "commands", "users", "words", "samples", "channels", "modal", "home", "traffic"]) {
    state[key] = update[key];
  }
  state.messages = new Map(state.channels.map((channel) => [channel.id, new Map()]));
  update.messages.sort((one, other) => (one.ts < other.ts ? -1 : 1)).forEach(keep);
  if (!channelOf(state.channel)) Object.assign(state, { channel: (state.channels.find((channel) => channel.kind === kind) ?? state.channels[0]).id });
  if (state.thread && !channelOf(state.thread.channel)) Object.assign(state, { thread: null, pane: null });
  state.ready = true;
}

function keep(message) {
  state.messages.get(message.channel)?.set(message.ts, message);
}

export function channelOf(id) {
  return state.channels.find((channel) => channel.id === id);
}

export function messageOf(channel, ts) {
  return state.messages.get(channel)?.get(ts);
}

/** The messages of a channel that are not in a thread. */
export function rootsOf(channel) {
  return [...(state.messages.get(channel)?.values() ?? [])].filter((message) => !message.thread_ts || message.thread_ts === message.ts);
}

/** The replies of a thread, without its root. */
export function repliesOf(channel, ts) {
  return [...(state.messages.get(channel)?.values() ?? [])].filter((message) => message.thread_ts === ts && message.ts !== ts);
}

export function nameOf(user) {
  if (user === state.slackbot) return "Slackbot";
  return state.users[user] ?? user;
}
