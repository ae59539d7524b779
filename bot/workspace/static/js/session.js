/** One person at the page: their conversations, what is open, and the stream that keeps it fresh. */

import { Away, personApi } from "./api.js";
import { orderCommands } from "./completion.js";
import { Composer } from "./composer.js";
import { refuseAll } from "./confirm.js";
import { directory, setChannels, written } from "./directory.js";
import { h } from "./dom.js";
import { botName, explain, explainCode } from "./explain.js";
import { Home } from "./home.js";
import { t } from "./i18n.js";
import { Messages } from "./messages.js";
import { Modals } from "./modal.js";
import { released } from "./pressed.js";
import { HOME, Sidebar } from "./sidebar.js";
import { hideStart, start } from "./start.js";

const AGAIN = 1500;

export class Session {
  /** `moved(id)` is told which conversation is open, to remember it in the address; `week` the time. */
  constructor({ user, workspace, status, moved, week }) {
    Object.assign(this, { user, workspace, status, moved, week, alive: true, current: null, conversations: [] });
    this.api = personApi(user);
    this.running = new Map();
    this.say = (text) => status.say(text);
    this.commands = orderCommands(workspace.commands);
    this.sidebar = new Sidebar((id) => this.open(id, { focus: true }), workspace.team.name, week.node);
    this.modals = new Modals(this.api, () => this.refresh("views"));
    this.main = h("main", { class: "main", id: "main" });
  }

  async begin(wanted) {
    this.stopStream = this.api.stream(
      (names) => names.forEach((name) => this.refresh(name)),
      (on) => this.line(on),
    );
    await this.refresh("conversations");
    if (!this.alive) return; // somebody else was chosen meanwhile
    const known = wanted === HOME || this.conversations.some((one) => one.id === wanted);
    await this.open(known ? wanted : this.firstConversation());
    this.behind ??= true; // the stream has not begun, and tells nothing of what is new meanwhile
    await this.refresh("views");
  }

  firstConversation() {
    const bots = this.conversations.find((one) => one.kind === "dm" && one.name === botName());
    return (bots ?? this.conversations[0])?.id ?? HOME;
  }

  /** The stream comes and goes; if it begins late, and after a gap everything is asked again. */
  line(on) {
    if (!this.alive) return;
    this.status.away(on ? null : t("workspaceAway"));
    if (on && this.behind) ["conversations", "views", "home", `messages:${this.current}`].forEach((name) => this.refresh(name));
    this.behind = !on;
  }

  /**
   * Ask again for what changed. One question at a time for each, once more if it changed meanwhile,
   * and until the workspace answers.
   */
  refresh(name) {
    const known = this.running.get(name);
    if (known) {
      known.again = true;
      return known.done;
    }
    const entry = { again: false };
    entry.done = this.ask(name, entry).finally(() => this.running.delete(name));
    this.running.set(name, entry);
    return entry.done;
  }

  async ask(name, entry) {
    do {
      entry.again = false;
      try {
        if (this.alive) await this.fetch(name);
        if (this.alive && !this.behind) this.status.away(null);
      } catch (error) {
        if (!(error instanceof Away)) this.say(explain(error));
        else if (this.alive) {
          this.status.away(t("workspaceAway"));
          await new Promise((done) => setTimeout(done, AGAIN));
          entry.again = true;
        }
      }
    } while (entry.again && this.alive);
  }

  async fetch(name) {
    if (name === "views") {
      const { views } = await this.api.views();
      await released();
      if (this.alive) this.modals.sync(views);
    } else if (name === "clock") await this.week.refresh();
    else if (name === "conversations") await this.fetchConversations();
    else if (name === "home") await this.home?.refresh();
    else if (name === `messages:${this.current}`) {
      await this.messages?.refresh();
      if (this.alive && !document.hidden) await this.api.read(this.current);
    } else if (name.startsWith("messages:")) await this.fetchConversations();
  }

  async fetchConversations() {
    const { conversations } = await this.api.conversations();
    await released();
    if (!this.alive) return;
    this.conversations = conversations;
    setChannels(conversations);
    this.showSidebar();
    this.showHead();
  }

  /** What is open in front of the person is read, whatever the workspace has heard of it so far. */
  showSidebar() {
    const seen = this.conversations.map((one) => (one.id === this.current && !document.hidden ? { ...one, unread: 0 } : one));
    this.sidebar.show(seen, this.current, directory.bot);
  }

  async open(id, { focus = false } = {}) {
    if (id !== HOME && !this.conversations.some((one) => one.id === id)) id = this.firstConversation();
    this.home?.leave();
    this.home = null;
    this.messages = null;
    this.current = id;
    this.moved(id);
    this.showSidebar();
    if (id === HOME) await this.openHome(focus);
    else await this.openConversation(focus);
  }

  async openHome(focus) {
    const home = new Home({ api: this.api, say: this.say });
    this.home = home;
    this.head = h("header", { class: "main-head" }, h("h1", {}, `${botName()} · ${t("home")}`));
    this.main.replaceChildren(this.head, home.node);
    if (focus) home.node.focus();
    try {
      await home.open();
    } catch (error) {
      this.say(explain(error));
    }
  }

  async openConversation(focus) {
    const channel = this.conversations.find((one) => one.id === this.current);
    this.messages = new Messages({ api: this.api, channel, say: this.say });
    this.composer = new Composer({
      name: channel.kind === "dm" ? channel.name : `#${channel.name}`,
      place: `${this.user}/${channel.id}`,
      commands: this.commands,
      say: this.say,
      send: (text) => this.send(channel, text),
    });
    this.head = h("header", { class: "main-head" });
    this.absent = h("p", { class: "absent", hidden: true });
    const ideas = start(this.commands, (text) => this.composer.suggest(text));
    this.main.replaceChildren(this.head, this.messages.node, this.absent, ...(ideas ? [ideas] : []), this.composer.node);
    this.showHead();
    if (focus || !matchMedia("(max-width: 700px)").matches) this.composer.input.focus();
    await this.refresh(`messages:${channel.id}`);
  }

  showHead() {
    const channel = this.conversations.find((one) => one.id === this.current);
    if (!channel || !this.head) return;
    const name = channel.kind === "dm" ? channel.name : `#${channel.name}`;
    this.head.replaceChildren(h("h1", {}, name), h("span", { class: "subtle" }, channel.topic ?? ""));
    this.absent.hidden = channel.kind === "dm" || channel.bot_is_member !== false;
    this.absent.textContent = t("noBot", { bot: botName() });
  }

  async send(channel, text) {
    const match = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
    this.messages?.toEnd(); // the answer is looked for where one wrote
    try {
      if (match?.[1] === "/invite") await this.api.say(channel.id, text);
      else if (!match) await this.api.say(channel.id, written(text));
      else {
        const answer = await this.api.command(channel.id, match[1], match[2]);
        if (answer.ok === false) throw new Error(answer.message || explainCode(answer.error, match[1]));
        hideStart();
      }
    } catch (error) {
      throw error.code === undefined && !(error instanceof Away) ? error : new Error(explain(error));
    } finally {
      this.refresh(`messages:${channel.id}`);
      this.refresh("views");
    }
  }

  leave() {
    this.alive = false;
    this.stopStream?.();
    this.home?.leave();
    refuseAll();
    this.modals.leave();
  }
}
