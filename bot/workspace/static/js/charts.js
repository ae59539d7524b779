/** data_visualization blocks, drawn in SVG. The figures also stand in a table for who cannot see them. */

import { h, svg } from "./dom.js";
import { number, t } from "./i18n.js";

const WIDTH = 560;
const HEIGHT = 250;
const LEFT = 52;
const BOTTOM = 46;
const TOP = 12;
/** Narrower than this, a category's label leans, and stands in room of its own below. */
const NARROW = 34;
const LEANING_ROOM = 84;
const LEANING_SIGNS = 20;

const colour = (index) => `var(--chart-${(index % 6) + 1})`;
const opacity = (index) => (index < 6 ? 1 : 0.55);

export function chart(block) {
  const spec = block.chart ?? {};
  const pie = spec.type === "pie";
  const summary = pie ? sumUp(spec.segments) : (spec.series ?? []).map((one) => `${one.name}: ${sumUp(one.data)}`).join("; ");
  const label = t("chartOf", { title: block.title, summary });
  const names = pie ? spec.segments.map((one) => one.label) : spec.series.map((one) => one.name);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, block.title),
    pie ? drawPie(spec.segments, label) : drawAxes(spec, label),
    (pie || names.length > 1) && legend(names, pie ? spec.segments : null),
    h("details", {}, h("summary", {}, t("figures")), pie ? pieTable(spec, block.title) : seriesTable(spec, block.title)),
  );
}

const sumUp = (points) => points.map((point) => `${point.label} ${number(point.value)}`).join(", ");

function legend(names, segments) {
  const total = segments?.reduce((sum, one) => sum + one.value, 0);
  const share = (index) => ` · ${number(segments[index].value)} (${number(Math.round((100 * segments[index].value) / total))}\u202f%)`;
  const key = (index) => h("span", { class: "key", style: `background:${colour(index)};opacity:${opacity(index)}` });
  return h("ul", { class: "legend" }, names.map((name, index) => h("li", {}, key(index), name, segments && share(index))));
}

function pieTable(spec, title) {
  return figures(title, [t("label"), t("value")], spec.segments.map((one) => [one.label, one.value]));
}

function seriesTable({ series, axis_config: axis }, title) {
  const rows = axis.categories.map((label) => [label, ...series.map((one) => valueAt(one, label))]);
  return figures(title, [axis.x_label ?? t("label"), ...series.map((one) => one.name)], rows);
}

function figures(title, head, rows) {
  const cell = (value, index) => h(index ? "td" : "th", { scope: index ? null : "row", class: index ? "right" : null }, index ? number(value) : value);
  return h(
    "table",
    { class: "figures" },
    h("caption", { class: "sr-only" }, title),
    h("thead", {}, h("tr", {}, head.map((name, index) => h("th", { scope: "col", class: index ? "right" : null }, name)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell)))),
  );
}

const valueAt = (series, label) => series.data.find((point) => point.label === label)?.value ?? 0;

function drawPie(segments, label) {
  const total = segments.reduce((sum, one) => sum + one.value, 0);
  const at = (part) => [100 + 92 * Math.sin(2 * Math.PI * part), 100 - 92 * Math.cos(2 * Math.PI * part)];
  let done = 0;
  const slices = segments.map((one, index) => {
    const [from, to] = [done / total, (done + one.value) / total];
    done += one.value;
    const props = { fill: colour(index), "fill-opacity": opacity(index), class: "slice" };
    const tip = svg("title", {}, `${one.label}: ${number(one.value)}`);
    if (to - from > 0.9999) return svg("circle", { cx: 100, cy: 100, r: 92, ...props }, tip);
    const [x0, y0] = at(from);
    const [x1, y1] = at(to);
    return svg("path", { d: `M100 100L${x0} ${y0}A92 92 0 ${to - from > 0.5 ? 1 : 0} 1 ${x1} ${y1}Z`, ...props }, tip);
  });
  return svg("svg", { viewBox: "0 0 200 200", class: "pie", role: "img", "aria-label": label }, slices);
}

/** Round steps (1, 2 or 5 times a power of ten) that cover the values, and zero. */
function scaleOf(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values) || (low < 0 ? 0 : 1);
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const [bottom, top] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  const ticks = [];
  for (let index = 0; index <= Math.round((top - bottom) / step); index += 1) ticks.push(bottom + index * step);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - bottom) / (top - bottom));
  return { ticks, y };
}

