/* Every character of every document with what it was taken for. */
import { archive, sources, stretch } from "./data.js";
import { button, byId, make, own } from "./dom.js";
import { count, say } from "./phrases.js";
import { sayUnread, sayWarning } from "./reasons.js";
import { legend, texts } from "./source.js";

const CHUNK = 20000;
const AT_ONCE = 200;

export const drawDocuments = () => {
  const panel = byId("view-documents");
  if (panel.childElementCount) return;
  panel.append(
    make("h2", "", say("every_character")),
    make("p", "small", say("left_over")),
    legend(["k-header", say("header")], ["k-body", say("text_of_message")], ["k-separator", say("separator")], ["k-narrative", say("narrative")], ["k-furniture", say("furniture")]),
  );
  const { unread, warnings } = archive.content;
  for (const text of [...unread.map((item) => `${say("not_read")}: ${sayUnread(item)}`), ...new Set(warnings.map(([code, text, name]) => (name ? `${name}: ` : "") + sayWarning(code, text)))]) panel.append(own(text, "p", "warn-text"));
  const list = make("div");
  panel.append(list);
  drawMore(list, 0);
};

/** Draw the next documents: a mailbox has one for each of its mails. @param {any} list @param {number} first */
const drawMore = (list, first) => {
  const next = sources().slice(first, first + AT_ONCE).map((source, place) => drawDetails(source, first + place));
  list.append(...next);
  const left = sources().length - first - AT_ONCE;
  if (left <= 0) return;
  const more = button(say("n_more_documents", { n: left }), {});
  more.addEventListener("click", () => {
    more.remove();
    drawMore(list, first + AT_ONCE);
    next[next.length - 1].nextElementSibling?.querySelector("summary")?.focus();
  });
  list.append(more);
};

/** @param {import("./data.js").Source} source @param {number} number */
const drawDetails = (source, number) => {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const [kind, start, end] of source.segments) counts[kind] = (counts[kind] || 0) + end - start;
  const summary = Object.keys(counts).map((kind) => `${say(kind)} ${count(counts[kind])}`).join(" · ");
  const details = make("details", "doc", make("summary", "", own(source.name, "strong"), ` (${source.kind})`));
  details.append(make("p", "small", say("summary_characters", { summary })), make("p", "small", `SHA-256 ${source.sha256}`));
  if (source.hidden.length) details.append(make("p", "small hidden-text", hiddenText(source.hidden)));
  let asked = false;
  details.addEventListener("toggle", async () => {
    if (!details.open || asked) return;
    asked = true;
    const { text } = await stretch(number, 0, Infinity);
    const page = wholeDocument(source, text, number);
    details.append(page);
    if (texts.mark) texts.mark(page, source.name);
  });
  details.open = sources().length <= 3;
  return details;
};

/** @param {any[]} hidden */
const hiddenText = (hidden) => {
  /** @type {Record<string, number>} */
  const ways = {};
  for (const item of hidden) ways[item[2]] = (ways[item[2]] || 0) + 1;
  const counts = Object.keys(ways).map((way) => `${way} ${count(ways[way])}`).join(" · ");
  const places = [...new Set(hidden.map((item) => item[4]).filter(Boolean))];
  const where = places.length ? `, ${say("at_places", { places: places.slice(0, 10).join(", ") })}${places.length > 10 ? ` ${say("and_elsewhere")}` : ""}` : "";
  return `${say("hidden_withheld")}: ${counts}${where}`;
};

/** @param {import("./data.js").Source} source @param {string} text @param {number} number */
const wholeDocument = (source, text, number) => {
  const page = make("pre");
  page.dataset.document = number;
  let chunk = null;
  let size = 0;
  for (const [kind, start, end] of source.segments) {
    for (let from = start; from < end; from += CHUNK) {
      if (chunk === null || size > CHUNK) {
        chunk = make("div", "chunk");
        page.append(chunk);
        size = 0;
      }
      const piece = make("span", `k-${kind}`, text.slice(from, Math.min(end, from + CHUNK)));
      piece.title = say(kind);
      piece.dataset.start = from;
      chunk.append(piece);
      size += Math.min(end, from + CHUNK) - from;
    }
  }
  return page;
};
