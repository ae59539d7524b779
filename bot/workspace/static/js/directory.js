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
