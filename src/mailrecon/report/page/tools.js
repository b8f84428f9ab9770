/* What can be decided about the chosen message, and about marked words of a document. */
import { askFor } from "./asking.js";
import { messages, sources, whole } from "./data.js";
import { decide } from "./deciding.js";
import { button, byId, make, own } from "./dom.js";
import { tell } from "./links.js";
import { marksOf } from "./marks.js";
import { dateText, originator, personText } from "./names.js";
import { say } from "./phrases.js";
import { state } from "./state.js";

const FIELDS = ["from", "to", "cc", "date", "subject"];
/** What can be said of somebody; `people.csv` has the same columns. */
export const KNOWN_OF_PEOPLE = ["name", "address", "role", "organisation", "note"];

/** @typedef {{document: number, span: [number, number]}} Marked */

/** The words that are marked: document and place in it. @type {Marked | null} */
let marked = null;
/** What is gathered for a mail that was not found. @type {{document: number, start: number, end: number, value: Record<string, [number, number]>} | null} */
let gathered = null;

/** Where a point of a selection stands in the document. @param {Node} node @param {number} offset */
const offsetOf = (node, offset) => {
  const element = node instanceof Element ? node : node.parentElement;
  const piece = /** @type {HTMLElement | null} */ (element && element.closest("[data-start]"));
  if (!piece) return null;
  const range = document.createRange();
  range.setStart(piece, 0);
  range.setEnd(node, offset);
  return Number(piece.dataset.start) + range.toString().length;
};

/** @returns {Marked | null} */
const readSelection = () => {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const from = range.startContainer instanceof Element ? range.startContainer : range.startContainer.parentElement;
  const page = /** @type {HTMLElement | null} */ (from && from.closest("pre[data-document]"));
  if (!page || !page.contains(range.endContainer)) return null;
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return null;
  return { document: Number(page.dataset.document), span: [start, end] };
};

/** The bar that offers what marked words can be. */
const bar = make("section", "marked-tools");
bar.hidden = true;

const drawBar = () => {
  // Beside a message words can be its fields; in a whole document they can be those of a mail that is gathered.
  const fields = gathered || state.view === "messages" ? FIELDS : [];
  bar.replaceChildren(
    make("span", "small", say("these_words")),
    ...["begins", "ends", "furniture", "narrative"].map((name) => button(say(`is_${name}`), { act: "words", what: name })),
    ...fields.map((name) => button(say(`is_${name}`), { act: "words", what: name })),
    button(gathered ? say("mail_done") : say("is_mail"), { act: "words", what: "mail" }),
    ...(gathered ? [button(say("cancel"), { act: "words", what: "cancel" })] : []),
  );
};

/** Whether the words were marked on the image of a page, where the browser's selection is not. */
let onPage = false;

/** Words were marked on the image of a page. @param {Marked} found */
export const setMarked = (found) => {
  window.getSelection()?.removeAllRanges();
  marked = found;
  onPage = true;
  if (bar.hidden) drawBar();
  bar.hidden = false;
};

/** Nothing is marked any more. */
export const forgetMarked = () => {
  for (const word of document.querySelectorAll("rect.chosen")) word.classList.remove("chosen");
  marked = null;
  onPage = false;
  bar.hidden = !gathered;
};

/** Show the bar for what is marked now, and hide it if nothing is. */
const followSelection = () => {
  const found = readSelection();
  if (!found && onPage) return;
  if (found) {
    forgetMarked();
    marked = found;
  }
  // Who writes the reason for what is to be decided of marked words keeps them.
  const within = bar.contains(document.activeElement) || document.activeElement === byId("why");
  if (!found && within) return;
  if (!found) marked = null;
  if (found && bar.hidden) drawBar();
  bar.hidden = !found && !gathered;
};

const QUOTED = 80;

/** Say which words are marked, and how many these are. @param {string} text @param {number} n */
export const tellMarked = (text, n) => {
  const words = text.replace(/\s+/g, " ").trim();
  tell(`“${words.slice(0, QUOTED)}${words.length > QUOTED ? "…" : ""}” ${say("n_words_marked", { n })}`);
};

/** Where the reader was who went to the bar by keys. @type {any} */
let cameFrom = null;

/** Go to the bar by key: the browser may not have told of the selection yet. */
export const focusBar = () => {
  cameFrom = document.activeElement;
  followSelection();
  bar.querySelector("button")?.focus();
};

/** Who came by keys goes back to the text: the bar goes away, and would take the focus with it. */
const leaveBar = () => {
  if (!bar.contains(document.activeElement)) return;
  const first = document.querySelector("#source:not([hidden]) svg.regions, .view:not([hidden]) pre[data-document]");
  const back = /** @type {HTMLElement | null} */ (cameFrom?.isConnected ? cameFrom : first);
  (back || byId("message")).focus({ preventScroll: true });
};

