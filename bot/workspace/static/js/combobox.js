/** All selects: a field one can type in, with the list of what fits below it. */

import { freshId, h, place } from "./dom.js";
import { t } from "./i18n.js";
import { plainText, textNodes } from "./mrkdwn.js";
import { sourceOf } from "./options.js";

const REMOTE_PAUSE = 200;

export function select(element, io) {
  return new Combobox(element, io).root;
}

class Combobox {
  constructor(element, io) {
    Object.assign(this, { element, io });
    this.many = element.type.startsWith("multi_");
    this.source = sourceOf(element, io);
    const current = io.current();
    this.chosen = (Array.isArray(current) ? current : [current]).filter(Boolean).map(this.source.asOption);
    this.groups = [];
    this.shown = [];
    this.searched = "";
    this.looking = null;
    this.taking = null;
    this.steered = undefined;
    this.active = -1;
    this.round = 0;
    this.build();
    this.showChosen();
  }

  build() {
    const list = freshId("list");
    this.list = h("div", { id: list, class: "options", role: "listbox", "aria-label": t("choices"), "aria-multiselectable": this.many || null });
    this.note = h("div", { class: "options-note", role: "status" });
    this.panel = h("div", { class: "options-panel", popover: "manual" }, this.note, this.list);
    this.input = h("input", {
      id: this.io.id,
      class: "text",
      role: "combobox",
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-controls": list,
      "aria-autocomplete": "list",
      "aria-required": this.io.optional ? null : "true",
      "data-autofocus": this.element.focus_on_load || null,
      placeholder: plainText(this.element.placeholder) || t(this.many ? "chooseMany" : "choose"),
      ...this.io.names,
      onclick: () => this.open(),
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.leave(),
    });
    this.input.handOver = () => this.handOver();
    this.input.takeOver = (state) => this.takeOver(state);
    this.clear = h("button", { type: "button", class: "combo-clear", "aria-label": t("clear"), onclick: () => this.choose(null) }, "×");
    this.chips = h("span", { class: "chips" });
    this.root = h("div", { class: this.many ? "combo many" : "combo" }, this.chips, this.input, this.clear, this.panel);
    // The panel must not take the focus from the field when it is clicked or scrolled.
    this.panel.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** What the same field needs to go on when its form is drawn anew; null if nobody is at it. */
  handOver() {
    if (!this.isOpen) return null;
    const { groups, note, searched, steered } = this;
    const text = this.input.value;
    this.close();
    return { text, searched, groups, note: note.textContent, steered, taking: this.taking !== null };
  }

  /** What was open stays open, with what is being typed, the option one had come to, and Enter if it waits. */
  takeOver({ text, searched, groups, note, steered, taking }) {
    this.input.value = text;
    this.show();
    this.steered = steered;
    this.fill(groups, note);
    this.look(searched);
    if (taking) this.take();
  }

  showChosen() {
    this.clear.hidden = this.many || !this.chosen.length || !this.io.inInput || !this.io.optional;
    if (!this.many) {
      this.input.value = this.chosen.length ? plainText(this.chosen[0].text) : "";
      return;
    }
    this.input.value = "";
    this.chips.replaceChildren(...this.chosen.map((option) => this.chip(option)));
  }

  chip(option) {
    const name = plainText(option.text);
    return h(
      "span",
      { class: "chip" },
      name,
      h("button", { type: "button", "aria-label": t("remove", { name }), onclick: () => this.dismiss(option) }, "×"),
    );
  }

  dismiss(option) {
    this.toggle(option);
    this.input.focus();
  }

  get isOpen() {
    return this.panel.matches(":popover-open");
  }

  open() {
    if (this.isOpen) return;
    if (!this.many) this.input.select();
    this.show();
    this.steered = undefined;
    this.look("");
  }

  show() {
    this.panel.showPopover();
    place(this.panel, this.root);
    this.input.setAttribute("aria-expanded", "true");
    this.follow = (event) => this.panel.contains(event.target) || this.stay();
    window.addEventListener("scroll", this.follow, { capture: true, passive: true });
  }

  /** What scrolls takes the list along, until the field itself is out of sight. */
  stay() {
    const { top, bottom } = this.root.getBoundingClientRect();
    if (bottom < 0 || top > window.innerHeight) this.close();
    else place(this.panel, this.root);
  }

  close() {
    if (!this.isOpen) return;
    this.panel.hidePopover();
    window.removeEventListener("scroll", this.follow, { capture: true });
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.active = -1;
    this.round += 1;
  }

  async leave() {
    await this.taking;
    if (this.input === document.activeElement || !this.input.isConnected) return;
    this.close();
    if (!this.many && this.input.value === "" && this.chosen.length && this.io.inInput && this.io.optional) this.choose(null);
    else this.showChosen();
  }

  typed() {
    if (!this.isOpen) this.show();
    this.steered = undefined;
    this.look(this.input.value.trim());
  }

  look(text) {
    this.looking = this.find(text);
    return this.looking;
  }

  async find(text) {
    this.round += 1;
    const round = this.round;
    this.searched = text;
    if (text.length < this.source.least) {
      this.fill([], t("typeMore", { n: this.source.least }));
      return;
    }
    if (this.source.remote) {
      this.note.textContent = t("searching");
      if (text) await new Promise((done) => setTimeout(done, REMOTE_PAUSE));
    }
    if (round !== this.round) return;
    try {
      const groups = await this.source.find(text);
      if (round === this.round) this.fill(groups, "", text);
    } catch {
      if (round === this.round) this.fill([], t("searchFailed"));
    }
  }

  fill(groups, note, text = "") {
    this.groups = groups;
    this.shown = groups.flatMap((group) => group.options);
    let index = -1;
    const nodes = groups.filter((group) => group.options.length).map((group) => {
      const options = group.options.map((option) => this.option(option, (index += 1)));
      if (!group.label) return options;
      const label = freshId("group");
      return h("div", { role: "group", "aria-labelledby": label }, h("div", { id: label, class: "group" }, group.label), options);
    });
    this.list.replaceChildren(...nodes.flat());
    this.note.textContent = note || (this.shown.length ? "" : t("noResult"));
    place(this.panel, this.root);
    const own = this.shown.findIndex(({ value }) => value === this.steered);
    const usual = text && this.shown.length ? 0 : this.shown.findIndex((option) => !this.many && this.has(option));
    this.point(own < 0 ? usual : own);
  }

  option(option, index) {
    return h(
      "div",
      {
        id: `${this.list.id}-${index}`,
        class: "option",
        role: "option",
        "aria-selected": String(this.has(option)),
        onclick: () => (this.many ? this.toggle(option) : this.choose(option)),
      },
      h("span", {}, textNodes(option.text)),
      option.description && h("small", {}, textNodes(option.description)),
    );
  }

  has(option) {
    return this.chosen.some((one) => one.value === option.value);
  }

  point(index) {
    this.active = index;
    const nodes = [...this.list.querySelectorAll("[role=option]")];
    nodes.forEach((node, at) => node.classList.toggle("active", at === index));
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else {
      this.input.setAttribute("aria-activedescendant", nodes[index].id);
      nodes[index].scrollIntoView({ block: "nearest" });
    }
  }

  key(event) {
    if (event.isComposing) return undefined;
    const last = this.shown.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.isOpen) return this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (last < 0) return undefined;
      this.point(this.active + step > last ? 0 : this.active + step < 0 ? last : this.active + step);
      this.steered = this.shown[this.active].value; // and is kept if the list grows meanwhile
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (event.repeat) return undefined; // held too long, it would take back what it chose
      if (this.isOpen) this.take();
      else this.open();
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.shut();
    } else if (event.key === "Backspace" && this.many && !this.input.value && this.chosen.length) {
      this.toggle(this.chosen.at(-1));
    }
    return undefined;
  }

  /** Away with the list, but what Enter was pressed for comes first. */
  async shut() {
    await this.taking;
    this.close();
    this.showChosen();
  }

  take() {
    this.taking = this.takeFound().finally(() => {
      this.taking = null;
    });
  }

  /** The option pointed at, once the list is that of what was typed last. */
  async takeFound() {
    const { round } = this;
    await this.looking;
    const option = this.shown[this.active];
    if (!option || round !== this.round) return;
    if (this.many) this.toggle(option);
    else this.choose(option);
  }

  choose(option) {
    this.chosen = option ? [option] : [];
    this.close();
    this.showChosen();
    this.io.change(this.root, option);
  }

  toggle(option) {
    const most = this.element.max_selected_items;
    if (this.has(option)) this.chosen = this.chosen.filter((one) => one.value !== option.value);
    else if (most && this.chosen.length >= most) {
      this.note.textContent = t("atMost", { n: most });
      return;
    } else this.chosen = [...this.chosen, option];
    this.showChosen();
    if (this.isOpen) {
      this.list.querySelectorAll("[role=option]").forEach((node, at) => node.setAttribute("aria-selected", String(this.has(this.shown[at]))));
      place(this.panel, this.root);
    }
    this.io.change(this.root, this.chosen);
  }
}
