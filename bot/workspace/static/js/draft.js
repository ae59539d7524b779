/**
 * What a person has entered on one surface (a modal, a message, the Home tab).
 *
 * Kept by block_id and action_id, as Slack does: an input keeps its entry across an
 * update while both ids stay, and loses it when one changes.
 */

const STATE_KEYS = [
  "value", "selected_option", "selected_options", "selected_date", "selected_time", "selected_date_time",
  "selected_user", "selected_users", "selected_conversation", "selected_conversations",
  "selected_channel", "selected_channels", "files", "rich_text_value",
];
const INITIAL_KEYS = [
  "initial_value", "initial_option", "initial_options", "initial_date", "initial_time", "initial_date_time",
  "initial_user", "initial_users", "initial_conversation", "initial_conversations",
  "initial_channel", "initial_channels",
];

const firstOf = (object, keys) => {
  const key = keys.find((name) => object && name in object);
  return key === undefined ? undefined : object[key];
};

/** The value as the workspace wants it: an option's value, a file's id, or the thing itself. */
function asValue(kept) {
  if (Array.isArray(kept)) return kept.map(asValue);
  if (kept && typeof kept === "object" && kept.type !== "rich_text") return kept.value ?? kept.id;
  return kept;
}

export class Draft {
  constructor() {
    this.kept = new Map();
    this.sent = {};
  }

  /** `values` are a view's `state.values`: what the workspace already holds. */
  setSent(values) {
    this.sent = values ?? {};
  }

  /** Whether the workspace holds what is entered in that block. */
  holds(block) {
    return block.block_id in this.sent;
  }

  keep(block, element, value) {
    if (!this.kept.has(block)) this.kept.set(block, new Map());
    this.kept.get(block).set(element.action_id, { type: element.type, value });
  }

  /** What to show: entered here, else held by the workspace, else the element's own beginning. */
  current(block, element) {
    const mine = this.kept.get(block)?.get(element.action_id);
    if (mine?.type === element.type) return mine.value;
    const sent = firstOf(this.sent[block]?.[element.action_id], STATE_KEYS);
    return sent === undefined ? (firstOf(element, INITIAL_KEYS) ?? null) : sent;
  }

  /** Forget the entries of elements that are no longer there, or became something else. */
  prune(blocks) {
    const here = new Map();
    for (const block of blocks.flatMap((one) => [one, ...(one.child_blocks ?? [])])) {
      const elements = [block.element, block.accessory, ...(block.elements ?? [])].filter((one) => one?.action_id);
      here.set(block.block_id, new Map(elements.map((one) => [one.action_id, one.type])));
    }
    for (const [block, actions] of this.kept) {
      for (const [action, { type }] of actions) if (here.get(block)?.get(action) !== type) actions.delete(action);
    }
  }

  /** All that was entered: {block_id: {action_id: VALUE}}. */
  state() {
    const state = {};
    for (const [block, actions] of this.kept) {
      if (actions.size) state[block] = Object.fromEntries([...actions].map(([action, { value }]) => [action, asValue(value)]));
    }
    return state;
  }

  static value(kept) {
    return asValue(kept);
  }
}