export const watchSelection = () => {
  bar.setAttribute("aria-label", say("these_words"));
  byId("status").after(bar);
  document.addEventListener("selectionchange", followSelection);
  // A press elsewhere lets go of words that were marked on a page.
  document.addEventListener("pointerdown", (/** @type {any} */ event) => {
    if (onPage && !bar.contains(event.target) && !event.target.closest("svg.regions, dialog, #why")) forgetMarked();
  });
  // A press on the bar must not take the selection away.
  bar.addEventListener("pointerdown", (/** @type {Event} */ event) => event.preventDefault());
};

/** @param {HTMLElement} pressed */
export const decideWords = async (pressed) => {
  const what = pressed.dataset.what || "";
  if (what === "mail") return gatherMail();
  if (what === "cancel") return stopGathering();
  if (!marked) return undefined;
  const { document: source, span } = marked;
  leaveBar();
  forgetMarked();
  if (gathered && FIELDS.includes(what)) {
    gathered.value[what] = span;
    return tell(say("gathered", { fields: Object.keys(gathered.value).map((name) => say(`is_${name}`)).join(", ") }));
  }
  bar.hidden = true;
  if (!FIELDS.includes(what)) return decide({ action: what, document: source, span });
  return decide({ action: "field", message: state.selected, value: { field: what, span } });
};

/** No mail after all: nothing of it is kept. */
const stopGathering = () => {
  leaveBar();
  gathered = null;
  forgetMarked();
  bar.hidden = true;
  return tell("");
};

/** First press: these lines are a mail. Then its fields are marked; second press: that is all. */
const gatherMail = () => {
  if (!gathered) {
    if (!marked) return undefined;
    leaveBar();
    gathered = { document: marked.document, start: marked.span[0], end: marked.span[1], value: {} };
    forgetMarked();
    drawBar();
    return tell(say("mark_fields"));
  }
  const { document: source, start, end, value } = gathered;
  leaveBar();
  gathered = null;
  bar.hidden = true;
  return decide({ action: "mail", document: source, span: [start, end], value });
};

/** Whether a mail's fields are being marked, of which nothing is saved before all are. */
export const isGathering = () => gathered !== null;

/** @param {number} number */
const nameOf = (number) => {
  const message = messages()[number];
  return `${originator(message)}, ${dateText(message)}, ${message.subject || say("no_subject")}`.slice(0, 90);
};

/** Other messages, nearest first, to choose from. @returns {[string, string][]} */
const others = () => {
  const here = /** @type {number} */ (state.selected);
  const numbers = messages().map((_, number) => number).filter((number) => number !== here);
  numbers.sort((a, b) => Math.abs(a - here) - Math.abs(b - here));
  return numbers.map((number) => [String(number), nameOf(number)]);
};

/** What a message has for a field now. @param {import("./data.js").Message} message @param {string} field */
const valueOf = (message, field) => {
  if (field === "date") return message.datePrinted || "";
  if (field === "subject") return message.subject || "";
  /** @type {Record<string, import("./data.js").Person[]>} */
  const people = { from: message.from, to: message.to, cc: message.cc, bcc: message.bcc, "reply-to": message.replyTo };
  return people[field].filter(([name, address]) => name || address).map(([name, address]) => personText([name, address, false])).join("; ");
};

/** Whoever decides may say why; the file and all outputs keep it. */
const asWhy = () => ({ name: "why", label: say("why"), value: byId("why").value, optional: true });

/** @type {Record<string, () => Promise<any>>} */
const questions = {
  field: async () => {
    const message = await whole(/** @type {number} */ (state.selected));
    const said = await askFor(say("correct_value"), [
      { name: "field", label: say("which_field"), choices: [...FIELDS, "bcc", "reply-to"].map((name) => [name, say(name.replace("-", "_"))]) },
      { name: "text", label: say("what_is_there"), value: valueOf(message, "from"), optional: true },
      asWhy(),
    ], (name, inputs) => {
      if (name === "field") inputs.text.value = valueOf(message, inputs.field.value);
    });
    return said && decide({ action: "field", message: state.selected, value: { field: said.field, ...(said.text ? { text: said.text } : {}) }, why: said.why || undefined });
  },
  date: async () => {
    const message = messages()[/** @type {number} */ (state.selected)];
    const said = await askFor(say("read_date"), [
      { name: "day", label: say("date"), type: "date", value: (message.date || "").slice(0, 10) },
      { name: "time", label: say("time"), type: "time", value: (message.date || "").slice(11, 16), optional: true },
      { name: "zone", label: say("zone"), value: message.zone || "", optional: true },
      asWhy(),
    ]);
    if (!said) return null;
    const offset = /^[+-]\d\d:\d\d$|^Z$/.test(said.zone) && said.time ? said.zone : "";
    const datetime = `${said.day}${said.time ? `T${said.time}` : ""}${offset}`;
    return decide({ action: "date", message: state.selected, value: { datetime, ...(said.zone && !offset ? { zone: said.zone } : {}) }, why: said.why || undefined });
  },
  parent: async () => {
    // It begins with what is shown: whoever presses *Save* at once changes nothing of that.
    const { parent, relation } = messages()[/** @type {number} */ (state.selected)];
    const said = await askFor(say("answers_what"), [
      { name: "number", label: say("message"), choices: [["", say("nothing")], ...others()], value: parent === null ? "" : String(parent), optional: true },
      { name: "relation", label: say("how_related"), choices: [["reply", say("answers")], ["forward", say("forwards")]], value: relation === "forward" ? "forward" : "reply" },
      asWhy(),
    ]);
    return said && decide({ action: "parent", message: state.selected, value: { message: said.number ? { number: Number(said.number) } : null, relation: said.relation }, why: said.why || undefined });
  },
  copies: async () => {
    const said = await askFor(say("copies_of_what"), [
      { name: "number", label: say("message"), choices: others() },
      { name: "action", label: say("how_related"), choices: [["copies", say("are_copies")], ["not-copies", say("are_no_copies")]] },
      asWhy(),
    ]);
    return said && decide({ action: said.action, message: state.selected, value: { messages: [{ number: Number(said.number) }] }, why: said.why || undefined });
  },
  note: async () => {
    const said = await askFor(say("note"), [{ name: "text", label: say("note") }]);
    return said && decide({ action: "note", message: state.selected, value: { text: said.text } });
  },
  tag: async () => {
    const said = await askFor(say("tag"), [{ name: "tag", label: say("tag") }]);
    return said && decide({ action: "tag", message: state.selected, value: { tag: said.tag } });
  },
};

