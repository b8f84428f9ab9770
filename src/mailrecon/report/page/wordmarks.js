/* Words on the image of a page, marked by pointer, finger or key as those of a text are. */
import { stretch } from "./data.js";
import { byId, drawn } from "./dom.js";
import { focusBar, forgetMarked, setMarked, tellMarked } from "./tools.js";

/** @typedef {{from: number, to: number, mark: any, left: number, top: number, height: number}} Word */

/** Scroll until a word is seen, also below the head of the pane, which stays where it is. @param {any} mark */
const bringWordIntoSight = (mark) => {
  mark.scrollIntoView({ block: "nearest" });
  const [panel, head] = [byId("source"), byId("source").querySelector(".source-head")];
  if (!head || getComputedStyle(head).position !== "sticky") return;
  const { top, height } = mark.getBoundingClientRect();
  const hidden = head.getBoundingClientRect().bottom + height - top;
  if (hidden > 0) panel.scrollTop -= hidden;
};

/** Let the words of a page be marked. @param {any} svg @param {number} source @param {number[][]} found @param {import("./data.js").Field[]} fields @param {[number, number][]} hits what was searched for */
export const letWordsBeMarked = (svg, source, found, fields, hits) => {
  /** @type {Word[]} */
  const words = found.map(([from, to, left, top, width, height], number) => {
    const mark = drawn("rect", { x: 1000 * left, y: 1000 * top, width: 1000 * width, height: 1000 * height, class: "word" });
    mark.dataset.word = number;
    const field = fields.find((item) => item.span[0] < to && from < item.span[1]);
    if (field) mark.dataset.role = field.role;
    mark.classList.toggle("hit", hits.some(([start, end]) => start < to && from < end));
    return { from, to, mark, left, top, height };
  });
  svg.append(...words.map((word) => word.mark));
  /** Where marking began and where it is now. @type {{first: number, last: number} | null} */
  let range = null;
  let drawing = false;

  const show = () => {
    const [low, high] = range ? [Math.min(range.first, range.last), Math.max(range.first, range.last)] : [0, -1];
    for (const other of document.querySelectorAll("rect.chosen")) other.classList.remove("chosen");
    if (!range) return forgetMarked();
    words.slice(low, high + 1).forEach((word) => word.mark.classList.add("chosen"));
    return setMarked({ document: source, span: [words[low].from, words[high].to] });
  };
  /** @param {number} first @param {number} last */
  const choose = (first, last) => {
    range = { first, last };
    show();
  };
  /** @param {any} event @returns {number} -1: no word is there */
  const wordAt = (event) => {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const word = /** @type {any} */ (under && under.closest("rect.word"));
    return word && svg.contains(word) ? Number(word.dataset.word) : -1;
  };
  const isMarked = () => range !== null && svg.querySelector("rect.chosen") !== null;

  svg.addEventListener("pointerdown", (/** @type {any} */ event) => {
    const word = wordAt(event);
    if (word < 0 || event.button !== 0) return;
    // A finger scrolls: it touches the first word, then the last. A mouse is drawn over them.
    if (event.pointerType === "touch") return;
    event.preventDefault();
    svg.focus({ preventScroll: true });
    drawing = true;
    choose(event.shiftKey && range && isMarked() ? range.first : word, word);
  });
  svg.addEventListener("pointermove", (/** @type {any} */ event) => {
    const word = drawing && event.buttons ? wordAt(event) : -1;
    if (range && word >= 0 && word !== range.last) choose(range.first, word);
  });
  for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, () => (drawing = false));
  svg.addEventListener("click", (/** @type {any} */ event) => {
    if (event.pointerType !== "touch") return;
    const word = wordAt(event);
    if (word < 0) return;
    if (range && isMarked() && range.first === range.last) choose(range.first, word);
    else choose(word, word);
  });
  svg.addEventListener("keydown", (/** @type {any} */ event) => byKey(event));

  /** The word nearest in the line above or below. @param {number} here @param {number} by */
  const beside = (here, by) => {
    const at = words[here];
    const other = (/** @type {Word} */ word) => by * (word.top - at.top) > at.height / 2;
    const line = by > 0 ? words.slice(here).find(other) : words.slice(0, here).reverse().find(other);
    if (!line) return here;
    const near = words.filter((word) => Math.abs(word.top - line.top) < line.height / 2);
    near.sort((a, b) => Math.abs(a.left - at.left) - Math.abs(b.left - at.left));
    return words.indexOf(near[0]);
  };
  /** @param {any} event */
  const byKey = (event) => {
    /** @type {Record<string, (here: number) => number>} */
    const steps = { ArrowRight: (here) => here + 1, ArrowLeft: (here) => here - 1, ArrowDown: (here) => beside(here, 1), ArrowUp: (here) => beside(here, -1) };
    const step = steps[event.key];
    if (!words.length || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && isMarked()) focusBar();
    else if (event.key === "Escape" && isMarked()) {
      range = null;
      show();
    } else if (step) {
      const next = range && isMarked() ? Math.max(0, Math.min(words.length - 1, step(range.last))) : firstOf();
      choose(event.shiftKey && range && isMarked() ? range.first : next, next);
      bringWordIntoSight(words[next].mark);
    } else return;
    event.preventDefault();
    event.stopPropagation();
    if (range) sayMarked(range.first, range.last);
  };
  /** Say what is marked: who does not see the page hears it. @param {number} first @param {number} last */
  const sayMarked = async (first, last) => {
    const [low, high] = [Math.min(first, last), Math.max(first, last)];
    const { text } = await stretch(source, words[low].from, words[high].to);
    // Another word may be marked by now.
    if (range && range.first === first && range.last === last) tellMarked(text, high - low + 1);
  };
  /** Where keys begin: the message's first word on the page. */
  const firstOf = () => Math.max(0, words.findIndex((word) => word.mark.dataset.role !== undefined));
};
