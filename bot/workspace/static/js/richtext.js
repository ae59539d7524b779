/** rich_text blocks and cells as nodes. */

import { channelName, personName } from "./directory.js";
import { h } from "./dom.js";
import { emojify } from "./emoji.js";
import { formatDate } from "./i18n.js";
import { link, mention } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

export function richText(elements) {
  return (elements ?? []).map(part);
}

function part(element) {
  const inside = () => (element.elements ?? []).map(leaf);
  switch (element.type) {
    case "rich_text":
      return h("div", {}, richText(element.elements));
    case "rich_text_list":
      return list(element);
    case "rich_text_preformatted":
      return h("pre", {}, inside());
    case "rich_text_quote":
      return h("blockquote", {}, inside());
    default:
      return h("div", { class: "rich-section" }, inside());
  }
}

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const props = { class: `indent-${element.indent ?? 0}`, start: element.offset ? element.offset + 1 : null };
  return h(tag, props, (element.elements ?? []).map((item) => h("li", {}, (item.elements ?? []).map(leaf))));
}

function leaf(element) {
  return Object.entries(element.style ?? {}).reduce(
    (node, [name, on]) => (on && STYLES[name] ? h(STYLES[name], {}, node) : node),
    bare(element),
  );
}

function bare(element) {
  switch (element.type) {
    case "text":
      return h("span", {}, element.text);
    case "link":
      return link(element.url, element.text ?? element.url);
    case "user":
      return mention(`@${personName(element.user_id)}`);
    case "channel":
      return mention(`#${channelName(element.channel_id)}`);
    case "broadcast":
      return mention(`@${element.range}`);
    case "emoji":
      return h("span", {}, emojify(`:${element.name}:`));
    case "date":
      return h("time", {}, formatDate(new Date(element.timestamp * 1000), element.format ?? "{date}"));
    default:
      return h("span", {}, element.text ?? element.fallback ?? "");
  }
}
