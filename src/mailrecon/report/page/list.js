/* The list of threads, drawn as far as it was scrolled. */
import { messages } from "./data.js";
import { byId, isolated, make, own } from "./dom.js";
import { markHits } from "./hits.js";
import { marksOf } from "./marks.js";
import { dateText, originator, otherName, usedInferences } from "./names.js";
import { say } from "./phrases.js";
import { state } from "./state.js";
import { threads } from "./threads.js";

const BATCH = 200;
/** @type {Record<string, string>} */
const RELATIONS = { reply: "↳ ", forward: "→ " };

/** @param {number} number */
const drawTags = (number) => {
  const message = messages()[number];
  const marks = marksOf(number);
  const tags = make("div", "tags");
  if (marks.checked) tags.append(make("span", "tag good", say("checked")));
  if (marks.star) tags.append(make("span", "tag", `★ ${say("starred")}`));
  for (const tag of marks.tags) tags.append(own(tag, "span", "tag"));
  for (const note of marks.notes) tags.append(own(`“${note.slice(0, 40)}”`, "span", "tag"));
  if (byId("order").value === "sure") tags.append(make("span", "tag", say("sure_of", { share: message.confidence.toFixed(2) })));
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

/** @param {number} number */
const drawRow = (number) => {
  const message = messages()[number];
  const depth = byId("order").value === "sure" ? 0 : threads.depth[number];
  const row = make("li");
  row.setAttribute("role", "treeitem");
  row.setAttribute("aria-level", String(depth + 1));
  row.setAttribute("aria-selected", "false");
  row.tabIndex = -1;
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

export const drawMore = () => {
  const upTo = Math.min(state.drawn + BATCH, state.shown.length);
  const rows = document.createDocumentFragment();
  for (; state.drawn < upTo; state.drawn += 1) rows.append(drawRow(state.shown[state.drawn]));
  byId("list").append(rows);
  byId("none").hidden = state.shown.length > 0 || !messages().length;
};

/** @param {number} number */
const rowOf = (number) => byId("list").querySelector(`[data-number="${number}"]`);

/** Draw one row anew: its marks changed. @param {number} number */
export const redrawRow = (number) => {
  const row = rowOf(number);
  if (row) row.replaceWith(drawRow(number));
  markSelected();
};

/** Draw rows until a message is among them. @param {number} number */
export const drawUpTo = (number) => {
  const place = state.shown.indexOf(number);
  while (place >= state.drawn && state.drawn < state.shown.length) drawMore();
};

export const markSelected = () => {
  for (const row of byId("list").querySelectorAll('[aria-selected="true"]')) {
    row.setAttribute("aria-selected", "false");
    row.tabIndex = -1;
  }
  const row = state.selected === null ? null : rowOf(state.selected);
  if (row) {
    row.setAttribute("aria-selected", "true");
    row.tabIndex = 0;
  } else if (byId("list").firstElementChild) byId("list").firstElementChild.tabIndex = 0;
  return row;
};