function drawAxes(spec, label) {
  const { series, axis_config: axis, type } = spec;
  const { categories } = axis;
  const stacked = type === "area" ? stack(series, categories) : null;
  const values = stacked ? stacked.flatMap((one) => one.top) : series.flatMap((one) => one.data.map((point) => point.value));
  const { ticks, y } = scaleOf(values);
  const slot = (WIDTH - LEFT - 8) / categories.length;
  const middle = (index) => LEFT + slot * (index + 0.5);
  const height = slot < NARROW ? HEIGHT + LEANING_ROOM : HEIGHT;
  const draw = { bar: drawBars, line: drawLines, area: drawAreas }[type];
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${height}`, class: "axes", role: "img", "aria-label": label },
    ticks.map((tick) => [
      svg("line", { x1: LEFT, x2: WIDTH - 8, y1: y(tick), y2: y(tick), class: tick === 0 ? "zero" : "grid" }),
      svg("text", { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, number(tick)),
    ]),
    categoryLabels(categories, middle, slot),
    axis.x_label && svg("text", { x: (LEFT + WIDTH) / 2, y: height - 4, "text-anchor": "middle", class: "axis-name" }, axis.x_label),
    axis.y_label && svg("text", { transform: `translate(11 ${(HEIGHT - BOTTOM) / 2}) rotate(-90)`, "text-anchor": "middle", class: "axis-name" }, axis.y_label),
    draw ? draw({ series, categories, y, slot, middle, stacked }) : [],
  );
}

/** Labels that do not fit are cut, and leaned when there are many. */
function categoryLabels(categories, middle, slot) {
  const room = Math.max(4, Math.floor(slot / 6));
  const lean = slot < NARROW;
  return categories.map((name, index) => {
    const cut = lean ? LEANING_SIGNS : room;
    const shown = name.length > cut ? `${name.slice(0, cut - 1)}…` : name;
    const [x, y] = [middle(index), HEIGHT - BOTTOM + 15];
    const props = lean ? { transform: `translate(${x} ${y - 4}) rotate(-60)`, "text-anchor": "end", class: "leaning" } : { x, y, "text-anchor": "middle" };
    return svg("text", props, svg("title", {}, name), shown);
  });
}

function drawBars({ series, categories, y, slot, middle }) {
  const width = Math.min(38, (slot * 0.72) / series.length);
  return series.flatMap((one, order) =>
    categories.map((label, index) => {
      const value = valueAt(one, label);
      const x = middle(index) + (order - series.length / 2) * width;
      const [top, foot] = [Math.min(y(value), y(0)), Math.max(y(value), y(0))];
      const bar = { x: x + 1, y: top, width: width - 2, height: Math.max(foot - top, 0.5), rx: 2, fill: colour(order), "fill-opacity": opacity(order) };
      const figure = width > 20 && svg("text", { x: x + width / 2, y: value < 0 ? foot + 12 : top - 4, "text-anchor": "middle", class: "figure" }, number(value));
      return [svg("rect", bar, svg("title", {}, `${one.name}, ${label}: ${number(value)}`)), figure];
    }),
  );
}

function drawLines({ series, categories, y, middle }) {
  return series.map((one, order) => {
    const points = categories.map((label, index) => [middle(index), y(valueAt(one, label))]);
    return [
      svg("polyline", { points: points.join(" "), fill: "none", stroke: colour(order), "stroke-width": 2.5, "stroke-linejoin": "round", "stroke-opacity": opacity(order) }),
      points.map(([cx, cy], index) =>
        svg("circle", { cx, cy, r: 3.5, fill: colour(order) }, svg("title", {}, `${one.name}, ${categories[index]}: ${number(valueAt(one, categories[index]))}`)),
      ),
    ];
  });
}

function stack(series, categories) {
  let below = categories.map(() => 0);
  return series.map((one) => {
    const foot = below;
    below = categories.map((label, index) => foot[index] + valueAt(one, label));
    return { name: one.name, foot, top: below };
  });
}

function drawAreas({ stacked, y, middle }) {
  return stacked.map((one, order) => {
    const top = one.top.map((value, index) => [middle(index), y(value)]);
    const foot = one.foot.map((value, index) => [middle(index), y(value)]).reverse();
    return svg("polygon", { points: [...top, ...foot].join(" "), fill: colour(order), "fill-opacity": 0.75 * opacity(order) }, svg("title", {}, one.name));
  });
}
