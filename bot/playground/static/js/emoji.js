// The emoji shortcodes that matter here, as Slack shows them. An unknown one stays as it is written.

const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", negative_squared_cross_mark: "❎",
  warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫", exclamation: "❗", question: "❓", grey_question: "❔", bangbang: "‼️",
  information_source: "ℹ️", bulb: "💡", mag: "🔍", mag_right: "🔎", eyes: "👀", hourglass: "⌛", hourglass_flowing_sand: "⏳",
  stopwatch: "⏱️", clock1: "🕐", email: "✉️", envelope: "✉️", envelope_with_arrow: "📩", incoming_envelope: "📨", mailbox: "📫",
  mailbox_with_no_mail: "📭", mailbox_closed: "📪", inbox_tray: "📥", outbox_tray: "📤", package: "📦", lock: "🔒", unlock: "🔓", key: "🔑",
  shield: "🛡️", tada: "🎉", wave: "👋", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", pray: "🙏", point_right: "👉", raised_hands: "🙌",
  gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️", memo: "📝", pencil2: "✏️", clipboard: "📋", link: "🔗", globe_with_meridians: "🌐",
  arrow_right: "➡️", arrow_left: "⬅️", arrows_counterclockwise: "🔄", repeat: "🔁", rotating_light: "🚨", red_circle: "🔴", large_yellow_circle: "🟡",
  large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫", one: "1️⃣", two: "2️⃣", three: "3️⃣", smile: "😄", sweat_smile: "😅",
  robot_face: "🤖", ghost: "👻", skull: "💀", zzz: "💤", speech_balloon: "💬", bell: "🔔", no_bell: "🔕", heart: "❤️", star: "⭐", sparkles: "✨",
};

export function emoji(name) {
  return EMOJI[name] ?? `:${name}:`;
}
