/* A message's place in its document. */
import { sources, stretch } from "./data.js";
import { byId, make, own } from "./dom.js";
import { untilFree } from "./hand.js";
import { markHits } from "./hits.js";
import { say } from "./phrases.js";
import { placeWords } from "./places.js";
import { state } from "./state.js";

/** @typedef {import("./data.js").Message} Message */
/** @typedef {[number, number, string, string?]} Interval */

const CONTEXT = 500;

/** What the app adds: the page's image. */
export const image = {
  /** @type {((message: Message, which: number, panel: any) => Promise<void>) | null} */
  draw: null,
  /** @type {((role: string | null) => void) | null} */
  light: null,
};

/** What the app adds: words of a text are marked by keys. */
export const texts = {
  /** @type {((page: any, name: string) => void) | null} */
  mark: null,
};

/** @param {string} text @param {number} base where it begins @param {Interval[]} intervals */
const pieces = (text, base, intervals) => {
  const from = base;
  const to = base + text.length;
  const cuts = new Set([from, to]);
  for (const [start, end] of intervals) {
    if (start > from && start < to) cuts.add(start);
    if (end > from && end < to) cuts.add(end);
  }
  const places = [...cuts].sort((a, b) => a - b);
  const out = document.createDocumentFragment();
  for (let place = 0; place + 1 < places.length; place += 1) {
    const [start, end] = [places[place], places[place + 1]];
    const here = intervals.filter(([first, last]) => first <= start && end <= last);
    const roles = here.flatMap((item) => (item[3] ? [item[3]] : []));
    const piece = make(roles.length ? "mark" : "span", here.map((item) => item[2]).join(" ") || "context", text.slice(start - base, end - base));
    if (roles.length) piece.dataset.role = roles[roles.length - 1];
    piece.dataset.start = start;
    out.append(piece);
  }
  return out;
};

/** @param {...[string, string]} entries */
export const legend = (...entries) => make("ul", "legend", ...entries.map(([name, text]) => make("li", "", make("i", name), text)));

/** The header, the text and the values of a message, by kind. @param {import("./data.js").Print} print @returns {Interval[]} */
const partsOf = (print) => [
  ...print.header.map((span) => /** @type {Interval} */ ([...span, "in-header"])),
  ...print.body.map((span) => /** @type {Interval} */ ([...span, "in-body"])),
  ...print.fields.map((field) => /** @type {Interval} */ ([...field.span, "in-field", field.role])),
];

/** A stretch of a document in which a message is marked. @param {import("./data.js").Stretch} part @param {import("./data.js").Print} print */
export const markedText = (part, print) => own(pieces(part.text, part.from, partsOf(print)), "pre");

/** @param {import("./data.js").Print} print */
const whereText = (print) => {
  const where = [placeWords(print)];
  if (print.bates.length) where.unshift([print.bates[0], ...print.bates.slice(1).slice(-1)].join(" – "));
  if (print.footnote) where.unshift(say("footnote", { mark: print.footnote }));
  return where.join(" · ");
};

/** @param {Message} message @param {number} which */
export const drawSource = async (message, which) => {
  const panel = byId("source");
  const print = message.prints[which];
  state.print = which;
  const spans = [...print.header, ...print.body];
  const start = Math.min(...spans.map((span) => span[0]));
  const end = Math.max(...spans.map((span) => span[1]));
  const head = make("div", "source-head", own(print.name, "h2"), make("p", "small", whereText(print)));
  if (print.document === null) {
    panel.replaceChildren(head, make("p", "", say("not_in_report")));
    return;
  }
  const asked = state.selected;
  const part = await stretch(print.document, Math.max(0, start - CONTEXT), end + CONTEXT);
  await untilFree();
  if (asked !== state.selected) return;
  /** @param {any[]} items @returns {Interval[]} */
  const removed = (items) => items.filter((item) => item[1] > part.from && item[0] < part.to && item[0] < item[1]).map((item) => [item[0], item[1], "removed"]);
  const intervals = [
    ...partsOf(print),
    ...removed(part.redactions),
    ...removed(part.hidden),
    ...message.warnings.flatMap((item) => (item[2] && which === 0 ? [/** @type {Interval} */ ([...item[2], "noted"])] : [])),
  ];
  const page = own(pieces(part.text, part.from, intervals), "pre");
  page.dataset.document = print.document;
  if (part.from > 0) page.prepend(make("span", "context", "… "));
  if (part.to < part.length) page.append(make("span", "context", " …"));
  head.append(legend(["k-header", say("header")], ["k-field", say("printed_value")], ["k-body", say("text")]));
  panel.replaceChildren(head, page);
  if (texts.mark) texts.mark(page, print.name);
  markHits(page);
  const first = page.querySelector(".in-header, .in-body");
  panel.scrollTop = 0;
  if (first) panel.scrollTop = Math.max(0, first.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 4);
  if (image.draw && sources()[print.document].pages) await image.draw(message, which, panel);
};

/** @param {(piece: any) => boolean} test @param {boolean} scroll */
export const light = (test, scroll) => {
  let first = null;
  for (const piece of byId("source").querySelectorAll("pre [data-start]")) {
    const on = test(piece);
    piece.classList.toggle("lit", on);
    if (on && !first) first = piece;
  }
  if (first && scroll) first.scrollIntoView({ block: "center" });
};
/** @param {any} row @param {boolean} scroll */
export const lightField = (row, scroll) => {
  light((piece) => piece.dataset.role === row.dataset.roles, scroll);
  if (image.light) image.light(row.dataset.roles);
};
export const lightNothing = () => {
  light(() => false, false);
  if (image.light) image.light(null);
};
