/** A file in a message: what it is, a look into it, and the way to keep it. */

import { h } from "./dom.js";
import { explain } from "./explain.js";
import { size, t } from "./i18n.js";

const ROWS = 25;
const READABLE = /\.(csv|tsv|txt)$/i;

export function fileCard(file, api) {
  const body = h("div", { class: "file-preview", hidden: true });
  const toggle = h(
    "button",
    { type: "button", class: "btn small", "aria-expanded": "false", "aria-label": t("previewOf", { name: file.name }), onclick: () => open() },
    t("preview"),
  );
  async function open() {
    body.hidden = !body.hidden;
    toggle.setAttribute("aria-expanded", String(!body.hidden));
    toggle.textContent = t(body.hidden ? "preview" : "hidePreview");
    if (body.hidden || body.childElementCount) return;
    body.textContent = t("loading");
    try {
      body.replaceChildren(...look(file, await api.preview(file.id)));
    } catch (error) {
      body.textContent = explain(error);
    }
  }
  return h(
    "div",
    { class: "file" },
    h("div", { class: "file-head" },
      h("span", { class: "file-sign", "aria-hidden": "true" }, (file.name.split(".").pop() ?? "").slice(0, 4).toUpperCase()),
      h("div", { class: "file-what" }, h("div", { class: "file-name" }, file.name), h("div", { class: "subtle" }, size(file.size ?? 0))),
      READABLE.test(file.name) && toggle,
      h("a", { class: "btn small", href: api.fileAddress(file.id), download: file.name, "aria-label": t("downloadOf", { name: file.name }) }, t("download")),
    ),
    body,
  );
}

function look(file, { text, truncated }) {
  const rows = /\.(csv|tsv)$/i.test(file.name) ? readCsv(text) : null;
  const cut = truncated || (rows && rows.length > ROWS + 1);
  const note = cut && h("p", { class: "subtle" }, t("cutShort"));
  if (!rows) return [h("pre", {}, text), note].filter(Boolean);
  const [head, ...rest] = rows.slice(0, ROWS + 1);
  const table = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, (head ?? []).map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rest.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell))))),
  );
  const label = t("previewOf", { name: file.name });
  return [h("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": label }, table), note].filter(Boolean);
}

/** Rows of a CSV whose separator is the commonest of its first line; quotes may hold line breaks. */
export function readCsv(text) {
  const clean = text.replace(/^\uFEFF/, "");
  const first = clean.split(/\r?\n/, 1)[0];
  const separator = [";", ",", "\t"].reduce((best, one) => (first.split(one).length > first.split(best).length ? one : best));
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < clean.length; at += 1) {
    const sign = clean[at];
    if (quoted && sign === '"' && clean[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === separator || sign === "\n")) {
      rows.at(-1).push(cell);
      cell = "";
      if (sign === "\n") rows.push([]);
    } else if (quoted || sign !== "\r") cell += sign;
  }
  if (cell || rows.at(-1).length) rows.at(-1).push(cell);
  return rows.filter((row) => row.length);
}
