/* The list of threads. Only the rows near what is seen exist: ten thousand would make each step slow. */
import { messages } from "./data.js";
import { byId, isolated, make, own } from "./dom.js";
import { markHits } from "./hits.js";
import { marksOf } from "./marks.js";
import { dateText, originator, otherName, usedInferences } from "./names.js";
import { say } from "./phrases.js";
import { isMeasured, rowAt, rowHeight, rowTop, rowsWithin, setRowHeight, setRows, totalHeight } from "./rows.js";
import { state } from "./state.js";
import { threads } from "./threads.js";

/** How many pixels above and below what is seen have rows, too. */
const OVERSCAN = 600;
/** A list that is not on the screen has no height; it is drawn as if it had this one. */
const USUAL_HEIGHT = 800;
/** The heights of rows are known once they are drawn, and where the view begins depends on them: it settles in two rounds. */
const ROUNDS = 3;
/** @type {Record<string, string>} */
const RELATIONS = { reply: "↳ ", forward: "→ " };

/** The rows that exist, by their place in the list. @type {Map<number, any>} */
const existing = new Map();

/** @param {number} number */
const drawTags = (number) => {
  const message = messages()[number];
  const marks = marksOf(number);
  const tags = make("div", "tags");
  if (marks.checked) tags.append(make("span", "tag good", say("checked")));
  if (marks.star) tags.append(make("span", "tag", `★ ${say("starred")}`));
  for (const tag of marks.tags) tags.append(own(tag, "span", "tag"));
  for (const note of marks.notes) tags.append(own(`“${note.slice(0, 40)}”`, "span", "tag"));
  if (isFlat()) tags.append(make("span", "tag", `${say(message.level ? `level_${message.level}` : "how_sure")} ${message.confidence.toFixed(2)}`));
  if (message.redacted.length) tags.append(make("span", "tag", say("removed")));
  if (usedInferences(message).length) tags.append(make("span", "tag infer", say("inferred")));
  if (message.warnings.length) tags.append(make("span", "tag warn", say("n_warnings", { n: message.warnings.length })));
  if (message.prints.length > 1) tags.append(make("span", "tag", say("n_prints", { n: message.prints.length })));
  return tags;
};

/** The name that the writer goes by, where another is printed. @param {import("./data.js").Message} message */
const knownAs = (message) => {
  const name = message.from.length ? otherName(message.from[0]) : "";
  return name ? [make("span", "small", " (", isolated(name), ")")] : [];
};

/** Whether messages are in an order that no thread has. */
const isFlat = () => byId("order").value === "sure";
/** @param {number} number */
const depthOf = (number) => (isFlat() ? 0 : threads.depth[number]);

/** @param {number} place */
const drawRow = (place) => {
  const number = state.shown[place];
  const message = messages()[number];
  const depth = depthOf(number);
  const row = make("li");
  const [position, size] = rowsWithin(place);
  const chosen = number === state.selected;
  const said = { role: "treeitem", "aria-level": depth + 1, "aria-posinset": position, "aria-setsize": size, "aria-selected": chosen };
  for (const [name, value] of Object.entries(said)) row.setAttribute(name, String(value));
  row.tabIndex = chosen ? 0 : -1;
  row.dataset.number = number;
  row.style.setProperty("--depth", Math.min(depth, 8));
  const relation = message.relation ? RELATIONS[message.relation] : "";
  row.append(
    make("div", "row-top", make("span", "row-who", relation, isolated(originator(message)), ...knownAs(message)), own(dateText(message), "span", "row-date")),
    own(message.subject || say("no_subject"), "div", "row-subject"),
  );
  const tags = drawTags(number);
  if (tags.childElementCount) row.append(tags);
  markHits(row);
  return row;
};

/** @returns {HTMLElement} */
const pane = () => byId("list").parentElement;

/** The places whose rows have to exist: those near what is seen, and the chosen one, which may have the focus. */
const placesWanted = () => {
  const { scrollTop, clientHeight } = pane();
  const from = rowAt(scrollTop - OVERSCAN);
  const to = rowAt(scrollTop + (clientHeight || USUAL_HEIGHT) + OVERSCAN);
  const places = new Set();
  for (let place = from; place <= to && place < state.shown.length; place += 1) places.add(place);
  const chosen = state.selected === null ? -1 : state.shown.indexOf(state.selected);
  // Without a chosen message the first one is where the Tab key goes.
  if (state.shown.length) places.add(Math.max(0, chosen));
  return places;
};

