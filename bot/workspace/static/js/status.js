/** Short notices: a banner while something is away, a line for what was refused. */

import { h } from "./dom.js";

const SHOWN = 9000;

export class Status {
  constructor() {
    this.banner = h("div", { class: "banner", role: "status", hidden: true });
    this.toast = h("div", { class: "toast", role: "status", popover: "manual" });
    this.timer = 0;
    document.body.append(this.toast);
  }

  /** Plainly at the top, until it is over (`null`). */
  away(text) {
    this.banner.textContent = text ?? "";
    this.banner.hidden = !text;
  }

  say(text) {
    clearTimeout(this.timer);
    if (this.toast.matches(":popover-open")) this.toast.hidePopover();
    if (!text) return;
    this.toast.textContent = text;
    this.toast.showPopover();
    this.timer = setTimeout(() => this.toast.hidePopover(), SHOWN);
  }
}
