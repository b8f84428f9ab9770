/* One message. */
import { citationOf } from "./citing.js";
import { messages } from "./data.js";
import { button, byId, isolated, joined, make, own, section } from "./dom.js";
import { markHits } from "./hits.js";
import { dateText, originator, otherName, personCalled, personText, usedInferences } from "./names.js";
import { languageName, say } from "./phrases.js";
import { sayReason, sayWarning } from "./reasons.js";
import { placeWords } from "./places.js";

/** @typedef {import("./data.js").Message} Message */
/** @typedef {import("./data.js").Person} Person */

const KNOWN = new Set(["from", "sender", "reply_to", "to", "cc", "bcc", "date", "subject"]);

/** What the app adds to a message: its tools. */
export const additions = {
  /** @type {((message: Message) => any[]) | null} */
  above: null,
};

/** @param {string} name @param {any} value @param {string} role @param {any} [how] @param {string} [howClass] */
const fieldRow = (name, value, role, how, howClass) => {
  let label = name;
  if (role) {
    label = button(name, {}, "field-name");
    /** @type {any} */ (label).title = say("show_where");
  }
  const row = make("div", "field", make("dt", "", label));
  const shown = make("dd", "", value instanceof Node ? value : own(value));
  if (how) shown.append(own(how, "span", `how ${howClass || ""}`));
  row.append(shown);
  if (role) row.dataset.roles = role;
  return row;
};

/** A person as printed, with the name they go by where that is another, and what is known of them. @param {Person} person */
const drawPerson = (person) => {
  const more = [otherName(person), person[4] || ""].filter(Boolean).join(", ");
  const shown = make("span", "", isolated(personText(person)), ...(more ? [make("span", "small", " (", isolated(more), ")")] : []));
  if (person[5]) shown.title = `${personCalled(person)} (${person[5]})`;
  return shown;
};

/** @param {Message} message @param {string} name */
const reasons = (message, name) =>
  usedInferences(message)
    .filter((item) => item[0] === name)
    .map((item) => say("inferred_because", { reason: sayReason(item[2]), score: item[3].toFixed(2) }))
    .join("; ");

/** @param {Message} message @param {string} role how a printed value came about, where somebody corrected it */
const corrected = (message, role) => {
  const field = message.prints[0].fields.find((item) => item.role === role && item.how === "corrected");
  return field ? sayReason(field.reason) || say("corrected") : "";
};

/** @param {Message} message */
const dateRow = (message) => {
  const [lowest, highest, why] = message.bounds || [];
  const any = say("any");
  const narrowed = lowest || highest ? `, ${say("zone_between", { low: lowest || any, high: highest || any, reason: sayReason(why) })}` : "";
  const zone = message.date && !message.zone ? `${say("no_zone")}${narrowed}` : "";
  const printed = message.datePrinted ? make("span", "", `${say("printed")}: `, isolated(message.datePrinted)) : say("none_printed");
  const how = joined([printed, zone, reasons(message, "Date"), corrected(message, "date")].filter(Boolean), " · ");
  const role = message.prints[0].fields.some((field) => field.role === "date") ? "date" : "";
  return fieldRow(say("date"), message.date ? message.date.replace("T", " ") : say("undated"), role, how, reasons(message, "Date") ? "infer" : "");
};

/** @param {Message} message */
const parentRow = (message) => {
  /** @type {any} */
  let value = own(message.parentId);
  if (message.parent !== null) {
    const parent = messages()[message.parent];
    value = button("", { goto: message.parent }, "link");
    value.append(isolated(originator(parent)), `, ${dateText(parent)}`);
  }
  const how = reasons(message, "In-Reply-To");
  const name = message.relation === "forward" ? say("forwards") : say("answers");
  return fieldRow(name, value, "", how || say("as_printed"), how ? "infer" : "");
};

