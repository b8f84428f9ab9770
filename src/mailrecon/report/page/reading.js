/* What the reader does: choose, step, filter, change views. */
import { archive, messages, sources, whole } from "./data.js";
import { byId, make } from "./dom.js";
import { drawDocuments } from "./documents.js";
import { chosenFilters, forgetTexts, matches } from "./filters.js";
import { keepFocus } from "./focus.js";
import { untilFree } from "./hand.js";
import { linkTo, linked, tell } from "./links.js";
import { drawList, markSelected, reveal } from "./list.js";
import { drawMessage } from "./message.js";
import { namePeople, personLabel } from "./names.js";
import { drawPeople } from "./people.js";
import { say } from "./phrases.js";
import { drawSource } from "./source.js";
import { state } from "./state.js";
import { findThreads, threads } from "./threads.js";
import { drawTimeline } from "./timeline.js";

/** @type {Record<string, () => void>} */
export const views = { messages: () => state.selected !== null && reveal(state.selected), timeline: drawTimeline, people: drawPeople, documents: drawDocuments };

/** @param {string} view */
export const show = (view) => {
  state.view = view;
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-view]"))) item.setAttribute("aria-pressed", String(item.dataset.view === view));
  for (const name of Object.keys(views)) byId(`view-${name}`).hidden = name !== view;
  views[view]();
};

/** How often a message was chosen. */
let choices = 0;
/** Draw the chosen message, which may have to be asked for. Another may be chosen until it comes, and what is pressed then is drawn anew after its release. @param {number} number @param {(message: import("./data.js").Message) => unknown} draw */
export const drawAsked = async (number, draw) => {
  const mine = choices;
  const message = await whole(number);
  await untilFree();
  if (mine === choices && state.selected === number) await draw(message);
};

/** @param {number} number @param {boolean} focus */
export const select = (number, focus) => {
  choices += 1;
  state.selected = number;
  state.place = Math.max(0, state.shown.indexOf(number));
  markSelected();
  const row = reveal(number);
  if (row && focus) row.focus({ preventScroll: true });
  history.replaceState(null, "", linkTo(number));
  return messages()[number].light ? drawAsked(number, drawBoth) : drawBoth(messages()[number]);
};

/** @param {import("./data.js").Message} message */
const drawBoth = (message) => {
  drawMessage(message);
  return drawSource(message, 0);
};

/** @param {number} by */
export const step = (by) => {
  const place = state.shown.indexOf(/** @type {number} */ (state.selected));
  const next = state.shown[Math.max(0, Math.min(state.shown.length - 1, place + by))];
  if (next !== undefined) select(next, true);
};

let round = 0;
export const applyFilters = () => {
  state.place = -1;
  state.held = null;
  return chooseAgain();
};

/** Choose and draw the list; where the chosen message is gone, the one at its place is chosen. */
const chooseAgain = () => {
  round += 1;
  const mine = round;
  const chosen = chosenFilters();
  if (!(chosen instanceof Promise)) return showChosen(chosen);
  return chosen.then((found) => (mine === round ? showChosen(found) : undefined));
};

/** @param {import("./filters.js").Chosen} chosen */
const showChosen = (chosen) => {
  // Who went to the list before it was drawn anew stays there.
  const restoreFocus = keepFocus();
  const done = drawChosen(chosen);
  restoreFocus();
  return done;
};

/** @param {import("./filters.js").Chosen} chosen */
const drawChosen = (chosen) => {
  // Words that were marked are no longer once nothing is searched for.
  const hasMarks = state.words.length > 0 || chosen.words.length > 0;
  state.words = chosen.words;
  if (state.held !== null && matches(state.held, chosen)) state.held = null;
  state.shown = threads.orders[byId("order").value].filter((number) => number === state.held || matches(number, chosen));
  drawList();
  const total = messages().length;
  // The first file is still being read.
  if (!total && typeof archive.content.reading === "number") tell(say("loading"));
  else tell(state.shown.length === total ? say("all_shown", { n: total }) : say("some_shown", { n: state.shown.length, total }));
  if (state.view !== "messages") views[state.view]();
  if (state.place < 0) state.place = Math.max(0, state.shown.indexOf(state.selected === null ? -1 : state.selected));
  if (state.shown.length && (state.selected === null || !state.shown.includes(state.selected))) return select(state.shown[Math.min(state.place, state.shown.length - 1)], false);
  if (state.selected !== null && hasMarks) return select(state.selected, false);
  if (state.selected !== null) reveal(state.selected);
  return undefined;
};

let waiting = 0;
export const applySoon = () => {
  clearTimeout(waiting);
  waiting = window.setTimeout(applyFilters, 120);
};

const listPeople = () => {
  const chosen = byId("person").value;
  const counts = namePeople();
  const first = byId("person").firstElementChild;
  const people = [...counts].map(([key, number]) => /** @type {[string, string, number]} */ ([key, personLabel(key), number]));
  const options = people.sort((a, b) => b[2] - a[2] || (a[1] < b[1] ? -1 : 1)).slice(0, 1000).map(([key, name, number]) => {
    const option = make("option", "", `\u2068${name}\u2069 (${number})`);
    option.value = key;
    return option;
  });
  byId("person").replaceChildren(first, ...options);
  if (counts.has(chosen)) byId("person").value = chosen;
};

/** Show what the archive holds now; the message with this Message-ID, or at this place, stays chosen. @param {string | null} id @param {[number, number] | null} [place] document and start */
export const showArchive = (id, place) => {
  forgetTexts();
  findThreads();
  listPeople();
  byId("view-documents").replaceChildren();
  byId("counts").textContent = [say("n_messages", { n: messages().length }), say("n_threads", { n: threads.roots.length }), say("n_documents", { n: sources().length })].join(" · ");
  const byPlace = place ? messages().findIndex((message) => message.prints[0].document === place[0] && startOf(message) === place[1]) : -1;
  const byName = messages().findIndex((message) => message.id === id);
  const kept = byPlace >= 0 ? byPlace : byName;
  state.selected = kept >= 0 ? kept : null;
  // Who searched for wrong words and took them out wants to see the message without them.
  state.held = state.selected;
  const { place: before } = state;
  const done = chooseAgain();
  const shown = kept >= 0 ? select(kept, false) : undefined;
  state.place = before;
  return Promise.all([done, shown]);
};

/** Where a message begins in its document. @param {any} message */
export const startOf = (message) => (message.start !== undefined ? message.start : Math.min(...[...message.prints[0].header, ...message.prints[0].body].map((span) => span[0])));

/** Show the message that an address names. @param {string} hash its part from `#` on */
export const followAddress = (hash) => {
  const number = linked(hash);
  if (number < 0) {
    if (hash.length > 1 && archive.content.messages.length) tell(say("no_such_message"));
    return;
  }
  show("messages");
  select(number, false);
};
