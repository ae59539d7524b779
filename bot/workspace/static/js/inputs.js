/** Inputs that one types into: text, numbers, addresses, dates and times. */

import { h } from "./dom.js";
import { plainText } from "./mrkdwn.js";

const KINDS = { number_input: "text", email_text_input: "email", url_text_input: "url", plain_text_input: "text" };
const SETTLE = 350;

function common(element, io) {
  return {
    id: io.id,
    class: "text",
    placeholder: plainText(element.placeholder) || null,
    "data-autofocus": element.focus_on_load || null,
    "aria-required": io.optional ? null : "true",
    autocomplete: "off",
    ...io.names,
  };
}

export function textInput(element, io) {
  const props = {
    ...common(element, io),
    value: io.current() ?? "",
    minlength: element.min_length,
    maxlength: element.max_length,
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
  };
  const node = element.multiline
    ? h("textarea", { ...props, rows: 4 })
    : h("input", { ...props, type: KINDS[element.type] });
  const read = () => {
    const text = element.type === "number_input" ? node.value.trim().replace(",", ".") : node.value;
    return text === "" ? null : text;
  };
  node.addEventListener("input", () => io.keep(read()));
  if (io.dispatches) listenForDispatch(element, io, node, read);
  return node;
}

/** Tell the bot on Enter, or while typing once the person pauses, as the element asks. */
function listenForDispatch(element, io, node, read) {
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = 0;
  if (on.includes("on_enter_pressed")) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      clearTimeout(timer);
      io.fire(node, read());
    });
  }
  if (on.includes("on_character_entered")) {
    const settle = () => {
      clearTimeout(timer);
      timer = setTimeout(() => (node.getAttribute("aria-busy") === "true" ? settle() : io.isHere() && io.fire(node, read())), SETTLE);
    };
    node.addEventListener("input", settle);
  }
}

/** A day or a time of day, in the browser's own field. */
export function picker(element, io) {
  const type = element.type === "datepicker" ? "date" : "time";
  const node = h("input", { ...common(element, io), type, value: io.current() ?? "" });
  settled(node, io, () => io.change(node, node.value || null));
  node.addEventListener("input", () => whole(node) && io.keep(node.value || null));
  return node;
}

export function dateTimePicker(element, io) {
  const seconds = io.current();
  const local = (value) => {
    const moment = new Date(value * 1000);
    return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  };
  const node = h("input", { ...common(element, io), type: "datetime-local", value: seconds ? local(seconds) : "" });
  const read = () => (node.value ? Math.floor(new Date(node.value).getTime() / 1000) : null);
  settled(node, io, () => io.change(node, read()));
  node.addEventListener("input", () => whole(node) && io.keep(read()));
  return node;
}

/** While a year is typed digit by digit the field already has a value, in the year 2. */
const whole = (node) => node.type === "time" || !node.value || Number(node.value.slice(0, 4)) > 1000;

function settled(node, { isHere }, tell) {
  let timer = 0;
  node.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(() => whole(node) && isHere() && tell(), SETTLE);
  });
}

/** Written as plain lines; sent as rich text, one section a line. */
export function richTextInput(element, io) {
  const current = io.current();
  const node = h("textarea", { ...common(element, io), rows: 4, value: current ? linesOf(current) : "" });
  const read = () => (node.value === "" ? null : asRichText(node.value));
  node.addEventListener("input", () => io.keep(read()));
  if (io.dispatches) listenForDispatch(element, io, node, read);
  return node;
}

function asRichText(text) {
  const section = { type: "rich_text_section", elements: [{ type: "text", text }] };
  return { type: "rich_text", elements: [section] };
}

function linesOf(rich) {
  const leaves = (part) => (part.elements ? part.elements.map(leaves).join("") : (part.text ?? part.url ?? ""));
  return (rich.elements ?? []).map(leaves).join("\n");
}
