/** Where a select's options come from: itself, the bot, or what the workspace knows. */

import { directory, channelName, personName } from "./directory.js";
import { plain } from "./dom.js";
import { plainText } from "./mrkdwn.js";

const written = (text) => ({ type: "plain_text", text, emoji: false });

/** {remote, least, find(text) -> groups, asOption(kept) -> option} for a select of any kind. */
export function sourceOf(element, io) {
  const kind = element.type.replace("multi_", "");
  if (kind === "external_select") return external(element, io);
  if (kind === "users_select") return known(() => people(), personName);
  if (kind === "channels_select") return known(() => channels(["public"]), (id) => `#${channelName(id)}`);
  if (kind === "conversations_select") return known(() => channels(kindsOf(element)), conversationName);
  return fixed(element);
}

function fixed(element) {
  const groups = groupsOf(element);
  const all = groups.flatMap((group) => group.options);
  return {
    remote: false,
    least: 0,
    find: async (text) => filter(groups, text),
    asOption: (kept) => (kept.value === undefined ? (all.find((one) => one.value === kept) ?? named(kept, kept)) : kept),
  };
}

function external(element, io) {
  return {
    remote: true,
    least: element.min_query_length ?? 3,
    find: async (text) => groupsOf(await io.suggest(text)),
    asOption: (kept) => (kept.value === undefined ? named(kept, kept) : kept),
  };
}

/** People and conversations: the value kept is the bare id. */
function known(list, nameOf) {
  return {
    remote: false,
    least: 0,
    find: async (text) => filter([{ label: "", options: list() }], text),
    asOption: (kept) => named(kept.value ?? kept, nameOf(kept.value ?? kept)),
  };
}

const named = (value, text) => ({ value, text: written(text) });
const people = () => [...directory.people.values()].map((person) => named(person.id, person.name));
const conversationName = (id) => (directory.channels.get(id)?.kind === "dm" ? channelName(id) : `#${channelName(id)}`);

function channels(kinds) {
  const all = [...directory.channels.values()].filter((channel) => kinds.includes(channel.kind));
  return all.map((channel) => named(channel.id, conversationName(channel.id)));
}

function kindsOf(element) {
  const asked = element.filter?.include ?? ["public", "private", "im"];
  const bots = element.filter?.exclude_bot_users ? [] : ["im"];
  return asked.filter((kind) => kind !== "im" || bots.includes(kind)).map((kind) => (kind === "im" ? "dm" : kind));
}

function groupsOf({ options, option_groups: groups }) {
  if (groups) return groups.map((group) => ({ label: plainText(group.label), options: group.options }));
  return [{ label: "", options: options ?? [] }];
}

/** Every typed word must be found, in any order, whatever the accents. */
function filter(groups, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const fits = (option) => {
    const name = plain(`${plainText(option.text)} ${plainText(option.description)}`);
    return words.every((word) => name.includes(word));
  };
  return groups.map((group) => ({ ...group, options: group.options.filter(fits) }));
}
