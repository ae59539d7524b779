/** The page's own words, in French and English, and dates as the person reads them. */

import { en, fr } from "./words.js";

let words = en;
let locale = "en";
let timeZone;
let ahead = 0;

/** The workspace's present: what is today, where its clock is not this machine's. */
export function setPresent(moment) {
  ahead = moment - Date.now();
}

const present = () => Date.now() + ahead;

/** Follow the person: French for `fr-…`, English for everybody else; the hours of their own zone. */
export function setLocale(name, zone) {
  timeZone = zone ?? undefined;
  const french = (name ?? "").toLowerCase().startsWith("fr");
  words = french ? fr : en;
  locale = french ? "fr-FR" : name || "en-GB";
  document.documentElement.lang = french ? "fr" : "en";
}

export const isFrench = () => words === fr;

export const has = (key) => Object.hasOwn(words, key);

/** A sentence of the page; `{name}` is replaced by `values.name`. */
export function t(key, values = {}) {
  const sentence = words[key] ?? en[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function number(value) {
  return new Intl.NumberFormat(locale).format(value);
}

export function size(bytes) {
  const [value, unit] = bytes < 1e3 ? [bytes, "byte"] : bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(value);
}

export function clock(moment) {
  return write(moment, { hour: "2-digit", minute: "2-digit" });
}

export function compare(one, other) {
  return String(one).localeCompare(String(other), locale, { numeric: true, sensitivity: "base" });
}

function write(moment, options) {
  return new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(moment);
}

const LONG = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const PLAIN = { day: "numeric", month: "long", year: "numeric" };
const SHORT = { day: "numeric", month: "short", year: "numeric" };
const TOKENS = {
  date_num: (moment) => new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 10),
  date_slash: (moment) => write(moment, { day: "2-digit", month: "2-digit", year: "numeric" }),
  date: (moment) => write(moment, PLAIN),
  date_long: (moment) => write(moment, LONG),
  date_long_full: (moment) => write(moment, LONG),
  date_short: (moment) => write(moment, SHORT),
  date_pretty: (moment) => near(moment) ?? write(moment, PLAIN),
  date_short_pretty: (moment) => near(moment) ?? write(moment, SHORT),
  date_long_pretty: (moment) => near(moment) ?? write(moment, LONG),
  day_divider_pretty: (moment) => near(moment) ?? write(moment, LONG),
  time: clock,
  time_secs: (moment) => write(moment, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** A date in the format of Slack's `<!date^…>`: `{date_short_pretty} {time}` and the like. */
export function formatDate(moment, format) {
  return format.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(moment) ?? whole);
}

function daysFromToday(moment) {
  const midnight = (value) => new Date(value).setHours(0, 0, 0, 0);
  return Math.round((midnight(moment) - midnight(present())) / 86400000);
}

function near(moment) {
  const days = daysFromToday(moment);
  if (Math.abs(days) > 1) return null;
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
}

function ago(moment) {
  const minutes = Math.round((moment - present()) / 60000);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return relative.format(minutes, "minute");
  if (Math.abs(minutes) < 1440) return relative.format(Math.round(minutes / 60), "hour");
  return relative.format(daysFromToday(moment), "day");
}
