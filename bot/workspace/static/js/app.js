/** Start: fetch the workspace, be somebody, and follow the address (`#U…/C…`). */

import { Away, workspace as fetchWorkspace } from "./api.js";
import { setPeople } from "./directory.js";
import { h } from "./dom.js";
import { explain } from "./explain.js";
import { setLocale, t } from "./i18n.js";
import { peopleStrip } from "./people.js";
import { watchPresses } from "./pressed.js";
import { Session } from "./session.js";
import { Status } from "./status.js";
import { Traffic } from "./traffic.js";
import { Week } from "./week.js";

const AGAIN = 2000;
const root = document.getElementById("app");
const status = new Status();
let workspace = null;
let session = null;
let panel = null;
let week = null;

const wanted = () => location.hash.slice(1).split("/");

async function begin() {
  setLocale(navigator.language);
  root.replaceChildren(status.banner, h("p", { class: "nothing", role: "status" }, t("loading")));
  while (!workspace) {
    try {
      workspace = await fetchWorkspace();
    } catch (error) {
      status.away(error instanceof Away ? t("workspaceAway") : `${t("startFailed")} ${explain(error)}`);
      await new Promise((done) => setTimeout(done, AGAIN));
    }
  }
  status.away(null);
  setPeople(workspace.people, workspace.bot);
  be(...wanted());
}

/** Become `user`: everything on the page is made anew in their language, with what they may see. */
function be(user, place) {
  const person = workspace.people.find((one) => one.id === user) ?? workspace.people[0];
  session?.leave();
  panel?.leave();
  status.say("");
  setLocale(person.locale, person.tz);
  week = new Week((text) => status.say(text));
  session = new Session({ user: person.id, workspace, status, week, moved: (id) => moved(person.id, id) });
  panel = new Traffic();
  document.title = `${workspace.team.name} · ${workspace.bot.name}`;
  root.replaceChildren(topBar(person), status.banner, h("div", { class: "columns" }, session.sidebar.node, session.main, panel.node));
  document.getElementById(`be-${person.id}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  week.refresh();
  session.begin(place);
}

/** The browser's own Back leads to the place before; the first one stands where the page was opened. */
function moved(user, id) {
  showPlaces(false);
  const here = `#${user}/${id}`;
  if (!location.hash) history.replaceState(null, "", here);
  else if (location.hash !== here) history.pushState(null, "", here);
}

/** On a narrow screen the list of places lies over the conversation while it is open. */
function showPlaces(on) {
  document.body.classList.toggle("sidebar-open", on);
  document.querySelector(".menu-button")?.setAttribute("aria-expanded", String(on));
}

function topBar(person) {
  const menu = h(
    "button",
    {
      type: "button",
      class: "btn small menu-button",
      "aria-controls": "sidebar",
      "aria-expanded": "false",
      onclick: () => showPlaces(!document.body.classList.contains("sidebar-open")),
    },
    h("span", { "aria-hidden": "true" }, "☰"),
    h("span", { class: "sr-only" }, t("openMenu")),
  );
  const choose = (id) => {
    be(id, session?.current);
    document.getElementById(`be-${id}`)?.focus();
  };
  return h(
    "div",
    { class: "top", role: "banner" },
    menu,
    peopleStrip(workspace.people, person.id, choose),
    panel.button,
  );
}

window.addEventListener("hashchange", () => {
  const [user, place] = wanted();
  if (!workspace || !session) return;
  if (user !== session.user) be(user, place);
  else if (place && place !== session.current) session.open(place);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !document.body.classList.contains("sidebar-open")) return;
  showPlaces(false);
  document.querySelector(".menu-button")?.focus();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest(".sidebar, .menu-button")) showPlaces(false);
});
// A file dropped beside its field is meant for it, and must not take the place of the page.
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const zones = document.querySelectorAll("dialog[open] .modal-panel:not([hidden]) .drop");
  if (zones.length === 1) zones[0].take([...event.dataTransfer.files]);
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && session?.messages) session.refresh(`messages:${session.current}`);
});

watchPresses();
begin();
