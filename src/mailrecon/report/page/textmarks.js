/* Words and lines of a document's text, marked by keys as those of a page's image are. */
import { say } from "./phrases.js";
import { focusBar, tellMarked } from "./tools.js";

/** @typedef {{nodes: Text[], starts: number[], words: {from: number, to: number, line: number}[]}} Laid */

/** The words of a text by where they stand in what its pieces say one after the other. @param {any} page @returns {Laid} */
const layWords = (page) => {
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  /** @type {Laid} */
  const laid = { nodes: [], starts: [], words: [] };
  let text = "";
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    if (!node.parentElement?.closest("[data-start]")) continue;
    laid.nodes.push(node);
    laid.starts.push(text.length);
    text += node.data;
  }
  let line = 0;
  let at = 0;
  for (const found of text.matchAll(/\S+/g)) {
    for (at = text.indexOf("\n", at); at >= 0 && at < found.index; at = text.indexOf("\n", at + 1)) line += 1;
    if (at < 0) at = text.length;
    laid.words.push({ from: found.index, to: found.index + found[0].length, line });
  }
  return laid;
};

/** The last number whose value is not above `value`. @param {number} count @param {(number: number) => number} valueOf @param {number} value */
const lastUpTo = (count, valueOf, value) => {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valueOf(middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** @param {Laid} laid @param {number} place @returns {[Text, number]} */
const pointAt = ({ nodes, starts }, place) => {
  const number = lastUpTo(starts.length, (one) => starts[one], place);
  return [nodes[number], Math.min(nodes[number].length, place - starts[number])];
};

/** The word in which a point of the text lies, or the one before; -1 outside. @param {Laid} laid @param {Node} node @param {number} offset */
const wordAt = ({ nodes, starts, words }, node, offset) => {
  const number = nodes.indexOf(/** @type {Text} */ (node));
  return number < 0 || !words.length ? -1 : lastUpTo(words.length, (one) => words[one].from, starts[number] + offset);
};

/** Let words of a text be marked by keys. @param {any} page @param {string} name */
export const letTextBeMarked = (page, name) => {
  page.tabIndex = 0;
  page.setAttribute("role", "textbox");
  page.setAttribute("aria-readonly", "true");
  page.setAttribute("aria-multiline", "true");
  page.setAttribute("aria-label", say("words_of_text", { name }));
  /** @type {Laid | null} */
  let laid = null;
  /** Where marking began and where it is now. @type {{first: number, last: number} | null} */
  let range = null;

  /** What is marked now, by pointer or key. @param {Laid} here */
  const isMarked = (here) => {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed || !selection.anchorNode || !page.contains(selection.anchorNode)) return false;
    if (range) return true;
    const [first, last] = [wordAt(here, selection.anchorNode, selection.anchorOffset), selection.focusNode ? wordAt(here, selection.focusNode, selection.focusOffset) : -1];
    if (first >= 0 && last >= 0) range = { first, last };
    return range !== null;
  };
  /** Pieces are long: it is the word that must be seen. @param {Laid} here @param {number} number */
  const bringIntoSight = (here, number) => {
    const around = page.closest(".pane, .view");
    const [node, offset] = pointAt(here, here.words[number].from);
    const word = document.createRange();
    word.setStart(node, offset);
    word.setEnd(node, Math.min(node.length, offset + 1));
    const [at, frame] = [word.getBoundingClientRect(), around.getBoundingClientRect()];
    const [top, foot] = [Math.max(0, frame.top) + 2 * at.height, Math.min(window.innerHeight, frame.bottom) - 3 * at.height];
    if (at.top < top || at.bottom > foot) around.scrollBy({ top: at.top - (top + foot) / 2 });
  };
  /** @param {Laid} here */
  const show = (here) => {
    if (!range) return;
    const [low, high] = [Math.min(range.first, range.last), Math.max(range.first, range.last)];
    const [start, end] = [pointAt(here, here.words[low].from), pointAt(here, here.words[high].to - 1)];
    window.getSelection()?.setBaseAndExtent(start[0], start[1], end[0], end[1] + 1);
    bringIntoSight(here, range.last);
    tellMarked(String(window.getSelection()), high - low + 1);
  };
  /** The first word of the line so many lines away, or of the nearest with words. @param {Laid} here @param {number} from @param {number} by */
  const onLine = ({ words }, from, by) => {
    const line = words[from].line;
    const next = by > 0 ? words.findIndex((word) => word.line > line) : words.findIndex((word) => word.line === words[Math.max(0, words.findIndex((one) => one.line === line) - 1)].line);
    return next < 0 ? from : next;
  };
  /** @param {Laid} here @param {number} from */
  const endOfLine = ({ words }, from) => {
    const next = words.findIndex((word, number) => number > from && word.line > words[from].line);
    return (next < 0 ? words.length : next) - 1;
  };
  /** Marked lines are whole: up to the end of the line below, or from the start of the one above. @type {Record<string, (here: Laid, from: number, isMore: boolean) => number>} */
  const steps = {
    ArrowRight: (here, from) => Math.min(here.words.length - 1, from + 1),
    ArrowLeft: (here, from) => Math.max(0, from - 1),
    ArrowDown: (here, from, isMore) => (!isMore ? onLine(here, from, 1) : endOfLine(here, from) > from ? endOfLine(here, from) : endOfLine(here, onLine(here, from, 1))),
    ArrowUp: (here, from) => onLine(here, from, -1),
    Home: (here, from) => here.words.findIndex((word) => word.line === here.words[from].line),
    End: endOfLine,
  };
  /** Where keys begin: the first word of the message that is shown. @param {Laid} here */
  const firstOf = (here) => {
    const piece = page.querySelector(".in-header, .in-body, .k-header");
    const node = piece && document.createTreeWalker(piece, NodeFilter.SHOW_TEXT).nextNode();
    const found = node ? wordAt(here, node, 0) : -1;
    return found < 0 ? 0 : here.words[found].from < here.starts[here.nodes.indexOf(/** @type {Text} */ (node))] ? Math.min(found + 1, here.words.length - 1) : found;
  };
  page.addEventListener("pointerdown", () => (range = null));
  page.addEventListener("keydown", (/** @type {any} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!laid || !laid.nodes.length || !laid.nodes[0].isConnected) laid = layWords(page);
    const here = laid;
    const step = steps[event.key];
    if (!here.words.length) return;
    if (event.key === "Enter" && isMarked(here)) focusBar();
    else if (event.key === "Escape" && isMarked(here)) {
      range = null;
      window.getSelection()?.removeAllRanges();
    } else if (step) {
      if (!isMarked(here)) range = { first: firstOf(here), last: firstOf(here) };
      else if (range && event.shiftKey) range = { first: range.first, last: step(here, range.last, true) };
      else if (range) range = { first: step(here, range.last, false), last: step(here, range.last, false) };
      show(here);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
};