/** @param {Message} message */
export const drawFields = (message) => {
  const list = make("dl", "fields");
  const printed = message.prints[0].fields;
  /** @param {string} role */
  const has = (role) => (printed.some((field) => field.role === role) ? role : "");
  /** @param {string} name @param {Person[]} persons @param {string} role @param {string} header */
  const people = (name, persons, role, header) => {
    if (!persons.length) return;
    const guessed = reasons(message, header);
    const how = [guessed, corrected(message, role)].filter(Boolean).join(" · ");
    list.append(fieldRow(name, joined(persons.map(drawPerson), ", "), has(role), how, guessed ? "infer" : ""));
  };
  people(say("from"), message.from.length ? message.from : [[null, null, false]], "from", "From");
  people(say("sender"), message.sender, "sender", "Sender");
  people(say("reply_to"), message.replyTo, "reply_to", "Reply-To");
  people(say("to"), message.to, "to", "To");
  people(say("cc"), message.cc, "cc", "Cc");
  people(say("bcc"), message.bcc, "bcc", "Bcc");
  list.append(dateRow(message));
  const guessed = reasons(message, "Subject");
  const how = [guessed, corrected(message, "subject")].filter(Boolean).join(" · ");
  list.append(fieldRow(say("subject"), message.subject || say("none"), has("subject"), how, guessed ? "infer" : ""));
  const isShown = (/** @type {string} */ role) => KNOWN.has(role) || (role === "message_id" && message.idPrinted);
  for (const field of printed) if (!isShown(field.role)) list.append(fieldRow(field.label || field.role, field.text, field.role, ""));
  if (message.parentId) list.append(parentRow(message));
  list.append(fieldRow("Message-ID", message.id, has("message_id"), message.idPrinted ? say("printed") : say("id_made")));
  return list;
};

/** @param {Message} message */
export const drawBody = (message) => own(message.body || say("no_text"), "div", "text");

/** A header field in the reader's words: `From`, `Reply-To`. @param {string} header */
const fieldName = (header) => {
  const name = header.toLowerCase().replace("-", "_");
  return KNOWN.has(name) ? say(name) : header;
};

/** @param {Message} message */
const drawWarnings = (message) =>
  message.warnings.map(([code, english, span]) => {
    const text = sayWarning(code, english);
    return make("span", "", span ? button(text, { span: span.join(",") }, "link warn-text") : own(text, "span", "warn-text"), make("span", "small", ` (${code})`));
  });

/** @param {Message} message */
const drawNotes = (message) => {
  const unused = message.inferred.filter((item) => !item[4]);
  const share = message.confidence.toFixed(2);
  return [
    ...section(say("warnings"), ...drawWarnings(message)),
    ...section(say("removed_title"), ...message.redacted.map((name) => (name === "Original" ? say("original_blacked") : say("removed_in", { field: fieldName(name) })))),
    ...section(say("weighed"), ...unused.map((item) => own(`${item[0]}: ${sayReason(item[2])} (${item[3].toFixed(2)})`))),
    ...section(say("other_prints"), ...message.prints.slice(1).map((print, place) => button(`${print.name}, ${placeWords(print)}`, { print: place + 1 }, "link"))),
    ...section(
      say("how_sure"),
      `${message.level ? `${say(`level_${message.level}`)}: ` : ""}${say("sure_message", { share })}`,
      `${say("layout")}: ${sayReason(message.layout)}${message.language ? `, ${say("language")}: ${languageName(message.language)}` : ""}`,
      message.native ? say("is_native") : say("is_rebuilt"),
    ),
  ];
};

/** @param {Message} message */
export const drawMessage = (message) => {
  const article = byId("message");
  const tools = make("p", "tools", button(say("copy_citation"), { act: "cite" }), button(say("copy_link"), { act: "link" }), button(say("print_one"), { act: "print" }));
  article.replaceChildren(
    own(message.subject || say("no_subject"), "h2"),
    own(citationOf(message), "p", "small citation"),
    tools,
    ...(additions.above ? additions.above(message) : []),
    drawFields(message),
    drawBody(message),
    ...drawNotes(message),
  );
  markHits(article);
  article.scrollTop = 0;
};
