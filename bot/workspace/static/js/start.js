/** Three things to try first. They write the command; the person sends it. Gone after use. */

import { h } from "./dom.js";
import { t } from "./i18n.js";

const SEEN = "preau.start.seen";
const IDEAS = [
  ["startRevoke", "startRevokeCommand"],
  ["startLogins", "startLoginsCommand"],
  ["startRestore", "startRestoreCommand"],
];

const wasSeen = () => {
  try {
    return sessionStorage.getItem(SEEN) === "yes";
  } catch {
    return false;
  }
};

export function hideStart() {
  try {
    sessionStorage.setItem(SEEN, "yes");
  } catch {
    // Without storage the suggestions come back on the next visit; nothing else depends on it.
  }
  document.querySelector(".start")?.remove();
}

/** The suggestions, or nothing once they were used. Only commands that the bot has are proposed. */
export function start(commands, write) {
  const known = new Set(commands.map((one) => one.command));
  const ideas = IDEAS.filter(([, command]) => known.has(t(command).split(" ")[0]));
  if (wasSeen() || !ideas.length) return null;
  return h(
    "section",
    { class: "start", "aria-labelledby": "start-title" },
    h(
      "div",
      { class: "start-head" },
      h("h2", { id: "start-title" }, t("startTitle")),
      h("span", { class: "subtle" }, t("startIntro")),
      h("button", { type: "button", class: "btn quiet", "aria-label": t("startClose"), onclick: hideStart }, "×"),
    ),
    h(
      "div",
      { class: "ideas" },
      ideas.map(([name, command]) =>
        h("button", { type: "button", class: "idea", onclick: () => write(t(command)) }, h("span", {}, t(name)), h("code", {}, t(command))),
      ),
    ),
  );
}
