/** Slack's mrkdwn as nodes. Nothing of the text ever becomes markup by itself. */

import { channelName, personName } from "./directory.js";
import { h, safeHref } from "./dom.js";
import { emojify } from "./emoji.js";
import { formatDate } from "./i18n.js";

const MARKS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

export function decode(text) {
  const signs = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => signs[entity]);
}

/** A mrkdwn text as a list of nodes: paragraphs' lines, quotes and preformatted parts. */
export function mrkdwn(text) {
  const nodes = [];
  text.split(/```([\s\S]*?)```/).forEach((part, index) => {
    if (index % 2) nodes.push(h("pre", {}, decode(part.replace(/^\n|\n$/g, ""))));
    else if (part) nodes.push(...quotesAndLines(index ? part.replace(/^\n/, "") : part));
  });
  return nodes;
}

function quotesAndLines(text) {
  const nodes = [];
  let quoted = [];
  let open = [];
  const closeQuote = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, inline(quoted.join("\n"))));
    quoted = [];
  };
  const closeLines = () => {
    if (open.length) nodes.push(...inline(open.join("\n")));
    open = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:>|&gt;) ?(.*)$/.exec(line);
    if (quote) {
      closeLines();
      quoted.push(quote[1]);
    } else {
      closeQuote();
      open.push(line);
    }
  }
  closeQuote();
  closeLines();
  return nodes;
}

/** One run of text: marks, code, links and mentions. */
export function inline(text) {
  const nodes = [];
  let from = 0;
  let at = 0;
  const flush = (end) => {
    if (end > from) nodes.push(emojify(decode(text.slice(from, end))));
  };
  while (at < text.length) {
    const found = codeAt(text, at) ?? angleAt(text, at) ?? markAt(text, at) ?? addressAt(text, at);
    if (found) {
      flush(at);
      nodes.push(found.node);
      at = found.end;
      from = at;
    } else at += 1;
  }
  flush(text.length);
  return nodes;
}

function codeAt(text, at) {
  const match = text[at] === "`" && /^`([^`\n]+)`/.exec(text.slice(at));
  return match ? { node: h("code", {}, decode(match[1])), end: at + match[0].length } : null;
}

function angleAt(text, at) {
  const match = text[at] === "<" && /^<([^<>\n]+)>/.exec(text.slice(at));
  return match ? { node: angle(match[1]), end: at + match[0].length } : null;
}

function markAt(text, at) {
  const mark = text[at];
  if (!(mark in MARKS) || WORD.test(text[at - 1] ?? "") || /\s/.test(text[at + 1] ?? " ")) return null;
  for (let end = at + 2; end < text.length && text[end] !== "\n"; end += 1) {
    if (text[end] !== mark || /\s/.test(text[end - 1]) || WORD.test(text[end + 1] ?? "")) continue;
    return { node: h(MARKS[mark], {}, inline(text.slice(at + 1, end))), end: end + 1 };
  }
  return null;
}

function addressAt(text, at) {
  if (text[at] !== "h" || WORD.test(text[at - 1] ?? "")) return null;
  const match = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)»]/.exec(text.slice(at));
  return match ? { node: link(decode(match[0]), match[0]), end: at + match[0].length } : null;
}

function angle(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : decode(inside.slice(bar + 1));
  if (target.startsWith("@")) return mention(`@${personName(target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${label || channelName(target.slice(1))}`);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!subteam^")) return mention(label ?? "@…");
  if (target.startsWith("!")) return mention(`@${label ?? target.slice(1)}`);
  return link(decode(target), label ?? decode(target).replace(/^mailto:/, ""));
}

function date(target, fallback) {
  const [, seconds, format, address] = target.split("^");
  const moment = new Date(Number(seconds) * 1000);
  const shown = Number.isNaN(moment.getTime()) ? fallback : formatDate(moment, format ?? "{date}");
  const node = h("time", { title: fallback }, shown ?? "");
  return address ? link(address, node) : node;
}

export function mention(text) {
  return h("span", { class: "mention" }, text);
}

export function link(address, label) {
  const href = safeHref(address);
  if (!href) return h("span", {}, label);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** A markdown block: the few marks that differ are turned into mrkdwn's. */
export function markdown(text) {
  const turned = text
    .replace(/\*\*(.+?)\*\*/g, "\u0001$1\u0001")
    .replace(/(^|[^*\w])\*([^*\s][^*\n]*)\*/g, "$1_$2_")
    .replace(/\u0001/g, "*")
    .replace(/^#{1,6}\s+(.*)$/gm, "*$1*")
    .replace(/^\s*[-*]\s+/gm, "• ")
    .replace(/\[([^\]\n]+)\]\(([^)\s]+)\)/g, "<$2|$1>");
  return mrkdwn(turned);
}

/** A text object, plain or mrkdwn, as nodes. */
export function textNodes(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return [object.emoji === false ? object.text : emojify(object.text)];
}

/** The same as a bare string, for labels. */
export function plainText(object) {
  if (!object) return "";
  return h("span", {}, textNodes(object)).textContent;
}
