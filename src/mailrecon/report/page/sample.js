/* A random sample that is judged item by item, and what it says of the whole. */
import { citationOf } from "./citing.js";
import { stretch, whole } from "./data.js";
import { decide } from "./deciding.js";
import { button, byId, make, own } from "./dom.js";
import { tell } from "./links.js";
import { drawBody, drawFields } from "./message.js";
import { count, language, say } from "./phrases.js";
import { server } from "./server.js";
import { markedText } from "./source.js";
import { state } from "./state.js";

const judging = { seed: 1, size: 20, at: 0, wrong: /** @type {Set<string>} */ (new Set()) };
/** @type {any} */
let sampled = null;
/** The item that can be judged: the one that is seen, as long as no judgement of it is on its way. @type {any} */
let inSight = null;
let drawings = 0;

/** @param {number} share */
const percent = (share) => `${(100 * share).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} %`;

/** @param {string} name @param {any} share */
const shareRow = (name, share) => {
  const cells = share.judged
    ? [`${count(share.hits)} / ${count(share.judged)}${share.unknown ? `, ${say("n_unknown", { n: share.unknown })}` : ""}`, percent(share.hits / share.judged), ...[share.wilson, share.exact].map(([low, high]) => `${percent(low)} – ${percent(high)}`)]
    : [`0 / 0${share.unknown ? `, ${say("n_unknown", { n: share.unknown })}` : ""}`, "–", "–", "–"];
  return make("tr", "", make("th", "", name), ...cells.map((cell) => make("td", "number", cell)));
};

const drawMeasures = () => {
  const { measures } = sampled;
  const head = make("tr", "", ...["measure", "counted", "share"].map((name) => make("th", "", say(name))), make("th", "", "Wilson 95 %"), make("th", "", "Clopper–Pearson 95 %"));
  const rows = [shareRow(say("precision"), measures.precision), shareRow(say("elusion"), measures.elusion)];
  for (const name of [...sampled.fields, "all"]) rows.push(shareRow(say("accuracy_of", { field: name === "all" ? say("all_fields") : say(name) }), measures.fields[name]));
  const [low, high] = measures.recallBounds;
  const recall = measures.recall === null ? say("not_known_yet") : `${percent(measures.recall)} (${percent(low)} – ${percent(high)})`;
  return [make("table", "measures", make("thead", "", head), make("tbody", "", ...rows)), make("p", "", `${say("recall_estimate")}: ${recall}`)];
};

/** The text a message was made of, with a little around it. @param {import("./data.js").Message} message */
const printedAt = async (message) => {
  const print = message.prints[0];
  const spans = [...print.header, ...print.body];
  const [start, end] = [Math.min(...spans.map((span) => span[0])), Math.max(...spans.map((span) => span[1]))];
  if (print.document === null) return "";
  const part = await stretch(print.document, Math.max(0, start - 300), end + 300);
  const text = markedText(part, print);
  text.tabIndex = 0;
  return text;
};

/** What is judged comes first; what is printed above it is there for whoever scrolls up. @param {HTMLElement} panel */
const showPlace = (panel) => {
  const text = /** @type {HTMLElement | null} */ (panel.querySelector(".judging pre"));
  const first = text && text.querySelector(".in-header, .in-body");
  if (text && first) text.scrollTop += first.getBoundingClientRect().top - text.getBoundingClientRect().top - parseFloat(getComputedStyle(text).paddingTop);
};

/** A button with its key, which is no part of its words. @param {string} key @param {string} words @param {Record<string, any>} data */
const keyed = (key, words, data) => {
  const made = button("", data);
  made.append(make("kbd", "", key), ` ${words}`);
  return made;
};
const dontKnow = () => keyed("d", say("dont_know"), { act: "judge", said: "unknown" });

/** @param {any} item */
const drawItem = async (item) => {
  if (item.message === undefined) {
    const text = own(item.text, "pre");
    text.tabIndex = 0;
    return [make("p", "small", say("stretch_of", { name: item.name })), text, make("p", "", say("is_mail_in_it")), make("p", "tools", keyed("n", say("nothing_missed"), { act: "judge", said: "nothing" }), keyed("m", say("mail_missed"), { act: "judge", said: "missed" }), dontKnow())];
  }
  const message = await whole(item.message);
  const toggles = sampled.fields.map((/** @type {string} */ name, /** @type {number} */ place) => {
    const toggle = keyed(String(place + 1), say("wrong_field", { field: say(name) }), { act: "wrong", field: name });
    toggle.setAttribute("aria-pressed", String(judging.wrong.has(name)));
    return toggle;
  });
  const judge = make("p", "tools", keyed("y", say("all_right"), { act: "judge", said: "right" }), keyed("n", say("no_mail"), { act: "judge", said: "no mail" }), ...toggles, keyed("w", say("mail_with_wrong"), { act: "judge", said: "wrong" }), dontKnow());
  return [own(citationOf(message), "p", "small"), judge, make("h3", "", say("place")), await printedAt(message), make("h3", "", say("message")), drawFields(message), drawBody(message), button(say("look_at_source"), { goto: item.message, view: "messages" })];
};

