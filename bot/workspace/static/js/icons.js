/** The page's few signs, drawn so that they look alike on machines without an emoji font. */

import { svg } from "./dom.js";

const LINES = {
  home: ["M3 9.5 10 4l7 5.5", "M5.5 9v7h9V9"],
  public: ["M8 4 6.5 16M13.5 4 12 16M4 8h13M3.5 12.5h13"],
  private: ["M5.5 9h9v7h-9z", "M7.5 9V6.5a2.5 2.5 0 0 1 5 0V9"],
  dm: ["M4 5h12v8.5H9.5L6 16.5v-3H4z"],
  info: ["M10 9v5", "M10 6.2v.4"],
  warning: ["M10 3 18 16.5H2z", "M10 8v4", "M10 14.2v.3"],
  error: ["M7 7l6 6M13 7l-6 6"],
  success: ["M6 10.5 9 13.5 14.5 7"],
};
const ROUND = ["info", "error", "success"];

export function icon(name) {
  const paths = (LINES[name] ?? LINES.public).map((d) => svg("path", { d }));
  const ring = ROUND.includes(name) ? svg("circle", { cx: 10, cy: 10, r: 8 }) : null;
  return svg("svg", { class: `icon icon-${name}`, viewBox: "0 0 20 20", "aria-hidden": "true" }, ring, paths);
}
