/* The image of a page with the places of a message marked on it, and its words to be marked. */
import { sources } from "./data.js";
import { button, drawn, make } from "./dom.js";
import { hitsIn } from "./hits.js";
import { keepFocus } from "./focus.js";
import { say } from "./phrases.js";
import { Refused, server } from "./server.js";
import { state } from "./state.js";
import { letWordsBeMarked } from "./wordmarks.js";

/** How the reader wants pages. */
const looks = { large: false };

/** @param {any} box */
const asRect = (box) => ({ x: 1000 * box.left, y: 1000 * box.top, width: 1000 * box.width, height: 1000 * box.height });

/** Regions without the parts of header lines over which a field lies: two colours would mix. @param {any[]} boxes */
const withoutFields = (boxes) => {
  const fields = boxes.filter((box) => box.kind === "field");
  return boxes.flatMap((box) => {
    if (box.kind !== "header") return [box];
    const over = fields.filter((field) => Math.abs(field.top - box.top) < box.height / 2 && field.left < box.left + box.width && box.left < field.left + field.width);
    const left = Math.min(...over.map((field) => field.left));
    const right = Math.max(...over.map((field) => field.left + field.width));
    if (!over.length) return [box];
    return [{ ...box, width: left - box.left }, { ...box, left: right, width: box.left + box.width - right }].filter((part) => part.width > 0.001);
  });
};

/** The regions of a message on a page. @param {any[]} boxes @param {number} page @param {string} name */
const overlay = (boxes, page, name) => {
  const svg = drawn("svg", { viewBox: "0 0 1000 1000", preserveAspectRatio: "none", class: "regions", role: "group", tabindex: 0, "aria-label": say("words_of_page", { page, name }) });
  for (const box of withoutFields(boxes.filter((item) => item.page === page))) {
    const mark = drawn("rect", { ...asRect(box), class: `on-${box.kind}` });
    if (box.role) mark.dataset.role = box.role;
    svg.append(mark);
  }
  return svg;
};

/** @param {import("./data.js").Message} message @param {number} which @param {any[]} boxes @param {number} page @param {[number, number][]} hits */
const drawPage = (message, which, boxes, page, hits) => {
  const print = message.prints[which];
  const source = /** @type {number} */ (print.document);
  const image = make("img");
  image.alt = say("page_of", { page, name: print.name });
  image.src = `page/${source}/${page}`;
  const svg = overlay(boxes, page, print.name);
  server.words(source, page).then((words) => letWordsBeMarked(svg, source, words, print.fields, hits)).catch(() => {
    // Where a page's words are not known the text below can be marked.
  });
  const figure = make("figure", "page-image", image, svg);
  figure.dataset.page = page;
  return figure;
};

/** A button that shows a page more, above the first or below the last. @param {number} page @param {string} words @param {() => any} draw */
const morePages = (page, words, draw) => {
  const more = button(words, { page });
  more.addEventListener("click", draw);
  return make("p", "tools", more);
};

/** The regions of a message; none where the list is another one by now: then it is drawn anew. @param {number} number @param {number} which @returns {Promise<any[]>} */
const regionsOf = async (number, which) => {
  try {
    return await server.regions(number, which);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [];
  }
};

/** Put the pages a message is printed on above its text. @param {import("./data.js").Message} message @param {number} which @param {any} panel */
export const drawPictures = async (message, which, panel) => {
  const number = state.selected;
  const print = message.prints[which];
  const boxes = await regionsOf(/** @type {number} */ (number), which);
  if (state.selected !== number || state.print !== which) return;
  const pages = /** @type {number[]} */ ([...new Set(boxes.map((/** @type {any} */ box) => box.page))].sort((a, b) => a - b));
  if (!pages.length) return;
  const last = sources()[/** @type {number} */ (print.document)].pages || 0;
  const hits = hitsIn(panel.querySelector("pre"));
  const all = make("div", "pages");
  const larger = button(say("larger"), {});
  /** @param {boolean} isLarge kept from one message to the next */
  const size = (isLarge) => {
    looks.large = isLarge;
    all.classList.toggle("large", isLarge);
    larger.setAttribute("aria-pressed", String(isLarge));
  };
  larger.addEventListener("click", () => size(!looks.large));
  size(looks.large);
  /** @param {number} first @param {number} to */
  const redraw = (first, to) => {
    const shown = new Map([...all.querySelectorAll("figure")].map((figure) => [Number(figure.dataset.page), figure]));
    const figures = [];
    for (let page = first; page <= to; page += 1) figures.push(shown.get(page) || drawPage(message, which, boxes, page, hits));
    all.replaceChildren(
      ...(first > 1 ? [morePages(first - 1, say("page_before", { page: first - 1 }), () => redraw(first - 1, to))] : []),
      ...figures,
      ...(to < last ? [morePages(to + 1, say("page_after", { page: to + 1 }), () => redraw(first, to + 1))] : []),
    );
  };
  redraw(pages[0], pages[pages.length - 1]);
  const text = panel.querySelector("pre");
  const details = make("details", "page-text", make("summary", "", say("text_as_read")), text);
  panel.querySelector(".source-head").append(make("p", "tools", larger));
  // Who was in the text, which is folded away now, goes to the page.
  const restoreFocus = keepFocus();
  panel.append(all, details);
  restoreFocus();
  panel.scrollTop = 0;
  const first = panel.querySelector(".on-header, .on-body");
  if (!first) return;
  const reach = () => {
    // On a phone the whole page scrolls, and the reader is at the message.
    if (panel.scrollHeight > panel.clientHeight) panel.scrollTop += first.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3;
    return panel.scrollTop;
  };
  let reached = reach();
  // A page has no height before its image is there, and the reader may have scrolled meanwhile.
  for (const page of all.querySelectorAll("img")) {
    page.addEventListener("load", () => {
      if (first.isConnected && panel.scrollTop === reached) reached = reach();
    });
  }
};

/** @param {string | null} role */
export const lightPicture = (role) => {
  for (const mark of /** @type {NodeListOf<SVGElement>} */ (document.querySelectorAll("#source rect[data-role]:not(.word)"))) mark.classList.toggle("lit", mark.dataset.role === role);
};