export const drawSample = async () => {
  const panel = byId("view-sample");
  drawings += 1;
  const mine = drawings;
  const drawn = await server.sample(judging.seed, judging.size);
  if (mine !== drawings) return;
  sampled = drawn;
  const { items } = sampled;
  const open = items.findIndex((/** @type {any} */ item) => !item.said);
  if (open >= 0 && items[judging.at]?.said) judging.at = open;
  judging.at = Math.min(judging.at, Math.max(0, items.length - 1));
  const judged = items.filter((/** @type {any} */ item) => item.said).length;
  const seed = make("input");
  Object.assign(seed, { type: "number", id: "seed", min: 1, value: judging.seed });
  const size = make("input");
  Object.assign(size, { type: "number", id: "size", min: 1, max: 1000, value: judging.size });
  const signed = make("a", "", say("signed_page"));
  Object.assign(signed, { href: `signed?seed=${judging.seed}&size=${judging.size}&lang=${language}`, target: "_blank", rel: "noopener" });
  const asked = make("p", "tools", make("label", "", say("seed"), " ", seed), make("label", "", say("size"), " ", size), button(say("draw"), { act: "draw" }), signed);
  const item = items[judging.at];
  const work = item ? await drawItem(item) : [make("p", "", say("nothing_to_judge"))];
  // A later drawing shows the item that is to be judged now.
  if (mine !== drawings) return;
  panel.replaceChildren(
    make("h2", "", say("sample")),
    make("p", "small", say("sample_of", { messages: sampled.messages, stretches: sampled.stretches })),
    asked,
    make("h3", "", say("judged_of", { judged, total: items.length })),
    item && !item.said ? make("div", "judging", ...work) : make("p", "", say("all_judged")),
    make("h3", "", say("what_it_says")),
    ...drawMeasures(),
  );
  showPlace(panel);
  inSight = item && !item.said ? item : null;
};

export const redraw = () => {
  judging.seed = Math.max(1, Math.floor(Number(byId("seed").value)) || 1);
  judging.size = Math.max(1, Math.floor(Number(byId("size").value)) || 20);
  judging.at = 0;
  judging.wrong.clear();
  return drawSample();
};

/** @param {string} field */
export const toggleWrong = (field) => {
  if (judging.wrong.has(field)) judging.wrong.delete(field);
  else judging.wrong.add(field);
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-act=wrong]"))) item.setAttribute("aria-pressed", String(judging.wrong.has(item.dataset.field || "")));
};

/** @param {string} said */
export const judge = async (said) => {
  // A second press while the first is on its way is not meant for the next item, which nobody saw.
  const item = inSight;
  if (!item) return;
  let words = said;
  if (said === "wrong") {
    if (!judging.wrong.size) {
      tell(say("which_are_wrong"));
      return;
    }
    words = `wrong ${sampled.fields.filter((/** @type {string} */ name) => judging.wrong.has(name)).join(",")}`;
  }
  judging.wrong.clear();
  const place = item.message !== undefined ? { message: item.message } : { document: item.document, span: item.span };
  inSight = null;
  const isSaved = await decide({ action: "tag", ...place, value: { tag: `sample ${judging.seed}: ${words}` } });
  if (!isSaved && inSight === null) inSight = item;
};

/** A key that judges, in the sample's view; whether it was one. @param {string} key */
export const judgeByKey = (key) => {
  if (state.view !== "sample" || !sampled) return false;
  const item = sampled.items[judging.at];
  const isMessage = item && item.message !== undefined;
  /** @type {Record<string, string>} */
  const keys = isMessage ? { y: "right", n: "no mail", w: "wrong", d: "unknown" } : { n: "nothing", m: "missed", d: "unknown" };
  if (keys[key]) judge(keys[key]);
  else if (isMessage && sampled.fields[Number(key) - 1]) toggleWrong(sampled.fields[Number(key) - 1]);
  else return false;
  return true;
};
