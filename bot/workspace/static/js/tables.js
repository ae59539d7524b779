/** Tables: the plain one, and the data table that sorts and pages. */

import { h } from "./dom.js";
import { renderElement } from "./elements.js";
import { compare, number, t } from "./i18n.js";
import { richText } from "./richtext.js";

const FIRST_PAGE = 5;

function cellNodes(cell, block, surface) {
  if (cell.type === "rich_text") return richText(cell.elements);
  if (cell.type === "action_cell") return renderElement(surface, block, cell.element);
  return cell.text ?? (cell.value === undefined ? "" : number(cell.value));
}

function cellText(cell) {
  if (cell.type === "rich_text") return h("div", {}, richText(cell.elements)).textContent;
  if (cell.type === "action_cell") return cell.fallback ? cellText(cell.fallback) : (cell.element?.text?.text ?? "");
  return cell.text ?? String(cell.value ?? "");
}

/** The `table` block: rows as they are, the first one as headings. */
export function plainTable(block, surface) {
  const align = (index) => block.column_settings?.[index]?.align;
  const cell = (tag, scope) => (one, index) =>
    h(tag, { scope, class: one.type === "raw_number" || align(index) === "right" ? "right" : align(index) }, cellNodes(one, block, surface));
  const [first, ...rest] = block.rows;
  return h(
    "div",
    { class: "table-scroll", tabindex: 0, role: "region", "aria-label": (first ?? []).map(cellText).join(", ") },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, (first ?? []).map(cell("th", "col")))),
      h("tbody", {}, rest.map((row) => h("tr", {}, row.map(cell("td"))))),
    ),
  );
}

/**
 * The `data_table` block. Sorting and paging are the page's own; the bot hears nothing of them.
 * `before` is the table that this one replaces: what one had sorted and turned to stays so.
 */
export function dataTable(block, surface, before) {
  const table = new DataTable(block, surface);
  if (before && JSON.stringify(before.head) === JSON.stringify(table.head)) table.goOnFrom(before);
  table.root.table = table;
  return table.root;
}

class DataTable {
  constructor(block, surface) {
    Object.assign(this, { block, surface, column: -1, down: false, page: 0 });
    [this.head, ...this.rows] = block.rows;
    this.pageSize = block.page_size ?? FIRST_PAGE;
    this.numeric = this.head.map((_, index) => this.rows.every((row) => row[index]?.type === "raw_number"));
    this.body = h("tbody", {});
    this.heads = this.head.map((cell, index) => this.heading(cell, index));
    const table = h(
      "table",
      {},
      h("caption", {}, block.caption),
      h("thead", {}, h("tr", {}, this.heads)),
      this.body,
    );
    this.root = h(
      "div",
      { class: "data-table" },
      h("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": block.caption }, table),
      this.pager(),
    );
    this.show();
  }

  heading(cell, index) {
    const name = cellText(cell);
    return h(
      "th",
      { scope: "col", class: this.numeric[index] ? "right" : null, "aria-sort": "none" },
      h(
        "button",
        { id: this.idOf(`sort-${index}`), type: "button", class: "sort", title: t("sortBy", { column: name }), onclick: () => this.sort(index) },
        name,
        h("span", { class: "sort-sign", "aria-hidden": "true" }),
      ),
    );
  }

  /** The same after an update, so that the focus finds it again. */
  idOf(part) {
    return `${this.surface.key}-${this.block.block_id}-${part}`.replace(/\s/g, "_");
  }

  goOnFrom({ column, down, page }) {
    if (column >= 0) {
      this.sort(column);
      if (down) this.sort(column);
    }
    this.page = Math.min(page, Math.max(0, Math.ceil(this.rows.length / this.pageSize) - 1));
    this.show();
  }

  pager() {
    this.where = h("span", { role: "status" });
    this.back = h("button", { id: this.idOf("back"), type: "button", class: "btn small", onclick: () => this.turn(-1) }, `‹ ${t("previous")}`);
    this.on = h("button", { id: this.idOf("on"), type: "button", class: "btn small", onclick: () => this.turn(1) }, `${t("next")} ›`);
    const hidden = this.rows.length <= this.pageSize;
    return h("div", { class: "pager", role: "group", "aria-label": t("pagesOf", { name: this.block.caption }), hidden }, this.back, this.where, this.on);
  }

  sort(index) {
    this.down = this.column === index && !this.down;
    this.column = index;
    this.page = 0;
    const sign = this.down ? -1 : 1;
    const order = this.numeric[index]
      ? (one, other) => one[index].value - other[index].value
      : (one, other) => compare(cellText(one[index]), cellText(other[index]));
    this.rows = [...this.rows].sort((one, other) => sign * order(one, other));
    this.heads.forEach((head, at) => {
      head.setAttribute("aria-sort", at !== index ? "none" : this.down ? "descending" : "ascending");
    });
    this.show();
  }

  turn(step) {
    this.page += step;
    this.show();
  }

  show() {
    const from = this.page * this.pageSize;
    const rows = this.rows.slice(from, from + this.pageSize);
    const named = this.block.row_header_column_index ?? 0;
    const cell = (one, index) =>
      h(
        index === named ? "th" : "td",
        { scope: index === named ? "row" : null, class: this.numeric[index] ? "right" : null },
        cellNodes(one, this.block, this.surface),
      );
    this.body.replaceChildren(...rows.map((row) => h("tr", {}, row.map(cell))));
    const to = from + rows.length;
    this.where.textContent = t("rows", { from: number(from + 1), to: number(to), total: number(this.rows.length) });
    this.back.disabled = this.page === 0;
    this.on.disabled = to >= this.rows.length;
  }
}
