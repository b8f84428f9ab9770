/* How many messages a day, month or year. */
import { messages } from "./data.js";
import { byId, make } from "./dom.js";
import { say } from "./phrases.js";
import { state } from "./state.js";

/** Of a longer time without messages only that it was is shown. */
const MOST_EMPTY = 31;

/** The day, month or year after another. @param {string} period */
const nextPeriod = (period) => {
  const [year, month = 1, day = 1] = period.split("-").map(Number);
  const next = new Date(Date.UTC(2000, 0, 1));
  next.setUTCFullYear(year + (period.length === 4 ? 1 : 0), month - 1 + (period.length === 7 ? 1 : 0), day + (period.length === 10 ? 1 : 0));
  return next.toISOString().slice(0, period.length);
};

/** What lies between two periods that have messages: the days without any say something, too. @param {string} one @param {string} other */
const between = (one, other) => {
  const empty = [];
  for (let period = nextPeriod(one); period < other; period = nextPeriod(period)) {
    if (empty.length === MOST_EMPTY) return [""];
    empty.push(period);
  }
  return empty;
};

/** @param {string} period */
const emptyRow = (period) => make("li", "empty", make("span", "", period || "…"), make("span"), make("span", "", period ? "0" : ""));

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
  const keys = [...counts.keys()].sort();
  for (const [place, key] of keys.entries()) {
    if (place) list.append(...between(keys[place - 1], key).map(emptyRow));
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
