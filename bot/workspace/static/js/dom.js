/** Small helpers to build the page out of nodes. Data is only ever text here, never markup. */

const SVG = "http://www.w3.org/2000/svg";
let lastId = 0;

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An element with attributes, listeners (`onclick: f`) and children. */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

export function freshId(prefix = "n") {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Addresses from data are followed only if they lead to a page or a mail. */
export function safeHref(address) {
  return /^(https?:|mailto:)/i.test(address) ? address : null;
}

/** Lower case without accents: "Élève" is found by "eleve". */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Make the children of `parent` those of `items`, building anew only what changed.
 * What stays keeps its focus, its scrolling and what is being typed in it.
 * `wanted` holds {key, stamp, build}; a node is kept while key and stamp are the same,
 * else `build` is told which one it replaces.
 */
export function patch(parent, wanted) {
  const old = new Map([...parent.children].map((node) => [node.patchKey, node]));
  const active = parent.contains(document.activeElement) ? document.activeElement : null;
  const focus = active && { id: active.id, start: active.selectionStart, end: active.selectionEnd };
  const stay = new Set(wanted.map(({ key }) => key));
  for (const [key, gone] of old) if (!stay.has(key)) gone.remove(); // first, so that what stays need not move
  let place = parent.firstElementChild;
  let handed = null;
  for (const { key, stamp, build } of wanted) {
    const known = old.get(key);
    let node = known;
    if (!known || known.patchStamp !== stamp) {
      if (active && known?.contains(active)) handed = active.handOver?.() ?? null;
      node = build(known);
      node.patchKey = key;
      node.patchStamp = stamp;
      if (known) {
        if (known === place) place = known.nextElementSibling;
        known.remove();
      }
    }
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  if (active && document.activeElement !== active) refocus(parent, active, { ...focus, handed });
}

/** Moved nodes lose the focus, replaced ones too: give it back to the same one, or to its successor, with what it hands over. */
function refocus(parent, active, { id, start, end, handed }) {
  const again = active.isConnected ? active : id && parent.querySelector(`#${CSS.escape(id)}`);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (handed) again.takeOver?.(handed);
  if (start !== null && start !== undefined && again.setSelectionRange) {
    try {
      again.setSelectionRange(start, end);
    } catch {
      // Number and date inputs have no text selection; the focus is enough.
    }
  }
}

/** Put a popover next to `anchor`: below it, or above where there is more room. */
export function place(popover, anchor, { width = "anchor" } = {}) {
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom;
  const up = below < 220 && box.top > below;
  popover.style.maxHeight = `${Math.max(120, Math.min(320, (up ? box.top : below) - 12))}px`;
  if (width === "anchor") popover.style.width = `${box.width}px`;
  const wide = popover.offsetWidth || box.width;
  popover.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - wide - 8))}px`;
  popover.style.top = up ? "auto" : `${box.bottom + 4}px`;
  popover.style.bottom = up ? `${window.innerHeight - box.top + 4}px` : "auto";
}
