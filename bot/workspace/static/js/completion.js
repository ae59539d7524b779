/** What the composer proposes: commands, then the words their hint names. */

import { plain } from "./dom.js";
import { isFrench, t } from "./i18n.js";

/** The commands with the person's own language first. */
export function orderCommands(commands) {
  const own = isFrench() ? "/ecole" : "/school";
  const rank = ({ command }) => (command.startsWith(own) ? 0 : 1);
  return [...commands].sort((one, other) => rank(one) - rank(other) || one.command.localeCompare(other.command));
}

/**
 * Proposals for `text`: {items: [{insert, name, about}], label, certain, hint}.
 * `certain` says that Enter may take the first one: nothing typed so far is a command.
 */
export function complete(text, commands, botName) {
  const none = { items: [], label: "", certain: false, hint: "" };
  if (!text.startsWith("/")) return none;
  const space = text.indexOf(" ");
  if (space < 0) return commandItems(text, commands, botName);
  const known = commands.find((one) => one.command === text.slice(0, space));
  if (!known) return none;
  const typed = text.slice(space + 1);
  const words = typed.includes(" ") ? [] : wordsOf(known.usage_hint).filter((word) => starts(word, typed) && word !== typed);
  return {
    items: words.map((word) => ({ insert: `${known.command} ${word} `, name: word, about: "" })),
    label: t("wordsOf"),
    certain: false,
    hint: known.usage_hint ?? "",
  };
}

function commandItems(text, commands, botName) {
  const invite = { command: "/invite", usage_hint: `@${botName}`, description: t("inviteHint") };
  const fitting = [...commands, invite].filter((one) => starts(one.command, text));
  const exact = fitting.find((one) => one.command === text);
  return {
    items: fitting.map((one) => ({
      insert: one.command === "/invite" ? `/invite @${botName}` : `${one.command} `,
      name: one.command,
      hint: one.usage_hint,
      about: one.description,
    })),
    label: t("commands"),
    certain: !exact,
    hint: exact?.usage_hint ?? "",
  };
}

/** A hint such as "retirer|attribuer [classe] | aide" names the words one may begin with. */
export function wordsOf(hint) {
  const first = (hint ?? "").split(/[|,/]| ou | or /).map((part) => part.trim().split(/\s+/)[0]);
  return [...new Set(first.map((word) => word.replace(/^\[|\]$/g, "")).filter((word) => /^\p{L}[\p{L}-]*$/u.test(word)))];
}

const starts = (word, typed) => plain(word).startsWith(plain(typed));
