/** Every block of Block Kit as nodes. A block that is not known says so where it stands. */

import { chart } from "./charts.js";
import { freshId, h, patch } from "./dom.js";
import { image, isLabelable, renderElement, unknown } from "./elements.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { markdown, plainText, textNodes } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTable, plainTable } from "./tables.js";

const BUILDERS = {
  section,
  header,
  context,
  actions,
  divider: () => h("hr", {}),
  input,
  image: imageBlock,
  rich_text: (block) => h("div", { class: "rich" }, richText(block.elements)),
  markdown: (block) => h("div", { class: "rich" }, markdown(block.text)),
  table: (block, surface) => plainTable(block, surface),
  data_table: (block, surface, before) => dataTable(block, surface, before?.table),
  data_visualization: (block) => chart(block),
  alert,
  card,
  carousel: (block, surface) => h("div", { class: "carousel" }, (block.elements ?? []).map((one) => render(one, surface))),
  container,
};

/** Bring the blocks in `parent` up to date; what did not change is left as it is. */
export function renderBlocks(parent, blocks, surface) {
  patch(
    parent,
    (blocks ?? []).map((block, index) => ({
      key: block.block_id ?? `${index}:${block.type}`,
      stamp: JSON.stringify(block, surface.draft?.holds(block) ? withoutInitial : undefined),
      build: (before) => render(block, surface, before),
    })),
  );
}

/** A new beginning does not change what is entered: a date half typed in must not be taken away for it. */
const withoutInitial = (key, value) => (key.startsWith("initial_") ? undefined : value);

/** `before` is the node whose place this one takes, if any. */
function render(block, surface, before) {
  const build = BUILDERS[block.type];
  const node = build ? build(block, surface, before) : unknown(t("unknownBlock", { type: block.type ?? "?" }));
  node.classList.add("block", `block-${String(block.type).replace(/\W/g, "-")}`);
  if (block.block_id) node.dataset.blockId = block.block_id;
  return node;
}

function section(block, surface) {
  const id = freshId("section");
  const accessory = block.accessory;
  const names = accessory && accessory.type !== "button" ? { "aria-labelledby": id } : {};
  return h(
    "div",
    {},
    h(
      "div",
      { class: "section-text", id },
      block.text && h("div", { class: "prose" }, textNodes(block.text)),
      block.fields && h("div", { class: "fields" }, block.fields.map((one) => h("div", { class: "prose" }, textNodes(one)))),
    ),
    accessory && h("div", { class: "accessory" }, renderElement(surface, block, accessory, names)),
  );
}

function header(block, surface) {
  return h(`h${Math.min(6, surface.level + (block.level ?? 1) - 1)}`, {}, textNodes(block.text));
}

function context(block, surface) {
  const part = (element) =>
    element.type === "image" ? image(element, { surface }) : h("span", { class: "prose" }, textNodes(element));
  return h("div", {}, (block.elements ?? []).map(part));
}

function actions(block, surface) {
  return h(
    "div",
    {},
    (block.elements ?? []).map((element) => {
      const label = plainText(element.placeholder) || t(/date|time/.test(element.type) ? element.type : "choose");
      return renderElement(surface, block, element, { "aria-label": label });
    }),
  );
}

function input(block, surface) {
  const { element } = block;
  const base = `${surface.key}-${block.block_id}-${element?.action_id}`.replace(/\s/g, "_");
  const label = h(
    isLabelable(element?.type) ? "label" : "div",
    { id: `${base}-label`, class: "label", for: isLabelable(element?.type) ? base : null },
    textNodes(block.label),
    block.optional && h("span", { class: "optional" }, " ", t("optional")),
  );
  const described = [`${base}-error`, block.hint && `${base}-hint`].filter(Boolean).join(" ");
  const names = { "aria-describedby": described };
  if (!isLabelable(element?.type)) names["aria-labelledby"] = label.id;
  return h(
    "div",
    {},
    label,
    renderElement(surface, block, element, names),
    h("p", { id: `${base}-error`, class: "field-error", hidden: true }),
    block.hint && h("p", { id: `${base}-hint`, class: "hint" }, textNodes(block.hint)),
  );
}

function imageBlock(block, surface) {
  return h("figure", {}, image(block, { surface }), block.title && h("figcaption", {}, textNodes(block.title)));
}

function alert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  return h(
    "div",
    { class: `alert ${level}`, role: level === "error" ? "alert" : "note" },
    level !== "default" && icon(level),
    h("div", { class: "prose" }, textNodes(block.text)),
  );
}

function card(block, surface) {
  const icon = block.icon && image({ alt_text: "", ...block.icon }, { surface });
  return h(
    "div",
    {},
    block.hero_image && image(block.hero_image, { surface }),
    h(
      "div",
      { class: "card-head" },
      icon,
      h(
        "div",
        {},
        block.title && h("strong", {}, textNodes(block.title)),
        block.subtitle && h("div", { class: "subtle" }, textNodes(block.subtitle)),
      ),
    ),
    block.body && h("div", { class: "prose" }, textNodes(block.body)),
    block.subtext && h("div", { class: "subtle" }, textNodes(block.subtext)),
    block.actions && h("div", { class: "buttons" }, block.actions.map((one) => renderElement(surface, block, one))),
  );
}

function container(block, surface) {
  const title = block.rich_text_title ? richText([block.rich_text_title]) : textNodes(block.title);
  const head = [title, block.subtitle && h("span", { class: "subtle" }, " ", textNodes(block.subtitle))];
  const body = h("div", { class: "container-body" });
  renderBlocks(body, block.child_blocks, surface);
  if (!block.is_collapsible) return h("section", {}, h("div", { class: "container-title" }, head), body);
  return h("details", { open: !block.default_collapsed }, h("summary", {}, head), body);
}
