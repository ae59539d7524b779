/** What is pressed stays where it is until it is let go; a second click is for what the first one met. */

const LONGEST = 1500;
const CONTROL = "button, a, label, input, textarea, summary, [role=option]";

let held = null;
let timer = 0;
let clicked = null;

function press() {
  held ??= Promise.withResolvers();
  clearTimeout(timer);
  timer = setTimeout(release, LONGEST);
}

function release() {
  held?.resolve();
  held = null;
}

/** Resolves when nothing is held down: what is drawn anew between down and up would lose its click. */
export async function released() {
  while (held) await held.promise;
}

/** Begin to look. The click itself comes right after the button is let go, hence the pause of nothing. */
export function watchPresses() {
  const later = () => setTimeout(release);
  const on = (name, act) => window.addEventListener(name, act, { capture: true });
  on("pointerdown", (event) => event.button === 0 && press());
  on("pointerup", later);
  on("pointercancel", later);
  on("keydown", (event) => event.key === " " && press());
  on("keyup", (event) => event.key === " " && later());
  on("compositionstart", press);
  on("compositionend", later);
  on("click", sameTwice);
}

/** Who clicks twice by habit must not press what has come up under the pointer meanwhile. */
function sameTwice(event) {
  const control = event.target.closest?.(CONTROL);
  const name = control && (control.getAttribute("aria-label") ?? control.labels?.[0]?.textContent ?? control.textContent);
  if (event.detail > 1 && name !== clicked) {
    event.preventDefault();
    event.stopPropagation();
  } else if (event.detail) clicked = name;
}
