/* Words that were searched for, marked where they stand. */
import { make } from "./dom.js";
import { state } from "./state.js";

/** Mark the words searched for in the texts below an element. @param {Element} element */
export const markHits = (element) => {
  const words = state.words.filter((word) => word.length > 1);
  if (!words.length) return;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const text = /** @type {Text} */ (walker.currentNode);
    // *Read date so* is a tool and nothing that was searched.
    if (!text.parentElement || !text.parentElement.closest(".tools")) texts.push(text);
  }
  for (const text of texts) {
    const said = text.data.toLowerCase();
    // Lower case of a few letters is longer than they are: offsets would not fit.
    if (said.length !== text.data.length) continue;
    const places = words.flatMap((word) => placesOf(word, said)).sort((a, b) => a[0] - b[0]);
    if (places.length) text.replaceWith(...cut(text.data, places));
  }
};

/** Where the words that are marked in a document's text begin and end there. @param {Element} text @returns {[number, number][]} */
export const hitsIn = (text) =>
  [...text.querySelectorAll("[data-start] mark.hit")].map((hit) => {
    const piece = /** @type {HTMLElement} */ (hit.closest("[data-start]"));
    const before = document.createRange();
    before.setStart(piece, 0);
    before.setEndBefore(hit);
    const start = Number(piece.dataset.start) + before.toString().length;
    return [start, start + (hit.textContent || "").length];
  });

/** @param {string} word @param {string} text @returns {[number, number][]} */
const placesOf = (word, text) => {
  /** @type {[number, number][]} */
  const found = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) found.push([at, at + word.length]);
  return found;
};

/** @param {string} text @param {[number, number][]} places */
const cut = (text, places) => {
  const parts = [];
  let done = 0;
  for (const [start, end] of places) {
    if (start < done) continue;
    parts.push(text.slice(done, start), make("mark", "hit", text.slice(start, end)));
    done = end;
  }
  return [...parts, text.slice(done)];
};
