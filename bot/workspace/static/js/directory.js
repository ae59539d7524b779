/** Who and what the ids stand for, as far as the person at the page knows. */

export const directory = { people: new Map(), channels: new Map(), bot: null };

export function setPeople(people, bot) {
  directory.people = new Map(people.map((person) => [person.id, person]));
  directory.bot = bot;
}

export function setChannels(conversations) {
  directory.channels = new Map(conversations.map((channel) => [channel.id, channel]));
}

export function personName(id) {
  if (directory.bot && id === directory.bot.user_id) return directory.bot.name;
  return directory.people.get(id)?.name ?? id;
}

export function channelName(id) {
  return directory.channels.get(id)?.name ?? id;
}

/** What a person typed, as Slack keeps it: its three signs escaped, known names as mentions. */
export function written(text) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const known = [...directory.people.values()].map(({ id, name }) => [id, name]);
  if (directory.bot) known.push([directory.bot.user_id, directory.bot.name]);
  return known.reduce((found, [id, name]) => found.replaceAll(`@${name}`, `<@${id}>`), escaped);
}
