/** The stack of modals: up to three, the top one shown, the focus kept inside. */

import { renderBlocks } from "./blocks.js";
import { h } from "./dom.js";
import { accepted, explain, explainCode } from "./explain.js";
import { t } from "./i18n.js";
import { plainText, textNodes } from "./mrkdwn.js";
import { Surface } from "./surface.js";
import { faults } from "./validate.js";

export class Modals {
  constructor(api, refresh) {
    Object.assign(this, { api, refresh });
    this.panels = new Map();
    this.dialog = h("dialog", { class: "modal" });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.top?.close();
    });
    // A browser may close it by itself when Escape comes twice; what is open stays in sight.
    this.dialog.addEventListener("close", () => this.top && this.dialog.isConnected && !this.dialog.open && this.dialog.showModal());
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Tab") stayInside(event, this.dialog);
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.top?.close();
    });
    document.body.append(this.dialog);
  }

  get top() {
    return [...this.panels.values()].at(-1);
  }

  /** Show the views as the workspace has them, bottom to top. */
  sync(views) {
    const before = this.top;
    if (before?.form.contains(document.activeElement)) before.left = document.activeElement;
    const ids = new Set(views.map((view) => view.id));
    for (const [id, panel] of this.panels) {
      if (ids.has(id)) continue;
      panel.form.remove();
      this.panels.delete(id);
    }
    for (const view of views) {
      if (!this.panels.has(view.id)) {
        const panel = new Panel(this, view.id);
        this.panels.set(view.id, panel);
        this.dialog.append(panel.form);
      }
      this.panels.get(view.id).show(view);
    }
    for (const panel of this.panels.values()) panel.form.hidden = panel !== this.top;
    this.dialog.dataset.depth = String(this.panels.size);
    this.openOrClose(before);
  }

  openOrClose(before) {
    if (!this.top) {
      if (this.dialog.open) this.dialog.close();
      const back = this.opener?.isConnected && this.opener !== document.body ? this.opener : document.querySelector(".composer input");
      back?.focus();
      this.opener = null;
      return;
    }
    this.dialog.setAttribute("aria-labelledby", this.top.titleId);
    if (!this.dialog.open) {
      this.opener = document.activeElement;
      this.dialog.showModal();
    }
    if (this.top !== before) this.top.focusAgain();
  }

  leave() {
    this.dialog.remove();
  }
}

/** After the last field comes the first, and the other way round; the browser's own bars are left out. */
function stayInside(event, dialog) {
  const all = "a[href], button:not(:disabled), input:not(:disabled), textarea, [tabindex='0']";
  const fields = [...dialog.querySelectorAll(all)].filter((node) => node.tabIndex >= 0 && node.checkVisibility());
  const [end, next] = event.shiftKey ? [fields[0], fields.at(-1)] : [fields.at(-1), fields[0]];
  const outside = event.shiftKey && !fields.includes(document.activeElement);
  if (!next || (document.activeElement !== end && !outside)) return;
  event.preventDefault();
  next.focus();
}

class Panel {
  constructor(modals, id) {
    Object.assign(this, { modals, id, view: null, waiting: false });
    this.titleId = `title-${id}`;
    this.surface = new Surface({
      key: `v-${id}`,
      api: modals.api,
      level: 3,
      question: { view_id: id },
      send: async (action) => accepted(await modals.api.viewAction(id, action)),
      say: (text) => this.say(text),
    });
    this.title = h("h2", { id: this.titleId, tabindex: -1 });
    this.body = h("div", { class: "modal-body" });
    this.status = h("p", { class: "modal-status", role: "status" });
    this.closer = h("button", { type: "button", class: "btn", onclick: () => this.close() });
    this.submitter = h("button", { type: "submit", class: "btn primary" });
    this.form = h(
      "form",
      { class: "modal-panel", novalidate: true },
      h("div", { class: "modal-head" }, this.title),
      this.body,
      h("div", { class: "modal-foot" }, this.status, this.closer, this.submitter),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
    this.form.addEventListener("input", (event) => this.forgive(event.target.closest("[data-block-id]")));
  }

  show(view) {
    const changed = this.view && this.view.hash !== view.hash;
    this.view = view;
    this.surface.draft.setSent(view.state?.values);
    this.surface.draft.prune(view.blocks ?? []);
    this.title.replaceChildren(...textNodes(view.title));
    renderBlocks(this.body, view.blocks, this.surface);
    this.closer.replaceChildren(plainText(view.close) || t("close"));
    this.submitter.replaceChildren(plainText(view.submit));
    this.submitter.hidden = !view.submit;
    if (changed) this.say("");
    if (changed && !this.form.contains(document.activeElement)) this.focusFirst();
  }

  /** Back where the person was before another modal lay on this one, else at the beginning. */
  focusAgain() {
    if (this.left?.isConnected) this.left.focus();
    else this.focusFirst();
  }

  focusFirst() {
    const inputs = "input:not([type=hidden]), textarea, select";
    const first = this.body.querySelector("[data-autofocus]") ?? this.body.querySelector(inputs);
    (first ?? this.title).focus();
  }

  say(text) {
    this.status.textContent = text;
  }

  wait(on) {
    this.waiting = on;
    this.form.setAttribute("aria-busy", String(on));
    // Not `disabled`, which would take the focus away, and with it the keys that come next.
    for (const button of [this.closer, this.submitter]) button.setAttribute("aria-disabled", String(on));
    if (on) this.say(t("waiting"));
  }

  async submit() {
    if (this.waiting || !this.view?.submit) return;
    this.fail({});
    const focused = document.activeElement;
    this.wait(true);
    await this.surface.line; // what was chosen, and a file on its way
    let errors = faults(this.view.blocks, this.surface.draft);
    let told = "";
    if (!Object.keys(errors).length) [errors, told] = await this.send();
    this.wait(false);
    this.say(told);
    if (focused?.isConnected && !this.form.contains(document.activeElement)) focused.focus();
    this.fail(errors);
  }

  /** Hand the form in: [errors at fields, what to say]. */
  async send() {
    try {
      const answer = await this.modals.api.submit(this.id, this.surface.draft.state());
      if (answer.ok) await this.modals.refresh();
      return [answer.errors ?? {}, answer.ok || answer.errors ? "" : answer.message || explainCode(answer.error)];
    } catch (error) {
      return [{}, explain(error)];
    }
  }

  /** Show each error at its field, and bring the person to the first. */
  fail(errors) {
    let first = null;
    for (const block of this.body.querySelectorAll("[data-block-id]")) {
      const slot = block.querySelector(":scope > .field-error");
      if (!slot) continue;
      const text = errors[block.dataset.blockId] ?? "";
      slot.textContent = text;
      slot.hidden = !text;
      const field = block.querySelector("input, textarea");
      if (text) field?.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
      if (text && !first) first = field ?? slot;
    }
    first?.focus();
    first?.closest("[data-block-id]").scrollIntoView({ block: "nearest" });
  }

  /** An error is taken away as soon as its field changes. */
  forgive(block) {
    const slot = block?.querySelector(":scope > .field-error");
    if (!slot || slot.hidden) return;
    slot.hidden = true;
    block.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  }

  async close() {
    if (this.waiting) return;
    this.wait(true);
    let told = "";
    try {
      await this.modals.api.close(this.id);
      await this.modals.refresh();
    } catch (error) {
      told = explain(error);
    }
    this.wait(false);
    this.say(told);
  }
}
