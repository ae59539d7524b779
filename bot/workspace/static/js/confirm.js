/** The small question before an act that wants a second thought. */

import { freshId, h } from "./dom.js";
import { t } from "./i18n.js";
import { textNodes } from "./mrkdwn.js";

/** Resolves to true if the person confirms `confirm`, Slack's dialog object. */
export function askConfirmation(confirm) {
  return new Promise((resolve) => {
    const title = freshId("confirm");
    const text = freshId("confirm");
    const before = document.activeElement;
    const danger = confirm.style === "danger" ? "danger" : "primary";
    const finish = (answer) => {
      dialog.close();
      dialog.remove();
      const now = before?.isConnected ? before : document.getElementById(before?.id); // drawn anew meanwhile
      now?.focus();
      resolve(answer);
    };
    const dialog = h(
      "dialog",
      { class: "confirm", role: "alertdialog", "aria-labelledby": title, "aria-describedby": text },
      h("h2", { id: title }, textNodes(confirm.title)),
      h("p", { id: text }, textNodes(confirm.text)),
      h(
        "div",
        { class: "confirm-buttons" },
        h("button", { type: "button", class: "btn", autofocus: true, onclick: () => finish(false) }, deny(confirm)),
        h("button", { type: "button", class: `btn ${danger}`, onclick: () => finish(true) }, yes(confirm)),
      ),
    );
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      finish(false);
    });
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      finish(false);
    });
    dialog.refuse = () => finish(false);
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Whoever goes away has not said yes. */
export function refuseAll() {
  for (const dialog of document.querySelectorAll("dialog.confirm")) dialog.refuse();
}

const deny = (confirm) => (confirm.deny ? textNodes(confirm.deny) : t("cancel"));
const yes = (confirm) => (confirm.confirm ? textNodes(confirm.confirm) : t("yes"));
