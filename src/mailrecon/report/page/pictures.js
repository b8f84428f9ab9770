/* The image of a page with the places of a message marked on it. */
import { drawn, make } from "./dom.js";
import { say } from "./phrases.js";
import { server } from "./server.js";
import { state } from "./state.js";


/** @param {any[]} boxes @param {number} page */
const overlay = (boxes, page) => {
  const svg = drawn("svg", { viewBox: "0 0 1000 1000", preserveAspectRatio: "none", class: "regions", "aria-hidden": "true" });
  for (const box of boxes.filter((item) => item.page === page)) {
    const size = { x: 1000 * box.left, y: 1000 * box.top, width: 1000 * box.width, height: 1000 * box.height };
    const mark = drawn("rect", { ...size, class: `on-${box.kind}` });
    if (box.role) mark.dataset.role = box.role;
    svg.append(mark);
  }
  return svg;
};

/** Put the pages a message is printed on above its text. @param {import("./data.js").Message} message @param {number} which @param {any} panel */
export const drawPictures = async (message, which, panel) => {
  const number = state.selected;
  const print = message.prints[which];
  const boxes = await server.regions(/** @type {number} */ (number), which);
  if (state.selected !== number || state.print !== which) return;
  const pages = [...new Set(boxes.map((/** @type {any} */ box) => box.page))].sort((a, b) => a - b);
  const pictures = pages.map((page) => {
    const image = make("img");
    image.alt = say("page_of", { page, name: print.name });
    image.src = `page/${print.document}/${page}`;
    return make("figure", "page-image", image, overlay(boxes, page));
  });
  if (!pictures.length) return;
  const text = panel.querySelector("pre");
  const details = make("details", "page-text", make("summary", "", say("text_as_read")), text);
  panel.append(...pictures, details);
  panel.scrollTop = 0;
  const first = panel.querySelector(".on-header, .on-body");
  if (first) first.scrollIntoView({ block: "center" });
};

/** @param {string | null} role */
export const lightPicture = (role) => {
  for (const mark of /** @type {NodeListOf<SVGElement>} */ (document.querySelectorAll("#source rect[data-role]"))) mark.classList.toggle("lit", mark.dataset.role === role);
};
