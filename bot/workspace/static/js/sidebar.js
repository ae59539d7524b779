/** The list on the left: Home, channels and direct messages, with what is unread. */

import { h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

export const HOME = "home";

export class Sidebar {
  /** `team` is the workspace’s name; `open(id)` is called with a conversation's id, or HOME; `foot` stands below. */
  constructor(open, team, foot) {
    Object.assign(this, { open, team, foot });
    this.node = h("nav", { class: "sidebar", id: "sidebar", "aria-label": t("channels") });
    this.parts = new Map();
  }

  show(conversations, current, bot) {
    const mine = conversations.filter((one) => one.kind === "dm");
    const channels = conversations.filter((one) => one.kind !== "dm");
    const home = [{ id: HOME, name: t("home"), kind: "home", unread: 0 }];
    patch(this.node, [
      { key: "team", stamp: "", build: () => h("div", { class: "team" }, this.team) },
      this.group(bot?.name ?? t("app"), home, current),
      this.group(t("channels"), channels, current),
      this.group(t("direct"), mine, current),
      { key: "foot", stamp: "", build: () => this.foot },
    ]);
  }

  group(title, entries, current) {
    return {
      key: title,
      stamp: JSON.stringify([entries.map(({ id, name, kind, unread }) => [id, name, kind, unread]), current]),
      build: () =>
        h(
          "section",
          {},
          h("h2", {}, title),
          h("ul", {}, entries.map((entry) => h("li", {}, this.entry(entry, entry.id === current)))),
        ),
    };
  }

  entry(entry, isCurrent) {
    const unread = Number(entry.unread) || 0;
    return h(
      "button",
      {
        id: `go-${entry.id}`,
        type: "button",
        class: ["entry", unread && "unread"].filter(Boolean).join(" "),
        "aria-current": isCurrent ? "page" : null,
        onclick: () => this.open(entry.id),
      },
      icon(entry.kind),
      h("span", { class: "entry-name" }, entry.name),
      entry.kind === "private" && h("span", { class: "sr-only" }, ` (${t("privateChannel")})`),
      unread > 0 && h("span", { class: "badge" }, String(unread), h("span", { class: "sr-only" }, ` ${t(unread === 1 ? "unreadOne" : "unread")}`)),
    );
  }
}