/** Take away the rows that are far off, and make those that are missing; whether any was. @param {Set<number>} wanted */
const makeRows = (wanted) => {
  for (const [place, row] of existing) {
    if (wanted.has(place)) continue;
    row.remove();
    existing.delete(place);
  }
  const missing = [...wanted].filter((place) => !existing.has(place));
  if (!missing.length) return false;
  for (const place of missing) existing.set(place, drawRow(place));
  // A screen reader goes through them in the order of the document.
  const places = [...existing.keys()].sort((a, b) => a - b);
  let after = byId("list").firstElementChild;
  for (const place of places) {
    const row = existing.get(place);
    if (row === after) after = row.nextElementSibling;
    else byId("list").insertBefore(row, after);
  }
  return true;
};

/** Note how high the rows are that were never measured. What is not on the screen has no height. */
const measureRows = () => {
  const heights = [...existing].filter(([place]) => !isMeasured(place)).map(([place, row]) => [place, row.getBoundingClientRect().height]);
  for (const [place, height] of heights) if (height) setRowHeight(place, height);
};

const putInPlace = () => {
  byId("list").style.height = `${totalHeight()}px`;
  for (const [place, row] of existing) row.style.top = `${rowTop(place)}px`;
};

/** Draw the rows that are near what is seen; what is seen stays where it is. */
export const drawRows = () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    if (!makeRows(placesWanted()) && round) break;
    const above = rowAt(pane().scrollTop);
    const before = rowTop(above);
    measureRows();
    putInPlace();
    if (rowTop(above) !== before) pane().scrollTop += rowTop(above) - before;
  }
  const [first] = state.shown;
  if (first !== undefined && (state.selected === null || !state.shown.includes(state.selected))) existing.get(0).tabIndex = 0;
};

/** A row that is likely as high as another, by what both have. @param {number} number */
const kindOf = (number) => {
  const message = messages()[number];
  const hasTags = isFlat() || message.redacted.length || message.warnings.length || message.prints.length > 1 || usedInferences(message).length;
  return `${depthOf(number) ? "answer" : "first"}${hasTags ? " with tags" : ""}`;
};

/** Draw the list: what is shown is other messages now, or in another order. */
export const drawList = () => {
  forgetRows();
  byId("none").hidden = state.shown.length > 0 || !messages().length;
  drawRows();
};

const forgetRows = () => {
  for (const row of existing.values()) row.remove();
  existing.clear();
  setRows(state.shown.map((number) => ({ kind: kindOf(number), depth: depthOf(number) })));
};

/** Draw one row again: its marks changed. @param {number} number */
export const redrawRow = (number) => {
  const place = state.shown.indexOf(number);
  const row = existing.get(place);
  if (!row) return;
  const hadFocus = row === document.activeElement;
  row.remove();
  existing.delete(place);
  setRowHeight(place, undefined);
  drawRows();
  if (hadFocus) existing.get(place)?.focus({ preventScroll: true });
};

/** Scroll no further than needed until a message is seen; its row. @param {number} number @returns {any} */
export const reveal = (number) => {
  const place = state.shown.indexOf(number);
  if (place < 0) return null;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { scrollTop, clientHeight } = pane();
    const [top, bottom] = [rowTop(place), rowTop(place) + rowHeight(place)];
    if (top < scrollTop) pane().scrollTop = top;
    else if (bottom > scrollTop + clientHeight) pane().scrollTop = bottom - clientHeight;
    drawRows();
  }
  return existing.get(place);
};

/** Show in the list which message is chosen. */
export const markSelected = () => {
  for (const [place, row] of existing) {
    const isChosen = state.shown[place] === state.selected;
    row.setAttribute("aria-selected", String(isChosen));
    row.tabIndex = isChosen ? 0 : -1;
  }
  drawRows();
};

/** Draw the list as it is scrolled, and again where the pane gets another size. */
export const watchList = () => {
  pane().addEventListener("scroll", drawRows);
  let width = 0;
  new ResizeObserver(() => {
    // Tags take more lines in a narrow pane: all heights are unknown again.
    if (pane().clientWidth && pane().clientWidth !== width) {
      width = pane().clientWidth;
      const chosen = pane().contains(document.activeElement);
      const seen = rowAt(pane().scrollTop);
      const into = pane().scrollTop - rowTop(seen);
      forgetRows();
      pane().scrollTop = rowTop(seen) + into;
      drawRows();
      if (chosen) byId("list").querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
    } else drawRows();
  }).observe(pane());
};
