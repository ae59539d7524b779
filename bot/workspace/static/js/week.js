/** In the demo time can be let pass: the workspace's day, and a button for the next week. */

import { clock as fetchClock, passWeek } from "./api.js";
import { h } from "./dom.js";
import { explain } from "./explain.js";
import { formatDate, setPresent, t } from "./i18n.js";

const nameOf = (moment) => formatDate(moment, "{date_long_full} {time}");

export class Week {
  /** `say(text)` tells the person what became of it. Nothing is shown where time cannot be moved. */
  constructor(say) {
    this.say = say;
    this.day = h("span", { class: "week-day" });
    this.button = h(
      "button",
      { type: "button", id: "pass-week", class: "btn small", title: t("passWeekTitle"), onclick: () => this.pass() },
      t("passWeek"),
    );
    this.node = h("div", { class: "week", role: "group", "aria-label": t("demoTime"), hidden: true }, this.day, this.button);
  }

  /** Ask the workspace for its present. */
  async refresh() {
    try {
      this.show(await fetchClock());
    } catch {
      /* The workspace is away, and the page says so by itself. */
    }
  }

  show({ now, weeks }) {
    const moment = new Date(now * 1000);
    setPresent(moment);
    this.node.hidden = !weeks;
    this.day.textContent = formatDate(moment, "{date_long_full}");
    this.day.title = nameOf(moment);
    return moment;
  }

  async pass() {
    if (this.button.getAttribute("aria-busy") === "true") return;
    this.button.setAttribute("aria-busy", "true");
    try {
      this.say(t("weekPassed", { day: nameOf(this.show(await passWeek())) }));
    } catch (error) {
      this.say(explain(error));
    } finally {
      this.button.removeAttribute("aria-busy");
    }
  }
}
