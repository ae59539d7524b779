/** Which function builds which element; buttons and menus are here, the larger ones in their own modules. */

import { booleans } from "./choices.js";
import { select } from "./combobox.js";
import { freshId, h, place } from "./dom.js";
import { fileInput } from "./fileinput.js";
import { t } from "./i18n.js";
import { dateTimePicker, picker, richTextInput, textInput } from "./inputs.js";
import { emojify } from "./emoji.js";
import { textNodes } from "./mrkdwn.js";
import { field } from "./surface.js";

const BUILDERS = {
  button,
  workflow_button: button,
  overflow,
  static_select: select,
  external_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: select,
  multi_external_select: select,
  multi_users_select: select,
  multi_conversations_select: select,
  multi_channels_select: select,
  checkboxes: booleans,
  radio_buttons: booleans,
  datepicker: picker,
  timepicker: picker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  file_input: fileInput,
  rich_text_input: richTextInput,
  image,
};

/** One element; `names` are the aria attributes that say what it is for. */
export function renderElement(surface, block, element, names = {}) {
  const build = BUILDERS[element?.type];
  if (!build) return unknown(t("unknownElement", { type: element?.type ?? "?" }));
  const io = field(surface, block, element, names);
  const node = build(element, io);
  io.replace = () => node.replaceWith(renderElement(surface, block, element, names));
  return node;
}

/** A visible warning: better than a hole where something was meant to be. */
export function unknown(sentence) {
  return h("p", { class: "unknown", role: "note" }, "⚠ ", sentence);
}

/** Whether a `<label for>` can point at the element. */
export function isLabelable(type) {
  return !["checkboxes", "radio_buttons", "file_input"].includes(type);
}

function button(element, io) {
  const node = h(
    element.url ? "a" : "button",
    {
      id: io.id,
      class: ["btn", element.style].filter(Boolean).join(" "),
      type: element.url ? null : "button",
      href: element.url && /^https?:/i.test(element.url) ? element.url : null,
      target: element.url ? "_blank" : null,
      rel: element.url ? "noopener noreferrer" : null,
      "aria-label": element.accessibility_label,
      onclick: () => io.press(node),
    },
    h("span", {}, textNodes(element.text)),
  );
  return node;
}

function overflow(element, io) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", id: freshId("menu") });
  const node = h(
    "button",
    { id: io.id, type: "button", class: "btn quiet", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": t("more") },
    "⋯",
  );
  const choose = (option) => {
    menu.hidePopover();
    node.focus();
    if (option.url) window.open(option.url, "_blank", "noopener");
    io.press(node, option.value);
  };
  menu.append(
    ...element.options.map((option) =>
      h("button", { type: "button", role: "menuitem", tabindex: -1, onclick: () => choose(option) }, textNodes(option.text)),
    ),
  );
  node.addEventListener("click", () => {
    menu.showPopover();
    place(menu, node, { width: "own" });
    menu.firstElementChild?.focus();
  });
  menu.addEventListener("toggle", (event) => node.setAttribute("aria-expanded", String(event.newState === "open")));
  menu.addEventListener("keydown", (event) => moveInMenu(event, menu, node));
  return h("span", { class: "overflow" }, node, menu);
}

function moveInMenu(event, menu, node) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.stopPropagation();
    if (event.key === "Escape") event.preventDefault();
    menu.hidePopover();
    node.focus();
  } else if (next !== undefined) {
    event.preventDefault();
    items[(next + items.length) % items.length].focus();
  }
}

/** An image in a section or a context. */
export function image(element, io) {
  const own = element.slack_file?.id && io?.surface.api.fileAddress(element.slack_file.id);
  const src = element.image_url ?? own;
  const local = src && (src.startsWith("/") || new URL(src, location.href).origin === location.origin);
  // Nothing is fetched from outside this machine: such an image is named instead of shown.
  if (!local) return h("span", { class: "no-image", role: "img", "aria-label": element.alt_text }, emojify(element.alt_text ?? ""));
  return h("img", { src, alt: element.alt_text ?? "", loading: "lazy" });
}
