/** What a form can tell by itself before it is sent: empty, too short, not a number. */

import { number, t } from "./i18n.js";

/** {block_id: sentence} for the inputs that cannot be submitted as they are. */
export function faults(blocks, draft) {
  const found = {};
  for (const block of blocks ?? []) {
    if (block.type !== "input" || !block.element) continue;
    const fault = faultOf(block, draft.current(block.block_id, block.element));
    if (fault) found[block.block_id] = fault;
  }
  return found;
}

function faultOf(block, value) {
  const empty = value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
  if (empty) return block.optional ? null : t("fieldRequired");
  const { element } = block;
  switch (element.type) {
    case "number_input":
      return numberFault(element, value);
    case "email_text_input":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : t("fieldEmail");
    case "url_text_input":
      return /^https?:\/\/\S+$/i.test(value) ? null : t("fieldUrl");
    case "plain_text_input":
      if (value.length < (element.min_length ?? 0)) return t("fieldTooShort", { n: element.min_length });
      if (value.length > (element.max_length ?? 3000)) return t("fieldTooLong", { n: element.max_length ?? 3000 });
      return null;
    default:
      return null;
  }
}

function numberFault(element, value) {
  if (!/^[+-]?\d+([.,]\d+)?$/.test(String(value))) return t("fieldNumber");
  const figure = Number(String(value).replace(",", "."));
  if (!element.is_decimal_allowed && !Number.isInteger(figure)) return t("fieldWhole");
  if (element.min_value !== undefined && figure < Number(element.min_value)) return t("fieldMin", { n: number(Number(element.min_value)) });
  if (element.max_value !== undefined && figure > Number(element.max_value)) return t("fieldMax", { n: number(Number(element.max_value)) });
  return null;
}
