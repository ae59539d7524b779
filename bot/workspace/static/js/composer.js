/** Where the person writes: completes slash commands, Enter sends, arrows choose or recall. */

import { complete } from "./completion.js";
import { freshId, h } from "./dom.js";
import { botName } from "./explain.js";
import { t } from "./i18n.js";

const RECALLED = 30;
const said = [];
/** What was begun and not sent, a place each. */
const begun = new Map();

export class Composer {
  /**
   * `send(text)` resolves when the workspace has taken it, and throws what the person must hear;
   * `say(text)` tells it where this composer is no longer seen. `place` names whose and where it is.
   */
  constructor({ name, place, commands, send, say }) {
    Object.assign(this, { place, commands, send, say, active: -1, items: [], back: said.length, sending: false, next: false });
    const list = freshId("commands");
    const label = t("write", { name });
    this.list = h("div", { id: list, class: "completion", role: "listbox", "aria-label": t("commands"), hidden: true });
    this.hint = h("div", { class: "composer-hint", id: `${list}-hint` }, t("writeHint"));
    this.status = h("div", { class: "composer-status", role: "status" });
    this.input = h("input", {
      type: "text",
      autocomplete: "off",
      role: "combobox",
      placeholder: label,
      "aria-label": label,
      "aria-controls": list,
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-describedby": `${list}-hint`,
      spellcheck: "true",
      oninput: () => {
        this.status.textContent = "";
        this.changed();
      },
      onkeydown: (event) => this.key(event),
      onblur: () => setTimeout(() => this.input === document.activeElement || this.hide(), 150),
    });
    this.button = h("button", { type: "submit", class: "btn primary send", "aria-label": t("send") }, h("span", { "aria-hidden": "true" }, "➤"));
    this.node = h(
      "form",
      { class: "composer" },
      this.list,
      h("div", { class: "composer-box" }, this.input, this.button),
      h("div", { class: "composer-foot" }, this.hint, this.status),
    );
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.value = begun.get(place) ?? "";
  }

  /** An idea to try; what was being written comes back once it is sent. */
  suggest(text) {
    if (this.input.value && this.input.value !== this.idea) this.later = this.input.value;
    this.idea = text;
    this.fill(text);
  }

  /** Write `text` for the person, who only has to send it. */
  fill(text) {
    this.input.value = text;
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
    this.changed();
  }

  changed() {
    begun.set(this.place, this.input.value);
    const found = complete(this.input.value, this.commands, botName());
    this.items = found.items;
    this.certain = found.certain;
    this.hint.textContent = found.hint ? `${this.input.value.split(" ")[0]} ${found.hint}` : t("writeHint");
    this.hint.classList.toggle("usage", Boolean(found.hint));
    this.list.setAttribute("aria-label", found.label);
    this.list.replaceChildren(...found.items.map((item, index) => this.item(item, index)));
    this.list.hidden = !found.items.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.point(found.certain && found.items.length ? 0 : -1);
  }

  item(item, index) {
    const node = h(
      "div",
      { id: `${this.list.id}-${index}`, class: "completion-item", role: "option", "aria-selected": "false", onclick: () => this.take(item) },
      h("span", { class: "completion-name" }, item.name, item.hint && h("span", { class: "completion-hint" }, ` ${item.hint}`)),
      item.about && h("span", { class: "completion-about" }, item.about),
    );
    node.addEventListener("mousedown", (event) => event.preventDefault());
    return node;
  }

  hide() {
    this.list.hidden = true;
    this.items = [];
    this.input.setAttribute("aria-expanded", "false");
    this.point(-1);
  }

  point(index) {
    this.active = index;
    [...this.list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
    const node = this.list.children[index];
    if (node) {
      this.input.setAttribute("aria-activedescendant", node.id);
      node.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  take(item) {
    this.fill(item.insert);
  }

  key(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden && this.items.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      if (open && this.active >= 0) this.take(this.items[this.active]);
      else this.submit();
    } else if (event.key === "Tab" && open && !event.shiftKey) {
      event.preventDefault();
      this.take(this.items[Math.max(this.active, 0)]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.hide();
    } else if (step && open) {
      event.preventDefault();
      const count = this.items.length;
      this.point(this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count);
    } else if (step && (this.input.value === "" || this.input.value === said[this.back])) this.recall(event, step);
  }

  recall(event, step) {
    const at = this.back + step;
    if (at < 0 || at > said.length) return;
    event.preventDefault();
    this.back = at;
    this.input.value = said[at] ?? "";
  }

  async submit() {
    const text = this.input.value.trim();
    this.next = this.sending && Boolean(text);
    if (!text || this.sending) return;
    this.sending = true;
    this.button.disabled = true;
    this.hide();
    this.status.textContent = text.startsWith("/") ? t("working", { bot: botName() }) : t("waiting");
    this.input.value = "";
    this.changed();
    said.push(text);
    said.splice(0, said.length - RECALLED);
    this.back = said.length;
    try {
      await this.send(text);
      this.status.textContent = "";
      if (this.later && !this.input.value) this.fill(this.later);
      this.later = "";
    } catch (error) {
      this.failed(text, error.message);
    }
    this.sending = false;
    this.button.disabled = false;
    if (this.next) this.submit(); // Enter was pressed while the one before was on its way
  }

  /** Nothing that was written is lost, and whoever went on elsewhere hears of it too. */
  failed(text, why) {
    this.next = false;
    if (!this.node.isConnected) {
      if (!begun.get(this.place)) begun.set(this.place, text);
      this.say(why);
      return;
    }
    this.status.textContent = why;
    if (!this.input.value) this.fill(text);
    this.hide();
  }
}
