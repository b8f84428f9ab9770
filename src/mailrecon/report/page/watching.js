/* Clicks, keys and pointers. */
import { citationOf } from "./citing.js";
import { atHand, messages } from "./data.js";
import { byId } from "./dom.js";
import { copy, linkTo, save, tell } from "./links.js";
import { watchList } from "./list.js";
import { personLabel } from "./names.js";
import { printOne } from "./paper.js";
import { say } from "./phrases.js";
import { applyFilters, applySoon, followAddress, select, show, step } from "./reading.js";
import { drawSource, light, lightField, lightNothing } from "./source.js";
import { state } from "./state.js";
import { lastDay } from "./timeline.js";

/** What a button does, by its `data-act`; the app adds its own. @type {Record<string, (button: HTMLElement) => void>} */
export const acts = {
  cite: () => copy(citationOf(messages()[/** @type {number} */ (state.selected)])),
  link: () => copy(`${location.href.split("#")[0]}${linkTo(/** @type {number} */ (state.selected))}`),
  print: printOne,
  network: () => {
    const picture = document.querySelector("svg.network");
    if (picture) save("network.svg", `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`, "image/svg+xml");
  },
  export: () => {
    const lines = state.shown.filter((number) => number !== state.held).map((number) => messages()[number].id);
    save("selection.txt", `${lines.join("\n")}\n`, "text/plain");
    tell(say("selection_saved", { n: lines.length }));
  },
};

/** What a key does; the app adds its own. @type {Record<string, () => void>} */
export const keys = { j: () => step(1), k: () => step(-1), "/": () => byId("search").focus() };
/** Asked first: whether a key is theirs. @type {((key: string) => boolean)[]} */
export const otherKeys = [];
/** @type {Record<string, number>} */
const IN_LIST = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

/** @param {string} period */
const showPeriod = (period) => {
  byId("since").value = `${period}${"-01".repeat((10 - period.length) / 3)}`;
  byId("until").value = lastDay(period);
  applyFilters();
  show("messages");
};

/** @param {string} person */
const showPerson = (person) => {
  const choice = byId("person");
  // Of very many people the list has the most frequent only.
  if (![...choice.options].some((/** @type {HTMLOptionElement} */ option) => option.value === person)) choice.add(new Option(personLabel(person), person));
  choice.value = person;
  applyFilters();
  show("messages");
};

/** @param {HTMLElement} target */
const pressed = (target) => {
  const { view, goto, span, print, period, person, act } = target.dataset;
  if (view) show(view);
  if (goto) select(Number(goto), true);
  const message = state.selected === null ? null : atHand(state.selected);
  if (print && message) drawSource(message, Number(print));
  if (span) {
    const [start, end] = span.split(",").map(Number);
    light((piece) => Number(piece.dataset.start) >= start && Number(piece.dataset.start) < Math.max(end, start + 1), true);
  }
  if (period) showPeriod(period);
  if (person) showPerson(person);
  if (act && acts[act]) acts[act](target);
};

const watchFields = () => {
  const article = byId("message");
  /** @param {any} event */
  const rowAt = (event) => event.target.closest("[data-roles]");
  article.addEventListener("pointerover", (/** @type {any} */ event) => rowAt(event) && lightField(rowAt(event), false));
  article.addEventListener("pointerout", (/** @type {any} */ event) => rowAt(event) && lightNothing());
  article.addEventListener("focusin", (/** @type {any} */ event) => rowAt(event) && lightField(rowAt(event), true));
  byId("source").addEventListener("pointerover", (/** @type {any} */ event) => {
    const role = event.target.closest("[data-role]")?.dataset.role;
    for (const row of article.querySelectorAll("[data-roles]")) row.classList.toggle("lit", row.dataset.roles === role);
  });
};

const watchFilters = () => {
  for (const id of ["search", "since", "until"]) byId(id).addEventListener("input", applySoon);
  for (const id of ["person", "order"]) byId(id).addEventListener("change", applyFilters);
  for (const box of document.querySelectorAll("[data-only]")) box.addEventListener("change", applyFilters);
  byId("more").addEventListener("click", () => {
    const open = byId("more").getAttribute("aria-expanded") !== "true";
    byId("more").setAttribute("aria-expanded", String(open));
    document.querySelector(".filters")?.classList.toggle("open", open);
  });
  byId("clear").addEventListener("click", () => {
    for (const id of ["search", "person", "since", "until"]) byId(id).value = "";
    for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-only]"))) box.checked = false;
    applyFilters();
  });
};

/** @param {KeyboardEvent} event */
const typed = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    show("messages");
    if (state.selected !== null) select(state.selected, true);
    return;
  }
  if (target.matches("input, select, textarea")) return;
  if (otherKeys.some((theirs) => theirs(event.key))) {
    event.preventDefault();
    return;
  }
  const by = byId("list").contains(target) ? IN_LIST[event.key] : undefined;
  if (by === undefined && !keys[event.key]) return;
  event.preventDefault();
  if (by !== undefined) step(by);
  else keys[event.key]();
};

export const watch = () => {
  watchFilters();
  watchFields();
  watchList();
  byId("list").addEventListener("click", (/** @type {any} */ event) => {
    const row = event.target.closest("[data-number]");
    if (!row) return;
    select(Number(row.dataset.number), true);
    // On a phone the message lies below the list: without this nothing seems to happen.
    if (matchMedia("(max-width: 900px)").matches) byId("message").scrollIntoView();
  });
  document.addEventListener("click", (/** @type {any} */ event) => {
    const row = event.target.closest("[data-roles]");
    if (row) lightField(row, true);
    const target = event.target.closest("button");
    if (target) pressed(target);
  });
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    // `#list` in the address would be looked up as a Message-ID.
    event.preventDefault();
    show("messages");
    /** @type {HTMLElement} */ (document.querySelector('#list [tabindex="0"]') || byId("list")).focus();
  });
  document.addEventListener("keydown", typed);
  window.addEventListener("hashchange", () => followAddress(location.hash));
};
