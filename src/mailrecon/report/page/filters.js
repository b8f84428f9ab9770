/* Search and filter. */
import { citationOf } from "./citing.js";
import { messages, origin } from "./data.js";
import { byId } from "./dom.js";
import { everyone, personKey, personText, usedInferences } from "./names.js";
import { marksOf } from "./marks.js";

/** @typedef {{words: string[], person: string, since: string, until: string, only: string[], found: Set<number> | null}} Chosen */

/** @type {(string | undefined)[]} */
let haystacks = [];
export const forgetTexts = () => {
  haystacks = [];
};
/** @param {number} number */
const haystack = (number) => {
  const held = haystacks[number];
  if (held !== undefined) return held;
  const message = messages()[number];
  const made = [message.subject || "", message.body || "", message.citation, citationOf(message), ...message.prints.flatMap((print) => print.bates), ...everyone(message).flatMap((person) => [personText(person), ...person.slice(3, 5)])].join("\n").toLowerCase();
  haystacks[number] = made;
  return made;
};

/** The ids of a message and its people. Most of their digits mean nothing, so only words like an id are looked for there. @param {import("./data.js").Message} message */
const ids = (message) => [message.id, ...everyone(message).map((person) => person[5])].join("\n").toLowerCase();

/** What is asked for now; words are looked up by the app where the texts are not in the page. @returns {Promise<Chosen> | Chosen} */
export const chosenFilters = () => {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-only]:checked"));
  /** @type {Chosen} */
  const chosen = {
    words,
    person: byId("person").value,
    since: byId("since").value,
    until: byId("until").value,
    only: [...boxes].map((box) => box.dataset.only || ""),
    found: null,
  };
  if (!words.length || !origin.search) return chosen;
  return origin.search(words).then((found) => ({ ...chosen, found }));
};

/** @type {Record<string, (number: number) => boolean>} */
const tests = {
  redacted: (number) => messages()[number].redacted.length > 0,
  inferred: (number) => usedInferences(messages()[number]).length > 0,
  warnings: (number) => messages()[number].warnings.length > 0,
  unchecked: (number) => !marksOf(number).checked,
  starred: (number) => marksOf(number).star,
};

/** @param {number} number @param {Chosen} chosen */
export const matches = (number, chosen) => {
  const message = messages()[number];
  if (!chosen.only.every((name) => tests[name](number))) return false;
  const day = message.date ? message.date.slice(0, 10) : "";
  if (chosen.since && (!day || day < chosen.since)) return false;
  if (chosen.until && (!day || day > chosen.until)) return false;
  if (chosen.person && !everyone(message).some((person) => personKey(person) === chosen.person)) return false;
  if (chosen.found) return chosen.found.has(number);
  return chosen.words.every((word) => haystack(number).includes(word) || (/@|^p-/.test(word) && ids(message).includes(word)));
};
