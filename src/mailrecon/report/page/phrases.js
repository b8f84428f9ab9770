/* What the page itself says, in the reader's language. */
import { byId } from "./dom.js";

/** @type {Record<string, Record<string, string>>} */
const catalogue = JSON.parse(byId("phrases").textContent);
const preferred = new URLSearchParams(location.search).get("lang");
export const language =
  [preferred, ...navigator.languages].map((tag) => (tag || "").slice(0, 2).toLowerCase()).find((tag) => catalogue[tag]) || "en";
const rules = new Intl.PluralRules(language);

const languages = new Intl.DisplayNames(language, { type: "language" });

/** A language by its name in the reader's. @param {string} code */
export const languageName = (code) => languages.of(code) || code;

/** A number as it is written in the reader's language. @param {number} number */
export const count = (number) => number.toLocaleString(language);

/** A phrase by its name; `{n}` and others are filled in. @param {string} name @param {Record<string, any>} [values] */
export const say = (name, values = {}) => {
  const phrases = catalogue[language];
  const form = typeof values.n === "number" ? `${name}.${rules.select(values.n)}` : name;
  const phrase = phrases[form] || phrases[`${name}.other`] || phrases[name] || name;
  return phrase.replace(/\{(\w+)\}/g, (whole, key) =>
    values[key] === undefined ? whole : typeof values[key] === "number" ? count(values[key]) : String(values[key]),
  );
};

/** Put the phrases in the place of the English ones that the page is written with. */
export const translate = () => {
  document.documentElement.lang = language;
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-say]")))
    element.textContent = say(element.dataset.say || "");
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-say-label]")))
    element.setAttribute("aria-label", say(element.dataset.sayLabel || ""));
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-say-placeholder]")))
    element.setAttribute("placeholder", say(element.dataset.sayPlaceholder || ""));
};
