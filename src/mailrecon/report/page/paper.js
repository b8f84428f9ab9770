/* On paper: one message with its place, the thread that is chosen, or what the filters leave. */
import { citationOf } from "./citing.js";
import { atHand, messages, sources } from "./data.js";
import { byId, isolated, make, own, section } from "./dom.js";
import { drawBody, drawFields } from "./message.js";
import { say } from "./phrases.js";
import { sayWarning } from "./reasons.js";
import { placeWords } from "./places.js";
import { state } from "./state.js";
import { rootOf } from "./threads.js";

const PRINTED_AT_MOST = 300;
const paper = { one: false };

/** @param {number} number */
const article = (number) => {
  const message = atHand(number);
  if (!message) return [];
  const print = message.prints[0];
  const notes = message.warnings.map(([code, text]) => `${sayWarning(code, text)} (${code})`);
  const where = make("p", "small", isolated(print.name), `, ${placeWords(print)}`);
  return [make("article", "", own(message.subject || say("no_subject"), "h2"), own(citationOf(message), "p", "small"), drawFields(message), drawBody(message), ...section(say("warnings"), ...notes), where)];
};

const chosen = () => {
  if (paper.one && state.selected !== null) return [state.selected];
  const filtered = state.shown.length < messages().length || messages().length <= PRINTED_AT_MOST;
  if (filtered && state.shown.length <= PRINTED_AT_MOST) return state.shown;
  const root = state.selected === null ? null : rootOf(state.selected);
  return state.shown.filter((number) => rootOf(number) === root).slice(0, PRINTED_AT_MOST);
};

const preparePaper = () => {
  const one = paper.one && state.selected !== null ? messages()[state.selected].prints[state.print].document : null;
  const printed = sources().filter((_, number) => one === null || number === one);
  const digests = make("article", "", make("h2", "", say("documents")), ...printed.map((source) => make("p", "small", isolated(source.name), `, SHA-256 ${source.sha256}`)));
  const place = paper.one ? [...byId("source").querySelectorAll("pre, .page-image")].map((item) => item.cloneNode(true)) : [];
  byId("print").replaceChildren(...chosen().flatMap(article), ...place, digests);
};

/** Print one message with its source. Some browsers go on while they print. */
export const printOne = () => {
  paper.one = true;
  window.print();
};

export const watchPaper = () => {
  window.addEventListener("beforeprint", preparePaper);
  window.addEventListener("afterprint", () => (paper.one = false));
};
