/** Who one is: everybody one can be stands in the strip at the top, one click away. */

import { h } from "./dom.js";
import { has, t } from "./i18n.js";
import { avatar } from "./messages.js";

const role = ({ note, title }) => (has(`role_${note}`) ? t(`role_${note}`) : note || title || "");

/** The first name is what one sees; the rest is for who listens, and under the pointer. */
function nameOf({ name, locale }) {
  const [first, ...rest] = name.split(" ");
  return h(
    "span",
    { class: "person-name" },
    first,
    h("span", { class: "sr-only" }, ` ${rest.join(" ")}`),
    h("span", { class: "language" }, ` ${(locale ?? "").slice(0, 2).toUpperCase()}`),
  );
}

export function peopleStrip(people, current, choose) {
  const entry = (person) =>
    h(
      "button",
      {
        type: "button",
        id: `be-${person.id}`,
        class: "person",
        "aria-pressed": String(person.id === current),
        title: [person.name, person.title, role(person)].filter(Boolean).join(" · "),
        onclick: () => choose(person.id),
      },
      avatar(person.name),
      h(
        "span",
        { class: "person-words" },
        nameOf(person),
        h("span", { class: "person-note" }, ` ${role(person)}`),
      ),
    );
  return h(
    "div",
    { class: "people", role: "group", "aria-label": t("tryAs") },
    h("span", { class: "people-title", "aria-hidden": "true" }, t("tryAs")),
    people.map(entry),
  );
}
