/** Checkboxes and radio buttons. */

import { h } from "./dom.js";
import { textNodes } from "./mrkdwn.js";

export function booleans(element, io) {
  const many = element.type === "checkboxes";
  const current = io.current();
  let chosen = many ? (current ?? []) : [current].filter(Boolean);
  chosen = chosen.map((option) => option.value ?? option);
  const group = h("div", { id: io.id, class: "choices", role: many ? "group" : "radiogroup", tabindex: -1, ...io.names });
  const changed = () => {
    const on = element.options.filter((_, index) => inputs[index].checked);
    io.change(group, many ? on : (on[0] ?? null));
  };
  const inputs = element.options.map((option, index) =>
    h("input", {
      id: `${io.id}-${index}`,
      type: many ? "checkbox" : "radio",
      name: many ? null : io.id,
      value: option.value,
      checked: chosen.includes(option.value),
      "aria-describedby": option.description ? `${io.id}-${index}-more` : null,
      onchange: changed,
    }),
  );
  element.options.forEach((option, index) => {
    const more = option.description && h("small", { id: `${io.id}-${index}-more` }, textNodes(option.description));
    const label = h("label", { for: `${io.id}-${index}` }, textNodes(option.text));
    group.append(h("div", { class: "choice" }, inputs[index], h("div", {}, label, more)));
  });
  return group;
}
