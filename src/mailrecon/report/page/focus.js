/* Where the focus is: whoever works by keys stays where they were when the page is drawn anew. */
import { byId } from "./dom.js";

const AREAS = "#list, #message, #source, .view";

/** The control of an area that does what another did before it was drawn anew. @param {any} area @param {DOMStringMap} data */
const sameControl = (area, data) => {
  const controls = /** @type {HTMLElement[]} */ ([...area.querySelectorAll("button")]);
  return data.act ? controls.find((control) => control.dataset.act === data.act && control.dataset.what === data.what) : undefined;
};

/** Note where the focus is; the call that is returned puts it there again if it was lost. */
export const keepFocus = () => {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const area = before && before !== document.body ? /** @type {HTMLElement | null} */ (before.closest(AREAS)) : null;
  const data = before ? { ...before.dataset } : {};
  const pageBefore = /** @type {HTMLElement | null} */ (before && before.closest("figure"))?.dataset.page;
  return () => {
    if (!area || document.activeElement !== document.body) return;
    const row = area.id === "list" ? byId("list").querySelector('[tabindex="0"]') : null;
    const page = area.id === "source" ? area.querySelector(`figure[data-page="${pageBefore}"] svg.regions`) || area.querySelector("svg.regions, pre[role=textbox]") : null;
    const found = row || page || sameControl(area, data) || area;
    if (found === area && area.tabIndex < 0) area.tabIndex = -1;
    found.focus({ preventScroll: true });
  };
};
