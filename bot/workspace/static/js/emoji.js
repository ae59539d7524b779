/** The short names that bots commonly write; others stay as they were written. */

const SIGNS = {
  white_check_mark: "✅", heavy_check_mark: "✔️", warning: "⚠️", x: "❌", no_entry: "⛔", bell: "🔔",
  clipboard: "📋", page_facing_up: "📄", calendar: "📅", date: "📅", hourglass_flowing_sand: "⏳",
  hourglass: "⌛", arrow_forward: "▶️", double_vertical_bar: "⏸️", leftwards_arrow_with_hook: "↩️",
  information_source: "ℹ️", bulb: "💡", school: "🏫", mortar_board: "🎓", key: "🔑", lock: "🔒",
  unlock: "🔓", wave: "👋", "+1": "👍", thumbsup: "👍", eyes: "👀", tada: "🎉", gear: "⚙️", mag: "🔍",
  bar_chart: "📊", chart_with_upwards_trend: "📈", envelope: "✉️", email: "📧", wastebasket: "🗑️",
  pencil2: "✏️", point_right: "👉", arrow_right: "➡️", arrow_left: "⬅️", credit_card: "💳",
  busts_in_silhouette: "👥", bust_in_silhouette: "👤", paperclip: "📎", inbox_tray: "📥", outbox_tray: "📤",
};

export function emojify(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => SIGNS[name] ?? whole);
}
