/** The developer's window: what goes over the line between the bot and the workspace. */

import { traffic } from "./api.js";
import { h } from "./dom.js";
import { explain } from "./explain.js";
import { formatDate, t } from "./i18n.js";

const EVERY = 1500;
const ARROWS = { in: "←", out: "→", from_bot: "←", to_bot: "→", "bot->workspace": "←", "workspace->bot": "→" };

export class Traffic {
  constructor() {
    this.list = h("tbody", {});
    this.note = h("p", { class: "subtle", role: "status" });
    this.table = h(
      "table",
      {},
      h("caption", { class: "sr-only" }, t("trafficTitle")),
      h("thead", {}, h("tr", {}, ["trafficAt", "trafficWhat", "trafficMs"].map((key) => h("th", { scope: "col" }, t(key))))),
      this.list,
    );
    this.node = h(
      "aside",
      { class: "traffic", id: "traffic", "aria-label": t("trafficTitle"), hidden: true },
      h("h2", {}, t("trafficTitle")),
      this.note,
      h("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": t("traffic") }, this.table),
    );
    this.button = h(
      "button",
      { type: "button", class: "btn small", "aria-expanded": "false", "aria-controls": "traffic", onclick: () => this.toggle() },
      t("traffic"),
    );
  }

  toggle() {
    this.node.hidden = !this.node.hidden;
    this.button.setAttribute("aria-expanded", String(!this.node.hidden));
    clearInterval(this.timer);
    if (this.node.hidden) return;
    this.refresh();
    this.timer = setInterval(() => this.refresh(), EVERY);
  }

  leave() {
    clearInterval(this.timer);
  }

  async refresh() {
    try {
      const { entries } = await traffic();
      this.note.textContent = entries.length ? "" : t("trafficNone");
      this.list.replaceChildren(...entries.slice().reverse().map(row));
    } catch (error) {
      this.note.textContent = explain(error);
    }
  }
}

function row(entry) {
  const moment = typeof entry.at === "number" ? new Date(entry.at * 1000) : new Date(entry.at);
  const time = Number.isNaN(moment.getTime()) ? String(entry.at) : formatDate(moment, "{time_secs}");
  const failed = entry.ok === false;
  return h(
    "tr",
    { class: failed ? "failed" : null },
    h("td", { title: String(entry.at) }, time),
    h(
      "td",
      {},
      h("span", { class: "arrow", "aria-hidden": "true" }, `${ARROWS[entry.direction] ?? entry.direction} `),
      h("span", { class: "kind" }, `${entry.kind} `),
      h("span", { class: "name" }, entry.name),
      failed && h("span", { class: "mark" }, t("trafficFailed")),
    ),
    h("td", { class: "right" }, entry.ms === null || entry.ms === undefined ? "" : String(Math.round(entry.ms))),
  );
}