/** @param {HTMLElement} pressed */
export const question = (pressed) => questions[pressed.dataset.what || ""]();

export const noMail = () => decide({ action: "no-mail", message: state.selected });

/** The tools above a message. */
export const messageTools = () => {
  const marks = marksOf(/** @type {number} */ (state.selected));
  const checkButton = button(marks.checked ? `✓ ${say("checked")}` : say("check"), { act: "check" });
  checkButton.setAttribute("aria-pressed", String(marks.checked));
  const star = button(`★ ${say("star")}`, { act: "star" });
  star.setAttribute("aria-pressed", String(marks.star));
  const correcting = ["field", "date", "parent", "copies", "note", "tag"].map((name) => button(say(`do_${name}`), { act: "question", what: name }));
  const tools = make("p", "tools correcting", checkButton, star, button(say("no_mail"), { act: "no-mail" }), ...correcting);
  const noted = [...marks.tags.map((tag) => own(tag, "span", "tag")), ...marks.notes.map((note) => own(`“${note}”`, "div", "noted"))];
  return [tools, ...(noted.length ? [make("div", "tags", ...noted)] : []), make("p", "small", say("mark_words"))];
};

/** @param {string} text @returns {{name?: string, address?: string}} a person as the list shows one: `Name <address>` */
const personOf = (text) => {
  const found = /^(.*?)\s*<([^<>]+)>$/.exec(text);
  if (found) return found[1] ? { name: found[1], address: found[2] } : { address: found[2] };
  return text.includes("@") && !text.includes(" ") ? { address: text } : { name: text };
};

/** @returns {[string, string][]} */
const printedPeople = () => {
  const names = new Set(messages().flatMap((message) => [...message.from, ...message.to, ...message.cc, ...message.bcc].filter((person) => person[0] || person[1]).map(([name, address]) => personText([name, address, false]))));
  return [...names].sort().map((name) => [name, name]);
};

/** Who is who. @param {string} what @param {any} known somebody of whom something is known already, or null */
export const decidePeople = async (what, known) => {
  const printed = known ? known.printed.map((/** @type {any} */ one) => personText([one.name || null, one.address || null, false])) : null;
  const people = /** @type {[string, string][]} */ (printed ? printed.map((/** @type {string} */ text) => [text, text]) : printedPeople());
  if (what === "person") {
    const said = await askFor(say("do_person"), [
      { name: "person", label: say("printed_as"), choices: people },
      ...KNOWN_OF_PEOPLE.map((name) => ({ name, label: say(name), value: (known && known[name]) || "", optional: true })),
      asWhy(),
    ]);
    if (!said) return null;
    const told = Object.fromEntries(KNOWN_OF_PEOPLE.filter((key) => said[key]).map((key) => [key, said[key]]));
    return decide({ action: "person", value: { person: personOf(said.person), ...told }, why: said.why || undefined });
  }
  const said = await askFor(say(what === "person-join" ? "do_join" : "do_split"), [
    { name: "one", label: say("person"), choices: people },
    { name: "other", label: say("and_person"), choices: people, value: people[Math.min(1, people.length - 1)]?.[0] },
    asWhy(),
  ]);
  // Nobody can be joined with or kept apart from themselves.
  if (said && said.one === said.other) return tell(say("same_name"), true);
  return said && decide({ action: what, value: { people: [personOf(said.one), personOf(said.other)] }, why: said.why || undefined });
};

/** Where a decision applies, in a few words. @param {any} item */
export const placeOf = (item) => {
  const source = sources().find((other) => other.sha256 === item.document);
  const words = item.target ? `“${item.target.exact.slice(0, 60)}${item.target.exact.length > 60 ? "…" : ""}”` : "";
  return [source ? source.name : "", words].filter(Boolean).join(": ");
};
