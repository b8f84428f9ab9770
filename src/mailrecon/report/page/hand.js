/* What the reader has in hand: a button that is pressed, a question that is open. Nothing is drawn anew meanwhile. */

// No press is longer, unless the browser never told its end.
const LONGEST_PRESS = 30000;
const LOOK_AGAIN = 30;
let pressedAt = -Infinity;

const letGo = () => {
  pressedAt = -Infinity;
};

/** Keep track of presses: a button that is drawn anew between press and release is never clicked. */
export const watchHand = () => {
  document.addEventListener("pointerdown", (/** @type {any} */ event) => {
    if (event.target.closest("button, input, summary, [data-number]")) pressedAt = performance.now();
  }, true);
  // The click comes after the release.
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => setTimeout(letGo), true);
  // Released where nobody saw it, beyond the window.
  document.addEventListener("pointermove", (event) => {
    if (!event.buttons) letGo();
  }, true);
};

/** The messages that a question offers are numbered as in the list that was shown when it was asked. */
export const isInHand = () => performance.now() - pressedAt < LONGEST_PRESS || document.querySelector("dialog[open]") !== null;

export const untilFree = async () => {
  while (isInHand()) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
};
