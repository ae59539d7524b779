/** The messages of one conversation, oldest first. */

import { renderBlocks } from "./blocks.js";
import { directory } from "./directory.js";
import { h, patch } from "./dom.js";
import { accepted } from "./explain.js";
import { fileCard } from "./files.js";
import { clock, formatDate, t } from "./i18n.js";
import { released } from "./pressed.js";
import { Surface } from "./surface.js";

const TOGETHER = 300;
const NEAR_END = 120;

export class Messages {
  constructor({ api, channel, say }) {
    Object.assign(this, { api, channel, say });
    this.surfaces = new Map();
    this.bodies = new Map();
    this.list = h("div", { class: "messages", role: "log", tabindex: 0, "aria-label": t("messagesOf", { name: channel.name }) });
    this.more = h("button", { type: "button", class: "btn small more-below", hidden: true, onclick: () => this.toEnd() }, `${t("newBelow")} ↓`);
    this.list.addEventListener("scroll", () => this.nearEnd && (this.more.hidden = true), { passive: true });
    this.node = h("div", { class: "messages-frame" }, this.list, this.more);
    this.newest = null;
    this.shown = false;
  }

  get nearEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.more.hidden = true;
  }

  async refresh() {
    const { messages } = await this.api.messages(this.channel.id);
    await released();
    const list = this.list;
    const follow = !this.shown || this.nearEnd;
    let before = null;
    const items = [];
    for (const message of threaded(messages)) {
      const day = dayOf(message);
      if (!before || dayOf(before) !== day) items.push(divider(message, day));
      const joined = before && belongs(before, message);
      items.push({
        key: message.ts,
        stamp: JSON.stringify([{ ...message, state: null }, joined]),
        build: () => this.message(message, joined),
      });
      before = message;
    }
    if (!items.length) items.push({ key: "none", stamp: "", build: () => h("p", { class: "nothing" }, t("nothingYet")) });
    patch(list, items);
    const newest = messages.at(-1)?.ts;
    if (follow) this.toEnd();
    else if (newest !== this.newest) this.more.hidden = false;
    this.newest = newest;
    this.shown = true;
  }

  surface(ts) {
    if (!this.surfaces.has(ts)) {
      const channel = this.channel.id;
      const options = {
        key: `m-${ts}`,
        api: this.api,
        question: { channel, ts },
        send: async (action) => accepted(await this.api.messageAction(channel, ts, action)),
        say: this.say,
      };
      this.surfaces.set(ts, new Surface(options));
    }
    return this.surfaces.get(ts);
  }

  /** An updated message keeps its body: blocks that did not change stay as the person left them. */
  body(message) {
    if (!this.bodies.has(message.ts)) this.bodies.set(message.ts, h("div", { class: "body" }));
    const body = this.bodies.get(message.ts);
    const text = { type: "section", text: { type: "mrkdwn", text: message.text ?? "" } };
    const blocks = message.blocks?.length ? message.blocks : message.text ? [text] : [];
    const surface = this.surface(message.ts);
    surface.draft.setSent(message.state?.values);
    surface.draft.prune(blocks);
    renderBlocks(body, blocks, surface);
    return body;
  }

  message(message, joined) {
    const body = this.body(message);
    const isBot = message.user === directory.bot?.user_id || message.user === directory.bot?.id;
    const edited = message.edited && h("span", { class: "subtle" }, t("edited"));
    return h(
      "article",
      { class: ["message", joined && "joined", message.ephemeral && "ephemeral", isReply(message) && "reply"].filter(Boolean).join(" "), "aria-label": message.name },
      avatar(message.name, isBot),
      h(
        "div",
        { class: "message-main" },
        h(
          "div",
          { class: "message-head" },
          h("strong", {}, message.name),
          message.is_bot && h("span", { class: "mark" }, t("botMark")),
          h("time", {}, clock(momentOf(message))),
        ),
        message.ephemeral && h("div", { class: "only-you" }, t("onlyYou")),
        body,
        (message.files ?? []).map((file) => fileCard(file, this.api)),
        edited,
      ),
    );
  }
}

const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

/** Replies stand right under the message they answer. */
function threaded(messages) {
  const heads = messages.filter((message) => !isReply(message) || !messages.some((one) => one.ts === message.thread_ts));
  return heads.flatMap((head) => [head, ...messages.filter((one) => isReply(one) && one.thread_ts === head.ts)]);
}

const momentOf = (message) => new Date(Number(message.ts) * 1000);
const dayOf = (message) => momentOf(message).toDateString();

function belongs(before, message) {
  const near = Number(message.ts) - Number(before.ts) < TOGETHER;
  return near && isReply(before) === isReply(message) && before.user === message.user && before.ephemeral === message.ephemeral;
}

function divider(message, day) {
  const name = formatDate(momentOf(message), "{day_divider_pretty}");
  return { key: `day ${day}`, stamp: name, build: () => h("div", { class: "day" }, h("span", {}, name)) };
}

/** Initials on a colour that stays with the name. */
export function avatar(name, isBot = false) {
  if (isBot) return h("span", { class: "avatar bot", "aria-hidden": "true" });
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const initials = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("");
  const hue = [...name].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 360, 7);
  return h("span", { class: "avatar", style: `--hue:${hue}`, "aria-hidden": "true" }, initials.toUpperCase());
}
