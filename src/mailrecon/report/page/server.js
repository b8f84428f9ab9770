/* The app's server: what the page asks it for. All paths are below the token's. */
import { archive } from "./data.js";
import { sayRefusal } from "./reasons.js";

/** An answer that was no success, in the server's words or the reader's. */
export class Refused extends Error {}

/** Numbers of messages are those of the generation that the page shows. */
const of = () => `of=${/** @type {any} */ (archive.content).generation}`;

/** @param {string} path @param {RequestInit} [options] */
const ask = async (path, options) => {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused("");
  }
  if (answer.ok) return answer.json();
  const text = await answer.text();
  let told = text;
  try {
    told = JSON.parse(text).error;
  } catch {
    // Plain text already.
  }
  throw new Refused(sayRefusal(told));
};

/** A browser sends no more than 64 kB of what it still sends once its page is closed. */
const MOST_KEPT = 60000;
/** A decision reaches the server also if the page is closed right after it. @param {string} path @param {string} [body] */
const send = (path, body = "") => ask(path, { method: "POST", body, keepalive: body.length < MOST_KEPT });

export const server = {
  content: () => ask("content"),
  /** What a page that shows the generation `since` lacks. @param {number} since */
  changes: (since) => ask(`changes?since=${since}`),
  state: () => ask("state"),
  look: () => ask("look"),
  history: () => ask("history"),
  people: () => ask("people"),
  /** @param {number} number */
  message: (number) => ask(`message/${number}?${of()}`),
  /** @param {number} source @param {number} from @param {number} to */
  stretch: (source, from, to) => ask(`text/${source}?from=${from}${Number.isFinite(to) ? `&to=${to}` : ""}`),
  /** @param {string[]} words @returns {Promise<Set<number>>} */
  search: async (words) => new Set(await ask(`search?${of()}&words=${encodeURIComponent(words.join(" "))}`)),
  /** @param {number} number @param {number} which */
  regions: (number, which) => ask(`regions/${number}/${which}?${of()}`),
  /** Words of a page: from, to (UTF-16 code units), left, top, width, height (shares). @param {number} source @param {number} page @returns {Promise<number[][]>} */
  words: (source, page) => ask(`words/${source}/${page}`),
  /** @param {number} seed @param {number} size */
  sample: (seed, size) => ask(`sample?seed=${seed}&size=${size}`),
  /** @param {any} decision */
  decide: (decision) => send("decide", JSON.stringify({ ...decision, generation: archive.content.generation })),
  /** @param {string} [id] */
  undo: (id) => send(`undo${id ? `?id=${id}` : ""}`),
  /** @param {number} number @param {string} action */
  unmark: (number, action) => send(`undo?message=${number}&action=${action}&${of()}`),
  redo: () => send("redo"),
  /** @param {File} file */
  add: (file) => ask(`file?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file }),
};
