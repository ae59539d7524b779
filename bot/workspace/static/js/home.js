/** The bot's Home tab, as it published it for this person. */

import { renderBlocks } from "./blocks.js";
import { h } from "./dom.js";
import { accepted, botName } from "./explain.js";
import { t } from "./i18n.js";
import { released } from "./pressed.js";
import { Surface } from "./surface.js";

const PATIENCE = 6000;

export class Home {
  constructor({ api, say }) {
    this.api = api;
    this.note = h("p", { class: "nothing", role: "status" });
    this.body = h("div", { class: "home-body" });
    this.node = h("div", { class: "home", tabindex: 0, role: "region", "aria-label": t("home") }, this.note, this.body);
    this.surface = new Surface({
      key: "home",
      api,
      question: {},
      send: async (action) => accepted(await api.homeAction(action)),
      say,
    });
  }

  async open() {
    this.note.textContent = t("homeWaiting", { bot: botName() });
    this.timer = setTimeout(() => this.view || (this.note.textContent = t("homeNone", { bot: botName() })), PATIENCE);
    await this.refresh();
    await this.api.openHome();
    await this.refresh();
  }

  async refresh() {
    const { view } = await this.api.home();
    await released();
    this.view = view;
    if (!view) return;
    this.note.textContent = "";
    this.surface.question = { view_id: view.id };
    this.surface.draft.setSent(view.state?.values);
    this.surface.draft.prune(view.blocks ?? []);
    renderBlocks(this.body, view.blocks, this.surface);
  }

  leave() {
    clearTimeout(this.timer);
  }
}
