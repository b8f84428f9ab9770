/* Reasons in the reader's language: each is one of a closed set of phrases, or several of them. */
import { messages } from "./data.js";
import { byId } from "./dom.js";
import { dateText, originator } from "./names.js";
import { language, say } from "./phrases.js";

/** @type {Record<string, string>} the English phrases, some with `{n}` and the like, and what they are here */
const inLanguage = JSON.parse(byId("reasons").textContent)[language] || {};
const REASON_COMMA = language === "ja" ? "、" : ", ";
/** Values that are reasons themselves. */
const INNER = "reason";

/** @typedef {{shape: RegExp, names: string[], phrase: string}} Filled a phrase with values */

/** @param {string} text */
const asPattern = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** What may stand for a name in braces: a number where words would be another phrase. @param {string} name */
const placeholder = (name) => (name === "count" ? "(\\d+)" : "(.+?)");
/** @param {string} english @returns {Filled} */
const filled = (english) => {
  const names = [...english.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const pieces = english.split(/\{\w+\}/).map(asPattern);
  return { shape: new RegExp(`^${pieces.map((piece, place) => piece + (place < names.length ? placeholder(names[place]) : "")).join("")}$`, "s"), names, phrase: inLanguage[english] };
};
const withValues = Object.keys(inLanguage).filter((english) => english.includes("{")).map(filled);
/** `…; but its clock says it was written before that`: these hold a semicolon of their own. */
const behindSemicolon = withValues.filter((one) => one.shape.source.startsWith("^(.+?); "));

/** @param {string} text @param {Filled[]} shapes @returns {string | null} */
const fillIn = (text, shapes) => {
  for (const { shape, names, phrase } of shapes) {
    const found = shape.exec(text);
    if (!found) continue;
    const values = new Map(names.map((name, place) => [name, name === INNER ? translated(found[place + 1]) : found[place + 1]]));
    return phrase.replace(/\{(\w+)\}/g, (whole, name) => values.get(name) || whole);
  }
  return null;
};

/** @param {string} text one phrase of the table, if it is one @returns {string | null} */
const phraseOf = (text) => (Object.hasOwn(inLanguage, text) ? inLanguage[text] : fillIn(text, withValues));

/** Phrases parted by commas; a phrase may have a comma of its own. @param {string} text */
const sayList = (text) => {
  const pieces = text.split(", ");
  const said = [];
  for (let start = 0; start < pieces.length; ) {
    let end = pieces.length;
    let phrase = null;
    for (; end > start && phrase === null; end -= 1) phrase = phraseOf(pieces.slice(start, end).join(", "));
    said.push(phrase === null ? pieces[start] : phrase);
    start = phrase === null ? start + 1 : end + 1;
  }
  return said.join(REASON_COMMA);
};

/** Messages by who wrote them and when, in place of their Message-IDs: nobody knows these by heart. @param {string} text @returns {string} */
const nameMessages = (text) =>
  text.replace(/<[^<>\s]+>/g, (identity) => {
    const message = messages().find((one) => one.id === identity || `<${one.id}>` === identity);
    return message ? `${originator(message)}, ${dateText(message)}` : identity;
  });

/** What the server says in place of an answer. @param {string} text @returns {string} */
export const sayRefusal = (text) => phraseOf(text) || text;

/** Why a file was not read, behind its name, which may have a colon of its own. @param {string} text @returns {string} */
export const sayUnread = (text) => {
  for (let place = text.indexOf(": "); place >= 0; place = text.indexOf(": ", place + 1)) {
    const why = phraseOf(text.slice(place + 2));
    if (why !== null) return `${text.slice(0, place + 2)}${why}`;
  }
  return sayRefusal(text);
};

/** A warning in the reader's language; one of a rare kind: its kind, then what was found, in English. @param {string} code @param {string} text @returns {string} */
export const sayWarning = (code, text) => {
  const name = `warn_${code.replace(/-/g, "_")}`;
  const sentence = say(name);
  // `mine-own-code`, as a plugin's reader may give it, has no phrase.
  const whole = phraseOf(text);
  if (whole !== null) return nameMessages(whole);
  // `letter.pdf!notes.zip: is encrypted; give --password`
  const unread = sayUnread(text);
  if (unread !== text) return unread;
  if (language === "en" || sentence === name) return nameMessages(text);
  return say("details_english", { sentence, text: nameMessages(text) });
};

/** @param {string} text @returns {string} */
const translated = (text) => {
  if (!text || !withValues.length) return text;
  if (Object.hasOwn(inLanguage, text)) return inLanguage[text];
  const whole = fillIn(text, behindSemicolon);
  if (whole !== null) return whole;
  const parts = text.split("; ");
  return parts.length > 1 ? parts.map(sayList).join("; ") : sayList(text);
};

/** A reason in the reader's language; what is no phrase of the table stays as it is. @param {string} text @returns {string} */
export const sayReason = (text) => nameMessages(translated(text));
