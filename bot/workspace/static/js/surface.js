/** A surface carries blocks: where their actions go, what was entered, how to speak to the person. */

import { askConfirmation } from "./confirm.js";
import { Draft } from "./draft.js";
import { explain } from "./explain.js";

export class Surface {
  /**
   * `send(action)` posts one action, `question` locates the surface for option searches,
   * `say(text)` tells the person something about it; `level` is that of its largest headings.
   */
  constructor({ key, api, send, question, say, level = 2 }) {
    Object.assign(this, { key, api, question, say, level });
    this.send = send;
    this.draft = new Draft();
    this.line = Promise.resolve();
  }

  /** What must be done before anything later is sent. */
  first(work) {
    const done = this.line.then(work);
    this.line = done.catch(() => {});
    return done;
  }

  /** Actions go one after the other, so that the bot sees them in the order of the clicks. */
  act(block, action, value) {
    return this.first(() => this.send({ block_id: block, action_id: action, value, state: this.draft.state() }));
  }

  suggest(block, action, text) {
    return this.api.options({ ...this.question, block_id: block, action_id: action, value: text });
  }
}

/**
 * What one element may ask of its surroundings.
 *
 * `names` are the aria attributes that label it. In an input block the element speaks to
 * the bot only if `dispatch_action` is set; elsewhere on every change.
 */
export function field(surface, block, element, names) {
  const inInput = block.type === "input";
  const clean = (text) => String(text ?? "").replace(/\s/g, "_");
  const io = {
    id: `${clean(surface.key)}-${clean(block.block_id)}-${clean(element.action_id)}`,
    names,
    surface,
    inInput,
    optional: !inInput || block.optional === true,
    dispatches: inInput ? block.dispatch_action === true : true,
    current: () => surface.draft.current(block.block_id, element),
    keep: (value) => surface.draft.keep(block.block_id, element, value),
    suggest: (text) => surface.suggest(block.block_id, element.action_id, text),
    /** The form may have been handed in, or its field taken away, since one typed. */
    isHere: () => document.getElementById(io.id) !== null,
    rebuild: () => {},
    /** A button is pressed once, however often it is clicked meanwhile. */
    async press(node, value) {
      if (node.getAttribute("aria-busy") !== "true") await io.fire(node, value);
    },
    /** Ask if the element wants to be asked about, then tell the bot; what it is at already comes first. */
    async fire(node, value) {
      if (element.confirm && !(await askConfirmation(element.confirm))) {
        io.rebuild();
        return;
      }
      await busy(node, () => surface.act(block.block_id, element.action_id, value), surface);
    },
    /** The person made a choice: remember it, and tell the bot if it listens. */
    async change(node, kept) {
      const before = io.current();
      io.keep(kept);
      if (!io.dispatches) return;
      io.rebuild = () => {
        io.keep(before);
        io.replace?.();
      };
      await io.fire(node, Draft.value(kept));
    },
  };
  return io;
}

async function busy(node, work, surface) {
  node.setAttribute("aria-busy", "true");
  node.underWay = (node.underWay ?? 0) + 1;
  try {
    await work();
  } catch (error) {
    surface.say(explain(error));
  } finally {
    node.underWay -= 1;
    if (!node.underWay) node.removeAttribute("aria-busy");
  }
}
