/** A place for files: click to choose, or drop them on it. */

import { h } from "./dom.js";
import { size, t } from "./i18n.js";

const LARGEST = 10_000_000;

export function fileInput(element, io) {
  const most = element.max_files ?? 10;
  const files = () => io.current() ?? [];
  const list = h("ul", { class: "file-list" });
  const note = h("p", { class: "file-note", role: "status" });
  const input = h("input", {
    id: `${io.id}-pick`,
    class: "sr-only",
    type: "file",
    multiple: most > 1,
    accept: (element.filetypes ?? []).map((type) => `.${type}`).join(",") || null,
    "data-autofocus": element.focus_on_load || null,
    "aria-describedby": io.names["aria-describedby"],
    "aria-labelledby": [io.names["aria-labelledby"], `${io.id}-drop`].filter(Boolean).join(" "),
    onchange: () => take([...input.files]),
  });
  const types = element.filetypes?.length ? h("small", {}, t("fileTypes", { types: element.filetypes.join(", ") })) : null;
  const zone = h(
    "label",
    { id: `${io.id}-drop`, class: "drop", for: input.id },
    h("span", {}, t(most > 1 ? "dropFiles" : "dropFile")),
    types,
  );
  const root = h("div", { id: io.id, class: "file-input", tabindex: -1 }, input, zone, list, note);

  root.show = (text) => {
    list.replaceChildren(...files().map((file) => line(file, () => drop(file))));
    note.textContent = text;
  };
  /** The form may have been drawn anew while a file was on its way: tell the field that is there now. */
  const tell = (text) => (document.getElementById(io.id) ?? root).show(text);
  const drop = (file) => {
    io.keep(files().filter((one) => one.id !== file.id));
    tell("");
    input.focus();
  };
  const take = (chosen) => io.surface.first(() => send(chosen));
  async function send(chosen) {
    for (const file of chosen.slice(0, most)) {
      tell(t("uploading", { name: file.name }));
      const refused = fileFault(element, file);
      if (refused) {
        tell(refused);
        continue;
      }
      try {
        const sent = await io.surface.api.upload(file);
        io.keep(most === 1 ? [sent] : [...files(), sent].slice(-most));
        tell("");
      } catch (error) {
        tell(error.message && error.code ? error.message : t("uploadFailed", { name: file.name }));
      }
    }
    input.value = "";
  }
  zone.take = take;
  dropTarget(zone);
  root.show("");
  return root;
}

/** Why a file is not taken; a drop, and a chooser asked for all files, offer any. */
function fileFault({ filetypes }, { name, size: bytes }) {
  const type = name.includes(".") ? name.split(".").pop().toLowerCase() : "";
  if (filetypes?.length && !filetypes.includes(type)) return t("fileOfType", { name, types: filetypes.join(", ") });
  return bytes > LARGEST ? t("fileTooBig", { name }) : "";
}

function dropTarget(zone) {
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    zone.take([...event.dataTransfer.files]);
  });
}

function line(file, remove) {
  return h(
    "li",
    {},
    h("span", { class: "file-name" }, file.name),
    h("span", { class: "file-size" }, file.size === undefined ? "" : size(file.size)),
    h("button", { type: "button", class: "btn quiet", "aria-label": t("remove", { name: file.name }), onclick: remove }, "×"),
  );
}
