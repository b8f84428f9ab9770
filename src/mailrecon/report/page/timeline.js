/* How many messages a day, month or year. */
import { messages } from "./data.js";
import { byId, make } from "./dom.js";
import { say } from "./phrases.js";
import { state } from "./state.js";

export const drawTimeline = () => {
  const dates = state.shown.flatMap((number) => messages()[number].date || []);
  const panel = byId("view-timeline");
  panel.replaceChildren(make("h2", "", say("over_time")));
  const days = new Set(dates.map((date) => date.slice(0, 10)));
  const length = days.size <= 31 ? 10 : new Set([...days].map((day) => day.slice(0, 7))).size <= 60 ? 7 : 4;
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const date of dates) counts.set(date.slice(0, length), (counts.get(date.slice(0, length)) || 0) + 1);
  const most = Math.max(1, ...counts.values());
  const list = make("ul", "bars");
  for (const key of [...counts.keys()].sort()) {
    const number = counts.get(key) || 0;
    const bar = make("span", "bar");
    bar.style.width = `${(100 * number) / most}%`;
    const button = make("button", "", make("span", "", key), make("span", "", bar), make("span", "", String(number)));
    button.type = "button";
    button.dataset.period = key;
    button.title = say("show_period", { n: number, period: key });
    list.append(make("li", "", button));
  }
  panel.append(list);
  const undated = state.shown.length - dates.length;
  if (undated) panel.append(make("p", "small", say("without_date", { n: undated })));
};

/** The last day of a day, month or year. @param {string} period */
export const lastDay = (period) => {
  if (period.length === 10) return period;
  const [year, month] = `${period}-12`.split("-").map(Number);
  const known = period.length === 4 ? `${period}-12` : period;
  return `${known}-${String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, "0")}`;
};
